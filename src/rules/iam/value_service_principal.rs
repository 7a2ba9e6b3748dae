use crate::aws::has_wildcard;
use crate::diagnostic::{Safety, Severity};
use crate::iam::{Family, KeyTest};
use crate::rule::{Report, rule};
use crate::rules::iam::passed_to_unknown_service::meant;
use crate::rules::iam_shared::values;

rule! {
    code: "iam/value-service-principal",
    group: Correctness,
    severity: Error,
    fixes: Sometimes,
    check: Condition(check),
}

/// Keys that hold the principal of a service, and whether it has one label before the domain, or two.
const KEYS: [(&str, Labels); 9] = [
    ("aws:CalledVia", Labels::One),
    ("aws:CalledViaFirst", Labels::One),
    ("aws:CalledViaLast", Labels::One),
    ("aws:PrincipalServiceName", Labels::Any),
    ("aws:PrincipalServiceNamesList", Labels::Any),
    ("iam:AWSServiceName", Labels::Any),
    ("iam:PassedToService", Labels::Any),
    ("kms:ViaService", Labels::WithRegion),
    ("organizations:ServicePrincipal", Labels::Any),
];

#[derive(Clone, Copy, PartialEq)]
enum Labels {
    Any,
    One,
    WithRegion,
}

/// Domains of services; other partitions have others, and are not judged.
const DOMAINS: [&str; 3] = [".amazonaws.com", ".amazonaws.com.cn", ".amazon.com"];

fn check(asked: &KeyTest, report: &mut Report) {
    let Some(&(key, labels)) = KEYS.iter().find(|(key, _)| asked.test.is_key(key)) else { return };
    for (value, text) in values::of(asked, Family::String) {
        if has_wildcard(text) {
            continue;
        }
        let meant = meant(text);
        match fault(text, labels) {
            // Another rule tells of these.
            _ if key == "iam:PassedToService" && meant.is_some() => {}
            Some(fault) => {
                let finding = report
                    .at(value.value, format!("`{text}` is no value of `{key}`: {fault}"))
                    .help(form(labels))
                    .service_code("INVALID_SERVICE_PRINCIPAL_FORMAT");
                let lower = meant.map_or_else(|| text.to_ascii_lowercase(), str::to_owned);
                if self::fault(&lower, labels).is_none() && !value.value.is_assembled() {
                    finding.rewrite(Safety::Unsafe, format!("write `{lower}`"), value.value, &lower);
                }
            }
            None => {
                let Some(meant) = meant.filter(|_| labels != Labels::WithRegion) else { continue };
                report
                    .at(value.value, format!("no service `{text}` is known"))
                    .severity(Severity::Warning)
                    .help(format!("did you mean `{meant}`?"))
                    .rewrite(Safety::Unsafe, format!("write `{meant}`"), value.value, meant);
            }
        }
    }
}

fn form(labels: Labels) -> &'static str {
    match labels {
        Labels::WithRegion => "write `name.region.amazonaws.com`, such as `s3.eu-west-1.amazonaws.com`",
        _ => "write `name.amazonaws.com`, such as `lambda.amazonaws.com`",
    }
}

/// Why a text cannot be the principal of a service.
fn fault(text: &str, labels: Labels) -> Option<&'static str> {
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Some("it has capital letters");
    }
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    if !text.bytes().all(is_letter) || text.split('.').any(str::is_empty) {
        return Some("it is no name of a host");
    }
    if !text.contains('.') {
        return Some("the domain is missing");
    }
    let name = DOMAINS.iter().find_map(|domain| text.strip_suffix(domain))?;
    match (labels, name.split('.').count()) {
        (Labels::One, 2..) => Some("this key holds one name before the domain"),
        (Labels::WithRegion, 1) => Some("the Region is missing"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_exists_and_forms_are_told() {
        assert!(KEYS.iter().all(|(key, _)| crate::aws::condition_keys::find(key).is_some()));
        for text in [
            "monitoring.rds.amazonaws.com",
            "ec2.amazonaws.com.cn",
            "alexa-appkit.amazon.com",
            "a.c2s.ic.gov",
        ] {
            assert_eq!(fault(text, Labels::Any), None, "{text}");
        }
        for text in ["", "lambda", "Lambda.amazonaws.com", "arn:aws:iam::1:role/x", "a..amazonaws.com"] {
            assert!(fault(text, Labels::Any).is_some(), "{text}");
        }
        assert!(fault("s3.amazonaws.com", Labels::WithRegion).is_some());
        assert!(fault("s3.eu-west-1.amazonaws.com", Labels::WithRegion).is_none());
    }
}
