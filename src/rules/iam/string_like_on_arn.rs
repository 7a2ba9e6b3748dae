use crate::aws::condition_keys::KeyType;
use crate::diagnostic::Safety;
use crate::iam::KeyTest;
use crate::rule::{Report, rule};
use crate::rules::iam_shared::conditions::{is_alone, operator_span};

rule! {
    code: "iam/string-like-on-arn",
    group: Security,
    severity: Warning,
    fixes: Sometimes,
    check: Condition(check),
}

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
    let finding = report
        .at_key(
            asked.test.value,
            format!(
                "for `{}` a wildcard in the ARN of `{}` may span its parts",
                operator.name, asked.test.key
            ),
        )
        .help(format!("write `{right}`, which compares an ARN part by part"))
        .service_code("STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS");
    // A value that is no ARN would match nothing any more.
    let are_arns = asked.test.values.iter().all(|value| value.arn().is_some());
    if let Some(span) = operator_span(asked.test).filter(|_| is_alone(asked) && are_arns) {
        finding.fix(Safety::Unsafe, format!("write `{right}`"), span, right);
    }
}
