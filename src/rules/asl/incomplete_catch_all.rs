use crate::asl::error::{ALL, Handler, TASK_FAILED, TIMEOUT};
use crate::asl::{State, StateType};
use crate::rule::{Report, rule};

rule! {
    code: "asl/incomplete-catch-all",
    group: Reliability,
    severity: Warning,
    check: State(check),
}

/// What lets a task time out, and the error that follows.
const LIMITS: [&str; 4] =
    ["TimeoutSeconds", "TimeoutSecondsPath", "HeartbeatSeconds", "HeartbeatSecondsPath"];

/// Catchers that are looked at: nobody writes more.
const MAX_CATCHERS: usize = 100;

fn check(state: &State, report: &mut Report) {
    if state.kind() != StateType::Task {
        return;
    }
    let Some(limit) = LIMITS.iter().find_map(|limit| state.field(limit)) else { return };
    let catchers = state.catchers().map(|value| Handler { value });
    let Some((place, _)) = catchers.flat_map(Handler::errors).find(|(_, name)| name == TASK_FAILED) else {
        return;
    };
    if catches_timeouts(*state) || state.owners().any(catches_timeouts) {
        return;
    }
    report
        .at(place, format!("`{TASK_FAILED}` catches every failure of `{}` but its timeout", state.name()))
        .help(format!("name `{TIMEOUT}` beside it, or catch `{ALL}` alone"))
        .related(
            limit.entry_span(),
            format!("after this time it fails with `{TIMEOUT}`, and with it the execution"),
        );
}

/// Whether it catches what a timeout makes, or a hole may.
fn catches_timeouts(state: State) -> bool {
    let is_hidden = state.field("Catch").is_some_and(|catch| !catch.is_sequence());
    let catches = |handler: Handler| !handler.is_known() || handler.names(ALL) || handler.names(TIMEOUT);
    let has_many = state.catchers().nth(MAX_CATCHERS).is_some();
    is_hidden || has_many || state.catchers().map(|value| Handler { value }).any(catches)
}
