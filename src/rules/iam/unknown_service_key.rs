use crate::aws::{actions, condition_keys};
use crate::diagnostic::{Safety, Severity};
use crate::iam::KeyTest;
use crate::rule::{Finding, Report, rule};
use crate::rules::iam_shared::conditions::{MAX_TESTS, is_claim, lacks_tag, meant};

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
    // A prefix that is no service is another fault.
    let Some(service) = actions::service(prefix) else { return };
    // Keys of the connection, which only policies of IoT Core know, are in no list of IAM.
    if service.prefix() == "iot"
        || name.is_empty()
        || name.starts_with("//")
        || lacks_tag(key).is_some()
        || is_claim(key)
    {
        return;
    }
    let message = format!("`{}` has no condition key `{key}`", service.prefix());
    let finding = report.at_key(asked.test.value, message).service_code("INVALID_SERVICE_CONDITION_KEY");
    if asked.statement.conditions.tests.len() > MAX_TESTS {
        finding.severity(Severity::Warning);
    } else {
        suggest(asked, prefix, name, finding);
    }
}

/// What was meant. Where nothing is near, the key may be younger than the data.
fn suggest(asked: &KeyTest, prefix: &str, name: &str, finding: Finding) {
    let is_global = condition_keys::find(&format!("aws:{name}")).is_some();
    let meant = meant(&asked.test.key, condition_keys::of_service(prefix).filter(|one| !one.global));
    match (meant, asked.test.value.key()) {
        (_, Some(written)) if is_global => {
            let title = format!("write `aws:{name}`");
            let span = written.text_span(0..prefix.len());
            finding.help(format!("did you mean `aws:{name}`?")).fix(Safety::Unsafe, title, span, "aws");
        }
        (Some(meant), written) => meant.offer(finding, written),
        _ => {
            finding
                .severity(Severity::Warning)
                .help("look it up among the condition keys that the service authorization reference lists");
        }
    }
}
