use crate::asl::{State, StateType, known_text};
use crate::rule::{Report, rule};

rule! {
    code: "asl/unlimited-concurrency",
    group: Reliability,
    severity: Info,
    check: State(check),
}

/// Iterations of an inline Map that run at the same time at most (quotas of the service).
const INLINE_LIMIT: i64 = 40;

/// Fields that limit how many run at once, or that let some fail.
const LIMITS: [&str; 2] = ["MaxConcurrency", "MaxConcurrencyPath"];
const TOLERANCES: [&str; 4] = [
    "ToleratedFailureCount",
    "ToleratedFailureCountPath",
    "ToleratedFailurePercentage",
    "ToleratedFailurePercentagePath",
];

fn check(state: &State, report: &mut Report) {
    if state.kind() != StateType::Map || !state.is_complete() {
        return;
    }
    match is_distributed(*state) {
        Some(true) => check_distributed(*state, report),
        Some(false) => check_inline(*state, report),
        None => {}
    }
}

/// Whether each item is an execution of its own; unknown if a hole hides it.
fn is_distributed(state: State) -> Option<bool> {
    let Some(processor) = state.field("ItemProcessor") else { return Some(false) };
    let Some(config) = processor.get("ProcessorConfig") else {
        return processor.is_mapping().then_some(false);
    };
    match config.get("Mode") {
        None => config.is_mapping().then_some(false),
        Some(mode) => match known_text(mode)?.as_ref() {
            "DISTRIBUTED" => Some(true),
            "INLINE" => Some(false),
            _ => None,
        },
    }
}

fn check_distributed(state: State, report: &mut Report) {
    let limit = LIMITS.iter().find_map(|field| state.field(field));
    let tolerates = TOLERANCES.iter().any(|field| state.field(field).is_some());
    if tolerates || limit.is_some_and(|limit| limit.as_i64() != Some(0)) {
        return;
    }
    report
        .at_key(
            limit.unwrap_or(state.value()),
            format!("`{}` runs up to 10,000 items at once, and the first that fails ends them all", state.name()),
        )
        .help("set `MaxConcurrency` to what the called services bear, and `ToleratedFailurePercentage` to what may fail");
}

fn check_inline(state: State, report: &mut Report) {
    let Some(limit) = state.field("MaxConcurrency") else { return };
    if limit.as_i64().is_some_and(|limit| limit > INLINE_LIMIT) {
        report
            .at(
                limit,
                format!(
                    "no more than {INLINE_LIMIT} items of `{}` run at once: it is an inline Map",
                    state.name()
                ),
            )
            .help(format!("write a number up to {INLINE_LIMIT}, or let a Distributed Map run more"));
    }
}
