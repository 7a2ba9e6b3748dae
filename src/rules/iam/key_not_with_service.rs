use crate::aws::{actions, has_wildcard};
use crate::diagnostic::Confidence;
use crate::iam::{Family, KeyTest, PolicyKind, Statement, Text};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::conditions::MAX_ACTIONS;
use crate::rules::shared::some_of;
use crate::tree::Value;

rule! {
    code: "iam/key-not-with-service",
    group: Correctness,
    severity: Warning,
    confidence: Medium,
    check: Condition(check),
}

const KEYS: [&str; 3] = ["aws:VpceAccount", "aws:VpceOrgPaths", ORGANIZATION];
const ORGANIZATION: &str = "aws:VpceOrgID";

/// Services that send all three keys, as the IAM User Guide lists them. The list grows.
const ALL: [&str; 39] = [
    "acm-pca",
    "applicationinsights",
    "apprunner",
    "athena",
    "cloudformation",
    "comprehendmedical",
    "compute-optimizer",
    "datasync",
    "discovery",
    "dynamodb",
    "ebs",
    "ecr",
    "ecs",
    "firehose",
    "gamelift",
    "healthlake",
    "iam",
    "iotfleetwise",
    "iotwireless",
    "kinesisanalytics",
    "kms",
    "lambda",
    "medical-imaging",
    "omics",
    "payment-cryptography",
    "polly",
    "rbin",
    "rekognition",
    "route53",
    "s3",
    "scheduler",
    "servicediscovery",
    "servicequotas",
    "shield",
    "ssm-contacts",
    "storagegateway",
    "textract",
    "transcribe",
    "transfer",
];

/// Services that send `aws:VpceOrgID` alone.
const ORGANIZATION_ONLY: [&str; 13] = [
    "b2bi",
    "cassandra",
    "cognito-identity",
    "dms",
    "ds-data",
    "identitystore",
    "iottwinmaker",
    "network-firewall",
    "pricing",
    "ses",
    "sms-voice",
    "sqs",
    "workmail",
];

fn check(asked: &KeyTest, report: &mut Report) {
    let is_judged = matches!(asked.statement.kind, PolicyKind::Resource | PolicyKind::ResourceControl);
    let is_null = asked.test.operator.is_none_or(|operator| operator.family == Family::Existence);
    if !is_judged || is_null || !KEYS.iter().any(|key| asked.test.is_key(key)) {
        return;
    }
    let (names, place) = without(asked.statement, asked.test.is_key(ORGANIZATION));
    let Some(place) = place else { return };
    let list = some_of(&names, "and");
    let who = match names.iter().any(|name| has_wildcard(name)) {
        true => format!("not every service of {list} is"),
        false if names.len() == 1 => format!("{list} is not"),
        false => format!("{list} are not"),
    };
    report
        .at_key(asked.test.value, format!("{who} known to send `{}`", asked.test.key))
        .help("limit the statement to actions of services that the IAM User Guide lists for the key")
        .confidence(Confidence::Medium)
        .related(place.span(), "the action is here")
        .service_code("USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES");
}

/// The services among those of the actions that do not send the key, and where the first of them stands.
fn without<'a, 't>(statement: &'a Statement<'t>, is_organization: bool) -> (Vec<&'a str>, Option<Value<'t>>) {
    let sends =
        |service: &str| ALL.contains(&service) || is_organization && ORGANIZATION_ONLY.contains(&service);
    let (mut names, mut place) = (Vec::new(), None);
    for text in statement.actions.iter().take(MAX_ACTIONS) {
        let Some(service) = service_of(text).filter(|one| !sends(one)) else { continue };
        if !names.contains(&service) {
            names.push(service);
            place = place.or(Some(text.value));
        }
    }
    (names, place)
}

/// The prefix of a service that there is, or a pattern of more.
fn service_of<'a>(text: &'a Text) -> Option<&'a str> {
    let service = text.action()?.service();
    if has_wildcard(service) { Some(service) } else { Some(actions::service(service)?.prefix()) }
}

#[cfg(test)]
mod tests {
    use super::{ALL, ORGANIZATION_ONLY};
    use crate::aws::actions;

    #[test]
    fn every_service_exists_and_stands_there_once() {
        for list in [ALL.as_slice(), &ORGANIZATION_ONLY] {
            assert!(list.is_sorted() && list.iter().all(|one| actions::service(one).is_some()));
        }
        assert!(!ORGANIZATION_ONLY.iter().any(|one| ALL.contains(one)));
    }
}
