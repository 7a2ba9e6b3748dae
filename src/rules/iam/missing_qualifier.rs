use crate::iam::{Family, KeyTest};
use crate::rule::{Report, rule};

rule! {
    code: "iam/missing-qualifier",
    group: Correctness,
    severity: Error,
    check: Condition(check),
}

fn check(asked: &KeyTest, report: &mut Report) {
    let (Some(key), Some(operator)) = (asked.key, asked.test.operator) else { return };
    if key.multi_valued() && operator.quantifier.is_none() && operator.family != Family::Existence {
        report
            .at_key(asked.test.value, format!("`{}` can have several values in a request", asked.test.key))
            .help(format!("write `ForAnyValue:{0}` or `ForAllValues:{0}`", operator.name))
            .service_code("MISSING_QUALIFIER");
    }
}
