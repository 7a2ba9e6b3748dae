use crate::asl::{Kind, State, StateType, Task, known_text};
use crate::aws::integrations::{self, Pattern, Resource, Support};
use crate::diagnostic::Severity;
use crate::rule::{Finding, Report, rule};
use crate::rules::shared::SCHEMA_VALIDATION_FAILED;
use crate::tree::Value;

rule! {
    code: "asl/express-restriction",
    group: Correctness,
    severity: Error,
    check: State(check),
}

fn check(state: &State, report: &mut Report) {
    if state.execution_kind() != Kind::Express {
        return;
    }
    match state.kind() {
        StateType::Task => task(*state, report),
        StateType::Map => map(*state, report),
        _ => {}
    }
}

fn task(state: State, report: &mut Report) {
    let Some(task) = Task::of(state) else { return };
    let (span, what) = match (task.integration, task.call()) {
        (Resource::Activity { .. }, _) => (task.resource.span(), "wait for an activity".to_owned()),
        (_, Some(call)) => match call.pattern {
            Pattern::Sync | Pattern::SyncV2
                if is_possible(call.service.known(), call.action.known(), call.pattern, call.is_sdk) =>
            {
                (task.pattern_span(call), "wait until a job is done (`.sync`)".to_owned())
            }
            Pattern::WaitForTaskToken
                if is_possible(call.service.known(), call.action.known(), call.pattern, call.is_sdk) =>
            {
                (task.pattern_span(call), "wait for a task token (`.waitForTaskToken`)".to_owned())
            }
            _ => return,
        },
        _ => return,
    };
    let message = format!("`{}` cannot {what}: it runs in an Express execution", state.name());
    let finding = report
        .at_span(span, task.resource, message)
        .help("run it in a Standard machine, or call without waiting")
        .service_code(SCHEMA_VALIDATION_FAILED);
    if let Some(config) = processor(state) {
        in_processor(finding, config);
    }
}

/// Whether the integration has the pattern at all; where not, that is said elsewhere.
fn is_possible(service: Option<&str>, action: Option<&str>, pattern: Pattern, is_sdk: bool) -> bool {
    if is_sdk {
        return pattern == Pattern::WaitForTaskToken;
    }
    let found = service.and_then(integrations::integration);
    found.is_none_or(|found| found.supports(action.unwrap_or_default(), pattern) != Support::No)
}

fn map(state: State, report: &mut Report) {
    let mode = state.field("ItemProcessor").and_then(|processor| processor.at(&["ProcessorConfig", "Mode"]));
    let Some(mode) = mode.filter(|mode| mode.is_text("DISTRIBUTED")) else { return };
    let message = format!(
        "the Distributed Map `{}` runs in an Express execution, which cannot start others",
        state.name()
    );
    let finding = report
        .at(mode, message)
        .help("use the mode INLINE here, or run the machine as STANDARD")
        .severity(Severity::Warning);
    if let Some(config) = processor(state) {
        in_processor(finding, config);
    }
}

/// What the service says of a processor was not measured.
fn in_processor(finding: Finding, config: Value) {
    finding.severity(Severity::Warning).related(config.span(), "its executions are Express by this");
}

/// The `ExecutionType` that makes the executions of a state Express; none where the machine's own type does.
fn processor(state: State) -> Option<Value> {
    let types = state.owners().filter_map(|owner| {
        let config = owner.field("ItemProcessor")?.get("ProcessorConfig")?;
        config.get("Mode").filter(|mode| known_text(*mode).is_some_and(|mode| mode != "INLINE"))?;
        config.get("ExecutionType")
    });
    let nearest = types.into_iter().next();
    nearest.filter(|kind| kind.is_text("EXPRESS"))
}
