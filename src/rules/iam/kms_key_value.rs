use crate::aws::condition_keys::KeyType;
use crate::aws::has_wildcard;
use crate::iam::{Family, KeyTest};
use crate::rule::{Report, rule};

rule! {
    code: "iam/kms-key-value",
    group: Correctness,
    severity: Error,
    check: Condition(check),
}

fn check(asked: &KeyTest, report: &mut Report) {
    if !takes_key_arn(asked) {
        return;
    }
    for value in &asked.test.values {
        let Some(form) = value.known().and_then(wrong_form) else { continue };
        let text = value.known().unwrap_or_default();
        report
            .at(value.value, format!("`{text}` is {form}, but `{}` holds the ARN of a key", asked.test.key))
            .help("write `arn:aws:kms:region:account:key/id`")
            .service_code("INVALID_KMS_KEY_VALUE");
    }
}

/// Whether a test compares the ARN of a key of KMS.
fn takes_key_arn(asked: &KeyTest) -> bool {
    let compares =
        asked.test.operator.is_some_and(|operator| matches!(operator.family, Family::String | Family::Arn));
    let is_arn = asked.key.is_some_and(|key| matches!(key.key_type, KeyType::Arn | KeyType::ArrayOfArn));
    let name = asked.test.key.to_ascii_lowercase();
    compares && is_arn && name.contains("kms") && !name.starts_with("kms:")
}

/// What a value is instead of the ARN of a key.
fn wrong_form(text: &str) -> Option<&'static str> {
    let resource = text.strip_prefix("arn:").and_then(|rest| rest.splitn(5, ':').nth(4));
    match resource {
        Some(resource) if resource.starts_with("alias/") => Some("the ARN of an alias"),
        Some(_) => None,
        None if text.starts_with("alias/") => Some("an alias"),
        None if !has_wildcard(text) && is_key_id(text) => Some("the id of a key"),
        None => None,
    }
}

/// `1234abcd-12ab-34cd-56ef-1234567890ab`, or `mrk-` with 32 digits.
fn is_key_id(text: &str) -> bool {
    let is_hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    let is_uuid = lengths == [8, 4, 4, 4, 12] && text.split('-').all(is_hex);
    is_uuid || text.strip_prefix("mrk-").is_some_and(|id| id.len() == 32 && is_hex(id))
}
