use std::borrow::Cow;
use std::cell::LazyCell;
use std::collections::HashMap;

use crate::asl::duration::human;
use crate::asl::{Kind, Machine, State, StateType, Work, name};
use crate::aws::integrations::Resource;
use crate::aws::polling::{self, Instead, Poll};
use crate::diagnostic::{Confidence, Severity};
use crate::rule::{Report, rule};

rule! {
    code: "asl/polling-loop",
    group: Reliability,
    severity: Warning,
    check: Machine(check),
}

/// Words of a name that says how far something is, and those that it starts with.
const STATUS: [&str; 9] =
    ["status", "progress", "finished", "complete", "completed", "completion", "ready", "done", "available"];
const ASKS: [&str; 9] = ["get", "check", "checks", "poll", "fetch", "query", "describe", "is", "has"];

fn check(machine: &Machine, report: &mut Report) {
    let flow = machine.flow();
    let calls = LazyCell::new(|| calls(machine));
    for states in flow.loops(machine) {
        let has = |kind: StateType| states.iter().any(|state| state.kind() == kind);
        let Some(&first) = states.first() else { continue };
        // An Express machine cannot wait for a job, and ends after five minutes anyway.
        if !has(StateType::Choice) || !flow.is_reached(first) || first.execution_kind() == Kind::Express {
            continue;
        }
        let known = states.iter().find_map(|state| Some((*state, poll(*state)?)));
        if known.is_some_and(|(state, _)| reads_pages(state)) {
            continue;
        }
        match known {
            Some((state, poll)) => polls_service(state, poll, &states, &calls, report),
            None if has(StateType::Wait) => polls_unknown(&states, report),
            None => {}
        }
    }
}

/// Whether it asks for one page after the other, and not for how far something is.
fn reads_pages(state: State) -> bool {
    let names_page = |text: Cow<str>| ["NextToken", "Marker"].iter().any(|word| text.contains(word));
    let request = ["Parameters", "Arguments"].into_iter().find_map(|field| state.field(field));
    request.is_some_and(|request| {
        let mut values = request.descendants(|value| !value.is_alias());
        values.any(|value| value.key_text().is_some_and(names_page) || value.text().is_some_and(names_page))
    })
}

fn poll(state: State) -> Option<&'static Poll> {
    let (service, action) = call(state)?;
    polling::find(service, action)
}

fn call<'m>(state: State<'m>) -> Option<(&'m str, &'m str)> {
    match state.integration() {
        Resource::Optimized { service, action, .. } | Resource::Sdk { service, action, .. } => {
            Some((service.known()?, action.known()?))
        }
        _ => None,
    }
}

/// The first state of the machine that makes each call.
type Calls<'m> = HashMap<(&'m str, &'m str), State<'m>>;

fn calls<'m>(machine: &'m Machine<'m>) -> Calls<'m> {
    let mut calls = HashMap::new();
    for state in machine.states() {
        if let Some(call) = call(state) {
            calls.entry(call).or_insert(state);
        }
    }
    calls
}

fn polls_service(state: State, poll: &Poll, states: &[State], calls: &Calls, report: &mut Report) {
    let start = poll.services.iter().find_map(|service| calls.get(&(*service, poll.starts)).copied());
    let pauses = states.iter().any(|state| state.kind() == StateType::Wait);
    let how = if pauses { "" } else { ", without a pause," };
    let message = format!("`{}` asks again and again{how} for the end of {}", state.name(), what(start));
    let cost = cost(states);
    // Without a pause it is soon at the limit of the history.
    let severity = if pauses { Severity::Info } else { Severity::Warning };
    let finding = report.at_key(state.value(), message);
    match (poll.instead, start) {
        (Instead::Wait(resource), Some(start)) => finding
            .help(format!("start it by `arn:aws:states:::{resource}`, which waits until it is done{cost}"))
            .related(start.value().name_span(), "it is started here"),
        (Instead::Wait(resource), None) => finding
            .help(format!(
                "let the machine start it by `arn:aws:states:::{resource}`, which waits until it is done{cost}"
            ))
            .severity(severity),
        (Instead::Notice(event), _) => finding
            .help(format!(
                "wait with `.waitForTaskToken`, and let a function that {event} starts call SendTaskSuccess with the token{cost}"
            ))
            .severity(severity),
    };
}

fn what(start: Option<State>) -> String {
    start.map_or_else(|| "a job".to_owned(), |start| format!("what `{}` started", start.name()))
}

