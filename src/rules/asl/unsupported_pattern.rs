use crate::asl::{Call, State, Task};
use crate::aws::integrations::{self, INTEGRATIONS, Integration, Pattern, Resource, Support};
use crate::aws::sdk;
use crate::diagnostic::{Safety, Severity};
use crate::rule::{Finding, Report, rule};
use crate::rules::shared::{SCHEMA_VALIDATION_FAILED, nearest};

rule! {
    code: "asl/unsupported-pattern",
    group: Correctness,
    severity: Error,
    fixes: Sometimes,
    check: State(check),
}

const SUFFIXES: [&str; 3] = ["sync", "sync:2", "waitForTaskToken"];

fn check(state: &State, report: &mut Report) {
    let Some(task) = Task::of(*state) else { return };
    match (task.integration, task.call()) {
        (Resource::Http { pattern }, _) => http(task, pattern, report),
        (_, Some(call)) if call.is_sdk => sdk_call(task, call, report),
        (_, Some(call)) => optimized(task, call, report),
        _ => {}
    }
}

fn http(task: Task, pattern: Pattern, report: &mut Report) {
    if matches!(pattern, Pattern::RequestResponse | Pattern::Unknown) {
        return;
    }
    report
        .at(task.resource, format!("`http:invoke` cannot wait, but `{}` asks it to", task.state.name()))
        .help("call `arn:aws:states:::http:invoke`, which goes on when the endpoint has answered")
        .service_code(SCHEMA_VALIDATION_FAILED);
}

fn sdk_call(task: Task, call: Call, report: &mut Report) {
    match call.pattern {
        Pattern::Sync | Pattern::SyncV2 => {}
        Pattern::Other(suffix) => return unknown(task, call, suffix, report),
        _ => return,
    }
    let message = format!(
        "the SDK integrations have no `.sync`: they cannot wait until a job is done, as `{}` wants",
        task.state.name()
    );
    let finding = say(task, call, message, report);
    let Some(job) = call.known().and_then(|(service, action)| optimized_job(service, action, call.pattern))
    else {
        finding
            .help("remove the ending, and wait for the job with further states or with `.waitForTaskToken`");
        return;
    };
    let start = call.service.start() - "aws-sdk:".len();
    let end = task.resource.text().map_or(start, |text| text.len());
    finding.help(format!("as an optimized integration it can: `arn:aws:states:::{job}`")).fix(
        Safety::Unsafe,
        format!("call `{job}`"),
        task.resource.text_span(start..end),
        job,
    );
}

/// The job of an optimized integration that is the same operation, with the ending it has.
fn optimized_job(service: &str, action: &str, pattern: Pattern) -> Option<String> {
    let found = sdk::service(service)?;
    let ids = std::iter::once(found.id).chain(found.names());
    let mut integrations = ids.filter_map(integrations::integration);
    let integration = integrations.find(|integration| integration.jobs.contains(&action))?;
    let is_v2 = pattern == Pattern::SyncV2 && integration.sync_v2 == Support::Yes;
    Some(format!("{}:{action}.{}", integration.service, if is_v2 { "sync:2" } else { "sync" }))
}

fn optimized(task: Task, call: Call, report: &mut Report) {
    let service = call.service.known().unwrap_or_default();
    let found = INTEGRATIONS.iter().find(|found| found.service.eq_ignore_ascii_case(service));
    if let Pattern::Other(suffix) = call.pattern {
        return unknown(task, call, suffix, report);
    }
    let Some(found) = found.filter(|found| !found.only_in_map) else { return };
    let action = call.action.known().unwrap_or_default();
    if found.supports(action, call.pattern) != Support::No {
        return;
    }
    let suffix = suffix_of(call.pattern);
    let what = if found.jobs.is_empty() || suffix == "waitForTaskToken" { service } else { &call.title() };
    let message = format!("`{what}` has no `.{suffix}`, which `{}` asks for", task.state.name());
    let finding = say(task, call, message, report);
    if call.pattern == Pattern::SyncV2 && found.supports(action, Pattern::Sync) == Support::Yes {
        let finding = finding.help("only `states:startExecution` has `.sync:2`; write `.sync`");
        finding.fix(Safety::Safe, "write `.sync`", task.pattern_span(call), ".sync");
        return;
    }
    finding.help(alternatives(found, action));
}

fn alternatives(found: &Integration, action: &str) -> String {
    let supported = SUFFIXES.into_iter().zip([Pattern::Sync, Pattern::SyncV2, Pattern::WaitForTaskToken]);
    let supported = supported.filter(|(_, pattern)| found.supports(action, *pattern) == Support::Yes);
    let suffixes: Vec<_> = supported.map(|(suffix, _)| format!("`.{suffix}`")).collect();
    match suffixes.as_slice() {
        [] => "remove it: this integration goes on as soon as the service has answered".to_owned(),
        suffixes => format!("remove it, or use {}", suffixes.join(" or ")),
    }
}

fn suffix_of(pattern: Pattern) -> &'static str {
    match pattern {
        Pattern::Sync => "sync",
        Pattern::SyncV2 => "sync:2",
        _ => "waitForTaskToken",
    }
}

/// An ending that no integration has.
fn unknown(task: Task, call: Call, suffix: &str, report: &mut Report) {
    let message = format!("no integration has an ending `.{suffix}`, as in the task `{}`", task.state.name());
    let finding = say(task, call, message, report);
    let is_listed =
        call.is_sdk || call.service.known().is_some_and(|id| integrations::integration(id).is_some());
    let finding = if is_listed { finding } else { finding.severity(Severity::Warning) };
    let supported = |known: &&str| !call.is_sdk || *known == "waitForTaskToken";
    match nearest(suffix, SUFFIXES.into_iter().filter(supported)) {
        Some(known) => {
            let safety = if known.eq_ignore_ascii_case(suffix) { Safety::Safe } else { Safety::Unsafe };
            let finding = finding.help(format!("did you mean `.{known}`?"));
            finding.fix(safety, format!("write `.{known}`"), task.pattern_span(call), format!(".{known}"));
        }
        None => {
            finding.help("the endings are `.sync`, `.sync:2` and `.waitForTaskToken`");
        }
    }
}

fn say<'r>(task: Task, call: Call, message: String, report: &'r mut Report) -> Finding<'r> {
    report.at_span(task.pattern_span(call), task.resource, message).service_code(SCHEMA_VALIDATION_FAILED)
}
