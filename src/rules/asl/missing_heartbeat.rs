use crate::asl::{Kind, State, StateType, Work};
use crate::diagnostic::{Confidence, Severity};
use crate::rule::{Report, rule};

rule! {
    code: "asl/missing-heartbeat",
    group: Reliability,
    severity: Warning,
    check: State(check),
}

const WORKER: &str = "add `HeartbeatSeconds`, below `TimeoutSeconds`, and let the worker call SendTaskHeartbeat more \
                      often than that";
const HOLDER: &str = "where a program holds the token, add `HeartbeatSeconds`, below `TimeoutSeconds`, and let it call \
                      SendTaskHeartbeat more often than that; for a person `TimeoutSeconds` alone is enough";

fn check(state: &State, report: &mut Report) {
    let (waiter, help) = match state.work() {
        Work::Activity => ("the worker", WORKER),
        Work::Callback => ("whoever holds the task token", HOLDER),
        _ => return,
    };
    let has = |fields: [&str; 2]| fields.iter().any(|field| state.field(field).is_some());
    let is_out_of_reach = state.kind() != StateType::Task || state.execution_kind() == Kind::Express;
    if is_out_of_reach || !state.is_complete() || has(["HeartbeatSeconds", "HeartbeatSecondsPath"]) {
        return;
    }
    let message =
        format!("the task `{}` has no heartbeat: nothing tells that {waiter} is gone", state.name());
    let finding = report.at_key(state.value(), message).help(help);
    // Who answers once, such as a person, sends no heartbeats; that nothing else ends the task either is
    // for `asl/missing-timeout` to say.
    if state.work() == Work::Callback {
        finding.severity(Severity::Info).confidence(Confidence::Medium);
    }
}
