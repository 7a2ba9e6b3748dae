use crate::aws::arn::{Arn, Part};
use crate::aws::{has_wildcard, hole};
use crate::iam::{PrincipalKind, Statement};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::principals;

use super::principal_id;

rule! {
    code: "iam/principal-value",
    group: Correctness,
    severity: Error,
    check: Statement(check),
}

/// In place of the number of an account: origin access identities of CloudFront are users of it.
const CLOUDFRONT: &str = "cloudfront";

/// What an ARN may name, by its service.
const NAMED: [(&str, &[&str]); 2] =
    [("iam", &["root", "user/", "role/"]), ("sts", &["assumed-role/", "federated-user/"])];

const HELP: &str =
    "write the number of an account, or the ARN of an account's `root`, a user, a role or a session";

fn check(statement: &Statement, report: &mut Report) {
    for principal in principals::all(statement).filter(|one| one.kind == PrincipalKind::Aws) {
        let Some(text) = principal.text.symbolic() else { continue };
        // A wildcard is a fault of its own, and so is an id.
        if has_wildcard(text) || principal_id::owner(text).is_some() {
            continue;
        }
        if let Some((fault, help)) = fault(text) {
            report.at(principal.text.value, format!("`{text}` {fault}")).help(help);
        }
    }
}

/// What keeps a text from being a principal, and what to do.
fn fault(text: &str) -> Option<(&'static str, &'static str)> {
    let Some(arn) = Arn::parse(text) else { return fault_of_word(text) };
    let service = arn.service.known()?;
    let Some((_, resources)) = NAMED.iter().find(|(name, _)| *name == service) else {
        return Some(("is the ARN of a resource, which is no principal", HELP));
    };
    if !is_account(arn.account) {
        return Some(("names no account", "put the 12 digits of the account before the last colon"));
    }
    let resource = arn.resource.text();
    let fits = |one: &&str| match one.ends_with('/') {
        true => resource.starts_with(*one) && resource.len() > one.len(),
        false => resource == *one,
    };
    // A hole in the first word may be the right one.
    let is_open = resource.split('/').next().is_some_and(hole::has_hole);
    if is_open || resources.iter().any(fits) {
        return None;
    }
    Some(match (service, resource.split('/').next().unwrap_or_default()) {
        ("iam", "group") => ("is a group, which is no principal", "name its users, or a role"),
        ("iam", "oidc-provider" | "saml-provider") => {
            ("is an identity provider, which stands under `Federated`", "write `{\"Federated\": …}`")
        }
        ("iam", "assumed-role") => ("is a session, whose ARN has the service `sts`", "write `sts` for `iam`"),
        ("sts", "role" | "user") => {
            ("is an identity, whose ARN has the service `iam`", "write `iam` for `sts`")
        }
        _ => ("is no account, user, role or session", HELP),
    })
}

fn fault_of_word(text: &str) -> Option<(&'static str, &'static str)> {
    // Some services take the number with dashes between its digits.
    if hole::has_hole(text) || principals::is_account_number(&text.replace('-', "")) {
        return None;
    }
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    Some(match text {
        _ if digits => ("is no number of an account, which has 12 digits", HELP),
        _ if text.contains(".amazonaws.com") => {
            ("is a service, which stands under `Service`", "write `{\"Service\": …}`")
        }
        _ => ("is no account and no ARN", HELP),
    })
}

fn is_account(account: Part) -> bool {
    account.has_hole() || account.text() == CLOUDFRONT || principals::is_account_number(account.text())
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn principals_that_there_are() {
        for text in [
            "123456789012",
            "arn:aws:iam::123456789012:root",
            "arn:aws-us-gov:iam::123456789012:role/path/deploy",
            "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1ABC",
            "arn:aws:sts::123456789012:assumed-role/deploy/session",
            "arn:${AWS::Partition}:iam::${AWS::AccountId}:${Kind}/x",
            "${Role}",
            "arn:aws:iam::${Rest}",
        ] {
            assert_eq!(fault(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_no_principal() {
        for text in [
            "",
            "12345678901",
            "deploy",
            "lambda.amazonaws.com",
            "arn:aws:iam:::root",
            "arn:aws:iam::123456789012:role/",
            "arn:aws:iam::123456789012:group/x",
            "arn:aws:sts::123456789012:role/x",
            "arn:aws:s3:::bucket",
        ] {
            assert!(fault(text).is_some(), "{text}");
        }
    }
}
