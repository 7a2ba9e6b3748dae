use crate::iam::KeyTest;
use crate::rule::{Report, rule};
use crate::rules::iam_shared::conditions::lacks_tag;

rule! {
    code: "iam/tag-key-missing",
    group: Correctness,
    severity: Error,
    check: Condition(check),
}

fn check(asked: &KeyTest, report: &mut Report) {
    let Some(key) = asked.test.known_key().filter(|_| asked.key.is_none()) else { return };
    if let Some(start) = lacks_tag(key) {
        report
            .at_key(asked.test.value, format!("`{key}` names no tag"))
            .help(format!("write the key of the tag after it: `{start}Owner`"))
            .service_code("MISSING_TAG_KEY_IN_CONDITION");
    }
}