/// A loop that pauses, asks one function and looks at what it said.
fn polls_unknown(states: &[State], report: &mut Report) {
    let mut tasks = states.iter().filter(|state| state.kind() == StateType::Task);
    let asks = |state: &&State| {
        matches!(state.work(), Work::Lambda | Work::Endpoint) && asks_for_status(state.name())
    };
    let Some(asking) = tasks.clone().find(asks) else { return };
    // With any other work in it, the loop may be there for that.
    if tasks.any(|task| task != asking)
        || states.iter().any(|state| matches!(state.kind(), StateType::Map | StateType::Parallel))
    {
        return;
    }
    report
        .at_key(asking.value(), format!("`{}` asks again and again whether something is done", asking.name()))
        .help(format!(
            "hand a task token (`.waitForTaskToken`) to what does the work, and let it return the token at the end{}",
            cost(states)
        ))
        .severity(Severity::Info)
        .confidence(Confidence::Medium);
}

fn asks_for_status(name: &str) -> bool {
    let mut words = name::words(name);
    let starts = words.next().is_some_and(|word| ASKS.contains(&word.as_str()));
    starts && words.any(|word| STATUS.contains(&word.as_str()))
}

/// Events of an execution of a Standard machine (quotas of the service).
const MAX_EVENTS: u64 = 25_000;

/// Events that a state writes each time (developer guide, "Viewing and debugging executions"): entered and
/// left; a task is also scheduled, started and succeeds.
fn events(state: State) -> Option<u64> {
    match state.kind() {
        StateType::Task => Some(5),
        StateType::Wait | StateType::Choice | StateType::Pass => Some(2),
        _ => None,
    }
}

/// What a loop of one way round and with one fixed pause comes to, as the end of a help. Only the history of
/// a Standard execution has an end, and a machine of unknown type may be another.
fn cost(states: &[State]) -> String {
    let Some((rounds, seconds)) = limit(states) else { return String::new() };
    format!(
        "; the {rounds} rounds that the history of a Standard execution has room for are used up after about {}",
        human(seconds)
    )
}

/// Rounds until the history is full, and the seconds that they take at least.
fn limit(states: &[State]) -> Option<(u64, u64)> {
    let machine = states.first()?.machine();
    let flow = machine.flow();
    let is_single =
        |state: &State| flow.targets(*state).filter(|target| flow.are_together(*state, *target)).count() == 1;
    if !states.iter().all(is_single) {
        return None;
    }
    let events: u64 = states.iter().map(|state| events(*state)).sum::<Option<u64>>()?;
    let waits = states.iter().filter(|state| state.kind() == StateType::Wait);
    let pause: i64 = waits.map(|state| state.field("Seconds")?.as_i64()).sum::<Option<i64>>()?;
    let pause = u64::try_from(pause).ok()?;
    let rounds = MAX_EVENTS / events.max(1);
    (pause > 0).then_some((rounds, rounds.saturating_mul(pause)))
}

#[cfg(test)]
mod tests {
    use super::asks_for_status;
    use crate::asl::Kind;
    use crate::rules::shared::helps;

    #[test]
    fn an_event_starts_what_returns_the_token() {
        let text = r#"{"StartAt": "Run statement", "States": {
            "Run statement": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:redshiftdata:executeStatement", "Next": "Pause"},
            "Pause": {"Type": "Wait", "Seconds": 60, "Next": "Look at statement"},
            "Look at statement": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:redshiftdata:describeStatement", "Next": "Ran?"},
            "Ran?": {"Type": "Choice", "Choices": [{"Variable": "$.Status", "StringEquals": "FINISHED", "Next": "Counted"}], "Default": "Pause"},
            "Counted": {"Type": "Succeed"}
        }}"#;
        let expected = "wait with `.waitForTaskToken`, and let a function that the event `Redshift Data Statement \
                        Status Change` (set `WithEvent`) starts call SendTaskSuccess with the token; the 2777 rounds \
                        that the history of a Standard execution has room for are used up after about ";
        let found = helps("asl/polling-loop", Kind::Unknown, text);
        assert!(matches!(found.as_slice(), [help] if help.starts_with(expected)), "{found:?}");
    }

    #[test]
    fn names_that_ask() {
        for name in ["Get job status", "CheckIfComplete", "is-ready", "Poll import progress"] {
            assert!(asks_for_status(name), "{name}");
        }
        for name in ["Set status", "Update job status", "Get order", "Process available items"] {
            assert!(!asks_for_status(name), "{name}");
        }
    }
}
