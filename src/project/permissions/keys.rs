//! What the keys of customers need: that of a machine, of an activity, of a bucket for results.

use super::features::logs;
use super::fill::arn_start;
use super::inputs::{Given, Inputs};
use super::names::Names;
use super::pattern::{Pattern, Token};
use super::{Fact, Need, Needs, Source, Subject};
use crate::asl::Kind;
use crate::aws::needs::{self, Tier};
use crate::cfn::Resource;
use crate::tree::Value;

/// A key, and whether it is not certain which.
struct Key {
    arn: Pattern,
    dynamic: bool,
}

impl Key {
    /// A key by its ARN, or by its id where it is one of the template; nothing for one that AWS manages.
    fn read(value: Value, names: &Names) -> Option<Key> {
        let mut any = arn_start("kms", true);
        any.push_text("key/*");
        let any = Key { arn: any, dynamic: true };
        let Some(key) = names.value(value) else { return Some(any) };
        let shown = key.to_string();
        if shown.contains("alias/aws/") {
            return None;
        }
        let named = match key.tokens.as_slice() {
            [Token::Name(id)] => names.template().and_then(|template| template.resource(id)),
            _ => None,
        };
        Some(match named.and_then(|resource| names.arn(resource)) {
            Some(arn) => Key { arn, dynamic: false },
            None if names.is_arn(&key) && shown.contains(":key/") => Key { arn: key, dynamic: false },
            None if names.is_arn(&key) && key.is_open() => Key { arn: key, dynamic: true },
            None => any,
        })
    }

    fn need(&self, action: &'static str, facts: Vec<Fact>) -> Need {
        Need { facts, dynamic: self.dynamic, ..Need::on(action, vec![self.arn.clone()], Tier::Kms) }
    }
}

/// What is encrypted for.
fn context(key: &str, value: Pattern) -> Vec<Fact> {
    vec![Fact { operator: "StringEquals", key: format!("kms:EncryptionContext:{key}"), value }]
}

/// The key that the machine itself is encrypted with; its log events as well.
pub(super) fn of_machine(subject: &Subject, needs: &mut Needs) {
    let Some(declared) = subject.declared else { return };
    let property = |path: &[&str]| declared.resource.property(declared.template, path);
    let place = property(&["EncryptionConfiguration", "KmsKeyId"]).place();
    let Some(place) = place.filter(|_| property(&["EncryptionConfiguration"]).known().is_some()) else {
        return;
    };
    let Some(key) = Key::read(place, &subject.names) else { return };
    let mut found = Needs { complete: true, ..Needs::default() };
    for row in needs::of("(encryption)", "state-machine") {
        let facts = context("aws:states:stateMachineArn", subject.own_arn("stateMachine", ""));
        // A synchronous execution of an Express machine only decrypts.
        let optional = row.action == "kms:GenerateDataKey" && subject.machine.kind() != Kind::Standard;
        found.list.push(Need { optional, ..key.need(row.action, facts) });
    }
    if let Some((optional, _)) = logs(declared) {
        let mut logs = arn_start("logs", true);
        // The context is this text, star and all.
        logs.tokens.push(Token::Char('*'));
        for row in needs::of("(encryption)", "logging") {
            let need = key.need(row.action, context("SourceArn", logs.clone()));
            found.list.push(Need { optional, ..need });
        }
    }
    needs.take(found, &Source { name: "EncryptionConfiguration".to_owned(), span: place.span() });
}

/// The key of an activity of the template.
pub(super) fn of_activity(subject: &Subject, activity: &Pattern, needs: &mut Needs) {
    let is_meant = |resource: &Resource| subject.names.arn(*resource).is_some_and(|arn| arn == *activity);
    let Some(template) = subject.names.template() else { return };
    let Some(resource) = template.resources_of("AWS::StepFunctions::Activity").find(is_meant) else { return };
    let written = resource.property(template, &["EncryptionConfiguration", "KmsKeyId"]).place();
    let Some(key) = written.and_then(|value| Key::read(value, &subject.names)) else { return };
    for row in needs::of("(encryption)", "activity") {
        needs.list.push(key.need(row.action, context("aws:states:activityArn", activity.clone())));
    }
}

