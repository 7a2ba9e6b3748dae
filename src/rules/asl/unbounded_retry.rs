use crate::asl::duration::{EXPRESS_LIMIT, STANDARD_LIMIT, human};
use crate::asl::error::Pauses;
use crate::asl::{Kind, State};
use crate::diagnostic::Severity;
use crate::rule::{Report, rule};
use crate::tree::Value;

rule! {
    code: "asl/unbounded-retry",
    group: Reliability,
    severity: Warning,
    check: State(check),
}

/// A single pause longer than this is hardly meant: by then nobody waits for the result.
const LONG_PAUSE: u64 = 86_400;

fn check(state: &State, report: &mut Report) {
    for retrier in state.retriers() {
        let Some(pauses) = Pauses::of(retrier) else { continue };
        let total = pauses.total() as u64;
        match limit(*state).filter(|(seconds, _)| total > *seconds) {
            Some((seconds, what)) => beyond(*state, retrier, total, seconds, what, report),
            None if pauses.longest() as u64 > LONG_PAUSE => long(*state, retrier, pauses, report),
            None => {}
        }
    }
}

/// What ends the execution, and after how many seconds.
fn limit(state: State) -> Option<(u64, &'static str)> {
    let own = match state.execution_kind() {
        Kind::Express => (EXPRESS_LIMIT, "an Express execution ends"),
        _ => (STANDARD_LIMIT, "the service ends any execution"),
    };
    let timeout = state.machine().field("TimeoutSeconds").and_then(Value::as_i64);
    let timeout = timeout.and_then(|seconds| u64::try_from(seconds).ok()).filter(|seconds| *seconds > 0);
    Some(
        timeout
            .filter(|seconds| *seconds < own.0)
            .map_or(own, |seconds| (seconds, "`TimeoutSeconds` ends the execution")),
    )
}

fn beyond(state: State, retrier: Value, total: u64, limit: u64, what: &str, report: &mut Report) {
    report
        .at_key(
            place(retrier),
            format!(
                "the pauses between the retries of `{}` add up to {}: {what} after {}",
                state.name(),
                length(total),
                human(limit)
            ),
        )
        .help("lower `MaxAttempts` or `BackoffRate`, or limit each pause by `MaxDelaySeconds`");
}

fn long(state: State, retrier: Value, pauses: Pauses, report: &mut Report) {
    report
        .at_key(
            place(retrier),
            format!(
                "the last retry of `{}` comes after a pause of {}",
                state.name(),
                length(pauses.longest() as u64)
            ),
        )
        .help("limit each pause by `MaxDelaySeconds`, or lower `MaxAttempts` or `BackoffRate`")
        .severity(Severity::Info);
}

fn length(seconds: u64) -> String {
    const AGES: u64 = 1_000 * 365 * 86_400;
    if seconds > AGES { "more than 1,000 years".to_owned() } else { human(seconds) }
}

/// The number that drives the pauses most.
fn place(retrier: Value) -> Value {
    let fields = ["MaxAttempts", "BackoffRate", "IntervalSeconds", "ErrorEquals"];
    fields.iter().find_map(|field| retrier.get(field)).unwrap_or(retrier)
}
