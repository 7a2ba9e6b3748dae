use std::borrow::Cow;
use std::collections::HashSet;

use crate::asl::error::{ALL, PREDEFINED, PREFIX};
use crate::asl::{Machine, State, StateType, known_text};
use crate::diagnostic::{Safety, Severity};
use crate::rule::{Report, rule};
use crate::rules::shared::{is_near, nearest};
use crate::tree::Value;

rule! {
    code: "asl/unknown-error-name",
    group: Correctness,
    severity: Warning,
    fixes: Sometimes,
    check: Machine(check),
}

/// Faults of Lambda that machines handle by name (developer guide, "Handle transient Lambda service
/// exceptions" and "Error names").
const LAMBDA: [&str; 6] = [
    "Lambda.ClientExecutionTimeoutException",
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
    "Lambda.Unknown",
];

/// Typing mistakes up to which a name of Lambda is taken for one of those: its other errors are further away.
const MISTAKES: usize = 2;

/// What people write for "any error". Names are compared as they are: there are no patterns.
const ANYTHING: [&str; 4] = ["*", "States.*", "ALL", "All"];

fn check(machine: &Machine, report: &mut Report) {
    let own = raised(machine);
    for state in machine.states() {
        for (field, handlers) in state.handlers() {
            let last = handlers.len().saturating_sub(1);
            for (at, handler) in handlers.iter().enumerate() {
                // `States.ALL` stands alone and last, or the service refuses it.
                let may_be_all = at == last && handler.errors().count() == 1;
                for (place, name) in handler.errors().filter(|(_, name)| !own.contains(name)) {
                    check_name(state, field, place, &name, may_be_all, report);
                }
            }
        }
        if let Some((place, name)) = reserved(state) {
            report
                .at(
                    place,
                    format!(
                        "the error `{name}` of `{}` starts with `{PREFIX}`, which is reserved",
                        state.name()
                    ),
                )
                .help("rename it: names that start so are the language's own errors")
                .severity(Severity::Info);
        }
    }
}

/// Errors that the machine itself makes under names that are not the language's: they exist.
fn raised<'m>(machine: &'m Machine<'m>) -> HashSet<Cow<'m, str>> {
    machine.states().filter_map(reserved).map(|(_, name)| name).collect()
}

fn reserved<'m>(state: State<'m>) -> Option<(Value<'m>, Cow<'m, str>)> {
    let error = if state.kind() == StateType::Fail { state.field("Error")? } else { return None };
    let name = known_text(error)?;
    (name.starts_with(PREFIX) && !is_predefined(&name)).then_some((error, name))
}

/// Errors of `http:invoke` carry the status of the answer: `States.Http.StatusCode.429`.
fn is_predefined(name: &str) -> bool {
    PREDEFINED.contains(&name) || name.starts_with("States.Http.")
}

fn check_name(state: State, field: &str, place: Value, name: &str, may_be_all: bool, report: &mut Report) {
    let Some(meant) = meant(name) else { return };
    let finding = report.at(
        place,
        format!("no error is named `{name}`: this {} of `{}` never sees one", word(field), state.name()),
    );
    match meant {
        Some(meant) => {
            let finding = match ANYTHING.contains(&name) {
                true => finding.help(format!("write `{meant}`, which stands for any error")),
                false => finding.help(format!("did you mean `{meant}`?")),
            };
            if meant != ALL || may_be_all {
                finding.rewrite(Safety::Unsafe, format!("replace `{name}` by `{meant}`"), place, meant);
            }
        }
        None => {
            finding.help(format!(
                "names that start with `{PREFIX}` are the language's own, and this is none of them"
            ));
        }
    }
}

fn word(field: &str) -> &'static str {
    if field == "Retry" { "retrier" } else { "catcher" }
}

/// What a name that no error has was meant to be, if that can be told; nothing if there may be such an
/// error.
fn meant(name: &str) -> Option<Option<&'static str>> {
    if is_predefined(name) || LAMBDA.contains(&name) {
        return None;
    }
    if ANYTHING.contains(&name) {
        return Some(Some(ALL));
    }
    if let Some(meant) = PREDEFINED.iter().chain(&LAMBDA).find(|known| known.eq_ignore_ascii_case(name)) {
        return Some(Some(meant));
    }
    if let Some(own) = name.strip_prefix(PREFIX) {
        let near = nearest(own, PREDEFINED.iter().filter_map(|known| known.strip_prefix(PREFIX)));
        return Some(
            near.and_then(|near| {
                PREDEFINED.into_iter().find(|known| known.strip_prefix(PREFIX) == Some(near))
            }),
        );
    }
    let is_typo = |known: &&str| name.starts_with("Lambda.") && is_near(name, known, MISTAKES);
    LAMBDA.into_iter().find(is_typo).map(Some)
}

#[cfg(test)]
mod tests {
    use super::{ALL, meant};

    #[test]
    fn only_what_cannot_be_an_error_is_told() {
        for name in [
            ALL,
            "States.Http.Socket",
            "OutOfStock",
            "Timeout",
            "Lambda.ResourceNotFoundException",
            "Lambda.KMSDisabledException",
            "Lambda.Unknown",
            "java.lang.Exception",
            "states.error",
            "",
        ] {
            assert_eq!(meant(name), None, "{name}");
        }
        for (name, known) in [
            ("states.all", Some(ALL)),
            ("States.All", Some(ALL)),
            ("*", Some(ALL)),
            ("States.TaskFailure", Some("States.TaskFailed")),
            ("States.TimedOut", Some("States.Timeout")),
            ("States.OutOfStock", None),
            ("Lambda.ServiceExeption", Some("Lambda.ServiceException")),
            ("Lambda.SDKClientException", Some("Lambda.SdkClientException")),
        ] {
            assert_eq!(meant(name), Some(known), "{name}");
        }
    }
}
