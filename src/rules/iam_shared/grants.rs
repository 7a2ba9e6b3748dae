//! How widely a principal is granted single actions: what the rules on risk ask.

use crate::aws::arn::Arn;
use crate::aws::{glob, has_wildcard};
use crate::iam::{Condition, Effect, Family, Statement, Text};
use crate::project::Principal;
use crate::tree::Value;

/// Resources of one grant that are compared with others; more are not looked at.
const MAX_RESOURCES: usize = 64;

/// Grants that are held against each Deny, in all; with more no policy is that AWS takes, and what holds is open.
const MAX_DENIED: usize = 20_000;

/// On what an action is granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Width {
    /// On resources by their names, or on something that a template leaves open.
    Named,
    /// On resources whose names fit a pattern.
    Pattern,
    /// On every resource of its kind.
    All,
}

/// A statement that allows an action.
#[derive(Clone, Copy, Debug)]
pub struct Grant<'s, 't> {
    /// The action, in the case of the catalogue.
    pub action: &'static str,
    /// The statement.
    pub statement: &'s Statement<'t>,
    /// The action as written, or the list of `NotAction`.
    pub place: Value<'t>,
    /// On what.
    pub width: Width,
    /// Whether only under a condition of the policy or of the template, or where a Deny does not hold.
    pub conditional: bool,
}

