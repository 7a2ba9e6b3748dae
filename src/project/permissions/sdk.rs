//! What a task needs that calls an operation as an SDK would call it.

use super::fill::{arn_start, fill};
use super::inputs::{Given, Inputs};
use super::optimized::{any_role, queue_of_url};
use super::pattern::{Pattern, Token};
use super::{Need, Needs, Subject};
use crate::asl::Task;
use crate::aws::actions::{self, Action};
use crate::aws::needs::{Confidence, Tier};
use crate::aws::sdk::{self, Permissions};

/// The parameter that a placeholder of an ARN stands for, where it has another name.
const PARAMETERS: [(&str, &str, &str); 9] = [
    ("s3", "BucketName", "Bucket"),
    ("s3", "ObjectName", "Key"),
    ("sns", "TopicName", "TopicArn"),
    ("ssm", "ParameterNameWithoutLeadingSlash", "Name"),
    ("states", "StateMachineName", "StateMachineArn"),
    ("states", "ActivityName", "ActivityArn"),
    ("kinesis", "StreamName", "StreamName"),
    ("secretsmanager", "SecretId", "SecretId"),
    ("kms", "KeyId", "KeyId"),
];

/// Parameters that carry a role.
const ROLES: [&[&str]; 9] = [
    &["RoleArn"],
    &["Role"],
    &["ExecutionRoleArn"],
    &["TaskRoleArn"],
    &["IamRoleArn"],
    &["ServiceRoleArn"],
    &["ServiceRole"],
    &["Target", "RoleArn"],
    &["ServiceAccessRoleArn"],
];

/// Prefix of the action and the service that the role goes to.
const PASSED_TO: [(&str, &str); 6] = [
    ("glue", "glue.amazonaws.com"),
    ("lambda", "lambda.amazonaws.com"),
    ("sagemaker", "sagemaker.amazonaws.com"),
    ("scheduler", "scheduler.amazonaws.com"),
    ("states", "states.amazonaws.com"),
    ("pipes", "pipes.amazonaws.com"),
];

/// Services whose operations do all of their work by themselves.
const AT_HOME: [&str; 12] =
    ["cloudwatch", "dynamodb", "events", "iam", "kms", "lambda", "logs", "s3", "sns", "sqs", "states", "sts"];

/// Operations of those that read or write elsewhere: the code of a function, a table in a bucket. Named as in a
/// resource.
const ABROAD: [(&str, &str); 6] = [
    ("dynamodb", "exportTableToPointInTime"),
    ("dynamodb", "importTable"),
    ("lambda", "createFunction"),
    ("lambda", "publishLayerVersion"),
    ("lambda", "updateFunctionCode"),
    ("logs", "createExportTask"),
];

/// What services use with the rights of their caller ("forward access sessions", IAM User Guide): where data, secrets
/// and messages lie.
const LENT: [&str; 12] = [
    "athena",
    "glue",
    "iam",
    "kinesis",
    "lakeformation",
    "lambda",
    "logs",
    "redshift",
    "redshift-serverless",
    "s3",
    "secretsmanager",
    "sns",
];

/// Calls that ask for one of several actions, by the statements that they carry.
const BY_CONTENT: [&str; 4] =
    ["batchExecuteStatement", "executeStatement", "executeTransaction", "transactWriteItems"];

/// Nobody needs a permission to ask who they are (STS API Reference, GetCallerIdentity).
const UNGUARDED: &str = "sts:GetCallerIdentity";

/// What some objects are written with needs an action of its own.
const WITH_OBJECTS: [&str; 6] = [
    "s3:GetObjectAcl",
    "s3:GetObjectTagging",
    "s3:PutObjectAcl",
    "s3:PutObjectLegalHold",
    "s3:PutObjectRetention",
    "s3:PutObjectTagging",
];

