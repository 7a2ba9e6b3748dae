//! How much a subject leaves open: one repository and branch, a repository, an organization, or anything.

use crate::aws::hole;
use crate::aws::issuers::Subject;
use crate::iam::{Condition, Family, Text};
use crate::tree::Value;

/// What a test of a subject admits, the widest first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Every caller of the issuer, or every account of the cluster.
    Everyone,
    /// All whose owner has a name that starts like this, strangers among them.
    OwnersLike(String),
    /// Everything of one owner.
    Owner(String),
    /// All branches, tags and environments of one repository.
    Repository(String),
    /// Pull requests of one repository.
    PullRequests,
    /// One caller, or what cannot be told.
    Fixed,
}

/// Claims of GitHub that do not say which repository a token is for: a subject that starts with one of them
/// may be anybody's.
const WITHOUT_REPOSITORY: [&str; 6] = ["workflow", "environment", "ref", "context", "head_ref", "base_ref"];

/// How what follows a repository starts where it names something of it.
const PINS: [&str; 5] =
    ["ref:refs/heads/", "ref:refs/tags/", "environment:", "ref_type:branch:ref:", "ref_type:tag:ref:"];

/// What a test admits: its widest value, and where that stands. A test that only excludes admits everyone else.
pub fn reach<'t>(test: &Condition<'t>, subject: Subject) -> (Reach, Value<'t>) {
    let Some(operator) = test.operator else { return (Reach::Fixed, test.value) };
    if operator.negated || operator.family == Family::Existence {
        return (Reach::Everyone, test.value);
    }
    let of = |text: &Text| match text.symbolic() {
        Some(text) => of_value(text, operator.takes_wildcards(), subject),
        None => Reach::Fixed,
    };
    let graded = test.values.iter().map(|text| (of(text), text.value));
    graded.min_by(|left, right| left.0.cmp(&right.0)).unwrap_or((Reach::Fixed, test.value))
}

/// What one value admits. Without `is_pattern` a star in it is a plain character.
fn of_value(text: &str, is_pattern: bool, subject: Subject) -> Reach {
    let wildcard = hole::find_outside(text, b"*?").filter(|_| is_pattern);
    let before = wildcard.and_then(|at| text.get(..at));
    match (subject, before) {
        (Subject::Repository(word), None) => without_wildcard(text, word),
        (Subject::Repository(word), Some(before)) => match before.strip_prefix(word) {
            Some(path) => of_path(path),
            None => of_other_claims(text, before, word),
        },
        (Subject::ServiceAccount, Some(before)) => of_account(before),
        (Subject::Claims, Some(before)) => of_first_claim(before),
        (Subject::Unknown, Some(_)) if text.bytes().all(|byte| b"*?:/".contains(&byte)) => Reach::Everyone,
        _ => Reach::Fixed,
    }
}

fn without_wildcard(text: &str, word: &str) -> Reach {
    let claim = text.split(':').next().unwrap_or_default();
    match text.starts_with(word) {
        true if text.ends_with(":pull_request") => Reach::PullRequests,
        false if WITHOUT_REPOSITORY.contains(&claim) => Reach::Everyone,
        _ => Reach::Fixed,
    }
}

/// `org/name:…` up to its first wildcard.
fn of_path(path: &str) -> Reach {
    let Some(slash) = hole::find_outside(path, b"/") else {
        return if path.is_empty() { Reach::Everyone } else { Reach::OwnersLike(path.to_owned()) };
    };
    let Some(colon) = hole::find_outside(path, b":") else {
        return Reach::Owner(path.get(..slash).unwrap_or_default().to_owned());
    };
    let ran = path.get(colon + 1..).unwrap_or_default();
    let is_pinned = PINS.iter().any(|pin| ran.strip_prefix(pin).is_some_and(|rest| !rest.is_empty()));
    match is_pinned {
        true => Reach::Fixed,
        false => Reach::Repository(path.get(..colon).unwrap_or_default().to_owned()),
    }
}

/// A subject with a wildcard that does not start with the repository. An organization may put other claims
/// first, of which some name the repository.
fn of_other_claims(text: &str, before: &str, word: &str) -> Reach {
    let names_repository = ["job_workflow_ref:", "repository"].iter().any(|claim| text.contains(claim));
    let says_nothing =
        word.starts_with(before) || WITHOUT_REPOSITORY.iter().any(|claim| before.starts_with(claim));
    if says_nothing && !names_repository { Reach::Everyone } else { Reach::Fixed }
}

