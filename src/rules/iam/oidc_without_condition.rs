use crate::diagnostic::Severity;
use crate::iam::Policy;
use crate::rule::{Report, rule};
use crate::rules::iam_shared::oidc::{self, Claim, Grant};

rule! {
    code: "iam/oidc-without-condition",
    group: Security,
    severity: Error,
    check: Policy(check),
}

fn check(policy: &Policy, report: &mut Report) {
    for grant in oidc::grants(policy) {
        match grant.foreign {
            Some(claim) => tell_foreign(&grant, claim, report),
            None if grant.claims.is_empty() => tell_missing(&grant, report),
            None => {}
        }
    }
}

/// Tokens have no claims of another issuer.
fn tell_foreign(grant: &Grant, claim: Claim, report: &mut Report) {
    let issuer = grant.issuer.unwrap_or_default();
    report
        .at_key(
            claim.test.value,
            format!(
                "`{}` is a claim of `{}`, but the provider is `{issuer}`: nobody can assume the role",
                claim.test.key, claim.issuer
            ),
        )
        .help(format!("write the key as `{}`", grant.key(claim.name)))
        .related(grant.provider.text.value.span(), "the provider is here");
}

fn tell_missing(grant: &Grant, report: &mut Report) {
    let refused = grant.known.is_some_and(|issuer| issuer.enforced);
    let words = grant.issuer_words();
    let (severity, consequence) = match refused {
        true => (Severity::Error, "which all its customers share: IAM refuses the policy"),
        false => (Severity::Warning, "so that each of its tokens can assume the role"),
    };
    report
        .at(grant.provider.text.value, format!("no condition tests a claim of {words}, {consequence}"))
        .severity(severity)
        .help(format!(
            "add a condition on `{}` that names who may assume the role",
            grant.key(grant.identifying_claim())
        ))
        .service_code("MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL");
}
