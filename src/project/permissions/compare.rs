//! What a role is granted, held against what is needed. What a template leaves open counts as granted: only
//! what is certain is told.

use super::Need;
use super::names::Names;
use super::pattern::Pattern;
use crate::aws::needs::Tier;
use crate::iam::{Effect, Statement, Text};
use crate::project::principal::{Managed, Principal, PrincipalKind};
use crate::tree::Kind;

/// How a need stands with a role.
#[derive(Clone, Debug)]
pub enum Verdict<'a, 'p> {
    /// It is granted, or may be.
    Granted,
    /// No statement allows the action.
    Missing,
    /// Statements allow the action, but on none of the resources.
    WrongResource(Vec<&'a Statement<'p>>),
    /// A statement denies it, whatever others allow.
    Denied(&'a Statement<'p>),
}

/// Policies that are attached by name, and the services whose actions they allow. Others may allow anything.
/// Source: AWS managed policies reference; SAM policy templates.
const NAMED: [(&str, &[&str]); 24] = [
    ("AWSLambdaBasicExecutionRole", &["logs"]),
    ("AWSLambdaRole", &["lambda"]),
    ("AWSXRayDaemonWriteAccess", &["xray"]),
    ("AWSXrayWriteOnlyAccess", &["xray"]),
    ("AthenaQueryPolicy", &["athena"]),
    ("CloudWatchPutMetricPolicy", &["cloudwatch"]),
    ("DynamoDBCrudPolicy", &["dynamodb"]),
    ("DynamoDBReadPolicy", &["dynamodb"]),
    ("DynamoDBStreamReadPolicy", &["dynamodb"]),
    ("DynamoDBWritePolicy", &["dynamodb"]),
    ("EcsRunTaskPolicy", &["ecs"]),
    ("EventBridgePutEventsPolicy", &["events"]),
    ("KMSDecryptPolicy", &["kms"]),
    ("KMSEncryptPolicy", &["kms"]),
    ("KinesisCrudPolicy", &["kinesis"]),
    ("LambdaInvokePolicy", &["lambda"]),
    ("S3CrudPolicy", &["s3"]),
    ("S3ReadPolicy", &["s3"]),
    ("S3WritePolicy", &["s3"]),
    ("SNSCrudPolicy", &["sns"]),
    ("SNSPublishMessagePolicy", &["sns"]),
    ("SQSPollerPolicy", &["sqs"]),
    ("SQSSendMessagePolicy", &["sqs"]),
    ("StepFunctionsExecutionPolicy", &["states"]),
];

/// Holds one need against the policies of a role.
pub fn judge<'a, 'p>(need: &Need, role: &'a Principal<'p>, names: &Names) -> Verdict<'a, 'p> {
    if let Some(denying) = role.statements().find(|statement| denies(statement, need, names)) {
        return Verdict::Denied(denying);
    }
    let allowing: Vec<&Statement> = role
        .statements()
        .filter(|statement| statement.effect != Effect::Deny && may_concern(statement, &need.action))
        .collect();
    let may_be_elsewhere = !role.complete
        || is_added_by_sam(role, need)
        || role.managed.iter().any(|one| may_allow(one, &need.action));
    match allowing.is_empty() {
        _ if may_be_elsewhere => Verdict::Granted,
        true => Verdict::Missing,
        false if allowing.iter().any(|statement| may_reach(statement, need, names)) => Verdict::Granted,
        false => Verdict::WrongResource(allowing),
    }
}

/// SAM attaches `AWSXrayWriteOnlyAccess` to the role that it makes for a machine with tracing. Source: its
/// translator, the role of a state machine.
fn is_added_by_sam(role: &Principal, need: &Need) -> bool {
    role.kind == PrincipalKind::SamStateMachine && need.tier == Tier::Tracing
}

fn may_allow(policy: &Managed, action: &str) -> bool {
    let name = if policy.is_sam_template { Some(policy.name.as_str()) } else { policy.aws_name() };
    let known = NAMED.iter().find(|(known, _)| Some(*known) == name);
    let service = action.split(':').next().unwrap_or_default();
    known.is_none_or(|(_, services)| services.contains(&service))
}

/// Whether a statement may be about an action.
pub fn may_concern(statement: &Statement, action: &str) -> bool {
    let covers = |text: &Text| text.covers_action(action);
    if !statement.not_actions.is_empty() {
        return !statement.not_actions.iter().any(|text| covers(text) == Some(true));
    }
    statement.actions.iter().any(|text| covers(text).unwrap_or_else(|| may_be(text, action)))
}

/// An action with a hole: what is known of its service must be that of the action.
fn may_be(text: &Text, action: &str) -> bool {
    let service = text.symbolic().and_then(|text| text.split_once(':')).map(|(service, _)| service);
    service.is_none_or(|service| {
        service.contains(['$', '*', '?'])
            || action.split(':').next().is_some_and(|own| own.eq_ignore_ascii_case(service))
    })
}

/// Whether a statement may be about one of the resources that are needed, or about one that may stand for them.
fn may_reach(statement: &Statement, need: &Need, names: &Names) -> bool {
    if statement.resources.is_empty() {
        return true;
    }
    let wanted = || need.resources.iter().chain(&need.alternatives);
    need.dynamic_everywhere()
        || statement.resources.iter().any(|text| {
            let granted = pattern(text, names);
            granted.is_none_or(|granted| wanted().any(|wanted| granted.may_overlap(wanted)))
        })
}

/// A resource of a statement; one that is a function of the template and nothing else as well.
pub fn pattern(text: &Text, names: &Names) -> Option<Pattern> {
    match text.symbolic() {
        Some(text) => Some(names.pattern(text)),
        None if text.value.kind() == Kind::Hole => Some(names.pattern(&text.value.scalar_text()?)),
        None => None,
    }
}

/// A Deny without conditions that covers all that is needed.
fn denies(statement: &Statement, need: &Need, names: &Names) -> bool {
    let covers =
        |text: &Text, wanted: &Pattern| pattern(text, names).is_some_and(|pattern| pattern.covers(wanted));
    statement.effect == Effect::Deny
        && !statement.conditional
        && statement.conditions.is_empty()
        && statement
            .actions
            .iter()
            .any(|text| text.covers_action(&need.action) == Some(true) && !text.conditional)
        && need
            .resources
            .iter()
            .all(|wanted| statement.resources.iter().any(|text| !text.conditional && covers(text, wanted)))
}

impl Need {
    /// Whether nothing is known of the resource.
    fn dynamic_everywhere(&self) -> bool {
        self.resources.iter().all(Pattern::is_all)
    }

    /// Whether it is certain which resources are meant.
    pub fn is_exact(&self) -> bool {
        !self.dynamic && self.resources.iter().all(|resource| !resource.is_open() && !resource.is_all())
    }
}
