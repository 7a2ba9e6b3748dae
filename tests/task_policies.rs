//! Policies in the tasks of a definition that hand them to a service.
#![allow(clippy::unwrap_used, missing_docs)]

use steplint::config::{Config, Selection};
use steplint::project::Input;

/// Code and place of each finding about policies.
fn found(name: &str, text: &str) -> Vec<String> {
    let mut input = Input::default();
    input.add(name, text.as_bytes().to_vec());
    let selection = Selection { select: vec!["iam".to_owned()], ..Selection::default() };
    let found = steplint::check(input, &Config::new(selection).unwrap()).diagnostics;
    let shown = |span: steplint::text::Span| text[span.start as usize..span.end as usize].to_owned();
    found.into_iter().map(|one| format!("{} {}", one.code, shown(one.span))).collect()
}

fn definition(resource: &str, request: &str) -> String {
    let resource = format!("arn:aws:states:::aws-sdk:{resource}");
    let task = format!(r#"{{"Type": "Task", "End": true, "Resource": "{resource}", {request}}}"#);
    format!(r#"{{"StartAt": "A", "States": {{"A": {task}}}}}"#)
}

fn policy() -> String {
    let statement = r#"{"Effect": "Allow", "Action": "sqs:Foo", "Resource": "*"}"#;
    format!(r#"{{"Version": "2012-10-17", "Statement": {statement}}}"#).replace('"', "\\\"")
}

fn putting_on_a_role() -> String {
    let parameters = format!(r#""Parameters": {{"RoleName": "r", "PolicyDocument": "{}"}}"#, policy());
    definition("iam:putRolePolicy", &parameters)
}

const FOUND: &str = r#"iam/unknown-action \"sqs:Foo\""#;

#[test]
fn policies_are_judged_where_they_stand() {
    let text = putting_on_a_role();
    assert_eq!(found("work.asl.json", &text), [FOUND]);
    let jsonata = text.replace("\"Parameters\"", "\"QueryLanguage\": \"JSONata\", \"Arguments\"");
    assert_eq!(found("work.asl.json", &jsonata), [FOUND]);
}

#[test]
fn what_is_no_policy_or_not_known_is_left_alone() {
    for (resource, request) in [
        ("iam:putRolePolicy", r#""Parameters": {"PolicyDocument.$": "$.policy"}"#.to_owned()),
        ("iam:putRolePolicy", r#""Parameters": {"PolicyDocument": "${Policy}"}"#.to_owned()),
        (
            "iam:putRolePolicy",
            r#""QueryLanguage": "JSONata", "Arguments": {"PolicyDocument": "{% $p %}"}"#.to_owned(),
        ),
        ("ssm:putParameter", format!(r#""Parameters": {{"Policy": "{}"}}"#, policy())),
    ] {
        let text = definition(resource, &request);
        assert_eq!(found("work.asl.json", &text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn definitions_in_templates_hand_over_policies_too() {
    let properties = format!(r#"{{"RoleArn": "x", "Definition": {}}}"#, putting_on_a_role());
    let machine = format!(r#"{{"Type": "AWS::StepFunctions::StateMachine", "Properties": {properties}}}"#);
    assert_eq!(found("template.json", &format!(r#"{{"Resources": {{"M": {machine}}}}}"#)), [FOUND]);
}
