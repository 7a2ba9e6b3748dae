//! Services that act for any of their customers, and whether a statement says for whom they may.

use crate::iam::{Condition, Effect, Family, Policy, PolicyKind, Principal, PrincipalKind, Statement, Text};
use crate::rules::iam_shared::principals;

/// Services that say for whom they act when they assume a role: the guide of each, on the confused deputy.
/// Sorted. Lambda, EC2 and API Gateway are not known to; a condition would keep them out.
const ASSUMING: [&str; 12] = [
    "amplify",
    "appstream",
    "autoscaling",
    "bedrock",
    "ecs-tasks",
    "events",
    "iot",
    "personalize",
    "pipes",
    "sagemaker",
    "scheduler",
    "states",
];

/// Services that say so when they use a resource: the guide of each. Sorted.
const USING: [&str; 12] = [
    "apigateway",
    "cloudfront",
    "cloudtrail",
    "cloudwatch",
    "config",
    "events",
    "pipes",
    "s3",
    "scheduler",
    "ses",
    "sns",
    "states",
];

/// Actions of a statement that are looked at for each service; longer lists are no work of a person.
const MAX_ACTIONS: usize = 100;

/// Keys that limit requests of services, if badly: an attacker can have them, too, or they tell the network.
const WEAK: [&str; 6] =
    ["aws:referer", "aws:UserAgent", "aws:SourceIp", "aws:SourceVpc", "aws:SourceVpce", "aws:SourceOwner"];

/// Keys about the organization of an identity, and the key that says the same of a service. No request of a
/// service has the former (IAM User Guide, "AWS global condition context keys").
const NEVER_SENT: [(&str, &str); 2] =
    [("aws:PrincipalOrgID", "aws:SourceOrgID"), ("aws:PrincipalOrgPaths", "aws:SourceOrgPaths")];

/// What a statement asks of the services that it admits.
#[derive(Clone, Copy)]
pub enum Limit<'s, 't> {
    /// Nothing.
    None,
    /// A key that says for whom the service acts.
    Source,
    /// Only this other key.
    Weak(&'s Condition<'t>),
    /// Something of the service's own, or what cannot be told.
    Other,
}

/// The statements of a policy that let services do something, but for those that a Deny may narrow.
pub fn statements<'p, 't>(policy: &'p Policy<'t>) -> impl Iterator<Item = &'p Statement<'t>> {
    let has_principals = matches!(policy.kind, PolicyKind::Trust | PolicyKind::Resource);
    let is_narrowed = !has_principals || policy.statements.iter().any(denies_by_source);
    principals::allowing(policy).filter(move |_| !is_narrowed)
}

/// The services that a statement admits.
pub fn services<'s, 't>(statement: &'s Statement<'t>) -> impl Iterator<Item = &'s Principal<'t>> {
    statement.principals.iter().filter(|one| one.kind == PrincipalKind::Service)
}

/// Whether a service says for whom it acts when it does what a statement allows.
pub fn sends_source(service: &Principal, statement: &Statement) -> bool {
    let senders: &[&str] = if statement.kind == PolicyKind::Trust { &ASSUMING } else { &USING };
    let Some(word) = principals::service_word(service) else { return false };
    let mut actions = statement.actions.iter().take(MAX_ACTIONS);
    senders.binary_search(&word).is_ok() && !actions.any(|action| is_silent_to(word, action))
}

/// Whether a service does not say for whom it acts when it uses this: not every one does to KMS, and
/// EventBridge does not to SNS (EventBridge User Guide, "Using resource-based policies": no conditions in
/// topic policies). With a condition nothing would arrive.
fn is_silent_to(service: &str, action: &Text) -> bool {
    let prefix = action.symbolic().and_then(|text| text.split_once(':')).map(|(prefix, _)| prefix);
    prefix.is_none_or(|prefix| {
        prefix.eq_ignore_ascii_case("kms") || (service == "events" && prefix.eq_ignore_ascii_case("sns"))
    })
}

/// For a test that no request of a service meets, the key that was to be tested.
pub fn never_sent(test: &Condition) -> Option<(&'static str, &'static str)> {
    let demands = test.operator.is_some_and(|operator| operator.needs_key());
    NEVER_SENT.into_iter().find(|(key, _)| demands && test.is_key(key))
}

/// What limits the services of a statement.
pub fn limit<'s, 't>(statement: &'s Statement<'t>) -> Limit<'s, 't> {
    let conditions = &statement.conditions;
    if !conditions.complete || conditions.tests.iter().any(|test| test.operator.is_none()) {
        return Limit::Other;
    }
    let positive =
        |test: &&Condition| test.operator.is_none_or(|one| !one.negated && one.family != Family::Existence);
    let tests = || conditions.tests.iter().filter(positive);
    if tests().any(Condition::limits_source) {
        return Limit::Source;
    }
    if tests().any(|test| is_of_service(test) || never_sent(test).is_some()) {
        return Limit::Other;
    }
    tests().find(|test| WEAK.iter().any(|key| test.is_key(key))).map_or(Limit::None, Limit::Weak)
}

/// Whether a key belongs to a service, such as `kms:EncryptionContext:…`. Those of S3 tell what is written, not
/// who writes.
fn is_of_service(test: &Condition) -> bool {
    let prefix = test.key.split(':').next().unwrap_or_default();
    !["aws", "s3"].iter().any(|one| prefix.eq_ignore_ascii_case(one))
}

fn denies_by_source(statement: &Statement) -> bool {
    let conditions = &statement.conditions;
    statement.effect == Effect::Deny
        && (!conditions.complete || conditions.tests.iter().any(Condition::is_source))
}

#[cfg(test)]
mod tests {
    #[test]
    fn services_are_sorted() {
        assert!(super::ASSUMING.is_sorted() && super::USING.is_sorted());
    }
}