/// The key of the bucket that a Map writes its results to.
pub(super) fn of_results(subject: &Subject, inputs: &Inputs, needs: &mut Needs) {
    let (Given::Text(bucket), Some(template)) = (inputs.get(&["Bucket"]), subject.names.template()) else {
        return;
    };
    let is_meant = |resource: &Resource| subject.names.name(*resource).is_some_and(|name| name == bucket);
    let Some(resource) = template.resources_of("AWS::S3::Bucket").find(is_meant) else { return };
    let written = resource.property(template, &["BucketEncryption", "ServerSideEncryptionConfiguration"]);
    let rules = written.known().into_iter().flat_map(Value::items);
    let keys = rules.filter_map(|rule| rule.at(&["ServerSideEncryptionByDefault", "KMSMasterKeyID"]));
    for key in keys.filter_map(|value| Key::read(value, &subject.names)) {
        let rows = needs::of("(distributed-map)", "ResultWriter").filter(|row| row.tier == Tier::Kms);
        needs.list.extend(rows.map(|row| key.need(row.action, Vec::new())));
    }
}

#[cfg(test)]
mod tests {
    use crate::project::{Input, Project};

    const TEMPLATE: &str = r#"
Resources:
  Work:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: arn:aws:iam::123456789012:role/work
      StateMachineName: work
      EncryptionConfiguration: {Type: CUSTOMER_MANAGED_KMS_KEY, KmsKeyId: !Ref Own}
      LoggingConfiguration: {Level: ALL}
      DefinitionString: !Sub |
        {"StartAt": "Ask", "States": {
          "Ask": {"Type": "Task", "Resource": "${Review}", "Next": "Each"},
          "Each": {"Type": "Map", "End": true,
            "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
              "StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}},
            "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject",
              "Parameters": {"Bucket": "${Results}", "Prefix": "r"}}}}}
  Own: {Type: AWS::KMS::Key}
  Other: {Type: AWS::KMS::Key}
  Review:
    Type: AWS::StepFunctions::Activity
    Properties: {Name: review, EncryptionConfiguration: {KmsKeyId: !GetAtt Other.Arn, Type: CUSTOMER_MANAGED_KMS_KEY}}
  Results:
    Type: AWS::S3::Bucket
    Properties:
      BucketEncryption:
        ServerSideEncryptionConfiguration:
        - ServerSideEncryptionByDefault: {SSEAlgorithm: "aws:kms", KMSMasterKeyID: !Ref Other}
"#;

    #[test]
    fn keys_of_machines_activities_and_buckets() {
        let mut input = Input::default();
        input.add("template.yaml", TEMPLATE.as_bytes().to_vec());
        let project = Project::load(input);
        let mut found = Vec::new();
        project.with_deployments(&project.files[0], &mut |deployment| {
            let needs = deployment.machines.iter().flat_map(|machine| &machine.needs.list);
            found.extend(needs.filter(|need| need.action.starts_with("kms:")).map(|need| {
                let key = need.resources[0].to_string();
                let of = need.facts.first().map_or("", |fact| &fact.key);
                format!("{} {} {of}", need.action, key.rsplit('/').next().unwrap_or_default())
            }));
        });
        found.sort();
        let context = "kms:EncryptionContext";
        assert_eq!(
            found,
            [
                "kms:Decrypt ${Other} ".to_owned(),
                format!("kms:Decrypt ${{Other}} {context}:aws:states:activityArn"),
                format!("kms:Decrypt ${{Own}} {context}:aws:states:stateMachineArn"),
                "kms:Encrypt ${Other} ".to_owned(),
                "kms:GenerateDataKey ${Other} ".to_owned(),
                format!("kms:GenerateDataKey ${{Other}} {context}:aws:states:activityArn"),
                format!("kms:GenerateDataKey ${{Own}} {context}:SourceArn"),
                format!("kms:GenerateDataKey ${{Own}} {context}:aws:states:stateMachineArn"),
            ]
        );
    }
}
