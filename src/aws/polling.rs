//! Calls that read how far a job is, and what spares asking: an integration that waits for the job, or an
//! event that the service sends at its end.

/// What takes the place of asking again and again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instead {
    /// An optimized integration that starts the job and waits until it is done, as written after
    /// `arn:aws:states:::`.
    Wait(&'static str),
    /// The service tells the end of the job by itself, by what may start a function.
    Notice(&'static str),
}

/// A call that reads how far a job is.
#[derive(Clone, Copy, Debug)]
pub struct Poll {
    /// Ids of the service, as optimized and as SDK integration.
    pub services: &'static [&'static str],
    /// The reading call.
    pub reads: &'static str,
    /// The call that starts such a job.
    pub starts: &'static str,
    /// What spares it.
    pub instead: Instead,
}

/// The entry for a call, if it reads how far a job is.
pub fn find(service: &str, action: &str) -> Option<&'static Poll> {
    POLLS.iter().find(|poll| poll.reads == action && poll.services.contains(&service))
}

const fn wait(
    services: &'static [&'static str],
    reads: &'static str,
    starts: &'static str,
    resource: &'static str,
) -> Poll {
    Poll { services, reads, starts, instead: Instead::Wait(resource) }
}

const fn notice(
    services: &'static [&'static str],
    reads: &'static str,
    starts: &'static str,
    event: &'static str,
) -> Poll {
    Poll { services, reads, starts, instead: Instead::Notice(event) }
}

const EMR: &[&str] = &["elasticmapreduce", "emr"];

