//! What a `${hole}` of a definition or a policy stands for: the ARN or the name of a resource of the template,
//! with a symbol only for what is known when the stack is deployed.

use std::collections::HashMap;

use super::pattern::{Pattern, Token};
use crate::aws::hole;
use crate::cfn::{self, Property, Resource, StateMachine, Template};
use crate::tree::Value;

/// How a type of resource is named: the property with its name, what `Ref` gives, the ARN with `{}` for the
/// name, the attributes that give the ARN and the name. Source: CloudFormation template reference, return
/// values.
struct Type {
    name: &'static str,
    property: &'static str,
    reference: Gives,
    arn: &'static str,
    arn_attribute: &'static str,
    name_attribute: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Gives {
    Name,
    Arn,
    Url,
}

const fn named(
    name: &'static str,
    property: &'static str,
    reference: Gives,
    arn: &'static str,
    attributes: (&'static str, &'static str),
) -> Type {
    Type { name, property, reference, arn, arn_attribute: attributes.0, name_attribute: attributes.1 }
}

use Gives::{Arn, Name, Url};

static TYPES: [Type; 27] = [
    named("AWS::Lambda::Function", "FunctionName", Name, "lambda:R:A:function:{}", ("Arn", "")),
    named("AWS::Serverless::Function", "FunctionName", Name, "lambda:R:A:function:{}", ("Arn", "")),
    named("AWS::SQS::Queue", "QueueName", Url, "sqs:R:A:{}", ("Arn", "QueueName")),
    named("AWS::SNS::Topic", "TopicName", Arn, "sns:R:A:{}", ("TopicArn", "TopicName")),
    named("AWS::DynamoDB::Table", "TableName", Name, "dynamodb:R:A:table/{}", ("Arn", "")),
    named("AWS::DynamoDB::GlobalTable", "TableName", Name, "dynamodb:R:A:table/{}", ("Arn", "")),
    named("AWS::Serverless::SimpleTable", "TableName", Name, "dynamodb:R:A:table/{}", ("Arn", "")),
    named("AWS::S3::Bucket", "BucketName", Name, "s3:::{}", ("Arn", "")),
    named("AWS::StepFunctions::StateMachine", "StateMachineName", Arn, STATE_MACHINE, ("Arn", "Name")),
    named("AWS::Serverless::StateMachine", "Name", Arn, STATE_MACHINE, ("Arn", "Name")),
    named("AWS::StepFunctions::Activity", "Name", Arn, "states:R:A:activity:{}", ("Arn", "Name")),
    named("AWS::Events::EventBus", "Name", Name, "events:R:A:event-bus/{}", ("Arn", "Name")),
    named("AWS::IAM::Role", "RoleName", Name, "iam::A:role/{}", ("Arn", "")),
    named("AWS::KMS::Key", "", Name, "kms:R:A:key/{}", ("Arn", "KeyId")),
    named("AWS::ECS::Cluster", "ClusterName", Name, "ecs:R:A:cluster/{}", ("Arn", "")),
    named("AWS::CodeBuild::Project", "Name", Name, "codebuild:R:A:project/{}", ("Arn", "")),
    named("AWS::Glue::Job", "Name", Name, "glue:R:A:job/{}", ("", "")),
    named("AWS::Glue::Crawler", "Name", Name, "glue:R:A:crawler/{}", ("", "")),
    named("AWS::Batch::JobQueue", "JobQueueName", Arn, "batch:R:A:job-queue/{}", ("JobQueueArn", "")),
    named("AWS::Athena::WorkGroup", "Name", Name, "athena:R:A:workgroup/{}", ("", "")),
    named("AWS::SSM::Parameter", "Name", Name, "ssm:R:A:parameter/{}", ("", "")),
    named("AWS::Kinesis::Stream", "Name", Name, "kinesis:R:A:stream/{}", ("Arn", "")),
    named(
        "AWS::KinesisFirehose::DeliveryStream",
        "DeliveryStreamName",
        Name,
        "firehose:R:A:deliverystream/{}",
        ("Arn", ""),
    ),
    named("AWS::EKS::Cluster", "Name", Name, "eks:R:A:cluster/{}", ("Arn", "")),
    named(
        "AWS::EMRServerless::Application",
        "",
        Name,
        "emr-serverless:R:A:/applications/{}",
        ("Arn", "ApplicationId"),
    ),
    named("AWS::Logs::LogGroup", "LogGroupName", Name, "logs:R:A:log-group:{}:*", ("Arn", "")),
    named("AWS::IAM::ManagedPolicy", "ManagedPolicyName", Arn, "iam::A:policy/{}", ("PolicyArn", "")),
];

const STATE_MACHINE: &str = "states:R:A:stateMachine:{}";

/// Other types whose `Ref` is an ARN, which is no more than the name of the resource.
const ARN_REFERENCES: [&str; 6] = [
    "AWS::Batch::JobDefinition",
    "AWS::ECS::TaskDefinition",
    "AWS::Lambda::Alias",
    "AWS::Lambda::Version",
    "AWS::SecretsManager::Secret",
    "AWS::StepFunctions::StateMachineAlias",
];

/// Pseudo-parameters that hold no colon. Others are open.
const PLACES: [&str; 5] =
    ["AWS::Partition", "AWS::Region", "AWS::AccountId", "AWS::StackName", "AWS::URLSuffix"];

/// Names within names that are followed.
const MAX_DEPTH: usize = 8;

/// What holes of a text stand for.
pub struct Names<'a, 't> {
    template: Option<&'a Template<'t>>,
    substitutions: HashMap<String, Value<'t>>,
}

impl<'a, 't> Names<'a, 't> {
    /// Those of a text that no template is known for.
    pub fn none() -> Names<'a, 't> {
        Names { template: None, substitutions: HashMap::new() }
    }

