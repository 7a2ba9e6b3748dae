//! What several rules ask about principals.

use crate::aws::arn::Arn;
use crate::aws::hole;
use crate::iam::{Element, Policy, PolicyKind, Principal, PrincipalKind, Statement};

/// How a template writes the number of the account that it is deployed to.
pub const OWN_ACCOUNT: &str = "${AWS::AccountId}";

/// Whether policies of a kind name principals of any sort.
pub fn names_principals(kind: PolicyKind) -> bool {
    matches!(kind, PolicyKind::Trust | PolicyKind::Resource | PolicyKind::Endpoint)
}

/// `Principal` and `NotPrincipal`, where they are there for certain in a policy that has them.
pub fn elements<'s, 't>(statement: &'s Statement<'t>) -> impl Iterator<Item = &'s Element<'t>> {
    let elements = statement.elements.iter().filter(|_| names_principals(statement.kind));
    elements.filter(|one| one.is_there() && matches!(&*one.name(), "Principal" | "NotPrincipal"))
}

/// All principals that a statement names, those of `NotPrincipal` among them; none where the kind of the
/// policy has none of its own.
pub fn all<'s, 't>(statement: &'s Statement<'t>) -> impl Iterator<Item = &'s Principal<'t>> {
    let all = statement.principals.iter().chain(&statement.not_principals);
    all.filter(|_| names_principals(statement.kind))
}

/// The statements of a policy that allow.
pub fn allowing<'p, 't>(policy: &'p Policy<'t>) -> impl Iterator<Item = &'p Statement<'t>> {
    policy.statements.iter().filter(|statement| statement.is_allow())
}

/// The first word of a service that is a principal, whatever the Region and partition: `states` of
/// `states.amazonaws.com`. Nothing for one with more words, such as `delivery.logs.amazonaws.com`.
pub fn service_word<'p>(principal: &'p Principal) -> Option<&'p str> {
    let text = principal.text.symbolic().filter(|_| principal.kind == PrincipalKind::Service)?;
    let (word, rest) = text.split_once('.')?;
    let is_region = |text: &str| text.contains('-') || hole::is_hole(text);
    let is_suffix = |text: &str| text.starts_with("amazonaws.com") || hole::is_hole(text);
    let fits = is_suffix(rest)
        || rest.split_once('.').is_some_and(|(region, end)| is_region(region) && is_suffix(end));
    (fits && !hole::has_hole(word)).then_some(word)
}

/// Whether a text is the number of an account.
pub fn is_account_number(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The account, holes and all, that a principal names as a whole: by its number or its `root`.
pub fn whole_account<'p>(principal: &'p Principal) -> Option<&'p str> {
    let text = principal.text.symbolic().filter(|_| principal.kind == PrincipalKind::Aws)?;
    match Arn::parse(text) {
        Some(arn) => {
            let is_root = arn.service.text() == "iam" && arn.resource.text() == "root";
            let account = arn.account.text();
            (is_root && (arn.account.is_hole() || is_account_number(account))).then_some(account)
        }
        None => (is_account_number(text) || text == OWN_ACCOUNT).then_some(text),
    }
}
