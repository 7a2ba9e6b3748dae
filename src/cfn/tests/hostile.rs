//! Any shape is taken.

use proptest::prelude::*;

use super::*;

/// Everything that the view can be asked.
fn ask_everything(tree: &Tree) {
    let root = tree.root();
    let _ = is_template(root);
    let template = Template::of(root);
    for machine in state_machines(&template) {
        let _ = (machine.kind(), machine.name(), machine.role(), machine.substitutions());
        let _ = (machine.logging(&["Level"]), machine.tracing(&["Enabled"]), machine.auto_publish_alias());
        for variant in machine.definitions() {
            if let DefinitionSource::Text(value) | DefinitionSource::Object(value) = variant.value {
                for tree in parse_variants(value, &template, &variant.branches) {
                    let spans = tree.value.scalars().map(|scalar| (scalar.span(), scalar.embedded()));
                    assert!(spans.into_iter().all(|(span, _)| span.start <= span.end));
                }
            }
        }
    }
    for policy in policies(&template) {
        let _ = policy.trees(&template);
    }
    for resource in template.resources() {
        let _ = (sam_policies(resource, &template), references(resource.value, &template));
    }
}

#[test]
fn any_shape_is_taken() {
    let shapes = [
        "Parameters:\nResources:\n",
        "Resources: {A: [], B: null, C: {Type: [x]}, D: {Type: AWS::StepFunctions::StateMachine}}",
        "Resources: {A: {Type: AWS::StepFunctions::StateMachine, Properties: []}}",
        "Resources: {A: {Type: AWS::StepFunctions::StateMachine, Properties: {DefinitionString: !Join []}}}",
        "Resources: {A: {Type: AWS::StepFunctions::StateMachine, Properties: {DefinitionString: !Sub []}}}",
        "Resources: {A: {Type: AWS::StepFunctions::StateMachine, Properties: {DefinitionString: !If [C]}}}",
        "Resources: {Fn::ForEach::X: [], Fn::Transform: x}",
        "Transform: {Name: [x]}\nResources: {A: {Type: AWS::IAM::Role, Properties: {Policies: x}}}",
        "!Sub x",
    ];
    for shape in shapes {
        ask_everything(&yaml(shape));
    }
}

const WORDS: [&str; 24] = [
    "Resources",
    "Type",
    "Properties",
    "Fn::Sub",
    "Fn::Join",
    "Fn::If",
    "Ref",
    "Fn::GetAtt",
    "Fn::Select",
    "Fn::Split",
    "Fn::FindInMap",
    "Fn::ForEach::A",
    "Fn::Transform",
    "Fn::ToJsonString",
    "DefinitionString",
    "Definition",
    "AWS::StepFunctions::StateMachine",
    "AWS::NoValue",
    "${A}${!b} ${",
    "Policies",
    "0",
    "{\"a\": \"${x}\"}",
    "{{resolve:ssm:/a}}",
    "Conditions",
];

fn any_json() -> impl Strategy<Value = String> {
    let word =
        prop::sample::select(WORDS.to_vec()).prop_map(|word| serde_json::Value::from(word).to_string());
    word.clone().prop_recursive(6, 48, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::vec((word.clone(), inner), 0..4).prop_map(|entries| {
                let entries: Vec<_> =
                    entries.into_iter().map(|(key, value)| format!("{key}:{value}")).collect();
                format!("{{{}}}", entries.join(","))
            }),
        ]
    })
}

proptest! {
    #[test]
    fn no_combination_of_functions_breaks_it(value in any_json(), other in any_json()) {
        let text = format!(
            "{{\"Conditions\": {other}, \"Resources\": {{\"M\": {{\"Type\": \"AWS::StepFunctions::StateMachine\", \
             \"Properties\": {{\"DefinitionString\": {value}, \"Definition\": {other}}}}}, \"A\": {value}}}}}"
        );
        ask_everything(&json::parse(SourceId(0), text.as_str().into(), 0..text.len()));
    }
}
