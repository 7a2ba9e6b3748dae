use crate::diagnostic::Severity;
use crate::iam::{Family, KeyTest};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::values;

rule! {
    code: "iam/value-date",
    group: Correctness,
    severity: Warning,
    check: Condition(check),
}

fn check(asked: &KeyTest, report: &mut Report) {
    for (value, text) in values::of(asked, Family::Date) {
        if values::moment(text).is_some() {
            continue;
        }
        if values::is_epoch(text) {
            report
                .at(value.value, format!("`{text}` is a moment in seconds, which IAM may not take exactly"))
                .help("write a date, such as `2026-01-31` or `2026-01-31T12:00:00Z`")
                .severity(Severity::Info)
                .service_code("INVALID_DATE_VALUE");
        } else {
            report
                .at(value.value, format!("`{text}` is no date"))
                .help("write a date, such as `2026-01-31` or `2026-01-31T12:00:00Z`")
                .service_code("TYPE_MISMATCH_DATE");
        }
    }
}
