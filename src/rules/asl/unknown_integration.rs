use crate::asl::{Call, State, Task};
use crate::aws::integrations::{INTEGRATIONS, Integration, integration};
use crate::aws::sdk::{self, Service};
use crate::diagnostic::{Confidence, Safety, Severity};
use crate::rule::{Finding, Report, rule};
use crate::rules::shared::{SCHEMA_VALIDATION_FAILED, nearest};

rule! {
    code: "asl/unknown-integration",
    group: Correctness,
    severity: Error,
    fixes: Sometimes,
    check: State(check),
}

fn check(state: &State, report: &mut Report) {
    let Some(task) = Task::of(*state) else { return };
    let Some(call) = task.call() else { return };
    let Some(service) = call.service.known() else { return };
    match (call.is_sdk, integration(service)) {
        (true, _) => sdk_service(task, call, service, report),
        (false, Some(found)) if found.only_in_map => only_in_map(task, call, report),
        (false, Some(found)) => optimized_action(task, call, found, report),
        (false, None) => optimized_service(task, call, service, report),
    }
}

fn only_in_map(task: Task, call: Call, report: &mut Report) {
    let title = call.title();
    say(
        task,
        call.service,
        format!("`{title}` reads or writes the items of a Map state and is no task"),
        report,
    )
    .severity(Severity::Warning)
    .help(format!("call `arn:aws:states:::aws-sdk:{title}` in a Task"))
    .fix(
        Safety::Unsafe,
        "call it as the SDK does",
        task.part_span(call.service),
        format!("aws-sdk:{}", call.service.text()),
    );
}

fn optimized_action(task: Task, call: Call, found: &Integration, report: &mut Report) {
    let Some(action) = call.action.known().filter(|action| found.actions().all(|known| known != *action))
    else {
        return;
    };
    let finding = say(task, call.action, format!("`{}` is no optimized integration", call.title()), report);
    let finding = if found.may_grow { finding.severity(Severity::Warning) } else { finding };
    let span = task.part_span(call.action);
    if let Some(known) = found.actions().find(|known| known.eq_ignore_ascii_case(action)) {
        let finding = finding.severity(Severity::Error).help(format!("case matters: write `{known}`"));
        finding.fix(Safety::Safe, format!("write `{known}`"), span, known);
    } else if let Some(sdk) = of_sdk(found.service, action) {
        let service_and_action = task.part_span(call.service).to(span);
        finding.help(format!("call it through the SDK integration: `arn:aws:states:::aws-sdk:{sdk}`")).fix(
            Safety::Unsafe,
            "call it as the SDK does",
            service_and_action,
            format!("aws-sdk:{sdk}"),
        );
    } else if let Some(known) = nearest(action, found.actions()) {
        let finding = finding.help(format!("did you mean `{known}`?"));
        finding.fix(Safety::Unsafe, format!("write `{known}`"), span, known);
    } else {
        let actions: Vec<_> = found.actions().map(|action| format!("`{action}`")).collect();
        finding.help(format!("`{}` has {}", found.service, actions.join(", ")));
    }
}

fn optimized_service(task: Task, call: Call, service: &str, report: &mut Report) {
    let message = format!("no optimized integration is called `{service}`");
    let finding = say(task, call.service, message, report).severity(Severity::Warning);
    let span = task.part_span(call.service);
    let action = call.action.known().unwrap_or_default();
    let ids = || INTEGRATIONS.iter().map(|found| found.service);
    if let Some(known) = ids().find(|known| known.eq_ignore_ascii_case(service)) {
        let finding = finding.help(format!("ids are in lower case: write `{known}`"));
        finding.fix(Safety::Safe, format!("write `{known}`"), span, known);
    } else if service == "activity" {
        finding.help("the ARN of an activity has a region and an account: `arn:aws:states:REGION:ACCOUNT:activity:NAME`");
    } else if let Some(sdk) = of_sdk(service, action) {
        finding.help(format!("call it through the SDK integration: `arn:aws:states:::aws-sdk:{sdk}`")).fix(
            Safety::Unsafe,
            "call it as the SDK does",
            span.to(task.part_span(call.action)),
            format!("aws-sdk:{sdk}"),
        );
    } else if let Some(known) = nearest(service, ids()) {
        let finding = finding.help(format!("did you mean `{known}`?"));
        finding.fix(Safety::Unsafe, format!("write `{known}`"), span, known);
    } else {
        finding
            .help("call the service through the SDK integrations: `arn:aws:states:::aws-sdk:SERVICE:ACTION`");
    }
}

