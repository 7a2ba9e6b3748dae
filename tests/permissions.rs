//! The policy templates of the developer guide are what machines need: a machine with a task of an integration,
//! under a role with the statements that are documented for it, lacks nothing and has nothing too much.
#![allow(clippy::unwrap_used, missing_docs)]
#![recursion_limit = "256"]

use std::fmt::Write as _;

use steplint::aws::needs::{self, Naming, Row, Section, Tier, Waiting};
use steplint::config::Config;
use steplint::project::Input;

const MISSING: &str = "project/missing-permission";
const EXCESS: &str = "project/excess-permission";
const ROLE: &str = "arn:aws:iam::123456789012:role/work";
const CONNECTION: &str = "arn:aws:events:eu-west-1:123456789012:connection/c/1";

/// What the tasks send, whichever they are. The placeholders of the rows have the same values below.
fn parameters(integration: &str) -> serde_json::Value {
    let mut all = serde_json::json!({
        "FunctionName": "f", "TableName": "t", "TopicArn": "arn:aws:sns:eu-west-1:123456789012:t",
        "QueueUrl": "https://sqs.eu-west-1.amazonaws.com/123456789012/q", "Entries": [{ "EventBusName": "b" }],
        "StateMachineArn": "arn:aws:states:eu-west-1:123456789012:stateMachine:m", "ProjectName": "p",
        "TaskDefinition": "d:1", "Overrides": { "TaskRoleArn": ROLE, "ExecutionRoleArn": ROLE },
        "Name": "n", "ClusterName": "n", "NodegroupName": "g", "RoleArn": ROLE, "NodeRole": ROLE,
        "PodExecutionRoleArn": ROLE, "Role": ROLE, "ExecutionRoleArn": ROLE, "ServiceRole": "work",
        "JobFlowRole": "work", "ClusterId": "c", "ApplicationId": "a", "JobRunId": "r", "VirtualClusterId": "v",
        "Id": "v", "WorkGroup": "w", "TrainingJobName": "j", "TransformJobName": "j", "ProcessingJobName": "j",
        "HyperParameterTuningJobName": "j", "LabelingJobName": "j", "EndpointName": "e", "ModelName": "e",
        "EndpointConfigName": "e", "ModelId": "amazon.m", "BaseModelIdentifier": "amazon.m", "HarnessArn": "h",
        "JobName": "j", "JobDefinition": "d", "JobQueue": "q", "ApiEndpoint": "https://example.com",
        "Method": "GET", "Authentication": { "ConnectionArn": CONNECTION },
    });
    if integration == "apigateway" {
        all["ApiEndpoint"] = "x.execute-api.eu-west-1.amazonaws.com".into();
        all["AuthType"] = "IAM_ROLE".into();
    }
    all
}

/// The resource of a row with the values of [`parameters`].
fn resource(row: &Row, integration: &str) -> String {
    let values = [
        ("Partition", "aws"),
        ("Region", "eu-west-1"),
        ("Account", "123456789012"),
        ("FunctionName", "f"),
        ("TableName", "t"),
        ("TopicName", "t"),
        ("QueueName", "q"),
        ("EventBusName", "b"),
        ("StateMachineName", if integration == "http" { "Machine" } else { "m" }),
        ("ProjectName", "p"),
        ("ReportName", "p"),
        ("TaskDefinition", "d:1"),
        ("ClusterName", "n"),
        ("NodegroupName", "g"),
        ("NodeRoleName", "work"),
        ("ServiceRoleName", "work"),
        ("RoleName", "work"),
        ("RoleArn", ROLE),
        ("Role", ROLE),
        ("TaskRoleArn", ROLE),
        ("ExecutionRoleArn", ROLE),
        ("PodExecutionRoleArn", ROLE),
        ("ClusterId", "c"),
        ("ApplicationId", "a"),
        ("JobRunId", "r"),
        ("VirtualClusterId", "v"),
        ("WorkGroup", "w"),
        ("TrainingJobName", "j"),
        ("TransformJobName", "j"),
        ("JobName", "j"),
        ("Name", "e"),
        ("ModelId", "amazon.m"),
        ("BaseModelId", "amazon.m"),
        ("HarnessName", "h"),
        ("Authentication.ConnectionArn", CONNECTION),
        ("Input.S3Uri", "x"),
        ("Output.S3Uri", "x"),
    ];
    let put_in = |text: String, (name, value): (&str, &str)| text.replace(&format!("${{{name}}}"), value);
    let text = values.into_iter().fold(row.resource.to_owned(), put_in);
    assert!(!text.contains("${"), "{text}");
    text
}

