//! Trust policies that name an account as a whole: everyone in it who may call `sts:AssumeRole`.

use crate::aws::hole;
use crate::iam::{Condition, Effect, Policy, PolicyKind, Principal, Statement};
use crate::rules::iam_shared::principals::{self, OWN_ACCOUNT};

/// An account that a trust policy names as a whole, without a condition on who of it.
pub struct WholeAccount<'p, 't> {
    /// The principal that names it.
    pub principal: &'p Principal<'t>,
    /// Its number, or a hole.
    pub account: &'p str,
    /// Whose it is, as far as the policy tells.
    pub owner: Owner,
}

/// Whose an account is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// That of the role.
    Own,
    /// Another one, for the policy names the role's own by the pseudo parameter; or it is a parameter.
    Foreign,
    /// A number, which may be either.
    Unknown,
}

/// Two different numbers among the accounts: one of them at least is not the role's own.
pub fn two_numbers<'a, 'p, 't>(
    admitted: &'a [WholeAccount<'p, 't>],
) -> Option<[&'a WholeAccount<'p, 't>; 2]> {
    let mut numbers = admitted.iter().filter(|one| one.owner == Owner::Unknown);
    let first = numbers.next()?;
    Some([first, numbers.find(|one| one.account != first.account)?])
}

/// The accounts that the statements of a trust policy admit as a whole.
pub fn admitted<'p, 't>(policy: &'p Policy<'t>) -> Vec<WholeAccount<'p, 't>> {
    if policy.kind != PolicyKind::Trust || policy.statements.iter().any(shuts_out) {
        return Vec::new();
    }
    let names_own = policy.statements.iter().flat_map(|one| &one.principals).any(names_own_account);
    let mut found = Vec::new();
    for statement in principals::allowing(policy).filter(|one| assumes(one) && !is_limited(one)) {
        for principal in &statement.principals {
            let Some(account) = principals::whole_account(principal) else { continue };
            let owner = match account {
                OWN_ACCOUNT => Owner::Own,
                _ if hole::is_hole(account) => Owner::Foreign,
                _ if names_own && principals::is_account_number(account) => Owner::Foreign,
                _ => Owner::Unknown,
            };
            found.push(WholeAccount { principal, account, owner });
        }
    }
    found
}

fn names_own_account(principal: &Principal) -> bool {
    principal.text.symbolic().is_some_and(|text| text.contains(OWN_ACCOUNT))
}

fn assumes(statement: &Statement) -> bool {
    statement.actions.iter().any(|action| action.covers_action("sts:AssumeRole") == Some(true))
}

/// Whether a condition says who of the accounts is meant, or asks for a word that only they know.
fn is_limited(statement: &Statement) -> bool {
    !statement.conditions.complete
        || statement.conditions.tests.iter().any(|test| test.limits_caller() || tells_caller(test))
}

fn tells_caller(test: &Condition) -> bool {
    let positive = test.operator.is_none_or(|operator| operator.needs_key());
    positive && is_about_caller(test)
}

fn is_about_caller(test: &Condition) -> bool {
    const TAG: &str = "aws:PrincipalTag/";
    let is_tag = test.key.get(..TAG.len()).is_some_and(|start| start.eq_ignore_ascii_case(TAG));
    is_tag || test.is_key("sts:ExternalId")
}

/// Whether a Deny may take back what an Allow gives.
fn shuts_out(statement: &Statement) -> bool {
    let tests = &statement.conditions.tests;
    let by_test = tests.iter().any(|test| {
        let negated = test.operator.is_none_or(|operator| operator.negated);
        test.excludes_callers() || (negated && is_about_caller(test))
    });
    statement.effect == Effect::Deny && (by_test || !statement.conditions.complete)
}