pub(super) fn of_task<'m>(subject: &Subject<'_, 'm, '_>, task: Task<'m>, needs: &mut Needs) {
    let Some((id, name)) = task.call().and_then(|call| call.known()) else {
        needs.complete = false;
        return;
    };
    let Some(service) = sdk::service(id) else {
        needs.complete = false;
        return;
    };
    let prefix = service.iam_prefix.unwrap_or(service.id);
    let Some(operation) = service.operation(name) else {
        needs.unknown_services.push(prefix);
        return;
    };
    let same_name = format!("{prefix}:{}", operation.name);
    let (listed, confidence) = match operation.permissions {
        Permissions::SameName => (same_name.as_str(), Confidence::Derived),
        Permissions::Listed(actions) => (actions, Confidence::Derived),
        Permissions::Recalled(actions) => (actions, Confidence::Recalled),
        Permissions::Unknown => {
            needs.unknown_services.push(prefix);
            return;
        }
    };
    let inputs = Inputs::of_task(&subject.names, task);
    needs.lent.extend(lent(prefix, operation.name));
    if prefix == "s3" {
        needs.granted_besides.extend(WITH_OBJECTS);
    }
    let by_content = prefix == "dynamodb" && BY_CONTENT.contains(&operation.name);
    let guarded = listed.split(',').filter(|action| !action.eq_ignore_ascii_case(UNGUARDED));
    for action in guarded.filter_map(actions::find) {
        let action = of_version(action, &inputs);
        let need = match operation.name {
            "copyObject" if action.service == "s3" && action.name.starts_with("GetObject") => {
                copied(&inputs, &action, confidence)
            }
            _ => call(subject, &inputs, &action, confidence),
        };
        needs.list.push(Need { optional: need.optional || by_content, ..need });
        if action.dependent_actions().any(|one| one == "iam:PassRole") {
            needs.list.extend(passed(subject, &inputs, action.service));
        }
        needs.granted_besides.extend(action.dependent_actions());
        // Without it a missing object looks like a forbidden one (S3 API Reference, GetObject).
        needs.granted_besides.extend(
            (action.service == "s3" && matches!(action.name, "GetObject" | "GetObjectVersion"))
                .then_some("s3:ListBucket"),
        );
    }
}

