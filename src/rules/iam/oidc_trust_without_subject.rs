use crate::aws::issuers::Issuer;
use crate::diagnostic::Severity;
use crate::iam::Policy;
use crate::rule::{Report, rule};
use crate::rules::iam_shared::oidc::{self, Grant};

rule! {
    code: "iam/oidc-trust-without-subject",
    group: Security,
    severity: Error,
    check: Policy(check),
}

fn check(policy: &Policy, report: &mut Report) {
    let grants = oidc::grants(policy).into_iter();
    for grant in grants.filter(|grant| grant.foreign.is_none() && !grant.claims.is_empty()) {
        if !grant.identifies_caller() {
            tell(&grant, report);
        }
    }
}

fn tell(grant: &Grant, report: &mut Report) {
    let claim = grant.identifying_claim();
    let is = |such: fn(Issuer) -> bool| grant.known.is_some_and(such);
    let (severity, consequence) = match is(|issuer| issuer.enforced) {
        true if grant.asks_for_audience_at_most() => {
            (Severity::Error, "IAM refuses the policy, for any customer of the issuer could assume the role")
        }
        // Whether IAM is content with another claim is not known.
        true => (Severity::Warning, "IAM asks for it in policies for this issuer"),
        false if is(Issuer::is_cluster) => {
            (Severity::Warning, "every pod of the cluster can assume the role")
        }
        false => (Severity::Warning, "whoever gets a token of the issuer can assume the role"),
    };
    let finding = report
        .at(
            grant.provider.text.value,
            format!("no condition tests `{claim}` of {}: {consequence}", grant.issuer_words()),
        )
        .severity(severity)
        .help(format!("add a condition on `{}` that names who may assume the role", grant.key(claim)));
    if is(Issuer::is_github) {
        finding.service_code("MISSING_GITHUB_REPO_CONDITION_KEY");
    }
}
