use crate::asl::{Kind, State, StateType, Work};
use crate::diagnostic::{Confidence, Severity};
use crate::rule::{Report, rule};

rule! {
    code: "asl/missing-heartbeat",
    group: Reliability,
    severity: Warning,
    check: State(check),
}

fn check(state: &State, report: &mut Report) {
    let waiter = match state.work() {
        Work::Activity => "the worker",
        Work::Callback => "whoever holds the task token",
        _ => return,
    };
    let has = |fields: [&str; 2]| fields.iter().any(|field| state.field(field).is_some());
    let is_out_of_reach = state.kind() != StateType::Task || state.execution_kind() == Kind::Express;
    if is_out_of_reach || !state.is_complete() || has(["HeartbeatSeconds", "HeartbeatSecondsPath"]) {
        return;
    }
    let finding = report
        .at_key(state.value(), format!("the task `{}` has no heartbeat: nothing tells that {waiter} is gone", state.name()))
        .help("add `HeartbeatSeconds`, below `TimeoutSeconds`, and let the worker call SendTaskHeartbeat more often than that");
    // A timeout ends it as well, only later; who answers once, such as a person, sends no heartbeats.
    if state.work() == Work::Callback && has(["TimeoutSeconds", "TimeoutSecondsPath"]) {
        finding.severity(Severity::Info).confidence(Confidence::Medium);
    }
}
