use crate::iam::KeyTest;
use crate::rule::{Report, rule};

rule! {
    code: "iam/deprecated-global-key",
    group: Correctness,
    severity: Warning,
    check: Condition(check),
}

fn check(asked: &KeyTest, report: &mut Report) {
    if is_deprecated(&asked.test.key) {
        report
            .at_key(asked.test.value, format!("`{}` is deprecated", asked.test.key))
            .help("write `aws:PrincipalArn` for who asks, or `aws:SourceArn` for the resource on whose behalf a service asks")
            .service_code("DEPRECATED_GLOBAL_CONDITION_KEY");
    }
}

/// Whether this is a global key that once was one.
pub fn is_deprecated(key: &str) -> bool {
    key.eq_ignore_ascii_case("aws:ARN")
}
