//! A fault planted in a definition is reported at its exact bytes, wherever a template can hold one.
#![allow(clippy::unwrap_used, missing_docs)]

use steplint::config::Config;
use steplint::project::Input;

/// Checks the files and compares the text at every finding, file by file.
fn faults(files: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut input = Input::default();
    for (name, text) in files {
        input.add(name, text.as_bytes().to_vec());
    }
    let outcome = steplint::check(input, &Config::only(&["asl/dangling-transition"]));
    let place = |finding: &steplint::diagnostic::Diagnostic| {
        let source = outcome.project.source(finding.span.source).unwrap();
        (source.path.clone(), source.slice(finding.span).to_owned())
    };
    outcome.diagnostics.iter().map(place).collect()
}

fn template(definition: &str) -> String {
    format!(
        "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Order:\n    Type: AWS::StepFunctions::StateMachine\n    \
         Properties:\n      RoleArn: !GetAtt Role.Arn\n{definition}"
    )
}

fn check(text: &str, at: &str) {
    assert_eq!(faults(&[("template.yaml", text)]), [("template.yaml".to_owned(), at.to_owned())], "{text}");
}

const LINES: [&str; 6] = [
    "{",
    "  \"StartAt\": \"Charge\",",
    "  \"States\": {",
    "    \"Charge\": {\"Type\": \"Pass\", \"Next\": \"Shipp\"},",
    "    \"Ship\": {\"Type\": \"Succeed\"}",
    "  }}",
];

fn block(header: &str) -> String {
    let lines: String = LINES.iter().map(|line| format!("          {line}\n")).collect();
    template(&format!("      DefinitionString: {header}\n{lines}"))
}

fn escaped() -> String {
    LINES.join("\\n").replace('"', "\\\"")
}

#[test]
fn in_a_literal_block() {
    check(&block("|"), "\"Shipp\"");
    check(&block("|-"), "\"Shipp\"");
    check(&block("|2"), "\"Shipp\"");
}

#[test]
fn in_a_folded_block() {
    check(&block(">"), "\"Shipp\"");
    check(&block(">-"), "\"Shipp\"");
}

#[test]
fn in_a_literal_block_with_crlf() {
    check(&block("|").replace('\n', "\r\n"), "\"Shipp\"");
}

#[test]
fn in_a_double_quoted_scalar() {
    check(&template(&format!("      DefinitionString: \"{}\"\n", escaped())), "\\\"Shipp\\\"");
}

#[test]
fn in_a_single_quoted_scalar() {
    check(&template(&format!("      DefinitionString: '{}'\n", LINES.join(""))), "\"Shipp\"");
}

#[test]
fn in_json_in_json() {
    let text = format!(
        "{{\"Resources\": {{\"Order\": {{\"Type\": \"AWS::StepFunctions::StateMachine\", \"Properties\": {{\
         \"DefinitionString\": \"{}\"}}}}}}}}",
        escaped()
    );
    let found = faults(&[("template.json", &text)]);
    assert_eq!(found, [("template.json".to_owned(), "\\\"Shipp\\\"".to_owned())]);
}

#[test]
fn in_a_sub_string() {
    let text = block("!Sub |").replace("\"Pass\"", "\"Task\", \"Resource\": \"${Function.Arn}\"");
    check(&text, "\"Shipp\"");
}

#[test]
fn in_a_sub_list() {
    let lines: String = LINES.iter().map(|line| format!("            {line}\n")).collect();
    let lines = lines.replace("\"Pass\"", "\"Wait\", \"Seconds\": ${Delay}");
    let text = template(&format!(
        "      DefinitionString:\n        Fn::Sub:\n          - |\n{lines}          - Delay: 5\n"
    ));
    check(&text, "\"Shipp\"");
}

#[test]
fn in_a_join() {
    let pieces = "[\"\", [\"{\\\"StartAt\\\":\\\"Charge\\\",\\\"States\\\":{\\\"Charge\\\":{\\\"Type\\\":\\\"Task\\\",\\\"Resource\\\":\\\"\", \
                  {\"Fn::GetAtt\": [\"Function\", \"Arn\"]}, \"\\\",\\\"Next\\\":\\\"Shipp\\\"},\\\"Ship\\\":{\\\"Type\\\":\\\"Succeed\\\"}}}\"]]";
    let text = format!(
        "{{\"Resources\": {{\"Order\": {{\"Type\": \"AWS::StepFunctions::StateMachine\", \"Properties\": {{\
         \"DefinitionString\": {{\"Fn::Join\": {pieces}}}}}}}}}}}"
    );
    let found = faults(&[("template.json", &text)]);
    assert_eq!(found, [("template.json".to_owned(), "\\\"Shipp\\\"".to_owned())]);
}

#[test]
fn in_a_join_of_lines() {
    let lines: String = LINES.iter().map(|line| format!("              - '{line}'\n")).collect();
    let text = template(&format!(
        "      DefinitionString:\n        Fn::Join:\n            - \"\\n\"\n            -\n{lines}"
    ));
    check(&text, "\"Shipp\"");
}

#[test]
fn in_a_sam_object() {
    let text = "Transform: AWS::Serverless-2016-10-31\nResources:\n  Order:\n    Type: AWS::Serverless::StateMachine\n    \
                Properties:\n      Definition:\n        StartAt: Charge\n        States:\n          Charge:\n            \
                Type: Pass\n            Next: Shipp\n          Ship:\n            Type: Succeed\n";
    check(text, "Shipp");
}

#[test]
fn in_the_file_of_a_definition_uri() {
    let text = "Transform: AWS::Serverless-2016-10-31\nResources:\n  Order:\n    Type: AWS::Serverless::StateMachine\n    \
                Properties:\n      DefinitionUri: machines/order.json\n";
    let found = faults(&[("infra/template.yaml", text), ("infra/machines/order.json", &LINES.join("\n"))]);
    assert_eq!(found, [("infra/machines/order.json".to_owned(), "\"Shipp\"".to_owned())]);
}

#[test]
fn in_an_operand_of_to_json_string() {
    let text = template(
        "      DefinitionString:\n        Fn::ToJsonString:\n          StartAt: Charge\n          States:\n            \
         Charge: {Type: Pass, Next: Shipp}\n            Ship: {Type: Succeed}\n",
    );
    check(&text, "Shipp");
}
