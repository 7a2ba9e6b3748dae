use crate::aws::condition_keys::{ConditionKey, KeyType};
use crate::iam::{Family, KeyTest};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::conditions::is_claim;

rule! {
    code: "iam/type-mismatch",
    group: Correctness,
    severity: Warning,
    check: Condition(check),
}

fn check(asked: &KeyTest, report: &mut Report) {
    let (Some(key), Some(operator)) = (asked.key, asked.test.operator) else { return };
    if is_claim(&asked.test.key) || fits(operator.family, key) {
        return;
    }
    let (what, right) = match key.key_type {
        KeyType::Bool | KeyType::ArrayOfBool => ("`true` or `false`", "Bool"),
        KeyType::Numeric => ("a number", "Numeric…"),
        KeyType::Date => ("a date", "Date…"),
        KeyType::IpAddress => ("an address", "IpAddress"),
        KeyType::Arn | KeyType::ArrayOfArn => ("an ARN", "Arn…"),
        KeyType::String | KeyType::ArrayOfString => ("text", "String…"),
    };
    report
        .at_key(
            asked.test.value,
            format!("`{}` does not fit `{}`, which is {what}", operator.name, asked.test.key),
        )
        .help(format!("write `{right}`"))
        .service_code("TYPE_MISMATCH");
}

/// Whether operators of this kind compare such keys. Access Analyzer takes text for ARNs and ARNs for text.
fn fits(family: Family, key: ConditionKey) -> bool {
    let families: &[Family] = match key.key_type {
        // The values of tags and of other keys that their users name are what these make of them. Of the keys of
        // services the data call many text that are numbers (`glacier:ArchiveAgeInDays`).
        KeyType::String | KeyType::ArrayOfString if key.is_template || !key.global => return true,
        KeyType::String | KeyType::ArrayOfString => &[Family::String, Family::Arn, Family::Binary],
        KeyType::Arn | KeyType::ArrayOfArn => &[Family::Arn, Family::String],
        KeyType::Bool | KeyType::ArrayOfBool => &[Family::Boolean],
        KeyType::Numeric => &[Family::Numeric],
        KeyType::Date => &[Family::Date, Family::Numeric],
        KeyType::IpAddress => &[Family::Ip],
    };
    family == Family::Existence || families.contains(&family)
}
