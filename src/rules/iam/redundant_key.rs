use crate::iam::{KeyTest, Quantifier, Text};
use crate::rule::{Report, rule};

rule! {
    code: "iam/redundant-key",
    group: Correctness,
    severity: Info,
    check: Condition(check),
}

fn check(asked: &KeyTest, report: &mut Report) {
    let Some(operator) = asked.test.operator.filter(|operator| operator.takes_wildcards()) else { return };
    let has_star = asked.test.values.iter().any(|value| is_every_text(value) && !value.conditional);
    if !has_star {
        return;
    }
    let any = operator.quantifier == Some(Quantifier::ForAnyValue);
    let all = operator.quantifier == Some(Quantifier::ForAllValues);
    if !operator.negated && (operator.if_exists || all) {
        report
            .at_key(asked.test.value, format!("this test of `{}` always holds", asked.test.key))
            .help("remove it, or write the values that may be")
            .service_code("REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION");
    } else if operator.negated && any && !operator.if_exists {
        report
            .at_key(asked.test.value, format!("this test of `{}` never holds", asked.test.key))
            .help("remove the statement, or write the values that may not be")
            .service_code("REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION");
    }
}

/// Only a star alone also takes what is no ARN.
fn is_every_text(value: &Text) -> bool {
    value.known() == Some("*")
}
