#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use proptest::prelude::*;

/// What a resource is, as one line, to compare with.
fn shown(resource: &str) -> String {
    match parse(resource) {
        Resource::Lambda { name, qualifier } => {
            format!("lambda {} {:?}", name.text(), qualifier.map(Part::text))
        }
        Resource::Activity { name } => format!("activity {}", name.text()),
        Resource::Optimized { service, action, pattern } => {
            format!("{:?} {:?} {pattern:?}", service.known(), action.known())
        }
        Resource::Sdk { service, action, pattern } => {
            format!("sdk {:?} {:?} {pattern:?}", service.known(), action.known())
        }
        Resource::Http { pattern } => format!("http {pattern:?}"),
        Resource::Unknown => "unknown".into(),
        Resource::Unrecognized => "unrecognized".into(),
    }
}

fn all_are(expected: &str, resources: &[&str]) {
    for resource in resources {
        assert_eq!(shown(resource), expected, "{resource}");
    }
}

#[test]
fn functions_and_activities() {
    let function = "arn:aws:lambda:eu-west-1:123456789012:function:Order";
    assert_eq!(shown(function), "lambda Order None");
    assert_eq!(shown(&format!("{function}:live")), "lambda Order Some(\"live\")");
    assert_eq!(shown(&format!("{function}:$LATEST")), "lambda Order Some(\"$LATEST\")");
    assert_eq!(shown("arn:${P}:lambda:${R}:${A}:function:${F}"), "lambda ${F} None");
    assert_eq!(shown("arn:aws:states:eu-west-1:123456789012:activity:Pack"), "activity Pack");
    assert_eq!(shown("arn:aws:states:${AWS::Region}:${AWS::AccountId}:activity:${A}"), "activity ${A}");
}

#[test]
fn integrations_and_their_patterns() {
    let optimized = |end: &str| shown(&format!("arn:aws:states:::{end}"));
    assert_eq!(optimized("lambda:invoke"), "Some(\"lambda\") Some(\"invoke\") RequestResponse");
    assert_eq!(optimized("batch:submitJob.sync"), "Some(\"batch\") Some(\"submitJob\") Sync");
    assert_eq!(optimized("states:startExecution.sync:2"), "Some(\"states\") Some(\"startExecution\") SyncV2");
    assert_eq!(
        optimized("sqs:sendMessage.waitForTaskToken"),
        "Some(\"sqs\") Some(\"sendMessage\") WaitForTaskToken"
    );
    assert_eq!(
        optimized("glue:startJobRun.sync:3"),
        "Some(\"glue\") Some(\"startJobRun\") Other(\"sync:3\")"
    );
    assert_eq!(optimized("sqs:sendMessage."), "Some(\"sqs\") Some(\"sendMessage\") Other(\"\")");
    assert_eq!(optimized("http:invoke"), "http RequestResponse");
    assert_eq!(optimized("http:get"), "Some(\"http\") Some(\"get\") RequestResponse");
    assert_eq!(
        optimized("aws-sdk:dynamodb:putItem.waitForTaskToken"),
        "sdk Some(\"dynamodb\") Some(\"putItem\") WaitForTaskToken"
    );
}

#[test]
fn holes_hide_only_their_part() {
    all_are(
        "Some(\"lambda\") Some(\"invoke\") RequestResponse",
        &["arn:${AWS::Partition}:states:::lambda:invoke", "arn:{{resolve:ssm:p}}:states:::lambda:invoke"],
    );
    all_are(
        "Some(\"lambda\") Some(\"invoke\") Unknown",
        &["arn:aws:states:::lambda:invoke.${X}", "arn:aws:states:::lambda:invoke.sync${X}"],
    );
    all_are("Some(\"lambda\") None Unknown", &["arn:aws:states:::lambda:invoke${X}"]);
    all_are("Some(\"sqs\") None WaitForTaskToken", &["arn:aws:states:::sqs:${A.B}.waitForTaskToken"]);
    all_are("None Some(\"invoke\") Sync", &["arn:aws:states:::${S}:invoke.sync"]);
    all_are("sdk None Some(\"get\") RequestResponse", &["arn:aws:states:::aws-sdk:${S}:get"]);
    all_are(
        "unknown",
        &[
            "${FnArn}",
            "${FnArn}:live",
            "arn:aws:states:::${Integration}",
            "arn:aws:states:::aws-sdk:${Call}",
            "arn:aws:${Service}:::lambda:invoke",
            "arn:${AWS::Partition}:${Rest}",
            "arn:aws:states:${R}:${A}:lambda:invoke",
        ],
    );
}

