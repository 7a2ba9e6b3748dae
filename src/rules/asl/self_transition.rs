use crate::asl::error::{HEARTBEAT_TIMEOUT, Handler, TIMEOUT};
use crate::asl::{State, StateType, known_text};
use crate::diagnostic::Severity;
use crate::rule::{Report, rule};
use crate::tree::Value;

rule! {
    code: "asl/self-transition",
    group: Correctness,
    severity: Warning,
    check: State(check),
}

fn check(state: &State, report: &mut Report) {
    // Of two states of one name only one is led to.
    if !state.kind().has_next() || state.scope().state(state.name()) != Some(*state) {
        return;
    }
    let is_itself = |target: &Value| known_text(*target).as_deref() == Some(state.name());
    if let Some(next) = state.field("Next").filter(is_itself) {
        report
            .at(next, format!("`{}` goes on to itself: {}", state.name(), what_follows(*state)))
            .help("name the state that follows, or write `\"End\": true` if none does");
    }
    for catcher in state.catchers().map(|value| Handler { value }) {
        if let Some(next) = catcher.value.get("Next").filter(is_itself) {
            caught(*state, catcher, next, report);
        }
    }
}

fn caught(state: State, catcher: Handler, next: Value, report: &mut Report) {
    // After a timeout it has waited already, and to ask again may be meant.
    let is_timeout = catcher.errors().all(|(_, name)| name == TIMEOUT || name == HEARTBEAT_TIMEOUT);
    let pause = if is_timeout { "" } else { " at once, and" };
    let message =
        format!("a catcher of `{}` leads back to it: it tries again{pause} without end", state.name());
    let finding = report
        .at(next, message)
        .help("use `Retry`, which pauses and gives up, or go on to a state that handles the error");
    if is_timeout {
        finding.severity(Severity::Info);
    }
}

fn what_follows(state: State) -> &'static str {
    match state.kind() {
        StateType::Task | StateType::Map | StateType::Parallel => "it runs again and again until it fails",
        _ => "the execution never gets any further",
    }
}
