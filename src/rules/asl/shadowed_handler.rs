use crate::asl::State;
use crate::asl::error::{Handler, TASK_FAILED, TIMEOUT, includes};
use crate::rule::{Report, rule};
use crate::tree::Value;

rule! {
    code: "asl/shadowed-handler",
    group: Correctness,
    severity: Warning,
    check: State(check),
}

/// Names that stand for others. One more, `States.ALL`, the service refuses unless it is last.
const BROAD: [&str; 2] = [TASK_FAILED, TIMEOUT];

fn check(state: &State, report: &mut Report) {
    for (field, handlers) in state.handlers() {
        let mut before: [Option<Value>; BROAD.len()] = [None; BROAD.len()];
        for handler in &handlers {
            check_handler(*state, field, *handler, &before, report);
            for (place, name) in handler.errors() {
                if let Some(at) = BROAD.iter().position(|broad| *broad == name) {
                    before[at].get_or_insert(place);
                }
            }
        }
    }
}

fn check_handler(state: State, field: &str, handler: Handler, before: &[Option<Value>], report: &mut Report) {
    let word = if field == "Retry" { "retrier" } else { "catcher" };
    let taken: Vec<_> =
        handler.errors().filter_map(|(place, name)| Some((place, taker(&name, before)?, name))).collect();
    let is_whole = handler.is_known() && handler.errors().count() == taken.len();
    for (place, (broad, earlier), name) in taken {
        let finding = match is_whole {
            true => report.at(
                place,
                format!(
                    "this {word} of `{}` is never used: an earlier one takes `{name}` by `{broad}`",
                    state.name()
                ),
            ),
            false => report.at(
                place,
                format!(
                    "`{name}` never gets to this {word} of `{}`: an earlier one takes it by `{broad}`",
                    state.name()
                ),
            ),
        };
        finding
            .help(format!("the first that matches is used: put it before the {word} of `{broad}`"))
            .related(earlier.span(), "this takes it first");
        if is_whole {
            // One word for the whole of it.
            break;
        }
    }
}

/// The broader name of an earlier handler that takes an error.
fn taker<'m>(name: &str, before: &[Option<Value<'m>>]) -> Option<(&'static str, Value<'m>)> {
    BROAD
        .iter()
        .zip(before)
        .find_map(|(broad, place)| place.filter(|_| includes(broad, name)).map(|place| (*broad, place)))
}
