//! One test per way to embed a definition or a policy: the fault planted in each is found at its bytes.
#![allow(clippy::unwrap_used, clippy::panic)]

mod hostile;
mod view;

use super::*;
use crate::text::SourceId;
use crate::tree::{Tree, Value, json, yaml};

/// A template with one machine that has these properties, indented by six.
fn template(properties: &str) -> String {
    let properties = properties.trim_matches('\n').replace('\n', "\n      ");
    format!(
        "Parameters:\n  Param: {{Type: Number, Default: 3}}\nMappings:\n  Names: {{prod: {{end: Done}}}}\n\
         Resources:\n  Machine:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      {properties}\n"
    )
}

fn yaml(text: &str) -> Tree {
    yaml::parse(SourceId(0), text.into())
}

fn machine<'a, 't>(template: &'a Template<'t>) -> StateMachine<'a, 't> {
    state_machines(template).next().unwrap()
}

/// The trees of all definitions of the only machine.
fn definitions(template: &Template) -> Vec<Tree> {
    machine(template)
        .definitions()
        .into_iter()
        .flat_map(|variant| match variant.value {
            DefinitionSource::Text(value) | DefinitionSource::Object(value) => {
                parse_variants(value, template, &variant.branches)
            }
            other => panic!("{other:?}"),
        })
        .map(|variant| variant.value)
        .collect()
}

fn target(definition: &Tree) -> Value<'_> {
    definition.root().at(&["States", "A", "Next"]).unwrap()
}

/// What the file holds where the transition of state `A` points to nowhere.
fn fault(properties: &str) -> String {
    let text = template(properties);
    let tree = yaml(&text);
    let template = Template::of(tree.root());
    let trees = definitions(&template);
    assert_eq!(trees.len(), 1);
    assert!(trees[0].is_well_formed(), "{:?}", trees[0].errors().collect::<Vec<_>>());
    let span = target(&trees[0]).span();
    text[span.start as usize..span.end as usize].to_owned()
}

#[test]
fn plain_block_scalars() {
    assert_eq!(fault("DefinitionString: |\n  {\"States\":\n     {\"A\": {\"Next\": \"B\"}}}"), "\"B\"");
    assert_eq!(fault("DefinitionString: |2-\n    {\"States\":\n     {\"A\": {\"Next\": \"B\"}}}"), "\"B\"");
    assert_eq!(fault("DefinitionString: >\n  {\"States\":\n  {\"A\": {\"Next\": \"B\"}}}"), "\"B\"");
}

