use crate::asl::{State, Task};
use crate::aws::integrations::Resource;
use crate::rule::{Report, rule};

rule! {
    code: "asl/legacy-resource",
    group: Reliability,
    severity: Info,
    check: State(check),
}

fn check(state: &State, report: &mut Report) {
    let Some(task) = Task::of(*state) else { return };
    let (how, change) = match task.integration {
        Resource::Lambda { .. } => (
            "by its bare ARN",
            "with the function as `FunctionName` and the input as `Payload`; the result is then in its field `Payload`",
        ),
        Resource::Sdk { service, action, .. } if (service.text(), action.text()) == ("lambda", "invoke") => {
            ("through the SDK integration", "whose `Payload` is JSON and not a text")
        }
        _ => return,
    };
    report
        .at(task.resource, format!("`{}` calls a Lambda function {how}", state.name()))
        .help(format!("call `arn:aws:states:::lambda:invoke`, {change}"));
}
