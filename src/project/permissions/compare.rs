//! What a role is granted, held against what is needed. What a template leaves open counts as granted: only
//! what is certain is told.

use super::Need;
use super::condition::{Truth, holds};
use super::names::Names;
use super::pattern::Pattern;
use crate::aws::needs::Tier;
use crate::iam::{Condition, Effect, Statement, Text};
use crate::project::principal::{Managed, Principal, PrincipalKind};
use crate::tree::{Kind, Value};

/// How a need stands with a role.
#[derive(Clone, Debug)]
pub enum Verdict<'a, 'p> {
    /// It is granted, or may be.
    Granted,
    /// It is granted only if this condition of a statement that allows it holds, of which nothing is known.
    Under(&'a Statement<'p>, &'a Condition<'p>),
    /// It is granted only if this condition of a statement that denies it does not hold.
    Unless(&'a Statement<'p>, &'a Condition<'p>),
    /// No statement allows the action.
    Missing,
    /// Statements allow the action, but on none of the resources.
    WrongResource(Vec<&'a Statement<'p>>),
    /// A statement allows it, but only under a condition that the call does not fulfil.
    Unmet(&'a Statement<'p>, &'a Condition<'p>),
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
    let mut granted = Verdict::Granted;
    for statement in role.statements().filter(|statement| denies(statement, need, names)) {
        match holds(statement, need, names) {
            Truth::Holds => return Verdict::Denied(statement),
            Truth::Open(condition) => granted = Verdict::Unless(statement, condition),
            Truth::Fails(_) | Truth::Unread => {}
        }
    }
    let allowing: Vec<&Statement> = role
        .statements()
        .filter(|statement| statement.effect != Effect::Deny && may_concern(statement, &need.action))
        .collect();
    let may_be_elsewhere = !role.complete
        || is_added_by_sam(role, need)
        || role.managed.iter().any(|one| may_allow(one, &need.action));
    match allowing.is_empty() {
        _ if may_be_elsewhere => granted,
        true => Verdict::Missing,
        false => allowed(need, allowing, names).unwrap_or(granted),
    }
}

/// Whether none of the statements about an action allows what is needed for certain.
fn allowed<'a, 'p>(need: &Need, allowing: Vec<&'a Statement<'p>>, names: &Names) -> Option<Verdict<'a, 'p>> {
    let (mut open, mut unmet) = (None, None);
    let mut others = false;
    for statement in &allowing {
        if !may_reach(statement, need, names) {
            others = true;
            continue;
        }
        match holds(statement, need, names) {
            _ if statement.effect == Effect::Unknown => return None,
            Truth::Holds | Truth::Unread => return None,
            Truth::Open(condition) => open = open.or(Some(Verdict::Under(statement, condition))),
            Truth::Fails(condition) => unmet = unmet.or(Some(Verdict::Unmet(statement, condition))),
        }
    }
    // Where the resource is not certain, another statement may be about it after all.
    let is_certain = !others || need.is_exact();
    open.or(unmet)
        .filter(|_| is_certain)
        .or((others && is_certain).then_some(Verdict::WrongResource(allowing)))
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

/// The resource among those of some statements that begins most like one that is needed, and what it means.
pub fn nearest<'p>(need: &Need, statements: &[&Statement<'p>], names: &Names) -> Option<(Value<'p>, String)> {
    let alike = |granted: &Pattern, wanted: &Pattern| {
        granted.tokens.iter().zip(&wanted.tokens).take_while(|(one, other)| one == other).count()
    };
    let all = statements.iter().flat_map(|statement| &statement.resources);
    let known = all.filter_map(|text| Some((text.value, pattern(text, names)?)));
    let (place, nearest) = known.max_by_key(|(_, granted)| {
        need.resources.iter().map(|wanted| alike(granted, wanted)).max().unwrap_or_default()
    })?;
    Some((place, nearest.to_string()))
}

/// A resource of a statement; one that is a function of the template and nothing else as well.
pub fn pattern(text: &Text, names: &Names) -> Option<Pattern> {
    match text.symbolic() {
        Some(text) => Some(names.pattern(text)),
        None if text.value.kind() == Kind::Hole => Some(names.pattern(&text.value.scalar_text()?)),
        None => None,
    }
}

/// A Deny that covers all that is needed, its conditions aside.
fn denies(statement: &Statement, need: &Need, names: &Names) -> bool {
    let covers = |text: &Text, wanted: &Pattern| {
        !text.conditional && pattern(text, names).is_some_and(|pattern| pattern.covers(wanted))
    };
    let spares = |text: &Text, wanted: &Pattern| {
        pattern(text, names).is_none_or(|pattern| pattern.may_overlap(wanted))
    };
    let has_action = |text: &Text| text.covers_action(&need.action) == Some(true) && !text.conditional;
    let is_about = match statement.not_actions.is_empty() {
        true => statement.actions.iter().any(has_action),
        false => statement.not_actions.iter().all(|text| text.covers_action(&need.action) == Some(false)),
    };
    let reaches = |wanted: &Pattern| match statement.not_resources.is_empty() {
        true => statement.resources.iter().any(|text| covers(text, wanted)),
        false => !statement.not_resources.iter().any(|text| spares(text, wanted)),
    };
    statement.effect == Effect::Deny
        && !statement.conditional
        && is_about
        && need.resources.iter().all(reaches)
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
