//! What a Task waits for: decides what a timeout, a heartbeat and a retry are worth.

use crate::aws::integrations::{Pattern, Resource};

/// What ends a Task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Work {
    /// A worker fetches it and reports: an activity.
    Activity,
    /// Someone returns the task token: `.waitForTaskToken`.
    Callback,
    /// A job that it started ends: `.sync`.
    Job,
    /// A Lambda function returns.
    Lambda,
    /// An HTTP endpoint answers.
    Endpoint,
    /// An execution of another machine is started.
    Execution,
    /// An API of AWS answers.
    Call,
    /// Holes or faults hide it.
    Unknown,
}

/// Calls that are more than a short request to an API of AWS, by service and action. The ids of
/// optimized and SDK integrations differ, or mean the same.
const CALLS: [(&str, &str, Work); 5] = [
    ("lambda", "invoke", Work::Lambda),
    ("apigateway", "invoke", Work::Endpoint),
    ("states", "startExecution", Work::Execution),
    ("sfn", "startExecution", Work::Execution),
    ("sfn", "startSyncExecution", Work::Execution),
];

impl Work {
    /// Whether it is one request that is answered at once or refused.
    pub fn is_short(self) -> bool {
        matches!(self, Work::Endpoint | Work::Execution | Work::Call)
    }

    /// What a task with this resource waits for.
    pub fn of(resource: Resource) -> Work {
        match resource {
            Resource::Lambda { .. } => Work::Lambda,
            Resource::Activity { .. } => Work::Activity,
            Resource::Http { pattern } => by_pattern(pattern, Work::Endpoint),
            Resource::Optimized { service, action, pattern } | Resource::Sdk { service, action, pattern } => {
                match (service.known(), action.known()) {
                    (Some(service), Some(action)) => by_pattern(pattern, call(service, action)),
                    _ => by_pattern(pattern, Work::Unknown),
                }
            }
            Resource::Unknown | Resource::Unrecognized => Work::Unknown,
        }
    }
}

fn by_pattern(pattern: Pattern, call: Work) -> Work {
    match pattern {
        Pattern::RequestResponse => call,
        Pattern::Sync | Pattern::SyncV2 => Work::Job,
        Pattern::WaitForTaskToken => Work::Callback,
        Pattern::Other(_) | Pattern::Unknown => Work::Unknown,
    }
}

fn call(service: &str, action: &str) -> Work {
    let known = CALLS.iter().find(|(of, what, _)| *of == service && *what == action);
    known.map_or(Work::Call, |(_, _, work)| *work)
}

#[cfg(test)]
mod tests {
    use super::Work;
    use crate::aws::integrations::parse;

    #[test]
    fn each_form_of_a_resource_waits_for_its_own_thing() {
        let cases = [
            ("arn:aws:lambda:eu-west-1:123456789012:function:charge", Work::Lambda),
            ("arn:${Partition}:states:::lambda:invoke", Work::Lambda),
            ("arn:aws:states:::aws-sdk:lambda:invoke", Work::Lambda),
            ("arn:aws:states:::lambda:invoke.waitForTaskToken", Work::Callback),
            ("arn:aws:states:eu-west-1:123456789012:activity:pack", Work::Activity),
            ("arn:aws:states:::ecs:runTask.sync", Work::Job),
            ("arn:aws:states:::states:startExecution.sync:2", Work::Job),
            ("arn:aws:states:::states:startExecution", Work::Execution),
            ("arn:aws:states:::http:invoke", Work::Endpoint),
            ("arn:aws:states:::dynamodb:getItem", Work::Call),
            ("arn:aws:states:::sqs:sendMessage${Pattern}", Work::Unknown),
            ("${FunctionArn}", Work::Unknown),
            ("foo:bar", Work::Unknown),
        ];
        for (resource, work) in cases {
            assert_eq!(Work::of(parse(resource)), work, "{resource}");
        }
    }
}
