use crate::iam::{Family, Policy};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::variables;

rule! {
    code: "iam/variable-operator",
    group: Correctness,
    severity: Error,
    check: Policy(check),
}

fn check(policy: &Policy, report: &mut Report) {
    if policy.has_variables() == Some(false) {
        return;
    }
    for test in variables::statements(policy).flat_map(|statement| &statement.conditions.tests) {
        let Some(operator) = test.operator else { continue };
        if matches!(operator.family, Family::String | Family::Arn) {
            continue;
        }
        for place in variables::of(test.values.iter()).filter(|one| variables::is_known(&one.variable)) {
            place
                .report(
                    report,
                    format!("`{}` takes no variable such as `{}`", operator.name, place.written()),
                )
                .help("only the operators for strings and ARNs have variables")
                .service_code("INVALID_VARIABLE_FOR_OPERATOR");
        }
    }
}
