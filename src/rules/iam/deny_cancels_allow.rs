use crate::aws::glob;
use crate::iam::{Effect, Policy, PolicyKind, PrincipalKind, Statement, Text};
use crate::rule::{Report, rule};

rule! {
    code: "iam/deny-cancels-allow",
    group: Correctness,
    severity: Warning,
    check: Policy(check),
}

/// Pairs of texts that are compared in one policy; one that needs more was not written by a person.
const MAX_COMPARISONS: usize = 20_000;
const MAX_LENGTH: usize = 1_000;

fn check(policy: &Policy, report: &mut Report) {
    let denies: Vec<&Statement> = policy.statements.iter().filter(|one| is_plain_deny(one)).collect();
    let mut left = MAX_COMPARISONS;
    for allow in policy.statements.iter().filter(|one| one.is_allow() && !denies.is_empty()) {
        for deny in &denies {
            let pairs = |one: &[Text], other: &[Text]| one.len().max(1) * other.len().max(1);
            let work = pairs(&deny.actions, &allow.actions) + pairs(&deny.resources, &allow.resources);
            let Some(rest) = left.checked_sub(work) else { return };
            left = rest;
            if cancels(deny, allow) {
                let label = deny.label();
                report
                    .at(allow.value, format!("{} allows nothing: {label} denies all of it", allow.label()))
                    .help("remove the Allow, or narrow the Deny")
                    .related(deny.value.span(), format!("{label} is here"));
                break;
            }
        }
    }
}

/// Whether a statement denies without a condition, and names what it denies.
fn is_plain_deny(statement: &Statement) -> bool {
    statement.effect == Effect::Deny
        && statement.complete
        && !statement.conditional
        && statement.conditions.is_empty()
        && statement.not_actions.is_empty()
        && statement.not_resources.is_empty()
        && statement.not_principals.is_empty()
        && !statement.actions.is_empty()
}

fn cancels(deny: &Statement, allow: &Statement) -> bool {
    let has_resources = !matches!(allow.kind, PolicyKind::Trust);
    !allow.actions.is_empty()
        && allow.actions.iter().all(|one| is_covered(one, &deny.actions, true))
        && (!has_resources || are_resources_covered(deny, allow))
        && are_principals_covered(deny, allow)
}

fn are_resources_covered(deny: &Statement, allow: &Statement) -> bool {
    deny.resources.iter().any(|one| one.is_all() && !one.conditional)
        || !allow.resources.is_empty()
            && allow.resources.iter().all(|one| is_covered(one, &deny.resources, false))
}

/// Identities have no principals in their policies.
fn are_principals_covered(deny: &Statement, allow: &Statement) -> bool {
    if allow.principals.is_empty() && allow.not_principals.is_empty() {
        return deny.principals.is_empty();
    }
    let is_same = |text: &Text| {
        let texts = || deny.principals.iter().filter(|one| !one.text.conditional);
        text.known().is_some_and(|known| texts().any(|one| one.text.known() == Some(known)))
    };
    let is_everyone = |deny: &Statement| {
        deny.principals.iter().any(|one| one.kind == PrincipalKind::Everyone && !one.text.conditional)
    };
    is_everyone(deny)
        || !allow.principals.is_empty()
            && allow.principals.len() < 64
            && allow.principals.iter().all(|one| is_same(&one.text))
}

/// Whether one of these texts takes in all that another one does.
fn is_covered(text: &Text, by: &[Text], any_case: bool) -> bool {
    let is_short = |text: &&str| text.len() <= MAX_LENGTH;
    let Some(narrow) = text.known().filter(is_short) else { return false };
    by.iter().filter(|wide| !wide.conditional).filter_map(Text::known).filter(is_short).any(|wide| {
        match any_case {
            true => glob::covers(&wide.to_ascii_lowercase(), &narrow.to_ascii_lowercase()),
            false => glob::covers(wide, narrow),
        }
    })
}
