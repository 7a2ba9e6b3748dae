//! `steplint permissions`.

use super::{Folder, output};

const DEFINITION: &str = r#"{"StartAt": "Notify", "States": {"Notify": {"Type": "Task", "End": true,
    "Resource": "arn:aws:states:::sns:publish", "Parameters": {"TopicArn": "${Topic}", "Message": "x"}}}}"#;

const TEMPLATE: &str = r#"Resources:
  Work:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionUri: work.asl.json
      DefinitionSubstitutions: {Topic: !Ref Orders}
      Role: !GetAtt WorkRole.Arn
  Idle:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: arn:aws:iam::123456789012:role/idle
      Definition: {StartAt: Stop, States: {Stop: {Type: Succeed}}}
  Orders: {Type: AWS::SNS::Topic}
  WorkRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: {Effect: Allow, Principal: {Service: states.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
      - PolicyName: work
        PolicyDocument: {Statement: {Effect: Allow, Action: "sns:*", Resource: "*"}}
"#;

fn folder(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write("work.asl.json", DEFINITION).write("template.yaml", TEMPLATE);
    folder
}

#[test]
fn a_policy_names_its_states() {
    let folder = folder("permissions");
    let (json, _) = output(&mut folder.steplint(&["permissions", "template.yaml", "--machine", "Work"]), 0);
    let policy: serde_json::Value = serde_json::from_str(&json).unwrap();
    let statement = &policy["Statement"][0];
    assert_eq!(
        (statement["Sid"].as_str(), statement["Action"].as_str()),
        (Some("ForNotify"), Some("sns:Publish"))
    );

    let arguments = ["permissions", "template.yaml", "--format", "cloudformation"];
    let (yaml, _) = output(&mut folder.steplint(&arguments), 0);
    assert!(yaml.contains("# Notify\n- Sid: ForNotify\n"), "{yaml}");
    assert!(yaml.contains("  Resource:\n  - !Ref Orders\n"), "{yaml}");
    assert!(yaml.contains("---\n# Idle\n") && yaml.contains("# no state needs anything\n"), "{yaml}");
}

#[test]
fn a_definition_alone_keeps_its_holes() {
    let folder = Folder::new("permissions-alone");
    folder.write("work.asl.json", DEFINITION);
    let (yaml, told) = output(&mut folder.steplint(&["permissions", "work.asl.json", "--format", "yaml"]), 0);
    assert!(yaml.contains("\"arn:*:sns:*:*:${Topic}\"\n"), "{yaml}");
    assert!(told.contains("`--region`") && told.contains("`--format cloudformation`"), "{told}");
    let arguments = ["permissions", "work.asl.json", "--format", "cloudformation"];
    let (yaml, told) = output(&mut folder.steplint(&arguments), 0);
    assert!(yaml.contains(":sns:${AWS::Region}:${AWS::AccountId}:${Topic}\"\n"), "{yaml}");
    assert!(told.is_empty(), "{told}");
    output(&mut folder.steplint(&["permissions", "work.asl.json", "--compare"]), 2);
}

#[test]
fn a_name_that_the_input_decides_is_a_parameter() {
    let folder = Folder::new("permissions-open");
    let definition = r#"{"StartAt": "Read order", "States": {"Read order": {"Type": "Task", "End": true,
        "Resource": "arn:aws:states:::aws-sdk:s3:getObject", "Parameters": {"Bucket.$": "$.bucket", "Key.$": "$.key"}}}}"#;
    folder.write("work.asl.json", definition);
    let (json, told) = output(&mut folder.steplint(&["permissions", "work.asl.json"]), 0);
    assert!(json.contains("\"arn:*:s3:::*/*\""), "{json}");
    assert!(told.contains("leaves one name of resources open"), "{told}");
    let arguments = ["permissions", "work.asl.json", "--format", "cloudformation"];
    let (yaml, told) = output(&mut folder.steplint(&arguments), 0);
    let declared = "#   ReadOrderBucket: {Type: String, Description: \"the bucket of Read order\"}\n";
    assert!(yaml.contains(declared), "{yaml}");
    assert!(yaml.contains("- !Sub \"arn:${AWS::Partition}:s3:::${ReadOrderBucket}/*\"\n"), "{yaml}");
    assert!(told.is_empty(), "{told}");
}

