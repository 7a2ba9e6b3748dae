use crate::asl::{State, Task};
use crate::aws::arn::{Arn, PARTITIONS};
use crate::aws::integrations::{self, Resource};
use crate::aws::{hole, sdk};
use crate::diagnostic::{Confidence, Safety, Severity};
use crate::rule::{Report, rule};
use crate::rules::shared::{SCHEMA_VALIDATION_FAILED, nearest};

rule! {
    code: "asl/invalid-resource",
    group: Correctness,
    severity: Error,
    fixes: Sometimes,
    check: State(check),
}

fn check(state: &State, report: &mut Report) {
    let Some(task) = Task::of(*state) else { return };
    let Some(text) = task.resource.text() else { return };
    match (task.integration, Arn::parse(&text)) {
        (Resource::Unrecognized, None) => no_arn(task, &text, report),
        (Resource::Unrecognized, Some(arn)) => no_task(task, &text, &arn, report),
        (_, Some(arn)) => partition(task, &arn, report),
        (_, None) => {}
    }
}

fn no_arn(task: Task, text: &str, report: &mut Report) {
    let name = task.state.name();
    if text.trim_start().starts_with("{%") {
        report
            .at(task.resource, format!("`Resource` of `{name}` is an expression, which is never evaluated"))
            .help("write the ARN itself; a Choice state can decide between several tasks")
            .service_code("INVALID_RESOURCE");
        return;
    }
    let help = "write the ARN of what the task calls: an integration such as `arn:aws:states:::lambda:invoke`, an activity or a Lambda function";
    let message = format!("`Resource` of `{name}` is not an ARN: `{text}`");
    mend(task, text, message, help.to_owned(), "INVALID_RESOURCE", report);
}

/// An ARN, but not of anything that a task can call.
fn no_task(task: Task, text: &str, arn: &Arn, report: &mut Report) {
    let name = task.state.name();
    let message = format!("`Resource` of `{name}` is the ARN of nothing that a task can call: `{text}`");
    let service = arn.service.known().unwrap_or_default();
    let help = match (service, arn.resource.text().split(':').next()) {
        ("states", Some("stateMachine" | "execution")) => {
            "call `arn:aws:states:::states:startExecution`, with the machine's ARN as `StateMachineArn`".to_owned()
        }
        ("states", _) => {
            "an integration has the form `arn:aws:states:::SERVICE:ACTION` or `arn:aws:states:::aws-sdk:SERVICE:ACTION`".to_owned()
        }
        ("lambda", _) => {
            "the ARN of a function is `arn:aws:lambda:REGION:ACCOUNT:function:NAME`, with `:ALIAS` after it or not".to_owned()
        }
        _ => format!(
            "call an action of the service, such as `{}`, and name the resource in its parameters",
            action_of(service)
        ),
    };
    mend(task, text, message, help, SCHEMA_VALIDATION_FAILED, report);
}

/// How a task calls the service that an ARN belongs to.
fn action_of(service: &str) -> String {
    let optimized = integrations::integration(service).filter(|found| !found.only_in_map);
    if let Some(action) = optimized.and_then(|found| found.actions().next()) {
        return format!("arn:aws:states:::{service}:{action}");
    }
    let id = sdk::service(service).or_else(|| sdk::services_named(service).next());
    format!("arn:aws:states:::aws-sdk:{}:ACTION", id.map_or("SERVICE", |found| found.id))
}

fn mend(task: Task, text: &str, message: String, help: String, code: &'static str, report: &mut Report) {
    let finding = report.at(task.resource, message).service_code(code);
    let Some((meant, is_certain)) = meant(text) else {
        finding.help(help);
        return;
    };
    let safety = if is_certain { Safety::Safe } else { Safety::Unsafe };
    let span = task.resource.text_span(0..text.len());
    finding.help(format!("write `{meant}`")).fix(safety, "write the whole ARN", span, meant);
}

/// The resource whose end this is: a known action with too little, or too much, before it. It is certain
/// where the partition is written too.
fn meant(text: &str) -> Option<(String, bool)> {
    if hole::has_hole(text) || text.len() > 200 {
        return None;
    }
    let text = text.trim();
    let partition = text.split(':').nth(1).filter(|word| PARTITIONS.contains(word));
    let starts = std::iter::once(0).chain(text.match_indices(':').map(|(at, _)| at + 1));
    let mut ends = starts.filter_map(|at| text.get(at..));
    let end = ends.find(|end| is_known_call(end))?;
    let meant = format!("arn:{}:states:::{end}", partition.unwrap_or("aws"));
    Some((meant, partition.is_some()))
}

fn is_known_call(end: &str) -> bool {
    match integrations::parse(&format!("arn:aws:states:::{end}")) {
        Resource::Http { .. } => true,
        Resource::Optimized { service, action, .. } => {
            let found = integrations::integration(service.text());
            found.is_some_and(|found| {
                !found.only_in_map && found.actions().any(|known| known == action.text())
            })
        }
        Resource::Sdk { service, action, .. } => sdk::operation(service.text(), action.text()).is_some(),
        _ => false,
    }
}

fn partition(task: Task, arn: &Arn, report: &mut Report) {
    let Some(partition) = arn.partition.known().filter(|name| !PARTITIONS.contains(name)) else { return };
    let finding = report
        .at_span(
            task.part_span(arn.partition),
            task.resource,
            format!(
                "`Resource` of `{}` names the partition `{partition}`, which is not known",
                task.state.name()
            ),
        )
        .severity(Severity::Warning)
        .confidence(Confidence::Medium)
        .service_code("INVALID_RESOURCE");
    match nearest(partition, PARTITIONS) {
        Some(known) => {
            let finding = finding.help(format!("did you mean `{known}`?"));
            finding.fix(Safety::Unsafe, format!("write `{known}`"), task.part_span(arn.partition), known);
        }
        None => {
            finding.help("write `aws`, or `${AWS::Partition}` where the definition is substituted");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::meant;

    #[test]
    fn a_known_end_tells_what_was_meant() {
        let arn = |partition: &str, end: &str| format!("arn:{partition}:states:::{end}");
        for (text, expected) in [
            ("arn:aws-cn:states::lambda:invoke", Some((arn("aws-cn", "lambda:invoke"), true))),
            (
                "states:::sqs:sendMessage.waitForTaskToken",
                Some((arn("aws", "sqs:sendMessage.waitForTaskToken"), false)),
            ),
            (
                "arn:aws:states:eu-west-1:1:aws-sdk:s3:getObject",
                Some((arn("aws", "aws-sdk:s3:getObject"), true)),
            ),
            (" arn:aws:states:::http:invoke", Some((arn("aws", "http:invoke"), true))),
            ("arn:aws:states:::s3", None),
            ("Charge", None),
            ("${Prefix}lambda:invoke", None),
            ("", None),
        ] {
            assert_eq!(meant(text), expected, "{text}");
        }
    }
}
