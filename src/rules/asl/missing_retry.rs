use crate::asl::{State, StateType, Work, is_hidden, known_text};
use crate::diagnostic::{Confidence, Severity};
use crate::rule::{OptionDefault, Report, RuleOption, rule};
use crate::tree::Value;

rule! {
    code: "asl/missing-retry",
    group: Reliability,
    severity: Warning,
    options: &[RuleOption { name: "short-calls", default: OptionDefault::Bool(false) }],
    check: State(check),
}

/// Faults of the Lambda service itself that pass (developer guide, "Handle transient Lambda service
/// exceptions"), and the names that cover them. `States.TaskFailed` covers all but timeouts.
const LAMBDA_FAULTS: [&str; 5] = [
    "Lambda.ClientExecutionTimeoutException",
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
];
const CATCH_ALL: [&str; 2] = ["States.ALL", "States.TaskFailed"];

fn check(state: &State, report: &mut Report) {
    if state.kind() != StateType::Task || !state.is_complete() || state.owners().any(retries) {
        return;
    }
    match state.field("Retry").filter(|_| retries(*state)) {
        None if state.work().is_short() && !report.flag("short-calls") => {}
        None => missing(*state, report),
        Some(retry) if state.work() == Work::Lambda => check_coverage(*state, retry, report),
        Some(_) => {}
    }
}

/// Whether a state has retriers, or something that may become them.
fn retries(state: State) -> bool {
    state.field("Retry").is_some_and(|retry| !retry.is_sequence() || retry.items().next().is_some())
}

fn missing(state: State, report: &mut Report) {
    let place = state.field("Retry").unwrap_or(state.value());
    let fault = match state.work() {
        Work::Lambda => "a passing fault of Lambda",
        _ => "its first fault",
    };
    let message = format!("the task `{}` has no `Retry`: {fault} {}", state.name(), consequence(state));
    let finding = report.at_key(place, message).help(remedy(state.work()));
    match state.work() {
        Work::Lambda => finding,
        Work::Unknown => finding.severity(Severity::Info).confidence(Confidence::Low),
        Work::Activity | Work::Callback => finding.severity(Severity::Info).confidence(Confidence::Medium),
        _ => finding.severity(Severity::Info),
    };
}

/// What a fault does to the execution: on its way outwards it may meet a catcher, or a Map that goes on
/// without an item.
fn consequence(state: State) -> String {
    let mut may_be_caught = false;
    for place in std::iter::once(state).chain(state.owners()) {
        let is_own = place == state;
        if !is_own && tolerates(place) {
            let unless = if may_be_caught { UNLESS_CAUGHT } else { "" };
            return format!("fails the item of `{}`{unless}", place.name());
        }
        match catches(place) {
            Some(true) if is_own => return "goes straight to its `Catch`".to_owned(),
            Some(true) if may_be_caught => return "goes straight to a `Catch`".to_owned(),
            Some(true) => return format!("goes straight to the `Catch` of `{}`", place.name()),
            Some(false) => may_be_caught = true,
            None => {}
        }
    }
    format!("fails the execution{}", if may_be_caught { UNLESS_CAUGHT } else { "" })
}

const UNLESS_CAUGHT: &str = " unless a `Catch` covers it";

/// Whether the catchers of a state surely take every fault that can be caught; nothing if there are none.
fn catches(state: State) -> Option<bool> {
    let catch =
        state.field("Catch").filter(|catch| !catch.is_sequence() || catch.items().next().is_some())?;
    let names = catch.items().filter_map(|catcher| catcher.get("ErrorEquals")).flat_map(Value::items);
    Some(names.filter_map(known_text).any(|name| CATCH_ALL.contains(&&*name)))
}

/// Whether a Map state goes on without the items that fail.
fn tolerates(state: State) -> bool {
    let is_some = |field: &str| state.field(field).is_some_and(|limit| limit.as_f64() != Some(0.0));
    state.kind() == StateType::Map && TOLERANCES.into_iter().any(is_some)
}

const TOLERANCES: [&str; 4] = [
    "ToleratedFailureCount",
    "ToleratedFailureCountPath",
    "ToleratedFailurePercentage",
    "ToleratedFailurePercentagePath",
];

fn remedy(work: Work) -> String {
    match work {
        Work::Lambda => format!("add a retrier for {}", quoted(&LAMBDA_FAULTS)),
        Work::Activity | Work::Callback => {
            "add a retrier for the errors after which the work may be asked for again".to_owned()
        }
        _ => "add a retrier for the errors that pass, such as throttling".to_owned(),
    }
}

fn check_coverage(state: State, retry: Value, report: &mut Report) {
    let covers = |retrier: Value| match retrier.get("ErrorEquals").filter(|errors| errors.is_sequence()) {
        Some(errors) => errors.items().any(may_cover),
        // Another rule's matter, or hidden.
        None => true,
    };
    if retry.is_sequence() && !retry.items().any(covers) {
        report
            .at_key(
                retry,
                format!("the `Retry` of the task `{}` covers no fault of Lambda itself", state.name()),
            )
            .help(format!("add a retrier for {}", quoted(&LAMBDA_FAULTS)));
    }
}

fn may_cover(error: Value) -> bool {
    is_hidden(error)
        || known_text(error)
            .is_some_and(|name| LAMBDA_FAULTS.contains(&&*name) || CATCH_ALL.contains(&&*name))
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
