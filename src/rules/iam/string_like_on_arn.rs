use crate::aws::condition_keys::KeyType;
use crate::aws::hole;
use crate::diagnostic::{Safety, Severity};
use crate::iam::{KeyTest, Text};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::conditions::{is_alone, operator_span};

rule! {
    code: "iam/string-like-on-arn",
    group: Security,
    severity: Warning,
    fixes: Sometimes,
    check: Condition(check),
}

/// Whether a wildcard stands before the last part, which may hold anything for `ArnLike` too.
fn may_span(value: &Text) -> bool {
    let text = value.symbolic().unwrap_or_default();
    let before_last = text.match_indices(':').nth(PARTS - 2).map_or(text, |(at, _)| &text[..at]);
    hole::find_outside(before_last, b"*?").is_some()
}

/// Of an ARN.
const PARTS: usize = 6;

fn check(asked: &KeyTest, report: &mut Report) {
    let is_arn = asked.key.is_some_and(|key| matches!(key.key_type, KeyType::Arn | KeyType::ArrayOfArn));
    let Some(operator) = asked.test.operator else { return };
    let right = match operator.name {
        "StringLike" => "ArnLike",
        "StringNotLike" => "ArnNotLike",
        _ => return,
    };
    if !is_arn {
        return;
    }
    let (name, key) = (operator.name, &asked.test.key);
    let (severity, message) = match asked.test.values.iter().any(may_span) {
        true => {
            (Severity::Warning, format!("for `{name}` a wildcard in the ARN of `{key}` may span its parts"))
        }
        false => (Severity::Info, format!("`{name}` compares the ARN of `{key}` like any other text")),
    };
    let finding = report
        .at_key(asked.test.value, message)
        .severity(severity)
        .help(format!("write `{right}`, which compares an ARN part by part"))
        .service_code("STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS");
    // A value that is no ARN would match nothing any more.
    let are_arns = asked.test.values.iter().all(|value| value.arn().is_some());
    if let Some(span) = operator_span(asked.test).filter(|_| is_alone(asked) && are_arns) {
        finding.fix(Safety::Unsafe, format!("write `{right}`"), span, right);
    }
}
