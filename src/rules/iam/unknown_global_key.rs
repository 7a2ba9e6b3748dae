use crate::aws::condition_keys;
use crate::diagnostic::Severity;
use crate::iam::KeyTest;
use crate::rule::{Report, rule};
use crate::rules::iam::deprecated_global_key::is_deprecated;
use crate::rules::iam_shared::conditions::{MAX_TESTS, lacks_tag, meant};

rule! {
    code: "iam/unknown-global-key",
    group: Correctness,
    severity: Error,
    fixes: Sometimes,
    check: Condition(check),
}

fn check(asked: &KeyTest, report: &mut Report) {
    let Some(key) = asked.test.known_key().filter(|_| asked.key.is_none()) else { return };
    let Some((prefix, name)) = key.split_once(':') else { return };
    let is_global = prefix.eq_ignore_ascii_case("aws") && !name.trim().is_empty();
    if !is_global || is_deprecated(key) || lacks_tag(key).is_some() {
        return;
    }
    let finding = report
        .at_key(asked.test.value, format!("no global condition key `{key}` is known"))
        .service_code("INVALID_GLOBAL_CONDITION_KEY");
    let is_small = asked.statement.conditions.tests.len() <= MAX_TESTS;
    let meant = is_small.then(|| meant(key, condition_keys::global())).flatten();
    match meant {
        Some(meant) => meant.offer(finding, asked.test.value.key()),
        // AWS adds global keys every year.
        None => {
            finding
                .severity(Severity::Warning)
                .help("look it up among the global condition context keys of the IAM User Guide");
        }
    }
}