/// A template with a machine of one task, and the statements of these rows as its role.
fn template(case: &Case, rows: &[Row]) -> String {
    let Case { integration, api, is_sync, .. } = case;
    let suffix = if *is_sync { ".sync" } else { "" };
    let task = serde_json::json!({
        "Type": "Task", "Resource": format!("arn:aws:states:::{integration}:{api}{suffix}"),
        "Parameters": parameters(integration), "End": true,
    });
    let statement = |row: &Row| {
        let mut statement = serde_json::json!({
            "Effect": "Allow", "Action": row.action, "Resource": resource(row, integration),
        });
        if let Some(condition) = row.condition.filter(|condition| !condition.contains("${")) {
            statement["Condition"] = serde_json::from_str(condition).unwrap();
        }
        statement
    };
    let statements: Vec<_> = rows.iter().map(statement).collect();
    serde_json::json!({ "Resources": {
        "Machine": { "Type": "AWS::StepFunctions::StateMachine", "Properties": {
            "StateMachineName": "Machine",
            "RoleArn": { "Fn::GetAtt": ["Role", "Arn"] },
            "Definition": { "StartAt": "Work", "States": { "Work": task } },
        } },
        "Role": { "Type": "AWS::IAM::Role", "Properties": {
            "AssumeRolePolicyDocument": { "Version": "2012-10-17", "Statement": {
                "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": { "Service": "states.amazonaws.com" },
            } },
            "Policies": [{ "PolicyName": "work", "PolicyDocument": {
                "Version": "2012-10-17", "Statement": statements,
            } }],
        } },
    } })
    .to_string()
}

fn findings(template: &str) -> Vec<String> {
    let mut input = Input::default();
    input.add("template.json", template.as_bytes().to_vec());
    let outcome = steplint::check(input, &Config::only(&[MISSING, EXCESS]));
    outcome.diagnostics.iter().map(|finding| format!("{}: {}", finding.code, finding.message)).collect()
}

/// A way to call an API of an integration, with every row for it.
struct Case {
    integration: &'static str,
    api: &'static str,
    is_sync: bool,
    rows: Vec<Row>,
}

impl Case {
    /// Of a statement for targets that are named and one for others, a role has one of the two.
    fn rows_without(&self, left_out: Naming) -> Vec<Row> {
        self.rows.iter().filter(|row| row.resources != left_out).copied().collect()
    }
}

/// Every way to call every optimized integration of the table.
fn cases() -> Vec<Case> {
    let is_integration = |section: &Section| {
        let is_call = |api: &str| !api.is_empty() && !api.starts_with("(aws-sdk)");
        !section.integration.starts_with('(') && section.apis().all(is_call)
    };
    let mut cases = Vec::new();
    for section in needs::sections().filter(is_integration) {
        let has_sync = section.rows().any(|row| row.pattern == Waiting::Sync);
        for is_sync in [false, true].into_iter().filter(|is_sync| has_sync || !is_sync) {
            let holds = |row: &Row| row.pattern.holds(is_sync) && row.tier != Tier::NoNeed;
            let rows: Vec<Row> = section.rows().filter(holds).collect();
            let integration = section.integration;
            cases.extend(section.apis().map(|api| Case { integration, api, is_sync, rows: rows.clone() }));
        }
    }
    cases
}

#[test]
fn documented_statements_are_neither_too_few_nor_too_many() {
    let cases = cases();
    let mut faults = String::new();
    for case in &cases {
        let has_dynamic = case.rows.iter().any(|row| row.resources == Naming::Dynamic);
        for left_out in [Naming::Dynamic, Naming::Static].into_iter().take(1 + usize::from(has_dynamic)) {
            let found = findings(&template(case, &case.rows_without(left_out)));
            // A statement for targets that an expression gives is wider than one that is named needs.
            let is_fault =
                |finding: &&String| left_out != Naming::Static || !finding.contains("is allowed on `*`");
            for finding in found.iter().filter(is_fault) {
                writeln!(faults, "{}:{} sync={}: {finding}", case.integration, case.api, case.is_sync)
                    .unwrap();
            }
        }
    }
    println!("{} cases", cases.len());
    assert!(cases.len() >= 40, "{} cases", cases.len());
    assert!(faults.is_empty(), "{faults}");
}

