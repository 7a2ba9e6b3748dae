use crate::iam::{Effect, KeyTest, Text};
use crate::rule::{Report, rule};

rule! {
    code: "iam/s3-prefix-negative",
    group: Security,
    severity: Warning,
    check: Condition(check),
}

fn check(asked: &KeyTest, report: &mut Report) {
    if !asked.test.is_key("s3:prefix") {
        return;
    }
    let Some(operator) = asked.test.operator else { return };
    let (effect, instead) = match (asked.statement.effect, operator.name) {
        (Effect::Deny, "StringLike") => {
            ("a Deny of some prefixes", "deny with `StringNotLike` what may not be listed")
        }
        (Effect::Allow, "StringNotLike") => {
            ("an Allow of all but some prefixes", "allow with `StringLike` what may be listed")
        }
        _ => return,
    };
    // A list of nothing but the empty prefix is about the root of the bucket.
    if asked.test.values.iter().all(|value| value.known() == Some(""))
        || asked.test.values.iter().all(Text::is_all)
    {
        return;
    }
    report
        .at_key(asked.test.value, format!("{effect} does not hold back a listing with a shorter prefix"))
        .help(instead)
        .service_code("S3_PREFIX_IN_NEGATIVE_CONTEXT");
}
