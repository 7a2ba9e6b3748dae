use crate::asl::error::{ALL, HEARTBEAT_TIMEOUT, Handler, TASK_FAILED, TIMEOUT};
use crate::asl::{State, StateType, is_hidden};
use crate::aws::integrations::{Pattern, Resource};
use crate::aws::repeat::{self, Repeat};
use crate::rule::{Report, rule};

rule! {
    code: "asl/unsafe-retry",
    group: Reliability,
    severity: Info,
    check: State(check),
}

/// Errors after which the work may have been done all the same.
const MAYBE_DONE: [&str; 3] = [ALL, TASK_FAILED, TIMEOUT];

/// An error of time, and the fields without which it never comes.
const CLOCKS: [(&str, &[&str]); 2] = [
    (TIMEOUT, &["TimeoutSeconds", "TimeoutSecondsPath", "HeartbeatSeconds", "HeartbeatSecondsPath"]),
    (HEARTBEAT_TIMEOUT, &["HeartbeatSeconds", "HeartbeatSecondsPath"]),
];

/// Settings of a retrier that mean nothing where it never tries again.
const SETTINGS: [&str; 4] = ["IntervalSeconds", "BackoffRate", "MaxDelaySeconds", "JitterStrategy"];

fn check(state: &State, report: &mut Report) {
    let repeat = repeats(*state);
    for handler in state.retriers().map(|value| Handler { value }) {
        if handler.value.get("MaxAttempts").is_some_and(|attempts| attempts.as_i64() == Some(0)) {
            settings_of_none(*state, handler, report);
            continue;
        }
        let never_comes = timeouts_that_never_come(*state, handler, report);
        let is_broad = |name: &str| MAYBE_DONE.contains(&name) && !(never_comes && name == TIMEOUT);
        let broad = handler.errors().find(|(_, name)| is_broad(name));
        if let (Some(repeat), Some((place, name))) = (repeat, broad) {
            report
                .at(
                    place,
                    format!(
                        "a retry of `{}` on `{name}` {}, if only the answer was lost",
                        state.name(),
                        repeat.does
                    ),
                )
                .help(remedy(repeat));
        }
    }
}

/// What the call of a Task does if it is made again; nothing if it has a token against that.
fn repeats(state: State) -> Option<&'static Repeat> {
    // A retry of a job or a callback that failed is meant to start it again.
    let (service, action) = match state.integration() {
        Resource::Optimized { service, action, pattern: Pattern::RequestResponse }
        | Resource::Sdk { service, action, pattern: Pattern::RequestResponse } => (service, action),
        _ => return None,
    };
    let repeat = repeat::find(service.known()?, action.known()?)?;
    let parameters = ["Parameters", "Arguments"].into_iter().find_map(|field| state.field(field))?;
    let is_known = parameters.is_mapping() && !is_hidden(parameters) && state.is_complete();
    let has_token =
        |token: &&str| parameters.get(token).is_some() || parameters.get(&format!("{token}.$")).is_some();
    (is_known && !repeat.tokens.iter().any(has_token)).then_some(repeat)
}

fn remedy(repeat: &Repeat) -> String {
    match repeat.tokens.first() {
        Some(token) => format!("give `{token}`, the same each time, or retry only errors that mean that nothing was done"),
        None => "retry only errors that mean that nothing was done, such as throttling, or let the receiver ignore the second".to_owned(),
    }
}

/// Reports names that stand for nothing in a task without a clock. Whether the retrier has any.
fn timeouts_that_never_come(state: State, handler: Handler, report: &mut Report) -> bool {
    if state.kind() != StateType::Task || !state.is_complete() {
        return false;
    }
    let mut found = false;
    for (place, name) in handler.errors() {
        let Some((_, fields)) = CLOCKS.iter().find(|(clock, _)| *clock == name) else { continue };
        if fields.iter().any(|field| state.field(field).is_some()) {
            continue;
        }
        found = true;
        let field = fields.first().copied().unwrap_or_default();
        report
            .at(place, format!("`{name}` never comes to this retrier: `{}` has no `{field}`", state.name()))
            .help(format!("give the task `{field}`, or remove the name"));
    }
    found
}

/// `MaxAttempts` 0 before a broader retrier is how to leave an error out; numbers for it say that something
/// else was meant.
fn settings_of_none(state: State, handler: Handler, report: &mut Report) {
    let Some(attempts) = handler.value.get("MaxAttempts") else { return };
    let Some(setting) = SETTINGS.iter().find_map(|field| handler.value.get(field)) else { return };
    let name = setting.key_text().unwrap_or_default();
    report
        .at_key(
            setting,
            format!("`{name}` means nothing here: this retrier of `{}` never tries again", state.name()),
        )
        .help("raise `MaxAttempts`, or remove the other numbers")
        .related(attempts.entry_span(), "no attempts");
}
