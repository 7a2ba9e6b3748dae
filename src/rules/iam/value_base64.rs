use crate::iam::{Family, KeyTest};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::values;

rule! {
    code: "iam/value-base64",
    group: Correctness,
    severity: Warning,
    check: Condition(check),
}

fn check(asked: &KeyTest, report: &mut Report) {
    for (value, text) in values::of(asked, Family::Binary) {
        if !is_base64(text) {
            report
                .at(value.value, format!("`{text}` is not base64"))
                .help("write the bytes in base64, filled up with `=` to a multiple of four characters")
                .service_code("TYPE_MISMATCH_STRING");
        }
    }
}

fn is_base64(text: &str) -> bool {
    let digits = text.strip_suffix("==").or_else(|| text.strip_suffix('=')).unwrap_or(text);
    text.len().is_multiple_of(4)
        && digits.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::is_base64;

    #[test]
    fn what_is_base64() {
        assert!(["", "QUJD", "QUI=", "QQ==", "+/+/"].into_iter().all(is_base64));
        assert!(!["QUJ", "Q===", "QU=D", "QU J", "plain-text"].into_iter().any(is_base64));
    }
}
