//! Definitions inside templates are checked like files of their own, at their own bytes.
#![allow(clippy::unwrap_used, missing_docs)]

use steplint::config::Config;
use steplint::project::Input;

/// The text at every finding of a rule in a template.
fn found(code: &'static str, template: &str) -> Vec<String> {
    let mut input = Input::default();
    input.add("template.yaml", template.as_bytes().to_vec());
    let outcome = steplint::check(input, &Config::only(&[code]));
    let spans = outcome.diagnostics.iter().map(|finding| finding.span);
    spans.map(|span| template[span.start as usize..span.end as usize].to_owned()).collect()
}

fn machine(property: &str) -> String {
    format!(
        "Resources:\n  Order:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      {property}\n"
    )
}

#[test]
fn transitions_in_text_and_objects() {
    let dangling = "asl/dangling-transition";
    let text = machine(
        "DefinitionString: !Sub |
        {
          \"StartAt\": \"Charge\",
          \"States\": {\"Charge\": {\"Type\": \"Task\", \"Resource\": \"${Charge.Arn}\", \"Next\": \"Nowhere\"}}
        }",
    );
    assert_eq!(found(dangling, &text), ["\"Nowhere\""]);
    let object = machine(
        "Definition:
        StartAt: Charge
        States:
          Charge: {Type: Task, Resource: !GetAtt Charge.Arn, Next: Nowhere}",
    );
    assert_eq!(found(dangling, &object), ["Nowhere"]);
    let branches = machine(
        "Definition:
        StartAt: Charge
        States:
          Charge: {Type: Task, Resource: !If [IsNew, a, b], Next: Nowhere}",
    );
    assert_eq!(found(dangling, &branches).first().map(String::as_str), Some("Nowhere"));
    let unknown = machine("Definition: {StartAt: !Ref First, States: {Charge: {Type: Succeed}}}");
    assert!(found(dangling, &unknown).is_empty());
}

#[test]
fn broken_text_is_a_fault_of_the_definition_alone() {
    let text = machine("DefinitionString: '{\"StartAt\": \"A\",}'");
    assert_eq!(found("asl/syntax", &text), [","]);
    assert!(found("cfn/syntax", &text).is_empty());
}

#[test]
fn a_key_that_stands_twice_in_an_object_is_reported_once() {
    let object = machine("Definition: {StartAt: A, States: {A: {Type: Pass}, A: {Type: Succeed}}}");
    assert!(found("asl/duplicate-key", &object).is_empty());
    assert_eq!(found("cfn/duplicate-key", &object), ["A"]);
}
