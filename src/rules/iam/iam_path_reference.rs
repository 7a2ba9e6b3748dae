use crate::cfn::{Function, Intrinsic, Resource, Template, items};
use crate::diagnostic::Safety;
use crate::rule::{Report, rule};
use crate::tree::Value;

rule! {
    code: "iam/iam-path-reference",
    group: Correctness,
    severity: Error,
    fixes: Sometimes,
    check: Template(check),
}

/// Properties that take the ARN of a role; some take a name too, and look for it under the path `/`
/// (CloudFormation template reference; cfn-lint E3050).
const PLACES: [(&str, &[&str]); 12] = [
    ("AWS::CodeBuild::Project", &["ServiceRole"]),
    ("AWS::ECS::Service", &["Role"]),
    ("AWS::ECS::TaskDefinition", &["ExecutionRoleArn"]),
    ("AWS::ECS::TaskDefinition", &["TaskRoleArn"]),
    ("AWS::Events::Rule", &["RoleArn"]),
    ("AWS::Glue::Job", &["Role"]),
    ("AWS::Lambda::Function", &["Role"]),
    ("AWS::Pipes::Pipe", &["RoleArn"]),
    ("AWS::Scheduler::Schedule", &["Target", "RoleArn"]),
    ("AWS::Serverless::Function", &["Role"]),
    ("AWS::Serverless::StateMachine", &["Role"]),
    ("AWS::StepFunctions::StateMachine", &["RoleArn"]),
];

fn check(template: &Template, report: &mut Report) {
    for resource in template.resources() {
        let type_name = resource.type_name();
        for (_, place) in PLACES.iter().filter(|(holder, _)| *holder == type_name) {
            let Some(value) = resource.properties().and_then(|properties| properties.at(place)) else {
                continue;
            };
            for item in items(value, template, &[]) {
                judge(item.value, place.last().copied().unwrap_or_default(), template, report);
            }
        }
    }
}

fn judge(value: Value, property: &str, template: &Template, report: &mut Report) {
    let Some(call) = Intrinsic::of(value).filter(|call| call.function == Function::Ref) else { return };
    let named = call.reference().and_then(|reference| template.resource(&reference.name));
    let Some((role, path)) = named.and_then(|role| Some((role, path_of(role)?))) else { return };
    let id = role.id();
    let text = match call.argument.key().is_some() {
        true => format!("{{\"Fn::GetAtt\": [\"{id}\", \"Arn\"]}}"),
        false => format!("!GetAtt {id}.Arn"),
    };
    // A long form in YAML has no brackets to replace.
    let raw = value.tree().text().get(call.span().start as usize..);
    let is_plain = value.tag().is_some() || raw.is_some_and(|raw| raw.starts_with('{'));
    let message = format!("`Ref` gives the name of `{id}` without its path, but `{property}` needs its ARN");
    let finding = report
        .at_span(call.span(), value, message)
        .help(format!("write `!GetAtt {id}.Arn`"))
        .related(path.span(), "the path is here");
    if is_plain {
        finding.fix(Safety::Safe, "take the ARN", call.span(), text);
    }
}

/// The path of a role, if it is another one than `/`.
fn path_of(role: Resource) -> Option<Value> {
    let path = role.properties()?.get("Path").filter(|_| role.is("AWS::IAM::Role"))?;
    let text = path.text().filter(|_| Intrinsic::of(path).is_none())?;
    (text != "/").then_some(path)
}