#[test]
fn what_is_no_form() {
    all_are(
        "unrecognized",
        &[
            "",
            "lambda",
            "arn:aws:s3:::bucket",
            "arn:aws:states:::lambda",
            "arn:aws:states:::lambda:",
            "arn:aws:states::::invoke",
            "arn:aws:states:::lambda:.sync",
            "arn:aws:states:::lambda:invoke:live",
            "arn:aws:states:::aws-sdk:s3",
            "arn:aws:states:::aws-sdk::getObject",
            "arn:aws:states:eu-west-1:123456789012:stateMachine:Order",
            "arn:aws:states:eu-west-1:123456789012:activity:",
            "arn:aws:lambda:eu-west-1:123456789012:function:Order:live:more",
            "arn:aws:lambda:eu-west-1:123456789012:layer:Order",
            "arn:aws:states:::{% $service %}",
        ],
    );
}

#[test]
fn parts_know_their_place() {
    let text = "arn:${AWS::Partition}:states:::aws-sdk:s3:getObject";
    let Resource::Sdk { service, action, .. } = parse(text) else { panic!("an SDK integration") };
    assert_eq!(&text[service.start()..action.start()], "s3:");
    assert_eq!(&text[action.start()..], "getObject");
}

#[test]
fn the_table_is_sorted_and_without_repetition() {
    assert!(INTEGRATIONS.is_sorted_by(|left, right| left.service < right.service));
    for row in INTEGRATIONS {
        assert!(row.jobs.is_sorted_by(|left, right| left < right), "{}", row.service);
        assert!(row.calls.is_sorted_by(|left, right| left < right), "{}", row.service);
        assert!(row.jobs.iter().all(|job| !row.calls.contains(job)), "{}", row.service);
        assert!(row.actions().all(|action| action.starts_with(|first: char| first.is_ascii_lowercase())));
        assert!(row.actions().next().is_some());
        assert_eq!(integration(row.service), Some(row));
    }
    assert_eq!(integration("Lambda"), None);
    assert_eq!(integration("aws-sdk"), None);
}

#[test]
fn which_pattern_goes_with_what() {
    let supports =
        |service: &str, action: &str, pattern| integration(service).unwrap().supports(action, pattern);
    assert_eq!(supports("lambda", "invoke", Pattern::Sync), Support::No);
    assert_eq!(supports("lambda", "invoke", Pattern::WaitForTaskToken), Support::Yes);
    assert_eq!(supports("eks", "runJob", Pattern::Sync), Support::Yes);
    assert_eq!(supports("eks", "call", Pattern::Sync), Support::No);
    assert_eq!(supports("eks", "somethingNew", Pattern::Sync), Support::Unclear);
    assert_eq!(supports("dynamodb", "somethingNew", Pattern::Sync), Support::No);
    assert_eq!(supports("states", "startExecution", Pattern::SyncV2), Support::Yes);
    assert_eq!(supports("glue", "startJobRun", Pattern::SyncV2), Support::No);
    assert_eq!(supports("glue", "startJobRun", Pattern::WaitForTaskToken), Support::No);
    assert_eq!(supports("batch", "submitJob", Pattern::WaitForTaskToken), Support::Unclear);
    assert_eq!(supports("sns", "publish", Pattern::Other("async")), Support::No);
    assert_eq!(supports("sns", "publish", Pattern::Unknown), Support::Unclear);
    assert!(integration("s3").unwrap().only_in_map);
}

proptest! {
    #[test]
    fn every_row_is_read_back(row in 0..INTEGRATIONS.len(), partition in "aws(-[a-z]{1,3}){0,2}|\\$\\{AWS::Partition\\}") {
        let row = &INTEGRATIONS[row];
        for action in row.actions() {
            let text = format!("arn:{partition}:states:::{}:{action}", row.service);
            match parse(&text) {
                Resource::Http { .. } => prop_assert_eq!(row.service, "http"),
                Resource::Optimized { service, action: found, pattern } => {
                    prop_assert_eq!(service.known(), Some(row.service));
                    prop_assert_eq!(found.known(), Some(action));
                    prop_assert_eq!(pattern, Pattern::RequestResponse);
                }
                other => prop_assert!(false, "{other:?}"),
            }
        }
    }

    #[test]
    fn any_text_is_safe(text in ".*", end in "[a-z:.${}*-]{0,20}") {
        parse(&text);
        let found = parse(&text) == Resource::Unrecognized;
        prop_assert!(!found || !hole::has_hole(&text));
        parse(&format!("arn:aws:states:::{end}"));
        parse(&format!("arn:aws:lambda:{end}"));
    }
}
