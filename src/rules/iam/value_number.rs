use crate::iam::{Family, KeyTest};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::values;
use crate::tree::Kind;

rule! {
    code: "iam/value-number",
    group: Correctness,
    severity: Warning,
    check: Condition(check),
}

fn check(asked: &KeyTest, report: &mut Report) {
    for (value, text) in values::of(asked, Family::Numeric) {
        if values::number(text).is_none() && value.value.kind() != Kind::Number {
            report
                .at(value.value, format!("`{text}` is no number, so the comparison never holds"))
                .help("write an integer or a decimal")
                .service_code("TYPE_MISMATCH_NUMBER");
        }
    }
}
