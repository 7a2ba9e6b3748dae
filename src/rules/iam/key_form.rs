use crate::diagnostic::Safety;
use crate::iam::{KeyTest, Operator};
use crate::rule::{Report, rule};

rule! {
    code: "iam/key-form",
    group: Correctness,
    severity: Error,
    fixes: Sometimes,
    check: Condition(check),
}

fn check(asked: &KeyTest, report: &mut Report) {
    let Some(key) = asked.test.known_key() else { return };
    // Where both have changed places the operator is what is wrong.
    if Operator::parse(key).is_some() {
        return;
    }
    let Some(fault) = fault(key) else { return };
    let finding = report
        .at_key(asked.test.value, format!("the condition key `{key}` {fault}"))
        .help("write `service:name`, such as `aws:SourceAccount`")
        .service_code("INVALID_CONDITION_KEY_FORMAT");
    if let Some((scheme, _)) = key.split_once("://")
        && let Some(written) = asked.test.value.key()
    {
        let span = written.text_span(0..scheme.len() + "://".len());
        finding.help("write the issuer without its scheme").fix(Safety::Unsafe, "remove it", span, "");
    }
}

/// What keeps a text from being a key.
fn fault(key: &str) -> Option<&'static str> {
    if key.is_empty() {
        return Some("is empty");
    }
    if key.contains("://") {
        return Some("starts with the scheme of a URL");
    }
    let Some((prefix, name)) = key.split_once(':') else { return Some("names no service") };
    match () {
        () if prefix.is_empty() => Some("names no service"),
        () if name.is_empty() => Some("names nothing after the service"),
        () if prefix.contains(char::is_whitespace) || name.starts_with(char::is_whitespace) => {
            Some("has white space around its parts")
        }
        () if key.ends_with(char::is_whitespace) => Some("ends with white space"),
        () => None,
    }
}