#[test]
fn an_action_that_is_taken_away_is_missed() {
    let (mut count, mut faults) = (0, String::new());
    for case in cases() {
        let rows = case.rows_without(Naming::Dynamic);
        // The four actions of DynamoDB share their rows.
        let is_own = |row: &&Row| {
            let name = row.action.split_once(':').unwrap().1;
            case.integration != "dynamodb" || name.eq_ignore_ascii_case(case.api)
        };
        let Some(call) = rows.iter().filter(|row| row.tier == Tier::Call).find(is_own).map(|row| row.action)
        else {
            continue;
        };
        let rest: Vec<Row> = rows.into_iter().filter(|row| row.action != call).collect();
        let found = findings(&template(&case, &rest));
        count += 1;
        if !found.iter().any(|one| one.starts_with(MISSING) && one.contains(&format!("`{call}`"))) {
            writeln!(faults, "{}:{} sync={}: {call}", case.integration, case.api, case.is_sync).unwrap();
        }
    }
    assert!(count >= 40, "{count} cases");
    assert!(faults.is_empty(), "not missed:\n{faults}");
}

/// A machine with one task, under a role that allows an action on a resource.
fn alone(resource: &str, parameters: &serde_json::Value, action: &str, granted: &str) -> String {
    let task = serde_json::json!({
        "Type": "Task", "Resource": format!("arn:aws:states:::{resource}"), "Parameters": parameters, "End": true,
    });
    serde_json::json!({ "Resources": {
        "Machine": { "Type": "AWS::StepFunctions::StateMachine", "Properties": {
            "RoleArn": { "Fn::GetAtt": "Role.Arn" },
            "Definition": { "StartAt": "Call", "States": { "Call": task } },
        } },
        "Role": { "Type": "AWS::IAM::Role", "Properties": { "Policies": [{
            "PolicyName": "call",
            "PolicyDocument": { "Version": "2012-10-17", "Statement": [
                { "Effect": "Allow", "Action": action, "Resource": { "Fn::Sub": granted } },
            ] },
        }] } },
    } })
    .to_string()
}

