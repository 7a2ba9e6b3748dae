use crate::diagnostic::Severity;
use crate::iam::{Family, KeyTest, Quantifier};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::conditions::is_claim;

rule! {
    code: "iam/qualifier-on-single",
    group: Security,
    severity: Warning,
    check: Condition(check),
}

fn check(asked: &KeyTest, report: &mut Report) {
    let (Some(key), Some(operator)) = (asked.key, asked.test.operator) else { return };
    if key.multi_valued() || is_claim(&asked.test.key) || operator.family == Family::Existence {
        return;
    }
    let written = &asked.test.key;
    match operator.quantifier {
        Some(Quantifier::ForAllValues) => {
            let severity = if asked.statement.is_allow() { Severity::Warning } else { Severity::Info };
            report
                .at_key(
                    asked.test.value,
                    format!("`ForAllValues` holds where `{written}`, which has one value, is absent"),
                )
                .help(format!("write `{}` without a qualifier", operator.name))
                .severity(severity)
                .service_code("FORALLVALUES_WITH_SINGLE_VALUED_KEY");
        }
        Some(Quantifier::ForAnyValue) => {
            report
                .at_key(
                    asked.test.value,
                    format!("`{written}` has one value, so that `ForAnyValue` says nothing"),
                )
                .help(format!("write `{}` without a qualifier", operator.name))
                .severity(Severity::Info);
        }
        None => {}
    }
}