/// Waiting integrations: developer guide of Step Functions, "Integrating optimized services". Events and
/// notices: the reference of events of Amazon EventBridge and the guides of the services.
static POLLS: &[Poll] = &[
    wait(&["athena"], "getQueryExecution", "startQueryExecution", "athena:startQueryExecution.sync"),
    wait(&["batch"], "describeJobs", "submitJob", "batch:submitJob.sync"),
    wait(
        &["bedrock"],
        "getModelCustomizationJob",
        "createModelCustomizationJob",
        "bedrock:createModelCustomizationJob.sync",
    ),
    wait(&["codebuild"], "batchGetBuilds", "startBuild", "codebuild:startBuild.sync"),
    wait(&["codebuild"], "batchGetBuildBatches", "startBuildBatch", "codebuild:startBuildBatch.sync"),
    wait(&["databrew"], "describeJobRun", "startJobRun", "databrew:startJobRun.sync"),
    wait(&["ecs"], "describeTasks", "runTask", "ecs:runTask.sync"),
    wait(&["eks"], "describeCluster", "createCluster", "eks:createCluster.sync"),
    wait(&["eks"], "describeNodegroup", "createNodegroup", "eks:createNodegroup.sync"),
    wait(&["eks"], "describeFargateProfile", "createFargateProfile", "eks:createFargateProfile.sync"),
    wait(EMR, "describeStep", "addJobFlowSteps", "elasticmapreduce:addStep.sync"),
    wait(EMR, "describeCluster", "runJobFlow", "elasticmapreduce:createCluster.sync"),
    wait(
        &["emr-containers", "emrcontainers"],
        "describeJobRun",
        "startJobRun",
        "emr-containers:startJobRun.sync",
    ),
    wait(&["emr-serverless", "emrserverless"], "getJobRun", "startJobRun", "emr-serverless:startJobRun.sync"),
    wait(&["glue"], "getJobRun", "startJobRun", "glue:startJobRun.sync"),
    wait(&["glue"], "getJobRuns", "startJobRun", "glue:startJobRun.sync"),
    wait(&["mediaconvert"], "getJob", "createJob", "mediaconvert:createJob.sync"),
    wait(
        &["sagemaker"],
        "describeHyperParameterTuningJob",
        "createHyperParameterTuningJob",
        "sagemaker:createHyperParameterTuningJob.sync",
    ),
    wait(&["sagemaker"], "describeLabelingJob", "createLabelingJob", "sagemaker:createLabelingJob.sync"),
    wait(
        &["sagemaker"],
        "describeProcessingJob",
        "createProcessingJob",
        "sagemaker:createProcessingJob.sync",
    ),
    wait(&["sagemaker"], "describeTrainingJob", "createTrainingJob", "sagemaker:createTrainingJob.sync"),
    wait(&["sagemaker"], "describeTransformJob", "createTransformJob", "sagemaker:createTransformJob.sync"),
    wait(&["sfn", "states"], "describeExecution", "startExecution", "states:startExecution.sync:2"),
    notice(&["backup"], "describeBackupJob", "startBackupJob", "the event `Backup Job State Change`"),
    notice(&["backup"], "describeRestoreJob", "startRestoreJob", "the event `Restore Job State Change`"),
    notice(
        &["cloudformation"],
        "describeStacks",
        "createStack",
        "the event `CloudFormation Stack Status Change`",
    ),
    notice(
        &["codepipeline"],
        "getPipelineExecution",
        "startPipelineExecution",
        "the event `CodePipeline Pipeline Execution State Change`",
    ),
    notice(
        &["datasync"],
        "describeTaskExecution",
        "startTaskExecution",
        "the event `DataSync Task Execution State Change`",
    ),
    notice(
        &["ec2"],
        "describeInstances",
        "runInstances",
        "the event `EC2 Instance State-change Notification`",
    ),
    notice(&["ec2"], "describeSnapshots", "createSnapshot", "the event `EBS Snapshot Notification`"),
    notice(&["ec2"], "describeVolumes", "createVolume", "the event `EBS Volume Notification`"),
    notice(&["glue"], "getCrawler", "startCrawler", "the event `Glue Crawler State Change`"),
    notice(
        &["redshiftdata"],
        "describeStatement",
        "executeStatement",
        "the event `Redshift Data Statement Status Change` (set `WithEvent`)",
    ),
    notice(
        &["rekognition"],
        "getLabelDetection",
        "startLabelDetection",
        "a message to the topic of its `NotificationChannel`",
    ),
    notice(
        &["ssm"],
        "getAutomationExecution",
        "startAutomationExecution",
        "the event `EC2 Automation Execution Status-change Notification`",
    ),
    notice(
        &["ssm"],
        "getCommandInvocation",
        "sendCommand",
        "the event `EC2 Command Status-change Notification`",
    ),
    notice(
        &["textract"],
        "getDocumentAnalysis",
        "startDocumentAnalysis",
        "a message to the topic of its `NotificationChannel`",
    ),
    notice(
        &["textract"],
        "getDocumentTextDetection",
        "startDocumentTextDetection",
        "a message to the topic of its `NotificationChannel`",
    ),
    notice(
        &["transcribe"],
        "getTranscriptionJob",
        "startTranscriptionJob",
        "the event `Transcribe Job State Change`",
    ),
];

#[cfg(test)]
mod tests {
    use super::{Instead, POLLS, find};
    use crate::aws::integrations::{Pattern, Resource, integration, parse};

    #[test]
    fn a_call_is_found_under_both_ids_of_its_service() {
        for service in ["sfn", "states"] {
            assert!(find(service, "describeExecution").is_some());
        }
        assert!(find("glue", "getTable").is_none() && find("glue", "describeExecution").is_none());
    }

    #[test]
    fn every_waiting_integration_exists() {
        for poll in POLLS {
            let Instead::Wait(resource) = poll.instead else { continue };
            let arn = format!("arn:aws:states:::{resource}");
            let is_known = match parse(&arn) {
                Resource::Optimized { service, pattern, .. } => {
                    let waits = matches!(pattern, Pattern::Sync | Pattern::SyncV2);
                    waits && service.known().and_then(integration).is_some()
                }
                _ => false,
            };
            assert!(is_known, "{resource}");
        }
    }
}
