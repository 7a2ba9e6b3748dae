use crate::iam::{Condition, Policy, Text};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::oidc::{self, Grant};

rule! {
    code: "iam/oidc-audience",
    group: Security,
    severity: Warning,
    check: Policy(check),
}

fn check(policy: &Policy, report: &mut Report) {
    for grant in oidc::grants(policy) {
        // Without any claim, or where the audience is what identifies the caller, other rules say so; the
        // issuers that IAM knows without a provider of one's own have no ARN.
        let is_own_provider =
            grant.provider.text.symbolic().is_none_or(|text| text.contains(':') || text.starts_with("${"));
        let identifies = grant.known.is_some_and(|issuer| issuer.is_identified_by("aud"));
        if grant.foreign.is_none() && !grant.claims.is_empty() && !identifies && is_own_provider {
            check_audience(&grant, report);
        }
    }
}

fn check_audience(grant: &Grant, report: &mut Report) {
    let expected = grant.known.and_then(|issuer| issuer.audience);
    let issuer = grant.issuer_words();
    let (place, message) = match grant.tests("aud").find_map(|test| fault(test, expected)) {
        _ if grant.tests("aud").next().is_none() => (
            grant.provider.text.value,
            format!("no condition tests `aud` of {issuer}: whatever audience its provider lists is taken"),
        ),
        Some(Fault::Open(test)) => {
            (test.value, format!("the audience is open: whatever the provider of {issuer} lists is taken"))
        }
        Some(Fault::Other(text, expected)) => {
            let written = text.known().unwrap_or_default();
            (
                text.value,
                format!("`{written}` is not `{expected}`, the audience of tokens of {issuer} for AWS"),
            )
        }
        None => return,
    };
    report.at(place, message).help(format!(
        "write `\"StringEquals\": {{\"{}\": \"{}\"}}`",
        grant.key("aud"),
        expected.unwrap_or("<audience>")
    ));
}

/// What is wrong with a test of the audience.
enum Fault<'p, 't> {
    /// Nothing is asked for.
    Open(&'p Condition<'t>),
    /// Another audience than that of AWS.
    Other(&'p Text<'t>, &'static str),
}

fn fault<'p, 't>(test: &'p Condition<'t>, expected: Option<&'static str>) -> Option<Fault<'p, 't>> {
    let operator = test.operator?;
    let is_open = |text: &Text| operator.takes_wildcards() && text.is_all();
    if operator.negated || test.values.iter().any(is_open) {
        return Some(Fault::Open(test));
    }
    let expected = expected?;
    let is_other = |text: &&Text| text.known().is_some_and(|known| !is_audience(known, expected));
    test.values.iter().find(is_other).map(|text| Fault::Other(text, expected))
}

/// China has an audience of its own.
fn is_audience(text: &str, expected: &str) -> bool {
    let host = text.trim_start_matches("https://");
    host == expected || host.strip_suffix(".cn") == Some(expected)
}