#[test]
fn quoted_scalars() {
    assert_eq!(fault(r#"DefinitionString: '{"States": {"A": {"Comment": "it''s", "Next": "B"}}}'"#), "\"B\"");
    let double = r#"DefinitionString: "{\"States\": {\"A\": {\"Next\": \"B\\n\"}}}""#;
    assert_eq!(fault(double), r#"\"B\\n\""#);
}

#[test]
fn sub_with_a_string() {
    let block = "DefinitionString: !Sub |\n  {\"States\": {\"A\": {\"Seconds\": ${Param}, \"Next\": \"${Param}-${!x}\"}}}";
    assert_eq!(fault(block), "\"${Param}-${!x}\"");
    let long = "DefinitionString:\n  Fn::Sub: '{\"States\": {\"A\": {\"Next\": \"${Param}\"}}}'";
    assert_eq!(fault(long), "\"${Param}\"");
}

#[test]
fn sub_with_a_map() {
    let next = |key: &str| {
        let text = template(&format!(
            "DefinitionString: !Sub\n  - '{{\"States\": {{\"A\": {{\"Next\": \"a ${{Key}}\"}}}}}}'\n  - {{Key: {key}}}"
        ));
        let tree = yaml(&text);
        let definition = definitions(&Template::of(tree.root())).remove(0);
        let span = target(&definition).span();
        assert_eq!(&text[span.start as usize..span.end as usize], "\"a ${Key}\"");
        target(&definition).text().unwrap().into_owned()
    };
    assert_eq!(next("B"), "a B");
    for open in ["!Ref Param", "3", "[B]", "", "'{{resolve:ssm:/b}}'"] {
        assert_eq!(next(open), "a ${Key}", "{open}");
    }
    let pieces =
        "DefinitionString: !Sub\n  - '{\"States\": ${States}}'\n  - {States: '{\"A\": {\"Next\": \"B\"}}'}";
    assert_eq!(fault(pieces), "\"B\"");
}

#[test]
fn join_with_pieces() {
    let text = template(
        r#"
DefinitionString: !Join
  - ''
  - - '{"States": {"A": {'
    - '"Resource": "arn:'
    - !Ref AWS::Partition
    - ':x", "Next": '
    - "\"B\" }}}"
"#,
    );
    let tree = yaml(&text);
    let template = Template::of(tree.root());
    let trees = definitions(&template);
    let (next, resource) = (target(&trees[0]), trees[0].root().at(&["States", "A", "Resource"]).unwrap());
    assert!(resource.is_text("arn:${AWS::Partition}:x"));
    let slice = |value: Value| &text[value.span().start as usize..value.span().end as usize];
    assert_eq!(slice(next), r#"\"B\""#);
    let hole = resource.text_span(4..21);
    assert_eq!(&text[hole.start as usize..hole.end as usize], "!Ref AWS::Partition");
    assert_eq!(resource.path(), "/Resources/Machine/Properties/DefinitionString/States/A/Resource");
}

#[test]
fn a_fault_at_the_delimiter_of_a_join_is_between_the_pieces() {
    let text = template("DefinitionString: !Join [',', ['{\"A\": 1', '}']]");
    let tree = yaml(&text);
    let definition = definitions(&Template::of(tree.root())).remove(0);
    let (span, error) = definition.errors().next().unwrap();
    assert!(error.message.contains("comma"), "{}", error.message);
    assert_eq!(&text[span.start as usize..span.end as usize], ", ");
}

#[test]
fn functions_within_functions() {
    let nested = r#"
DefinitionString:
  Fn::Join:
    - ''
    - - !Sub '{"States": {"A": {"Comment": "${Param}",'
      - Fn::Join: [':', ['"Next"', !Select [1, !Split ['|', 'x|"B"']]]]
      - ', "Result": "'
      - !FindInMap [Names, prod, end]
      - !ImportValue other
      - !Ref AWS::NoValue
      - '"}}}'
"#;
    assert_eq!(fault(nested), "\"B\"");
    let text = template(nested);
    let tree = yaml(&text);
    let definition = definitions(&Template::of(tree.root())).remove(0);
    assert!(definition.root().at(&["States", "A", "Result"]).unwrap().is_text("Done${?}"));
}

#[test]
fn objects_with_functions() {
    let object = "Definition:\n  States:\n    A:\n      Next: B\n      Resource: !GetAtt Fn.Arn";
    assert_eq!(fault(object), "B");
    let text = template(
        "
Definition:
  States:
    A:
      Next: {'Fn::Sub': 'x-${!y}-${Param}'}
      Hole: !GetAtt Fn.Arn
      Join: !Join ['-', [a, !Ref Param]]
      Gone: !Ref AWS::NoValue
      Secret: 'a {{resolve:ssm:/b}}'
      Fn::Transform: {Name: AWS::Include}
",
    );
    let tree = yaml(&text);
    let definition = definitions(&Template::of(tree.root())).remove(0);
    let state = definition.root().at(&["States", "A"]).unwrap();
    assert!(state.get("Next").unwrap().is_text("x-${y}-${Param}"));
    assert_eq!(state.get("Hole").unwrap().scalar_text().as_deref(), Some("${Fn.Arn}"));
    assert!(state.get("Hole").unwrap().is_unknown());
    assert!(state.get("Join").unwrap().is_text("a-${Param}"));
    assert!(state.get("Gone").is_none());
    assert!(state.get("Secret").unwrap().is_text("a ${resolve:ssm:/b}"));
    assert!(state.entries().last().unwrap().key().unwrap().is_unknown());
    let place = state.get("Next").unwrap().text_span(2..6);
    assert_eq!(&text[place.start as usize..place.end as usize], "${!y}");
    assert_eq!(state.path(), "/Resources/Machine/Properties/Definition/States/A");
}

#[test]
fn an_object_as_json_text() {
    assert_eq!(fault("DefinitionString: {'Fn::ToJsonString': {States: {A: {Next: B}}}}"), "B");
    assert_eq!(fault("DefinitionString: !ToJsonString\n  States: {A: {Next: !Sub B}}"), "B");
}

#[test]
fn json_in_a_json_template() {
    let text = r#"{"Resources": {"M": {"Type": "AWS::StepFunctions::StateMachine", "Properties":
        {"DefinitionString": "{\"States\": {\"A\": {\"Next\": \"\\u0042\"}}}"}}}}"#;
    let tree = json::parse(SourceId(0), text.into(), 0..text.len());
    let definition = definitions(&Template::of(tree.root())).remove(0);
    assert!(target(&definition).is_text("B"));
    let span = target(&definition).span();
    assert_eq!(&text[span.start as usize..span.end as usize], r#"\"\\u0042\""#);
}

#[test]
fn conditions_make_variants_of_a_definition_and_of_its_parts() {
    let whole = "DefinitionString: !If [C, '{\"States\": {\"A\": {\"Next\": \"B\"}}}', !Ref AWS::NoValue]";
    assert_eq!(fault(whole), "\"B\"");
    let parts = template(
        "DefinitionString: !Join ['', ['{\"States\": {\"A\": {\"Next\": \"', !If [C, X, !If [C, no, Y]], '\"}}}']]",
    );
    let tree = yaml(&parts);
    let trees = definitions(&Template::of(tree.root()));
    let texts: Vec<_> = trees.iter().map(|tree| target(tree).text().unwrap().into_owned()).collect();
    assert_eq!(texts, ["X", "Y"]);
    let object = template("Definition: {States: {A: {Next: !If [C, X, Y]}}}");
    let tree = yaml(&object);
    let trees = definitions(&Template::of(tree.root()));
    let texts: Vec<_> = trees.iter().map(|tree| target(tree).text().unwrap().into_owned()).collect();
    assert_eq!(texts, ["X", "Y"]);
}

#[test]
fn yaml_in_a_definition_string_is_no_json() {
    let text = template("DefinitionString: |\n  StartAt: A\n  States: {}");
    let tree = yaml(&text);
    let definition = definitions(&Template::of(tree.root())).remove(0);
    let (span, _) = definition.errors().next().unwrap();
    assert_eq!(span.start as usize, text.find("StartAt").unwrap());
}

fn source(properties: &str) -> String {
    let text = template(properties);
    let tree = yaml(&text);
    let template = Template::of(tree.root());
    let sources = machine(&template).definitions();
    sources
        .iter()
        .map(|variant| {
            let name = match &variant.value {
                DefinitionSource::Text(_) => "text".to_owned(),
                DefinitionSource::Object(_) => "object".to_owned(),
                DefinitionSource::Uri { path, .. } => format!("file {path}"),
                DefinitionSource::S3 { key, .. } => format!("s3 {}", key.as_deref().unwrap_or("?")),
                DefinitionSource::Unknown(_) => "unknown".to_owned(),
                DefinitionSource::Absent => "absent".to_owned(),
            };
            name + &variant.when()
        })
        .collect::<Vec<_>>()
        .join(", ")
}

#[test]
fn sources_of_definitions() {
    let cases = [
        ("RoleArn: x", "absent"),
        ("DefinitionString: !Ref Param", "unknown"),
        ("DefinitionString: !Sub '${Param}'", "unknown"),
        ("DefinitionString: '${Text}'", "unknown"),
        ("DefinitionString: '{{resolve:ssm:/x}}'", "unknown"),
        ("DefinitionString: !ImportValue x", "unknown"),
        ("Definition: {Fn::Transform: {Name: AWS::Include}}", "unknown"),
        ("Fn::Transform: {Name: AWS::Include}\nRoleArn: x", "unknown, unknown, unknown"),
        ("DefinitionS3Location: {Bucket: b, Key: !Sub 'k'}", "s3 k"),
        ("DefinitionS3Location: {Bucket: b, Key: !Ref Param}", "s3 ?"),
        ("DefinitionS3Location: machine.json", "file machine.json"),
        ("DefinitionString: !If [C, !Sub 'x', !Ref Param]", "text when C is true, unknown when C is false"),
        ("DefinitionString: x\nDefinition: {a: b}", "text, object"),
    ];
    for (properties, expected) in cases {
        assert_eq!(source(properties), expected, "{properties}");
    }
}

#[test]
fn sources_of_sam_definitions() {
    let cases = [
        ("DefinitionUri: a/b.asl.json", "file a/b.asl.json"),
        ("DefinitionUri: s3://b/k/l.json?version", "s3 k/l.json"),
        ("DefinitionUri: {Bucket: b, Key: k}", "s3 k"),
        ("DefinitionUri: !Ref Param", "unknown"),
        ("DefinitionUri: !Sub 'a/${Param}.json'", "unknown"),
        ("Definition: {}\nDefinitionUri: x", "file x"),
        ("DefinitionString: x", "absent"),
    ];
    for (properties, expected) in cases {
        let text = template(properties).replace("AWS::StepFunctions", "AWS::Serverless");
        let tree = yaml(&text);
        let template = Template::of(tree.root());
        let sources = machine(&template).definitions();
        let actual = match &sources[0].value {
            DefinitionSource::Uri { path, .. } => format!("file {path}"),
            DefinitionSource::S3 { key, .. } => format!("s3 {}", key.as_deref().unwrap_or("?")),
            DefinitionSource::Unknown(_) => "unknown".to_owned(),
            DefinitionSource::Absent => "absent".to_owned(),
            other => panic!("{other:?}"),
        };
        assert_eq!(actual, expected, "{properties}");
    }
}

#[test]
fn an_asset_of_cdk_lies_beside_the_template() {
    let hash = "ab".repeat(32);
    assert_eq!(asset_path(&format!("{hash}.json")), Some(format!("asset.{hash}.json")));
    assert_eq!(asset_path("machine.json"), None);
}