/// The actions among `wanted` that a principal is allowed, for each statement that allows them. `find` gives the
/// wanted action of a name; a Deny that takes an action away for certain is accounted for.
pub fn grants<'s, 't>(
    principal: &'s Principal<'t>,
    wanted: &[&'static str],
    find: impl Fn(&str) -> Option<&'static str>,
) -> Vec<Grant<'s, 't>> {
    let mut found = Vec::new();
    for statement in principal.statements() {
        found.extend(of_statement(statement, wanted, &find));
    }
    found.iter_mut().for_each(|grant| grant.conditional |= principal.limited);
    if !found.is_empty() {
        deny(principal, &mut found);
    }
    found
}

/// The actions among `wanted` that one statement allows.
pub fn of_statement<'s, 't>(
    statement: &'s Statement<'t>,
    wanted: &[&'static str],
    find: impl Fn(&str) -> Option<&'static str>,
) -> Vec<Grant<'s, 't>> {
    let mut found = Vec::new();
    if !statement.is_allow() {
        return found;
    }
    for (action, place, conditional) in covered(statement, wanted, &find) {
        let Some((width, open)) = width(statement, action) else { continue };
        let conditional = conditional || open || statement.conditional;
        found.push(Grant { action, statement, place, width, conditional });
    }
    found
}

/// The action of a sorted list with this name, in any case.
pub fn in_list(list: &[&'static str], name: &str) -> Option<&'static str> {
    let lower = |byte: u8| byte.to_ascii_lowercase();
    let compare = |known: &&str| known.bytes().map(lower).cmp(name.bytes().map(lower));
    list.binary_search_by(compare).ok().and_then(|at| list.get(at)).copied()
}

/// Each wanted action that a statement is about, where it says so, and whether a template's condition decides.
fn covered<'t>(
    statement: &Statement<'t>,
    wanted: &[&'static str],
    find: &impl Fn(&str) -> Option<&'static str>,
) -> Vec<(&'static str, Value<'t>, bool)> {
    let mut found: Vec<(&'static str, Value<'t>, bool)> = Vec::new();
    for text in &statement.actions {
        let Some(written) = text.known() else { continue };
        let mut add = |action| match found.iter_mut().find(|one| one.0 == action) {
            Some(one) => one.2 &= text.conditional,
            None => found.push((action, text.value, text.conditional)),
        };
        if has_wildcard(written) {
            let Some(pattern) = text.action() else { continue };
            let may_fit = |action: &&&'static str| is_of_service(action, pattern.service());
            wanted
                .iter()
                .filter(may_fit)
                .filter(|one| text.covers_action(one) == Some(true))
                .for_each(|one| add(one));
        } else if let Some(action) = find(written) {
            add(action);
        }
    }
    if let Some(list) = statement.value.get("NotAction").filter(|_| !statement.not_actions.is_empty()) {
        let is_left =
            |action: &str| statement.not_actions.iter().all(|one| one.covers_action(action) == Some(false));
        found.extend(wanted.iter().filter(|one| is_left(one)).map(|one| (*one, list, false)));
    }
    found
}

fn is_of_service(action: &str, service: &str) -> bool {
    let own = action.split(':').next().unwrap_or_default();
    has_wildcard(service) || own.eq_ignore_ascii_case(service)
}

/// On what a statement allows an action, if on anything that the action takes; and whether a condition decides.
fn width(statement: &Statement, action: &str) -> Option<(Width, bool)> {
    let conditions = &statement.conditions;
    let free = |test: &Condition| action == "iam:PassRole" && test.is_key(PASSED_TO);
    let conditional = !conditions.complete || !conditions.tests.iter().all(free);
    if !statement.not_resources.is_empty() {
        let leaves = |text: &Text| text.known().is_some() && !text.is_all();
        let width = statement.not_resources.iter().all(leaves).then_some(Width::All)?;
        return Some((width, conditional));
    }
    let fitting = statement.resources.iter().filter(|text| takes(action, text));
    let (width, firm) = fitting.map(|text| (width_of(text), !text.conditional)).max()?;
    Some((width, conditional || !firm))
}

const PASSED_TO: &str = "iam:PassedToService";

/// Services whose actions take resources of another one.
const BORROWED: [(&str, &str); 3] = [("ec2-instance-connect", "ec2"), ("ssm", "ec2"), ("sts", "iam")];

/// Whether an action takes a resource, as far as the service and the kind of its ARN say.
fn takes(action: &str, resource: &Text) -> bool {
    let (service, name) = action.split_once(':').unwrap_or((action, ""));
    let Some(arn) = resource.arn() else { return true };
    let Some(owner) = arn.service.known().filter(|owner| !has_wildcard(owner)) else { return true };
    if owner != service && !BORROWED.contains(&(service, owner)) {
        return false;
    }
    let kind = arn.resource.text().split('/').next().unwrap_or_default();
    owner != "iam" || has_wildcard(kind) || kind.contains("${") || kind == iam_kind(name)
}

/// The kind of resource that an action of IAM is about.
fn iam_kind(name: &str) -> &'static str {
    match name {
        _ if name.contains("Role") => "role",
        _ if name.contains("Group") => "group",
        _ if name.contains("PolicyVersion") => "policy",
        _ => "user",
    }
}

fn width_of(resource: &Text) -> Width {
    if resource.is_all() {
        return Width::All;
    }
    let Some(arn) = resource.arn() else { return Width::Named };
    let text = arn.resource.text();
    let name = match arn.service.text() {
        // In an ARN of S3 the first word is the name of a bucket.
        "s3" => text.split('/').next().unwrap_or_default(),
        _ => text.split_once([':', '/']).map_or(text, |(_, name)| name),
    };
    // What follows a name after a colon is a version or an execution of it.
    let name = if name.contains("${") { name } else { name.split(':').next().unwrap_or_default() };
    match name {
        _ if !name.is_empty() && name.bytes().all(|byte| b"*/".contains(&byte)) => Width::All,
        _ if has_wildcard(name) => Width::Pattern,
        _ => Width::Named,
    }
}

/// Takes away what a Deny denies for certain; where it may, the grant is conditional.
fn deny(principal: &Principal, grants: &mut Vec<Grant>) {
    let denies: Vec<&Statement> = principal.statements().filter(|one| one.effect == Effect::Deny).collect();
    if denies.len().saturating_mul(grants.len()) > MAX_DENIED {
        grants.iter_mut().for_each(|grant| grant.conditional = true);
        return;
    }
    for statement in denies {
        grants.retain_mut(|grant| {
            if !is_about(statement, grant.action) {
                return true;
            }
            let certain = statement.conditions.is_empty() && !statement.conditional;
            let all = statement.resources.iter().any(Text::is_all)
                || !grant.statement.resources.is_empty()
                    && grant
                        .statement
                        .resources
                        .iter()
                        .take(MAX_RESOURCES)
                        .all(|one| is_denied(one, statement));
            grant.conditional |= !all || !certain;
            !(all && certain)
        });
    }
}

fn is_denied(resource: &Text, deny: &Statement) -> bool {
    let Some(text) = resource.known() else { return false };
    deny.resources.iter().take(MAX_RESOURCES).filter_map(Text::known).any(|denied| glob::covers(denied, text))
}

fn is_about(statement: &Statement, action: &str) -> bool {
    let covers = |text: &Text| text.covers_action(action) == Some(true);
    statement.actions.iter().any(covers)
        || !statement.not_actions.is_empty()
            && statement.not_actions.iter().all(|text| text.covers_action(action) == Some(false))
}

/// Whether the condition on the service that takes a role, if there is one, lets this service take it.
pub fn admits_service(statement: &Statement, service: &str) -> bool {
    let tests = statement.conditions.tests.iter().filter(|test| test.is_key(PASSED_TO));
    tests.into_iter().all(|test| {
        let Some(operator) = test.operator.filter(|one| one.family == Family::String) else { return true };
        let fits = |text: &Text| {
            text.known().is_some_and(|value| match operator.takes_wildcards() {
                true => crate::aws::wildcard_match_ignore_case(value, service),
                false => value.eq_ignore_ascii_case(service),
            })
        };
        test.values.iter().any(fits) != operator.negated
    })
}

/// Whether two statements reach a common resource with actions that take the same kind.
pub fn meet(one: &Grant, other: &Grant) -> bool {
    let texts = |grant: &Grant| -> Vec<String> {
        let all = grant.statement.resources.iter().filter(|text| takes(grant.action, text));
        all.filter_map(|text| text.symbolic().map(str::to_owned)).take(MAX_RESOURCES).collect()
    };
    if !one.statement.not_resources.is_empty() || !other.statement.not_resources.is_empty() {
        return true;
    }
    let others = texts(other);
    texts(one).iter().any(|text| {
        others.iter().any(|other| {
            let has_hole = Arn::parse(text).is_none() && text.contains("${") || other.contains("${");
            text == other || text == "*" || other == "*" || !has_hole && glob::overlaps(text, other)
        })
    })
}

/// Whether there is a statement that makes the principal an administrator, which is reported as such.
pub fn is_admin(principal: &Principal) -> bool {
    principal.statements().any(|statement| crate::rules::iam::full_admin::granting(statement).is_some())
}
