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
    /// Whether it is a message by a service that may itself deliver twice, so that receivers cope with it.
    pub is_message: bool,
    /// Parameters that let the service tell the second time from another first one.
    pub tokens: &'static [&'static str],
}

/// The entry for a call, if it does its work again.
pub fn find(service: &str, action: &str) -> Option<&'static Repeat> {
    REPEATS.iter().find(|repeat| repeat.action == action && repeat.services.contains(&service))
}

type Tokens = &'static [&'static str];

const EVENTS: &[&str] = &["events", "eventbridge"];
const FIFO: Tokens = &["MessageDeduplicationId", "MessageGroupId"];
const NONE: Tokens = &[];

const fn message(
    services: &'static [&'static str],
    action: &'static str,
    does: &'static str,
    tokens: Tokens,
) -> Repeat {
    Repeat { services, action, does, is_message: true, tokens }
}

const fn work(
    services: &'static [&'static str],
    action: &'static str,
    does: &'static str,
    tokens: Tokens,
) -> Repeat {
    Repeat { services, action, does, is_message: false, tokens }
}

/// From the reference of each service's API: which requests have a token, and what those without one do. A
/// group of messages is a mark of a queue or topic that may tell repetitions by their content.
static REPEATS: &[Repeat] = &[
    message(&["sns"], "publish", "sends the message again", FIFO),
    message(&["sns"], "publishBatch", "sends the messages again", NONE),
    message(&["sqs"], "sendMessage", "sends the message again", FIFO),
    message(&["sqs"], "sendMessageBatch", "sends the messages again", NONE),
    message(EVENTS, "putEvents", "sends the events again", NONE),
    work(&["ses", "sesv2"], "sendEmail", "sends the e-mail again", NONE),
    work(&["ses"], "sendRawEmail", "sends the e-mail again", NONE),
    work(&["ses"], "sendTemplatedEmail", "sends the e-mail again", NONE),
    message(&["kinesis"], "putRecord", "writes the record again", NONE),
    message(&["firehose"], "putRecord", "writes the record again", NONE),
    work(&["states", "sfn"], "startExecution", "starts another execution", &["Name"]),
    work(&["ecs"], "runTask", "starts another task", &["ClientToken"]),
    work(&["batch"], "submitJob", "starts another job", NONE),
    work(&["glue"], "startJobRun", "starts another run of the job", NONE),
    work(&["codebuild"], "startBuild", "starts another build", &["IdempotencyToken"]),
    work(&["ec2"], "runInstances", "starts more instances", &["ClientToken"]),
    work(&["elasticmapreduce"], "createCluster", "starts another cluster", NONE),
    work(&["emr"], "runJobFlow", "starts another cluster", NONE),
    work(&["ssm"], "sendCommand", "runs the command again", NONE),
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