    /// Those of a template's own texts, such as its policies.
    pub fn of_template(template: &'a Template<'t>) -> Names<'a, 't> {
        Names { template: Some(template), substitutions: HashMap::new() }
    }

    /// Those of the definition of a machine, with what is substituted there.
    pub fn of_machine(machine: StateMachine<'a, 't>) -> Names<'a, 't> {
        let entries = machine.substitutions().entries.into_iter();
        let substitutions =
            entries.filter_map(|entry| Some((entry.key_text()?.into_owned(), entry))).collect();
        Names { template: Some(machine.template), substitutions }
    }

    /// A text with holes.
    pub fn pattern(&self, text: &str) -> Pattern {
        self.read(text, 0)
    }

    /// A value of the template with its functions; nothing where it is no text.
    pub fn value(&self, value: Value<'t>) -> Option<Pattern> {
        self.value_at(value, 0)
    }

    /// The ARN of a resource of the template.
    pub fn arn(&self, resource: Resource<'t>) -> Option<Pattern> {
        Some(self.arn_of(resource, type_of(resource)?, 0))
    }

    /// The name of a resource of the template.
    pub fn name(&self, resource: Resource<'t>) -> Option<Pattern> {
        Some(self.name_of(resource, type_of(resource)?, 0))
    }

    /// What to write within `${…}` for the ARN of a resource.
    pub fn arn_reference(&self, resource: Resource<'t>) -> Option<String> {
        let of_type = type_of(resource)?;
        let id = resource.id();
        match of_type.reference {
            Arn => Some(id.into_owned()),
            _ if of_type.arn_attribute.is_empty() => None,
            _ => Some(format!("{id}.{}", of_type.arn_attribute)),
        }
    }

    /// What to write within `${…}` for the name of a resource.
    pub fn name_reference(&self, resource: Resource<'t>) -> Option<String> {
        let of_type = type_of(resource)?;
        let id = resource.id();
        match of_type.reference {
            Name => Some(id.into_owned()),
            _ if of_type.name_attribute.is_empty() => None,
            _ => Some(format!("{id}.{}", of_type.name_attribute)),
        }
    }

    /// Whether a text is an ARN, as far as can be told.
    pub fn is_arn(&self, text: &Pattern) -> bool {
        let is_reference = |name: &str| {
            let resource = self.template.and_then(|template| template.resource(name));
            resource.is_some_and(|resource| ARN_REFERENCES.contains(&&*resource.type_name()))
        };
        text.starts_with("arn:")
            || matches!(text.tokens.first(), Some(Token::Open(name))
                if name.ends_with("Arn") || name.ends_with("ARN") || is_reference(name))
    }

    /// The template, if one is known.
    pub fn template(&self) -> Option<&'a Template<'t>> {
        self.template
    }

    fn value_at(&self, value: Value<'t>, depth: usize) -> Option<Pattern> {
        let text = match self.template {
            Some(template) => cfn::symbolic(value, template)?,
            None => value.scalar_text()?.into_owned(),
        };
        Some(self.read(&text, depth))
    }

    fn read(&self, text: &str, depth: usize) -> Pattern {
        let mut pattern = Pattern::default();
        if !hole::has_hole(text) {
            return Pattern::of(text);
        }
        let mut end = 0;
        for (at, _) in hole::outside(text) {
            if let Some(hole) = text.get(end..at).filter(|hole| !hole.is_empty()) {
                pattern.push(&self.hole(hole, depth));
            }
            let Some(letter) = text.get(at..).and_then(|rest| rest.chars().next()) else { continue };
            pattern.push_text(letter.encode_utf8(&mut [0; 4]));
            end = at + letter.len_utf8();
        }
        if let Some(hole) = text.get(end..).filter(|hole| !hole.is_empty()) {
            pattern.push(&self.hole(hole, depth));
        }
        pattern
    }

    /// Several holes may stand side by side.
    fn hole(&self, holes: &str, depth: usize) -> Pattern {
        let mut pattern = Pattern::default();
        for hole in holes.split_inclusive('}') {
            let name = hole.trim_start_matches(['$', '{']).trim_end_matches('}').trim();
            match name {
                // A policy's way to write these characters, and the second brace of `}}`.
                "*" | "$" => pattern.tokens.push(Token::Char('*')),
                "" if !hole.starts_with("${") => {}
                name if hole.starts_with("${") => pattern.push(&self.named(name, depth)),
                name => pattern.tokens.push(Token::Open(name.to_owned())),
            }
        }
        pattern
    }

