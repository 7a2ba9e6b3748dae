use crate::asl::{State, StateType};
use crate::rule::{Report, rule};
use crate::rules::shared::SCHEMA_VALIDATION_FAILED;

rule! {
    code: "asl/heartbeat-exceeds-timeout",
    group: Correctness,
    severity: Error,
    check: State(check),
}

fn check(state: &State, report: &mut Report) {
    if state.kind() != StateType::Task {
        return;
    }
    let Some(heartbeat) = state.field("HeartbeatSeconds") else { return };
    let Some(timeout) = state.field("TimeoutSeconds") else { return };
    let (Some(beat), Some(limit)) = (heartbeat.as_i64(), timeout.as_i64()) else { return };
    if beat >= limit {
        report
            .at(heartbeat, format!("`{}` is to send a heartbeat every {beat} s, but times out after {limit} s", state.name()))
            .help("write a `HeartbeatSeconds` that is smaller than `TimeoutSeconds`, so that a heartbeat can be missed before the task times out")
            .related(timeout.entry_span(), "the timeout")
            .service_code(SCHEMA_VALIDATION_FAILED);
    }
}
