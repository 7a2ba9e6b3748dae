//! Properties, versions, policies and what is a template at all.

use super::*;

#[test]
fn known_unknown_and_absent_differ() {
    let text = template(
        "
Known: {Deep: 1}
Param: !Ref Param
Import: !ImportValue x
Gone: !Ref AWS::NoValue
Null:
Choice: !If [C, {Deep: 1}, !Ref AWS::NoValue]
Mapped: !FindInMap [Names, prod, end]
",
    );
    let tree = yaml(&text);
    let template = Template::of(tree.root());
    let resource = template.resource("Machine").unwrap();
    let look = |path: &[&str]| -> String {
        let all = resource.variants(&template, path);
        let names = all.iter().map(|variant| match variant.value {
            Property::Known(_) => "known",
            Property::Parameter(_, parameter) if parameter.type_name() == "Number" => "parameter",
            Property::Parameter(..) | Property::Unknown(_) => "unknown",
            Property::Absent => "absent",
        });
        names.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(look(&["Known", "Deep"]), "known");
    assert_eq!(look(&["Known", "Other"]), "absent");
    assert_eq!(look(&["Param"]), "parameter");
    assert_eq!(look(&["Param", "Deep"]), "unknown");
    assert_eq!(look(&["Import"]), "unknown");
    assert_eq!(look(&["Gone"]), "absent");
    assert_eq!(look(&["Null", "Deep"]), "absent");
    assert_eq!(look(&["Choice", "Deep"]), "known absent");
    assert_eq!(look(&["Mapped"]), "known");
}

#[test]
fn an_unknown_macro_makes_absence_unknown() {
    for (transform, expected) in [("Mine", true), ("AWS::Serverless-2016-10-31", false), ("[Mine]", true)] {
        let text = format!("Transform: {transform}\n{}", template("A: b"));
        let tree = yaml(&text);
        let template = Template::of(tree.root());
        let property = template.resource("Machine").unwrap().property(&template, &["Missing"]);
        assert_eq!(matches!(property, Property::Unknown(_)), expected, "{transform}");
    }
}

#[test]
fn bodies_of_loops_are_resources() {
    let text = "Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::Machines:
    - Name
    - [A, B]
    - Machine${Name}: {Type: AWS::StepFunctions::StateMachine, Properties: {DefinitionString: '{}'}}
";
    let tree = yaml(text);
    let template = Template::of(tree.root());
    let resource = template.resources().next().unwrap();
    assert!(resource.is_looped && resource.id() == "Machine${Name}");
    assert_eq!(definitions(&template).len(), 1);
}

#[test]
fn templates_are_told_by_their_content() {
    let cases = [
        ("AWSTemplateFormatVersion: '2010-09-09'", true),
        ("Transform: AWS::Serverless-2016-10-31", true),
        ("Transform: [X, AWS::Serverless-2016-10-31]", true),
        ("Resources: {A: {Type: AWS::SQS::Queue}}", true),
        ("Resources: {A: {Type: Custom::Thing}}", true),
        ("Resources: {A: {Type: Org::Team::Thing::MODULE}}", true),
        ("Resources: {A: {Type: thing}}", false),
        ("Resources: [AWS::SQS::Queue]", false),
        ("States: {}", false),
        ("[]", false),
    ];
    for (text, expected) in cases {
        assert_eq!(is_template(yaml(text).root()), expected, "{text}");
    }
}

#[test]
fn versions_and_aliases_belong_to_their_machine() {
    let text = template("RoleArn: x")
        + "  V: {Type: AWS::StepFunctions::StateMachineVersion, Properties: {StateMachineArn: !Sub '${Machine.Arn}'}}
  A:
    Type: AWS::StepFunctions::StateMachineAlias
    Properties: {DeploymentPreference: {StateMachineVersionArn: {Ref: V}}}
  B:
    Type: AWS::StepFunctions::StateMachineAlias
    Properties: {RoutingConfiguration: [{StateMachineVersionArn: !Sub '${Machine}:1', Weight: 100}]}
";
    let tree = yaml(&text);
    let template = Template::of(tree.root());
    let publishing = template.publishing("Machine").unwrap();
    let ids = |resources: &[Resource]| resources.iter().map(|one| one.id().into_owned()).collect::<Vec<_>>();
    assert_eq!(
        (ids(&publishing.versions), ids(&publishing.aliases)),
        (vec!["V".into()], vec!["A".into(), "B".into()])
    );
    assert!(!template.has_unresolved_publishing());
}

#[test]
fn policies_of_all_kinds() {
    let text = "
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [trust]}
      Policies:
        - PolicyDocument: {Statement: [first]}
        - !If [C, {PolicyDocument: {Statement: [second]}}, !Ref AWS::NoValue]
        - !Ref Unknown
  Key: {Type: AWS::KMS::Key, Properties: {KeyPolicy: {Statement: [key]}}}
  Set: {Type: AWS::SSO::PermissionSet, Properties: {InlinePolicy: !Sub '{\"Statement\": [\"${X}\"]}'}}
  Guard:
    Type: AWS::Organizations::Policy
    Properties: {Type: SERVICE_CONTROL_POLICY, Content: {Statement: [scp]}}
  Function:
    Type: AWS::Serverless::Function
    Properties:
      Policies: [AdministratorAccess, {SQSSendMessagePolicy: {QueueName: q}}, {Statement: [sam]}, !Ref Managed]
  Single: {Type: AWS::Serverless::StateMachine, Properties: {Policies: {Statement: [single]}}}
";
    let tree = yaml(text);
    let template = Template::of(tree.root());
    let found: Vec<_> = policies(&template)
        .into_iter()
        .map(|policy| {
            let trees = policy.trees(&template);
            let first = trees[0].value.root().get("Statement").unwrap().items().next().unwrap();
            (policy.kind, first.scalar_text().unwrap().into_owned())
        })
        .collect();
    let expected = [
        (PolicyKind::Trust, "trust"),
        (PolicyKind::Identity, "first"),
        (PolicyKind::Identity, "second"),
        (PolicyKind::Resource, "key"),
        (PolicyKind::Identity, "${X}"),
        (PolicyKind::ServiceControl, "scp"),
        (PolicyKind::Identity, "sam"),
        (PolicyKind::Identity, "single"),
    ];
    assert_eq!(found, expected.map(|(kind, text)| (kind, text.to_owned())));
    let function = template.resource("Function").unwrap();
    let names: Vec<_> = sam_policies(function, &template)
        .into_iter()
        .map(|policy| match policy {
            SamPolicy::Managed(value) => value.scalar_text().unwrap().into_owned(),
            SamPolicy::Template(value) => value.key_text().unwrap().into_owned(),
        })
        .collect();
    assert_eq!(names, ["AdministratorAccess", "SQSSendMessagePolicy", "Managed"]);
}
