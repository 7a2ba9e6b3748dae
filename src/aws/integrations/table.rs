//! The optimized integrations. Actions and patterns are those of the Step Functions developer guide
//! ("Integrating services", "Integrate optimized services"); rows say where that is not so.

use super::Pattern;
use Support::{No, Unclear, Yes};

/// Whether the service takes a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Support {
    /// It does.
    Yes,
    /// It refuses it.
    No,
    /// The sources do not say, or contradict each other: nothing may rest on it.
    Unclear,
}

/// One optimized integration. Every action can be called and not waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Integration {
    /// Id in the resource of a task.
    pub service: &'static str,
    /// Actions that can also wait until the job is done: `.sync`.
    pub jobs: &'static [&'static str],
    /// Actions that cannot.
    pub calls: &'static [&'static str],
    /// Whether its actions take `.waitForTaskToken`.
    pub callback: Support,
    /// Whether its jobs take `.sync:2`.
    pub sync_v2: Support,
    /// Whether it is no task at all, but reads the items or writes the results of a Map.
    pub only_in_map: bool,
    /// Whether its actions are recalled, or are too new to be sure that there are no others: one that is
    /// not listed is then a reason to warn, not to refuse.
    pub may_grow: bool,
}

const ROW: Integration = Integration {
    service: "",
    jobs: &[],
    calls: &[],
    callback: No,
    sync_v2: No,
    only_in_map: false,
    may_grow: false,
};

/// All of them, sorted by id.
pub static INTEGRATIONS: &[Integration] = &[
    Integration { service: "apigateway", calls: &["invoke"], callback: Yes, ..ROW },
    Integration {
        service: "athena",
        jobs: &["startQueryExecution"],
        calls: &["getQueryExecution", "getQueryResults", "stopQueryExecution"],
        ..ROW
    },
    // The guide lists no callback; an emulator of the service takes one.
    Integration { service: "batch", jobs: &["submitJob"], callback: Unclear, ..ROW },
    Integration {
        service: "bedrock",
        jobs: &["createModelCustomizationJob"],
        calls: &["invokeModel"],
        callback: Yes,
        may_grow: true,
        ..ROW
    },
    // New in the guide of 2026, which shows request-response and says nothing of a callback.
    Integration {
        service: "bedrockagentcore",
        calls: &["invokeHarness"],
        callback: Unclear,
        may_grow: true,
        ..ROW
    },
    Integration {
        service: "codebuild",
        jobs: &["retryBuildBatch", "startBuild", "startBuildBatch"],
        calls: &["batchDeleteBuilds", "batchGetReports", "deleteBuildBatch", "stopBuild", "stopBuildBatch"],
        ..ROW
    },
    Integration { service: "databrew", jobs: &["startJobRun"], ..ROW },
    Integration { service: "dynamodb", calls: &["deleteItem", "getItem", "putItem", "updateItem"], ..ROW },
    Integration { service: "ecs", jobs: &["runTask"], callback: Yes, ..ROW },
    Integration {
        service: "eks",
        jobs: &[
            "createCluster",
            "createFargateProfile",
            "createNodegroup",
            "deleteCluster",
            "deleteFargateProfile",
            "deleteNodegroup",
            "runJob",
        ],
        calls: &["call"],
        callback: Yes,
        ..ROW
    },
    Integration {
        service: "elasticmapreduce",
        jobs: &["addStep", "createCluster", "terminateCluster"],
        calls: &[
            "cancelStep",
            "modifyInstanceFleetByName",
            "modifyInstanceGroupByName",
            "setClusterTerminationProtection",
        ],
        ..ROW
    },
    Integration {
        service: "emr-containers",
        jobs: &["deleteVirtualCluster", "startJobRun"],
        calls: &["createVirtualCluster"],
        ..ROW
    },
    Integration {
        service: "emr-serverless",
        jobs: &[
            "cancelJobRun",
            "createApplication",
            "deleteApplication",
            "startApplication",
            "startJobRun",
            "stopApplication",
        ],
        may_grow: true,
        ..ROW
    },
    Integration { service: "events", calls: &["putEvents"], callback: Yes, ..ROW },
    // The headings of the guide's policy templates name a callback for Glue; its table of patterns has none.
    Integration { service: "glue", jobs: &["startJobRun"], ..ROW },
    Integration { service: "http", calls: &["invoke"], ..ROW },
    Integration { service: "lambda", calls: &["invoke"], callback: Yes, ..ROW },
    Integration { service: "mediaconvert", jobs: &["createJob"], may_grow: true, ..ROW },
    Integration {
        service: "s3",
        calls: &["getObject", "listObjectsV2", "putObject"],
        only_in_map: true,
        may_grow: true,
        ..ROW
    },
    Integration {
        service: "sagemaker",
        jobs: &[
            "createHyperParameterTuningJob",
            "createLabelingJob",
            "createProcessingJob",
            "createTrainingJob",
            "createTransformJob",
        ],
        calls: &["createEndpoint", "createEndpointConfig", "createModel", "updateEndpoint"],
        ..ROW
    },
    Integration { service: "sns", calls: &["publish"], callback: Yes, ..ROW },
    Integration { service: "sqs", calls: &["sendMessage"], callback: Yes, ..ROW },
    Integration { service: "states", jobs: &["startExecution"], callback: Yes, sync_v2: Yes, ..ROW },
];

impl Integration {
    /// Its actions, jobs first.
    pub fn actions(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.jobs.iter().chain(self.calls).copied()
    }

    /// Whether this action can be called with this pattern. Of an action that is not in the table only
    /// what holds for the whole service is said.
    pub fn supports(&self, action: &str, pattern: Pattern<'_>) -> Support {
        match pattern {
            Pattern::RequestResponse => Yes,
            Pattern::Sync => self.sync(action),
            Pattern::SyncV2 if self.sync_v2 == Yes => self.sync(action),
            Pattern::SyncV2 => self.sync_v2,
            Pattern::WaitForTaskToken => self.callback,
            Pattern::Other(_) => No,
            Pattern::Unknown => Unclear,
        }
    }

    fn sync(&self, action: &str) -> Support {
        if self.jobs.contains(&action) {
            Yes
        } else if self.jobs.is_empty() || self.calls.contains(&action) {
            No
        } else {
            Unclear
        }
    }
}
