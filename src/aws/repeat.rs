//! Calls that do their work again when they are made again.

/// A call whose second time does harm: it is not the same as the first.
#[derive(Clone, Copy, Debug)]
pub struct Repeat {
    /// Ids of the service, as optimized and as SDK integration.
    pub services: &'static [&'static str],
    /// The call, in camelCase.
    pub action: &'static str,
    /// What the second time does.
    pub does: &'static str,
    /// Parameters that let the service tell the second time from another first one.
    pub tokens: &'static [&'static str],
}

/// The entry for a call, if it does its work again.
pub fn find(service: &str, action: &str) -> Option<&'static Repeat> {
    REPEATS.iter().find(|repeat| repeat.action == action && repeat.services.contains(&service))
}

const EVENTS: &[&str] = &["events", "eventbridge"];
const FIFO: &[&str] = &["MessageDeduplicationId", "MessageGroupId"];
const NONE: &[&str] = &[];

const fn repeat(
    services: &'static [&'static str],
    action: &'static str,
    does: &'static str,
    tokens: &'static [&'static str],
) -> Repeat {
    Repeat { services, action, does, tokens }
}

/// From the reference of each service's API: which requests have a token, and what those without one do. A
/// group of messages is a mark of a queue or topic that may tell repetitions by their content.
static REPEATS: &[Repeat] = &[
    repeat(&["sns"], "publish", "sends the message again", FIFO),
    repeat(&["sns"], "publishBatch", "sends the messages again", NONE),
    repeat(&["sqs"], "sendMessage", "sends the message again", FIFO),
    repeat(&["sqs"], "sendMessageBatch", "sends the messages again", NONE),
    repeat(EVENTS, "putEvents", "sends the events again", NONE),
    repeat(&["ses", "sesv2"], "sendEmail", "sends the e-mail again", NONE),
    repeat(&["ses"], "sendRawEmail", "sends the e-mail again", NONE),
    repeat(&["ses"], "sendTemplatedEmail", "sends the e-mail again", NONE),
    repeat(&["kinesis"], "putRecord", "writes the record again", NONE),
    repeat(&["firehose"], "putRecord", "writes the record again", NONE),
    repeat(&["states", "sfn"], "startExecution", "starts another execution", &["Name"]),
    repeat(&["ecs"], "runTask", "starts another task", &["ClientToken"]),
    repeat(&["batch"], "submitJob", "starts another job", NONE),
    repeat(&["glue"], "startJobRun", "starts another run of the job", NONE),
    repeat(&["codebuild"], "startBuild", "starts another build", &["IdempotencyToken"]),
    repeat(&["ec2"], "runInstances", "starts more instances", &["ClientToken"]),
    repeat(&["elasticmapreduce"], "createCluster", "starts another cluster", NONE),
    repeat(&["emr"], "runJobFlow", "starts another cluster", NONE),
    repeat(&["ssm"], "sendCommand", "runs the command again", NONE),
];

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn only_calls_that_do_harm_again_are_found() {
        assert!(find("sqs", "sendMessage").is_some() && find("sfn", "startExecution").is_some());
        assert!(find("dynamodb", "putItem").is_none() && find("s3", "publish").is_none());
    }
}
