use crate::asl::duration::{EXPRESS_LIMIT, human};
use crate::asl::{Kind, Machine, State, StateType, is_hidden};
use crate::aws::integrations::Resource;
use crate::aws::repeat;
use crate::diagnostic::Severity;
use crate::rule::{Report, rule};
use crate::tree::Value;

rule! {
    code: "asl/express-limit",
    group: Reliability,
    severity: Warning,
    check: Machine(check),
}

fn check(machine: &Machine, report: &mut Report) {
    let limit = EXPRESS_LIMIT as i64;
    if machine.kind() == Kind::Express
        && let Some(timeout) = machine.field("TimeoutSeconds")
        && let Some(seconds) = timeout.as_i64().filter(|seconds| *seconds > limit)
    {
        report
            .at(
                timeout,
                format!(
                    "`TimeoutSeconds` is {}, but an Express execution ends after 5 minutes",
                    length(seconds)
                ),
            )
            .help(HELP);
    }
    for state in machine.states().filter(|state| state.execution_kind() == Kind::Express) {
        check_wait(state, limit, report);
        check_timeout(state, limit, report);
        check_call(state, report);
    }
}

const HELP: &str = "write 300 or less, or make the machine a Standard one";

fn check_wait(state: State, limit: i64, report: &mut Report) {
    let Some(wait) = state.field("Seconds").filter(|_| state.kind() == StateType::Wait) else { return };
    if let Some(seconds) = wait.as_i64().filter(|seconds| *seconds >= limit) {
        report
            .at(
                wait,
                format!(
                    "`{}` waits {}, but an Express execution ends after 5 minutes",
                    state.name(),
                    length(seconds)
                ),
            )
            .help("wait in a Standard machine");
    }
}

fn check_timeout(state: State, limit: i64, report: &mut Report) {
    let Some(timeout) = state.field("TimeoutSeconds").filter(|_| state.kind() == StateType::Task) else {
        return;
    };
    if let Some(seconds) = timeout.as_i64().filter(|seconds| *seconds > limit) {
        report
            .at(
                timeout,
                format!(
                    "the timeout of `{}` is {}, but an Express execution ends after 5 minutes",
                    state.name(),
                    length(seconds)
                ),
            )
            .help(HELP);
    }
}

fn length(seconds: i64) -> String {
    human(u64::try_from(seconds).unwrap_or(0))
}

/// An Express execution that is started without waiting for it may run more than once (developer guide,
/// "Execution guarantees").
fn check_call(state: State, report: &mut Report) {
    let (service, action) = match state.integration() {
        Resource::Optimized { service, action, .. } | Resource::Sdk { service, action, .. } => {
            (service, action)
        }
        _ => return,
    };
    let Some(repeat) =
        service.known().zip(action.known()).and_then(|(service, action)| repeat::find(service, action))
    else {
        return;
    };
    let parameters = ["Parameters", "Arguments"].into_iter().find_map(|field| state.field(field));
    let Some(parameters) = parameters.filter(|parameters| is_known(*parameters) && state.is_complete())
    else {
        return;
    };
    let has = |token: &&str| {
        parameters
            .entries()
            .filter_map(|field| field.key_text())
            .any(|key| key.trim_end_matches(".$") == *token)
    };
    if !repeat.is_message && !repeat.tokens.iter().any(has) {
        report
            .at_key(
                state.value(),
                format!("an Express execution may run twice, and `{}` then {}", state.name(), repeat.does),
            )
            .help("let the receiver ignore the second, or do this in a Standard machine")
            .severity(Severity::Info);
    }
}

fn is_known(parameters: Value) -> bool {
    parameters.is_mapping() && !is_hidden(parameters)
}