    fn named(&self, name: &str, depth: usize) -> Pattern {
        let open = || Pattern { tokens: vec![Token::Open(name.to_owned())] };
        if depth > MAX_DEPTH {
            return open();
        }
        if let Some(value) = self.substitutions.get(name) {
            return self.substituted(*value, depth).unwrap_or_else(open);
        }
        if PLACES.contains(&name) {
            return Pattern { tokens: vec![Token::Place(name.to_owned())] };
        }
        self.reference(name, depth).unwrap_or_else(open)
    }

    /// What is put in may itself hold the hole that it is put in for.
    fn substituted(&self, value: Value<'t>, depth: usize) -> Option<Pattern> {
        let plain = Names { template: self.template, substitutions: HashMap::new() };
        plain.value_at(value, depth + 1)
    }

    /// `Id` or `Id.Attribute`.
    fn reference(&self, name: &str, depth: usize) -> Option<Pattern> {
        let (id, attribute) = name.split_once('.').unwrap_or((name, ""));
        let resource = self.template?.resource(id).filter(|resource| !resource.is_looped)?;
        let of_type = type_of(resource)?;
        match attribute {
            "" if of_type.reference == Name => Some(self.name_of(resource, of_type, depth)),
            "" if of_type.reference == Arn => Some(self.arn_of(resource, of_type, depth)),
            "" | "QueueUrl" if of_type.reference == Url => Some(self.url_of(resource, of_type, depth)),
            "" => None,
            word if word == of_type.arn_attribute => Some(self.arn_of(resource, of_type, depth)),
            word if word == of_type.name_attribute => Some(self.name_of(resource, of_type, depth)),
            _ => None,
        }
    }

    fn arn_of(&self, resource: Resource<'t>, of_type: &Type, depth: usize) -> Pattern {
        let name = self.name_of(resource, of_type, depth);
        let mut arn = Pattern::of("arn:");
        arn.tokens.push(Token::Place("AWS::Partition".to_owned()));
        let mut parts = of_type.arn.splitn(4, ':');
        let mut part = || parts.next().unwrap_or_default();
        arn.push_text(&format!(":{}", part()));
        for name in ["AWS::Region", "AWS::AccountId"] {
            arn.push_text(":");
            if !part().is_empty() {
                arn.tokens.push(Token::Place(name.to_owned()));
            }
        }
        let (before, after) = part().split_once("{}").unwrap_or_default();
        arn.push_text(&format!(":{before}"));
        if resource.is("AWS::IAM::Role") || resource.is("AWS::IAM::ManagedPolicy") {
            self.push_path(resource, &mut arn);
        }
        // `/name` of a parameter is `parameter/name`.
        let skipped = usize::from(before.ends_with('/') && name.starts_with("/"));
        arn.tokens.extend(name.tokens.into_iter().skip(skipped));
        arn.push_text(after);
        arn
    }

    /// The path of a role stands before its name.
    fn push_path(&self, resource: Resource<'t>, arn: &mut Pattern) {
        let Some(template) = self.template else { return };
        match resource.property(template, &["Path"]) {
            Property::Absent => {}
            Property::Known(path) if path.text().is_some() => {
                arn.push_text(path.text().unwrap_or_default().trim_start_matches('/'));
            }
            _ => arn.tokens.push(Token::Open(format!("{}.Path", resource.id()))),
        }
    }

    /// `https://sqs.REGION.amazonaws.com/ACCOUNT/NAME`.
    fn url_of(&self, resource: Resource<'t>, of_type: &Type, depth: usize) -> Pattern {
        let mut url = Pattern::of("https://sqs.");
        url.tokens.push(Token::Place("AWS::Region".to_owned()));
        url.push_text(".amazonaws.com/");
        url.tokens.push(Token::Place("AWS::AccountId".to_owned()));
        url.push_text("/");
        url.push(&self.name_of(resource, of_type, depth));
        url
    }

    fn name_of(&self, resource: Resource<'t>, of_type: &Type, depth: usize) -> Pattern {
        let id = resource.id().into_owned();
        let Some(template) = self.template.filter(|_| !of_type.property.is_empty()) else {
            return Pattern { tokens: vec![Token::Name(id)] };
        };
        let written = match resource.property(template, &[of_type.property]) {
            Property::Absent => return Pattern { tokens: vec![Token::Name(id)] },
            Property::Known(value) | Property::Parameter(value, _) | Property::Unknown(value) => value,
        };
        let is_choice = resource.variants(template, &[of_type.property]).len() > 1;
        let open = Pattern { tokens: vec![Token::Open(id)] };
        if is_choice { open } else { self.substituted(written, depth).unwrap_or(open) }
    }
}

fn type_of(resource: Resource) -> Option<&'static Type> {
    let name = resource.type_name();
    TYPES.iter().find(|of_type| of_type.name == name)
}
