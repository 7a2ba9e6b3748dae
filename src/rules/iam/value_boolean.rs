use crate::diagnostic::{Safety, Severity};
use crate::iam::{Family, KeyTest};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::values;
use crate::tree::{Kind, Style, Value};

rule! {
    code: "iam/value-boolean",
    group: Correctness,
    severity: Warning,
    fixes: Sometimes,
    check: Condition(check),
}

fn check(asked: &KeyTest, report: &mut Report) {
    for (value, text) in values::of(asked, Family::Boolean).chain(values::of(asked, Family::Existence)) {
        if matches!(text, "true" | "false") || is_boolean(value.value) {
            continue;
        }
        let lower = text.to_ascii_lowercase();
        let message = format!("`{text}` is neither `true` nor `false`");
        let finding = report
            .at(value.value, message)
            .help("write `true` or `false`")
            .service_code("TYPE_MISMATCH_BOOLEAN");
        if matches!(&*lower, "true" | "false") {
            let finding = finding.severity(Severity::Info).help(format!("write `{lower}`"));
            if !value.value.is_assembled() {
                finding.rewrite(Safety::Safe, format!("write `{lower}`"), value.value, &lower);
            }
        }
    }
}

/// Whether it is a boolean of the language of the file, which has its own words for them.
fn is_boolean(value: Value) -> bool {
    let is_old =
        value.style() == Style::Plain && ["yes", "no", "on", "off"].iter().any(|word| value.is_text(word));
    value.kind() == Kind::Bool || is_old
}
