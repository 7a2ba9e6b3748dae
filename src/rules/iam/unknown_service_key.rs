use crate::aws::{actions, condition_keys, retired};
use crate::diagnostic::{Safety, Severity};
use crate::iam::KeyTest;
use crate::rule::{Finding, Report, rule};
use crate::rules::conditions::{MAX_TESTS, is_claim, lacks_tag, meant};
use crate::rules::shared::{MISTAKES, nearest_within};

rule! {
    code: "iam/unknown-service-key",
    group: Correctness,
    severity: Error,
    fixes: Sometimes,
    check: Condition(check),
}

fn check(asked: &KeyTest, report: &mut Report) {
    let Some(key) = asked.test.known_key().filter(|_| asked.key.is_none()) else { return };
    let Some((prefix, name)) = key.split_once(':') else { return };
    let is_of_service = !prefix.eq_ignore_ascii_case("aws")
        && !prefix.is_empty()
        && !name.is_empty()
        && !name.starts_with("//");
    let is_known = retired::find(prefix, "*").is_some() || lacks_tag(key).is_some() || is_claim(key);
    if !is_of_service || is_known {
        return;
    }
    let service = actions::service(prefix);
    let message = match service {
        Some(service) => format!("`{}` has no condition key `{key}`", service.prefix()),
        None => format!("no service `{prefix}` is known whose condition key `{key}` could be"),
    };
    let finding = report.at_key(asked.test.value, message).service_code("INVALID_SERVICE_CONDITION_KEY");
    if asked.statement.conditions.tests.len() > MAX_TESTS {
        finding.severity(Severity::Warning);
    } else {
        suggest(asked, key, service.is_some(), finding);
    }
}

/// What was meant. Where nothing is near, the key may be younger than the data.
fn suggest(asked: &KeyTest, key: &str, is_service: bool, finding: Finding) {
    let (prefix, name) = key.split_once(':').unwrap_or_default();
    let elsewhere = other_prefix(prefix, name, is_service);
    let meant = meant(key, condition_keys::of_service(prefix).filter(|one| !one.global));
    match (meant, elsewhere, asked.test.value.key()) {
        (Some(meant), None, written) => meant.offer(finding, written),
        (_, Some(right), Some(written)) => {
            let title = format!("write `{right}:{name}`");
            let span = written.text_span(0..prefix.len());
            finding.help(format!("did you mean `{right}:{name}`?")).fix(Safety::Unsafe, title, span, right);
        }
        _ => {
            finding
                .severity(Severity::Warning)
                .help("look it up among the condition keys that the service authorization reference lists");
        }
    }
}

/// The prefix under which there is a key of this name: `aws`, or that of a service with a similar name.
fn other_prefix(prefix: &str, name: &str, is_service: bool) -> Option<&'static str> {
    let has_key = |prefix: &str| condition_keys::find(&format!("{prefix}:{name}")).is_some();
    if has_key("aws") {
        return Some("aws");
    }
    let services = || actions::services().map(|one| one.prefix());
    let near = (!is_service).then(|| nearest_within(prefix, services(), MISTAKES)).flatten();
    near.filter(|near| has_key(near))
}