#[test]
fn a_role_is_held_against_the_needs() {
    let folder = folder("permissions-compare");
    let arguments = ["permissions", "template.yaml", "--machine", "Work", "--compare"];
    let (diff, _) = output(&mut folder.steplint(&arguments), 0);
    assert!(diff.contains("\n- sns:* *\n") && diff.contains("\n+ sns:Publish arn:"), "{diff}");
}

#[test]
fn what_cannot_be_answered_fails() {
    let folder = folder("permissions-fail");
    folder.write("other.json", "{}");
    for arguments in [
        &["permissions", "nowhere.json"][..],
        &["permissions", "other.json"],
        &["permissions", "template.yaml", "--machine", "Wrok"],
    ] {
        let (out, err) = output(&mut folder.steplint(arguments), 2);
        assert!(out.is_empty() && err.starts_with("steplint: "), "{out}{err}");
    }
}

#[test]
fn a_place_that_is_named_fills_holes_and_placeholders() {
    let folder = Folder::new("permissions-place");
    folder.write("work.asl.json", &DEFINITION.replace("${Topic}", "arn:aws:sns:REGION:000:orders"));
    let (yaml, told) = output(&mut folder.steplint(&["permissions", "work.asl.json", "--format", "yaml"]), 0);
    assert!(yaml.contains("# (`REGION` is no Region and is left open)\n"), "{yaml}");
    assert!(yaml.contains("\"arn:aws:sns:*:*:orders\"\n"), "{yaml}");
    assert!(told.contains("`000` is no account"), "{told}");

    let place = ["--region", "eu-west-1", "--account", "123456789012"];
    let arguments = [&["permissions", "work.asl.json"], &place[..]].concat();
    let (json, _) = output(&mut folder.steplint(&arguments), 0);
    assert!(json.contains("arn:aws:sns:eu-west-1:123456789012:orders"), "{json}");
    output(&mut folder.steplint(&["permissions", "work.asl.json", "--account", "12"]), 2);
}

#[test]
fn fixed_parts_of_an_expression_are_kept() {
    let folder = Folder::new("permissions-expression");
    folder.write(
        "work.asl.json",
        r#"{"QueryLanguage": "JSONata", "StartAt": "Read", "States": {"Read": {"Type": "Task", "End": true,
            "Resource": "arn:aws:states:::aws-sdk:s3:getObject",
            "Arguments": {"Bucket": "{% 'orders-' & $stage %}", "Key": "{% 'list.json' %}"}}}}"#,
    );
    let (yaml, _) = output(&mut folder.steplint(&["permissions", "work.asl.json", "--format", "yaml"]), 0);
    let resources = "  Resource:\n  - \"arn:*:s3:::orders-*/list.json\"\n";
    assert!(yaml.ends_with(resources), "{yaml}");
}

#[test]
fn an_action_on_a_hundred_kinds_of_resources_names_their_service() {
    let folder = Folder::new("permissions-kinds");
    folder.write(
        "work.asl.json",
        r#"{"StartAt": "Tag", "States": {"Tag": {"Type": "Task", "End": true,
            "Resource": "arn:aws:states:::aws-sdk:ec2:createTags",
            "Parameters": {"Resources.$": "$.ids", "Tags": [{"Key": "k", "Value": "v"}]}}}}"#,
    );
    let (yaml, _) = output(&mut folder.steplint(&["permissions", "work.asl.json", "--format", "yaml"]), 0);
    assert!(yaml.ends_with("  Resource:\n  - \"arn:*:ec2:*:*:*\"\n"), "{yaml}");
}
