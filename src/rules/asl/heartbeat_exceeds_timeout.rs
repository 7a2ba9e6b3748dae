use crate::asl::State;
use crate::rule::{Report, rule};
use crate::rules::shared::SCHEMA_VALIDATION_FAILED;

rule! {
    code: "asl/heartbeat-exceeds-timeout",
    group: Correctness,
    severity: Error,
    check: State(check),
}

fn check(state: &State, report: &mut Report) {
    let (Some(heartbeat), Some(timeout)) = (state.field("HeartbeatSeconds"), state.field("TimeoutSeconds")) else {
        return;
    };
    let (Some(beat), Some(limit)) = (heartbeat.as_i64(), timeout.as_i64()) else { return };
    if beat >= limit {
        report
            .at(heartbeat, format!("the heartbeat of `{}` may take {beat} s, but the task times out after {limit} s", state.name()))
            .help("write a `HeartbeatSeconds` that is smaller than `TimeoutSeconds`")
            .related(timeout.entry_span(), "the timeout")
            .service_code(SCHEMA_VALIDATION_FAILED);
    }
}
