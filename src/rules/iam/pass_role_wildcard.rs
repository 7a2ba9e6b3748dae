use crate::aws::has_wildcard;
use crate::iam::{Condition, Family, PolicyKind, Statement, Text};
use crate::rule::{Report, rule};
use crate::tree::Value;

const PASS_ROLE: &str = "iam:PassRole";
/// Keys that say what takes the role: a service, or one resource of a service.
const TAKERS: [&str; 2] = ["iam:PassedToService", "iam:AssociatedResourceArn"];

rule! {
    code: "iam/pass-role-wildcard",
    group: Security,
    severity: Warning,
    check: Statement(check),
}

fn check(statement: &Statement, report: &mut Report) {
    let conditions = &statement.conditions;
    let limited = !conditions.complete || conditions.tests.iter().any(limits_taker);
    if statement.kind != PolicyKind::Identity || !statement.is_allow() || limited {
        return;
    }
    let (Some(grant), Some(reach)) = (Grant::of(statement, PASS_ROLE), Reach::of(statement)) else { return };
    let message = match reach {
        Reach::All(_) => format!("{} passes every role to every service", grant.words(PASS_ROLE)),
        Reach::Roles(_) => {
            format!("{} passes every role of the account to every service", grant.words(PASS_ROLE))
        }
        Reach::AllBut(_) => {
            format!("{} passes every role but those listed to every service", grant.words(PASS_ROLE))
        }
    };
    let finding = report
        .at_span(reach.value().span(), reach.value(), message)
        .help("name the roles by ARN, and the service that takes them in a condition: `\"StringEquals\": {\"iam:PassedToService\": \"states.amazonaws.com\"}`")
        .related(grant.value().span(), "passing roles is allowed here");
    if let Some(code) = service_code(grant, reach) {
        finding.service_code(code);
    }
}

/// By what a statement allows an action.
#[derive(Clone, Copy)]
pub enum Grant<'s, 't> {
    /// By its name.
    Named(&'s Text<'t>),
    /// By a pattern.
    Pattern(&'s Text<'t>),
    /// By `NotAction`.
    AllBut(Value<'t>),
}

impl<'s, 't> Grant<'s, 't> {
    /// The first that allows it; one that names it before others.
    pub fn of(statement: &'s Statement<'t>, wanted: &str) -> Option<Grant<'s, 't>> {
        let covering = |action: &&Text| action.covers_action(wanted) == Some(true);
        let is_pattern = |action: &&Text| action.symbolic().is_some_and(has_wildcard);
        let mut own = statement.actions.iter().filter(covering);
        if let Some(named) = own.clone().find(|action| !is_pattern(action)) {
            return Some(Grant::Named(named));
        }
        if let Some(pattern) = own.next() {
            return Some(Grant::Pattern(pattern));
        }
        let list = statement.value.get("NotAction")?;
        let others = &statement.not_actions;
        others.iter().all(|action| action.covers_action(wanted) == Some(false)).then_some(Grant::AllBut(list))
    }

    /// Where it is written.
    pub fn value(self) -> Value<'t> {
        match self {
            Grant::Named(text) | Grant::Pattern(text) => text.value,
            Grant::AllBut(list) => list,
        }
    }

    /// The action, and by what it is allowed.
    pub fn words(self, action: &str) -> String {
        match self {
            Grant::Named(_) => format!("`{action}`"),
            Grant::Pattern(text) => {
                format!("`{action}` within `{}`", text.symbolic().unwrap_or_default())
            }
            Grant::AllBut(_) => format!("`{action}` by `NotAction`"),
        }
    }
}

/// On which roles.
#[derive(Clone, Copy)]
pub enum Reach<'t> {
    /// On `*`.
    All(Value<'t>),
    /// On every role of an account.
    Roles(Value<'t>),
    /// By `NotResource`.
    AllBut(Value<'t>),
}

impl<'t> Reach<'t> {
    /// The widest that it says.
    pub fn of(statement: &Statement<'t>) -> Option<Reach<'t>> {
        if let Some(star) = statement.resources.iter().find(|resource| resource.is_all()) {
            return Some(Reach::All(star.value));
        }
        if let Some(roles) = statement.resources.iter().find(|resource| is_every_role(resource)) {
            return Some(Reach::Roles(roles.value));
        }
        let leaves_roles = |other: &Text| other.known().is_some() && !other.is_all() && !is_every_role(other);
        let list = statement.value.get("NotResource")?;
        statement.not_resources.iter().all(leaves_roles).then_some(Reach::AllBut(list))
    }

    /// Where it is written.
    pub fn value(self) -> Value<'t> {
        match self {
            Reach::All(value) | Reach::Roles(value) | Reach::AllBut(value) => value,
        }
    }
}

/// `arn:aws:iam::…:role/*`, whatever the account.
fn is_every_role(resource: &Text) -> bool {
    resource.arn().is_some_and(|arn| {
        arn.service.text() == "iam" && matches!(arn.resource.text(), "role/*" | "role*" | "*")
    })
}

/// A positive test of what takes the role, without `IfExists`, as Access Analyzer was seen to accept.
/// A value that is only `*` tests nothing.
fn limits_taker(test: &Condition) -> bool {
    let positive = test.operator.is_none_or(|operator| {
        !operator.negated && !operator.if_exists && operator.family != Family::Existence
    });
    let anything = test.values.iter().any(Text::is_all)
        && test.operator.is_some_and(|operator| operator.takes_wildcards());
    TAKERS.iter().any(|key| test.is_key(key)) && positive && !anything
}

/// The code of Access Analyzer for the same finding.
fn service_code(grant: Grant, reach: Reach) -> Option<&'static str> {
    match (grant, reach) {
        (_, Reach::Roles(_)) => None,
        (Grant::Named(_), Reach::All(_)) => Some("PASS_ROLE_WITH_STAR_IN_RESOURCE"),
        (Grant::Pattern(_), Reach::All(_)) => Some("PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE"),
        (Grant::AllBut(_), Reach::All(_)) => Some("PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION"),
        (Grant::Named(_), Reach::AllBut(_)) => Some("PASS_ROLE_WITH_NOT_RESOURCE"),
        (Grant::Pattern(_), Reach::AllBut(_)) => Some("PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE"),
        (Grant::AllBut(_), Reach::AllBut(_)) => Some("PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE"),
    }
}