/// Services that an operation of a service may use with the rights of its caller.
fn lent(service: &'static str, operation: &str) -> Vec<&'static str> {
    let is_abroad = ABROAD.iter().any(|(of, name)| *of == service && *name == operation);
    match service {
        // A stack without a role of its own makes its resources as whoever makes the stack.
        "cloudformation" => vec!["*"],
        _ if AT_HOME.contains(&service) && !is_abroad => Vec::new(),
        _ => LENT.into_iter().filter(|other| *other != service).collect(),
    }
}

/// The action that S3 asks for in place of the one on an object, where a version of it is named (S3 API Reference,
/// GetObject and DeleteObject).
fn of_version(action: Action, inputs: &Inputs) -> Action {
    let is_one = action.service == "s3" && matches!(action.name, "GetObject" | "DeleteObject");
    if !is_one || inputs.is_hidden() || inputs.get(&["VersionId"]) == Given::Absent {
        return action;
    }
    actions::find(&format!("s3:{}Version", action.name)).unwrap_or(action)
}

/// What a copy is made of: `BUCKET/KEY`, with or without a slash before it and a version after it.
fn copied(inputs: &Inputs, action: &Action, confidence: Confidence) -> Need {
    let name = format!("{}:{}", action.service, action.name);
    let mut object = arn_start("s3", false);
    let source = match inputs.get(&["CopySource"]) {
        Given::Text(source) | Given::Dynamic(source) if !source.starts_with("arn:") => source,
        _ => Pattern::all(),
    };
    let version = source.tokens.iter().position(|token| *token == Token::One);
    let first = usize::from(source.starts_with("/"));
    object.tokens.extend(
        source.tokens.get(first..version.unwrap_or(source.tokens.len())).into_iter().flatten().cloned(),
    );
    let dynamic = source.has_wildcard() || source.is_open();
    Need { dynamic, confidence, ..Need::on(name, vec![object], Tier::Call) }
}

fn call(subject: &Subject, inputs: &Inputs, action: &Action, confidence: Confidence) -> Need {
    let (mut required, mut others, mut access_points) = (Vec::new(), Vec::new(), Vec::new());
    let mut dynamic = false;
    for one in action.resource_types() {
        let filled = fill(one.kind.arn, &subject.names, &|name| given(subject, inputs, action.service, name));
        // An access point stands for its bucket, where one is used.
        if action.service == "s3" && one.kind.arn.contains(":accesspoint/") {
            access_points.push(filled.anywhere().resource);
            continue;
        }
        // A queue is given by its URL.
        let queue = (action.service == "sqs").then(|| match inputs.get(&["QueueUrl"]) {
            Given::Text(url) => queue_of_url(&url),
            _ => None,
        });
        let resource = match queue.flatten() {
            Some(queue) => queue,
            None => {
                dynamic |= filled.dynamic;
                filled.anywhere().resource
            }
        };
        let resource = match also_written(inputs, action.service, &resource) {
            // Only to put tags on a log group it is written without `:*`.
            Some(other) if action.service == "logs" && !action.access.is_tagging() => {
                others.push(resource);
                other
            }
            other => {
                others.extend(other);
                resource
            }
        };
        if one.required { required.push(resource) } else { others.push(resource) }
    }
    if required.is_empty() {
        required = std::mem::take(&mut others);
    }
    if required.is_empty() || action.takes_any_resource {
        (required, dynamic) = (vec![Pattern::all()], true);
    }
    required.dedup();
    others.extend(access_points);
    let name = format!("{}:{}", action.service, action.name);
    Need { alternatives: others, dynamic, confidence, ..Need::on(name, required, Tier::Call) }
}

/// What a call gives for a placeholder of an ARN, as the ARN has it.
fn given(subject: &Subject, inputs: &Inputs, service: &str, placeholder: &str) -> Given {
    let named = PARAMETERS.iter().find(|(of, name, _)| *of == service && *name == placeholder);
    let given = inputs.get(&[named.map_or(placeholder, |(.., parameter)| parameter)]);
    let Given::Text(mut name) = given else { return given };
    match service {
        // The ARN of a key does not tell its aliases (KMS developer guide, "Aliases").
        "kms" if name.starts_with("alias/") || is_alias(&name) => Given::Dynamic(Pattern::all()),
        _ if subject.names.is_arn(&name) => Given::Text(name),
        // `/name` is `parameter/name`, and so is `/name:3`, a version or a label of it.
        "ssm" => {
            let mut parameter = name.split(':', 2).into_iter().next().unwrap_or_default();
            if parameter.starts_with("/") {
                parameter.tokens.remove(0);
            }
            Given::Text(parameter)
        }
        // `REGIONAL` in a call is `regional` in an ARN, `CLOUDFRONT` is `global` (WAF API Reference).
        "wafv2" if placeholder == "Scope" => match name.text().as_deref() {
            Some("REGIONAL") => Given::Text(Pattern::of("regional")),
            Some("CLOUDFRONT") => Given::Text(Pattern::of("global")),
            _ => Given::Dynamic(Pattern::all()),
        },
        "secretsmanager" if !name.is_open() => {
            name.push_text(SECRET_SUFFIX);
            Given::Text(name)
        }
        _ => Given::Text(name),
    }
}

fn is_alias(arn: &Pattern) -> bool {
    arn.split(':', 6).get(5).is_some_and(|resource| resource.starts_with("alias/"))
}

/// Six characters that the service adds to the name of a secret (Secrets Manager user guide, "What's in a secret").
const SECRET_SUFFIX: &str = "-??????";

/// Other ways in which a policy writes a resource. A secret may be given by an ARN without its suffix; a log group
/// is written with `:*` in policies (CloudWatch Logs API Reference, `LogGroup`), and with a name alone in calls; the
/// version or alias of a function stands after its name.
fn also_written(inputs: &Inputs, service: &str, resource: &Pattern) -> Option<Pattern> {
    let suffix = match service {
        "secretsmanager" if !resource.has_wildcard() => Pattern::of(SECRET_SUFFIX),
        "logs" if resource.split(':', 7).len() == 7 => Pattern::of(":*"),
        "lambda" => match inputs.get(&["Qualifier"]) {
            Given::Absent => return None,
            Given::Text(qualifier) => {
                Pattern { tokens: [Pattern::of(":").tokens, qualifier.tokens].concat() }
            }
            Given::Dynamic(_) => Pattern::of(":*"),
        },
        _ => return None,
    };
    let mut other = resource.clone();
    other.push(&suffix);
    Some(other)
}

fn passed(subject: &Subject, inputs: &Inputs, service: &str) -> Vec<Need> {
    let to = PASSED_TO.iter().find(|(prefix, _)| *prefix == service).map(|(_, to)| *to);
    let of_role = |path: &&[&str]| match inputs.get(path) {
        Given::Absent => None,
        Given::Text(role) if subject.names.is_arn(&role) => Some(Need::pass(role, to, false)),
        Given::Text(_) => Some(Need::pass(any_role(), to, true)),
        Given::Dynamic(_) if inputs.is_hidden() => {
            Some(Need { optional: true, ..Need::pass(any_role(), to, true) })
        }
        Given::Dynamic(_) => Some(Need::pass(any_role(), to, true)),
    };
    let mut found: Vec<Need> = ROLES.iter().filter_map(of_role).collect();
    found.dedup_by(|one, other| one.is_same(other));
    found.iter_mut().for_each(|need| need.confidence = Confidence::Derived);
    found
}

#[cfg(test)]
mod tests {
    use super::{ABROAD, AT_HOME, BY_CONTENT, LENT};
    use crate::aws::{actions, sdk};

    #[test]
    fn the_lists_name_what_there_is() {
        for prefix in AT_HOME.iter().chain(&LENT) {
            assert!(actions::service(prefix).is_some(), "{prefix}");
        }
        let of_dynamodb = BY_CONTENT.iter().map(|name| ("dynamodb", *name));
        for (prefix, name) in ABROAD.into_iter().chain(of_dynamodb) {
            let named = if prefix == "logs" { "cloudwatchlogs" } else { prefix };
            assert!(sdk::service(named).is_some_and(|one| one.operation(name).is_some()), "{prefix} {name}");
        }
    }
}
