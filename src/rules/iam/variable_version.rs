use crate::iam::{Condition, Family, Policy, Statement, Text};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::variables;

rule! {
    code: "iam/variable-version",
    group: Correctness,
    severity: Error,
    check: Policy(check),
}

fn check(policy: &Policy, report: &mut Report) {
    let is_old = policy.version.as_ref().is_none_or(|version| version.known() == Some("2008-10-17"));
    if policy.has_variables() != Some(false) || !is_old {
        return;
    }
    for statement in variables::statements(policy) {
        for place in variables::of(texts(statement)).filter(|one| variables::is_known(&one.variable)) {
            place
                .report(
                    report,
                    format!("`{}` is plain text in this version of the policy language", place.written()),
                )
                .help("write `\"Version\": \"2012-10-17\"` at the top of the policy")
                .service_code("VARIABLE_UNSUPPORTED_IN_VERSION");
        }
    }
}

/// Texts that have variables in the newer version.
fn texts<'s, 't>(statement: &'s Statement<'t>) -> impl Iterator<Item = &'s Text<'t>> {
    let takes = |test: &&Condition| {
        test.operator.is_some_and(|operator| matches!(operator.family, Family::String | Family::Arn))
    };
    let tests = statement.conditions.tests.iter().filter(takes);
    statement.all_resources().chain(tests.flat_map(|test| &test.values))
}