/// `system:serviceaccount:namespace:account` up to its first wildcard.
fn of_account(before: &str) -> Reach {
    let Some(rest) = before.strip_prefix("system:serviceaccount:") else { return Reach::Everyone };
    match hole::find_outside(rest, b":") {
        None if rest.is_empty() => Reach::Everyone,
        None => Reach::OwnersLike(rest.to_owned()),
        Some(colon) if colon + 1 == rest.len() => {
            Reach::Owner(rest.get(..colon).unwrap_or_default().to_owned())
        }
        // A part of the account's name: whoever may make accounts of this namespace has it anyway.
        Some(_) => Reach::Fixed,
    }
}

/// `organization:acme:…` up to its first wildcard.
fn of_first_claim(before: &str) -> Reach {
    let Some(colon) = hole::find_outside(before, b":") else { return Reach::Everyone };
    let rest = before.get(colon + 1..).unwrap_or_default();
    match hole::find_outside(rest, b":") {
        None if rest.is_empty() => Reach::Everyone,
        None => Reach::OwnersLike(rest.to_owned()),
        Some(_) => Reach::Fixed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn github(text: &str) -> Reach {
        of_value(text, true, Subject::Repository("repo:"))
    }

    #[test]
    fn subjects_of_repositories() {
        let owned = str::to_owned;
        for text in
            ["*", "repo:*", "r*", "repo:*/name:*", "*:ref:refs/heads/main", "environment:prod", "ref:*"]
        {
            assert_eq!(github(text), Reach::Everyone, "{text}");
        }
        assert_eq!(github("repo:my-org*"), Reach::OwnersLike(owned("my-org")));
        assert_eq!(github("repo:my-org/*"), Reach::Owner(owned("my-org")));
        assert_eq!(github("repo:my-org/shop-*:ref:refs/heads/main"), Reach::Owner(owned("my-org")));
        for text in ["repo:Org/Repo:*", "repo:Org/Repo:ref:refs/heads/*", "repo:Org/Repo:environment:*"] {
            assert_eq!(github(text), Reach::Repository(owned("Org/Repo")), "{text}");
        }
        assert_eq!(github("repo:Org/Repo:pull_request"), Reach::PullRequests);
        for text in [
            "repo:Org/Repo:ref:refs/heads/main",
            "repo:Org/Repo:ref:refs/heads/release/*",
            "repo:Org@1/Repo@2:environment:prod",
            "repo:${Org}/${Repo}:ref:refs/heads/main",
            "job_workflow_ref:Org/Repo/.github/workflows/*",
            "repository_owner:Org:*",
            "${Subject}",
            "",
        ] {
            assert_eq!(github(text), Reach::Fixed, "{text}");
        }
        assert_eq!(github("repo:${Org}/${Repo}:*"), Reach::Repository(owned("${Org}/${Repo}")));
        assert_eq!(of_value("repo:Org/*", false, Subject::Repository("repo:")), Reach::Fixed);
    }

    #[test]
    fn subjects_of_others() {
        let account = |text| of_value(text, true, Subject::ServiceAccount);
        assert_eq!(account("*"), Reach::Everyone);
        assert_eq!(account("system:serviceaccount:*"), Reach::Everyone);
        assert_eq!(account("system:serviceaccount:ci*:x"), Reach::OwnersLike("ci".to_owned()));
        assert_eq!(account("system:serviceaccount:ci:*"), Reach::Owner("ci".to_owned()));
        assert_eq!(account("system:serviceaccount:ci:runner"), Reach::Fixed);
        let claims = |text| of_value(text, true, Subject::Claims);
        assert_eq!(claims("organization:*"), Reach::Everyone);
        assert_eq!(claims("organization:acme*"), Reach::OwnersLike("acme".to_owned()));
        assert_eq!(claims("organization:acme:*"), Reach::Fixed);
        assert_eq!(of_value("*", true, Subject::Unknown), Reach::Everyone);
        assert_eq!(of_value("user-*", true, Subject::Unknown), Reach::Fixed);
    }
}
