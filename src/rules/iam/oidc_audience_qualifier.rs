use crate::iam::{Policy, PolicyKind, Quantifier};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::oidc::Claim;
use crate::rules::iam_shared::principals;

rule! {
    code: "iam/oidc-audience-qualifier",
    group: Security,
    severity: Warning,
    check: Policy(check),
}

fn check(policy: &Policy, report: &mut Report) {
    let statements = principals::allowing(policy).filter(|_| policy.kind == PolicyKind::Trust);
    for test in statements.flat_map(|statement| &statement.conditions.tests) {
        if !Claim::of(test).is_some_and(|claim| claim.is("aud")) {
            continue;
        }
        let (word, consequence, code) = match test.operator.and_then(|operator| operator.quantifier) {
            Some(Quantifier::ForAnyValue) => (
                "ForAnyValue:",
                "a token for several audiences is taken if one of them fits",
                "FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE",
            ),
            Some(Quantifier::ForAllValues) => {
                ("ForAllValues:", "a token without an audience is taken", "CONFIRM_AUDIENCE_CLAIM_TYPE")
            }
            None => continue,
        };
        let key = &test.key;
        report
            .at(
                test.operator_value.unwrap_or(test.value),
                format!("`{word}` is for keys with several values, and `{key}` has one: {consequence}"),
            )
            .help("take the qualifier out")
            .service_code(code);
    }
}
