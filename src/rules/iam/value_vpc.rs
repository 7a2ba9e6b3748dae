use crate::aws::has_wildcard;
use crate::iam::{Family, KeyTest};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::values;

rule! {
    code: "iam/value-vpc",
    group: Correctness,
    severity: Error,
    check: Condition(check),
}

/// Key, what starts its values, what they are, and what Access Analyzer calls a wrong one.
const KEYS: [(&str, &str, &str, &str); 2] = [
    ("aws:SourceVpc", "vpc-", "a VPC", "INVALID_VPC_FORMAT"),
    ("aws:SourceVpce", "vpce-", "a VPC endpoint", "INVALID_VPCE_FORMAT"),
];

fn check(asked: &KeyTest, report: &mut Report) {
    let Some((_, start, what, code)) = KEYS.iter().find(|(key, ..)| asked.test.is_key(key)) else { return };
    for (value, text) in values::of(asked, Family::String) {
        let is_id = |rest: &str| {
            matches!(rest.len(), 8 | 17) && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        if !has_wildcard(text) && !text.strip_prefix(start).is_some_and(is_id) {
            report
                .at(value.value, format!("`{text}` is not the id of {what}"))
                .help(format!("write `{start}` and the 8 or 17 characters of the id"))
                .service_code(code);
        }
    }
}