#[test]
fn calls_name_some_resources_otherwise_than_policies_do() {
    let at = |service: &str, resource: &str| {
        format!("arn:${{AWS::Partition}}:{service}:${{AWS::Region}}:${{AWS::AccountId}}:{resource}")
    };
    let secret = serde_json::json!({ "SecretId": "orders/key" });
    let by_arn =
        serde_json::json!({ "SecretId": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders/key" });
    let key = serde_json::json!({ "KeyId": "alias/orders", "Plaintext": "x" });
    let flag = serde_json::json!({ "Name": "/orders/flag:3" });
    let group = serde_json::json!({ "LogGroupName": "/aws/lambda/ship" });
    let function = serde_json::json!({ "FunctionName": "ship", "Qualifier": "live" });
    let set = serde_json::json!({ "Name": "orders", "Scope": "REGIONAL", "Id": "1", "Addresses": [], "LockToken": "l" });
    let query = serde_json::json!({ "QueryString": "select 1", "WorkGroup": "orders" });
    let (read, written) = ("aws-sdk:secretsmanager:getSecretValue", "secretsmanager:GetSecretValue");
    for (resource, parameters, action, granted, other) in [
        (read, &secret, written, at("secretsmanager", "secret:orders/key-??????"), true),
        (read, &secret, written, at("secretsmanager", "secret:orders/key-*"), true),
        (
            read,
            &by_arn,
            written,
            "arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders/*".into(),
            true,
        ),
        (
            "aws-sdk:kms:encrypt",
            &key,
            "kms:Encrypt",
            at("kms", "key/1234abcd-12ab-34cd-56ef-1234567890ab"),
            false,
        ),
        ("aws-sdk:ssm:getParameter", &flag, "ssm:GetParameter", at("ssm", "parameter/orders/flag"), true),
        (
            "aws-sdk:cloudwatchlogs:filterLogEvents",
            &group,
            "logs:FilterLogEvents",
            at("logs", "log-group:/aws/lambda/ship:*"),
            true,
        ),
        (
            "aws-sdk:lambda:invoke",
            &function,
            "lambda:InvokeFunction",
            at("lambda", "function:ship:live"),
            true,
        ),
        (
            "aws-sdk:wafv2:updateIPSet",
            &set,
            "wafv2:UpdateIPSet",
            at("wafv2", "regional/ipset/orders/1"),
            true,
        ),
        (
            "athena:startQueryExecution",
            &query,
            "athena:StartQueryExecution",
            at("athena", "workgroup/orders"),
            true,
        ),
    ] {
        let found = findings(&alone(resource, parameters, action, &granted));
        assert!(found.is_empty(), "{resource} {granted}: {found:?}");
        // The key that an alias stands for is not known, and may be any.
        let elsewhere = granted.replace("orders", "parcels").replace("ship", "parcels");
        let is_told = !findings(&alone(resource, parameters, action, &elsewhere)).is_empty();
        assert_eq!(is_told, other, "{resource} {elsewhere}");
    }
}

#[test]
fn what_grants_besides_the_policies_of_a_role_is_seen() {
    let at = |resource: &str| resource.replace("AT", "${AWS::Region}:${AWS::AccountId}");
    let invoke = serde_json::json!({ "FunctionName": "ship" });
    let event = serde_json::json!({ "Entries": [{ "EventBusName": "orders" }] });
    let other = at("arn:${AWS::Partition}:sqs:AT:jobs");
    for (resource, parameters, type_name) in [
        ("lambda:invoke", &invoke, "AWS::Lambda::Permission"),
        ("events:putEvents", &event, "AWS::Events::EventBusPolicy"),
    ] {
        let without = alone(resource, parameters, "sqs:SendMessage", &other);
        assert!(findings(&without).iter().any(|one| one.starts_with(MISSING)), "{resource}");
        let mut template: serde_json::Value = serde_json::from_str(&without).unwrap();
        template["Resources"]["Grant"] = serde_json::json!({
            "Type": type_name, "Properties": { "Principal": { "Fn::GetAtt": "Role.Arn" } },
        });
        let found = findings(&template.to_string());
        assert!(!found.iter().any(|one| one.starts_with(MISSING)), "{resource}: {found:?}");
    }
    // Nobody needs a permission to ask who they are.
    let asking = alone("aws-sdk:sts:getCallerIdentity", &serde_json::json!({}), "sqs:SendMessage", &other);
    assert!(!findings(&asking).iter().any(|one| one.starts_with(MISSING)));
}

#[test]
fn a_map_of_a_substitution_hides_what_has_the_same_name() {
    let call = serde_json::json!({ "FunctionName": { "Fn::GetAtt": "Ship.Arn" } });
    let granted = serde_json::json!({ "Fn::Sub": [
        "arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:${Machine}",
        { "Machine": { "Ref": "Ship" } },
    ] });
    let text = alone("lambda:invoke", &call, "lambda:InvokeFunction", "");
    let mut template: serde_json::Value = serde_json::from_str(&text).unwrap();
    template["Resources"]["Ship"] = serde_json::json!({ "Type": "AWS::Lambda::Function" });
    let statement = "/Resources/Role/Properties/Policies/0/PolicyDocument/Statement/0/Resource";
    *template.pointer_mut(statement).unwrap() = granted;
    let found = findings(&template.to_string());
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_copy_reads_its_source() {
    let copy =
        serde_json::json!({ "Bucket": "parcels", "Key": "new", "CopySource": "/orders/old?versionId=1" });
    let found =
        findings(&alone("aws-sdk:s3:copyObject", &copy, "s3:PutObject", "arn:aws:s3:::parcels/${Key}"));
    let read = "needs `s3:GetObject` on `arn:${AWS::Partition}:s3:::orders/old`";
    assert!(found.iter().any(|one| one.contains(read)), "{found:?}");
}

#[test]
fn an_inference_profile_needs_itself_and_its_model() {
    let call = serde_json::json!({ "ModelId": "eu.anthropic.claude-3-haiku-20240307-v1:0", "Body": {} });
    let granted =
        |resource: &str| findings(&alone("bedrock:invokeModel", &call, "bedrock:InvokeModel", resource));
    let model =
        granted("arn:aws:bedrock:${AWS::Region}::foundation-model/anthropic.claude-3-haiku-20240307-v1:0");
    assert!(
        matches!(model.as_slice(), [one] if one.contains(":inference-profile/eu.anthropic.")),
        "{model:?}"
    );
    let both = granted("arn:aws:bedrock:*:*:*/*anthropic.claude-3-haiku-20240307-v1:0");
    assert!(both.is_empty(), "{both:?}");
}
