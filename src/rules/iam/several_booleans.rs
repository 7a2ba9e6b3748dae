use crate::iam::{Family, KeyTest};
use crate::rule::{Report, rule};

rule! {
    code: "iam/several-booleans",
    group: Correctness,
    severity: Error,
    check: Condition(check),
}

fn check(asked: &KeyTest, report: &mut Report) {
    let Some(operator) = asked.test.operator else { return };
    let takes_one =
        matches!(operator.family, Family::Boolean | Family::Existence) && operator.quantifier.is_none();
    // Branches of a template exclude one another.
    let mut certain = asked.test.values.iter().filter(|value| !value.conditional);
    if takes_one && certain.nth(1).is_some() {
        report
            .at(
                asked.test.value,
                format!("`{}` of `{}` has more than one value", operator.name, asked.test.key),
            )
            .help("write `true` or `false`; a test for both says nothing")
            .service_code("INVALID_CONDITION_MULTIPLE_BOOLEAN");
    }
}