/// `service:operation` as the SDK integrations write it, where they have it and take it.
fn of_sdk(service: &str, action: &str) -> Option<String> {
    let own = sdk::service(service);
    let services = own.into_iter().chain(sdk::services_named(service));
    services
        .filter_map(|found| Some((found.id, found.operation(action).filter(|found| found.is_supported)?)))
        .map(|(id, operation)| format!("{id}:{}", operation.name))
        .next()
}

fn sdk_service(task: Task, call: Call, id: &str, report: &mut Report) {
    match sdk::service(id) {
        Some(found) if found.id == id => sdk_operation(task, call, found, report),
        Some(found) => {
            let message = format!("the SDK integrations write `{id}` in lower case");
            say(task, call.service, message, report)
                .severity(Severity::Warning)
                .help(format!("write `{}`", found.id))
                .fix(Safety::Safe, format!("write `{}`", found.id), task.part_span(call.service), found.id);
        }
        None => unknown_sdk_service(task, call, id, report),
    }
}

fn unknown_sdk_service(task: Task, call: Call, id: &str, report: &mut Report) {
    let message = format!("the SDK integrations have no service `{id}`");
    let finding = say(task, call.service, message, report).severity(Severity::Warning);
    let action = call.action.known();
    let named: Vec<Service> = sdk::services_named(id).collect();
    let with_action =
        named.iter().filter(|found| action.is_some_and(|action| found.operation(action).is_some()));
    let span = task.part_span(call.service);
    match (with_action.copied().collect::<Vec<_>>().as_slice(), named.as_slice()) {
        ([one], _) => {
            let finding = finding.help(format!("there it is called `{}`", one.id));
            finding.fix(Safety::Safe, format!("write `{}`", one.id), span, one.id);
        }
        (_, [one, ..]) => {
            finding.help(format!("there it may be called `{}`", one.id));
        }
        _ => match nearest(id, sdk::services().map(|found| found.id)) {
            Some(known) => {
                let finding = finding.help(format!("did you mean `{known}`?"));
                finding.fix(Safety::Unsafe, format!("write `{known}`"), span, known);
            }
            None => {
                finding
                    .confidence(Confidence::Medium)
                    .help("take the id from the developer guide's list of SDK integrations");
            }
        },
    }
}

fn sdk_operation(task: Task, call: Call, service: Service, report: &mut Report) {
    let Some(action) = call.action.known().filter(|_| service.operations().next().is_some()) else { return };
    let span = task.part_span(call.action);
    let warn = |message: String, report: &mut Report, help: String, fix: Option<(Safety, &str)>| {
        let finding = say(task, call.action, message, report).severity(Severity::Warning).help(help);
        if let Some((safety, name)) = fix {
            finding.fix(safety, format!("write `{name}`"), span, name);
        }
    };
    let id = service.id;
    match service.operation(action) {
        Some(found) if found.name != action => {
            let message =
                format!("the SDK integrations write actions in camelCase: `{}`, not `{action}`", found.name);
            warn(message, report, format!("write `{}`", found.name), Some((Safety::Safe, found.name)));
        }
        Some(found) if !found.is_supported => {
            let message =
                format!("`{id}:{action}` is one of the actions that Step Functions does not support");
            warn(message, report, "call it from a Lambda function".to_owned(), None);
        }
        Some(_) => {}
        None => {
            let message = format!("`{id}` has no action `{action}`");
            match nearest(action, service.operations().map(|found| found.name)) {
                Some(near) => {
                    let help = format!("did you mean `{near}`?");
                    warn(message, report, help, Some((Safety::Unsafe, near)));
                }
                None => warn(
                    message,
                    report,
                    format!("take the name from the API reference of `{id}`, with a small first letter"),
                    None,
                ),
            }
        }
    }
}

/// A finding at a part of the resource.
fn say<'r>(task: Task, part: crate::aws::arn::Part, message: String, report: &'r mut Report) -> Finding<'r> {
    let message = format!("{message}, in the task `{}`", task.state.name());
    report.at_span(task.part_span(part), task.resource, message).service_code(SCHEMA_VALIDATION_FAILED)
}
