//! What a task of an optimized integration needs: the rows of its API with the parameters put in.

mod roles;
mod targets;

use super::fill::{Filled, arn_start, fill};
use super::inputs::{Given, Inputs};
use super::pattern::Pattern;
pub(super) use roles::any_role;
pub(super) use targets::queue_of_url;

use super::{Fact, Need, Needs, Subject};
use crate::asl::Task;
use crate::aws::actions::{self, Action};
use crate::aws::integrations::{Pattern as Waits, Resource};
use crate::aws::needs::{self, Naming, Row, Tier};
use crate::aws::resources::{Overlap, overlaps};

/// The parameters that a placeholder stands for, where it is not the one of the same name.
const PARAMETERS: &[(&str, &str, &[&str])] = &[
    ("bedrock", "BaseModelId", &["BaseModelIdentifier"]),
    ("bedrockagentcore", "HarnessName", &["HarnessArn"]),
    ("ecs", "ExecutionRoleArn", &["Overrides.ExecutionRoleArn"]),
    ("ecs", "TaskRoleArn", &["Overrides.TaskRoleArn"]),
    ("eks", "ClusterName", &["ClusterName", "Name"]),
    ("eks", "NodeRoleName", &["NodeRole"]),
    ("eks", "ServiceRoleName", &["RoleArn"]),
    ("elasticmapreduce", "RoleName", &["ServiceRole"]),
    ("emr-containers", "VirtualClusterId", &["VirtualClusterId", "Id"]),
    ("http", "Method", &["Method"]),
    ("sagemaker", "JobName", &["ProcessingJobName", "HyperParameterTuningJobName", "LabelingJobName"]),
    ("sagemaker", "Name", &["EndpointName", "EndpointConfigName", "ModelName"]),
    ("sns", "TopicName", &["TopicArn", "TargetArn"]),
    ("states", "StateMachineName", &["StateMachineArn"]),
];

/// Parameters that may be ARNs of another Region or account.
const ARNS: [&str; 8] = [
    "FunctionName",
    "TopicName",
    "StateMachineName",
    "EventBusName",
    "QueueName",
    "TaskDefinition",
    "ModelId",
    "Authentication.ConnectionArn",
];

/// Actions of Athena that only the newer pages of the guide name.
const NOT_ALWAYS_NAMED: [&str; 3] =
    ["athena:BatchGetQueryExecution", "athena:GetQueryResults", "athena:ListQueryExecutions"];

/// One task on its way.
struct Call<'c, 's, 'm, 't> {
    subject: &'c Subject<'s, 'm, 't>,
    inputs: Inputs<'c, 's, 't, 'm>,
    service: &'c str,
    api: &'c str,
}

pub(super) fn of_task<'m>(subject: &Subject<'_, 'm, '_>, task: Task<'m>, needs: &mut Needs) {
    let (Some((service, api)), Some(pattern)) = (task.known_optimized(), waits(task)) else {
        needs.complete = false;
        return;
    };
    if service == "eks" && matches!(api, "call" | "runJob") {
        return;
    }
    let all: Vec<Row> = needs::of(service, api).collect();
    if all.is_empty() {
        needs.complete = false;
        return;
    }
    let may_be_sync = matches!(pattern, Waits::Sync | Waits::SyncV2 | Waits::Unknown);
    needs
        .granted_besides
        .extend(all.iter().chain(&needs::of(service, "").collect::<Vec<_>>()).map(|row| row.action));
    let call = Call { subject, inputs: Inputs::of_task(&subject.names, task), service, api };
    let rows = all.iter().filter(|row| row.tier != Tier::NoNeed && row.resources != Naming::Dynamic);
    let rows = rows.filter(|row| {
        is_taken(row) || !all.iter().any(|other| other.action == row.action && is_taken(other))
    });
    for row in rows.filter(|row| row.pattern.holds(may_be_sync)) {
        let from = needs.list.len();
        call.row(row, needs);
        if pattern == Waits::Unknown && row.tier != Tier::Call {
            needs.list.iter_mut().skip(from).for_each(|need| need.optional = true);
        }
    }
}

/// Whether the action takes such resources. The guide writes all actions of a statement with all of its resources.
fn is_taken(row: &Row) -> bool {
    let takes = |action: Action| {
        action.resource_types().any(|one| overlaps(row.resource, one.kind.arn) != Overlap::No)
    };
    actions::find(row.action).is_none_or(takes)
}

fn waits(task: Task<'_>) -> Option<Waits<'_>> {
    match task.integration {
        Resource::Optimized { pattern, .. } | Resource::Http { pattern } => Some(pattern),
        _ => None,
    }
}

impl<'m> Call<'_, '_, 'm, '_> {
    fn row(&self, row: &Row, needs: &mut Needs) {
        match (self.service, row.tier) {
            ("dynamodb", Tier::Call)
                if !row
                    .action
                    .split_once(':')
                    .is_some_and(|(_, name)| name.eq_ignore_ascii_case(self.api)) => {}
            ("lambda", Tier::Call) if row.resource.ends_with(":*") => {}
            ("lambda", Tier::Call) => needs.list.push(self.function(row)),
            ("sqs", Tier::Call) => needs.list.push(self.queue(row)),
            ("events", Tier::Call) => needs.list.extend(self.buses(row)),
            ("states", Tier::Poll | Tier::Cancel) => needs.list.push(self.executions(row)),
            ("sns", Tier::Call) if self.given("TopicName") == Given::Absent => {
                needs.list.push(Need { dynamic: true, ..self.need(row, vec![Pattern::all()]) });
            }
            ("ecs", Tier::PassRole) => needs.list.extend(self.task_role(row)),
            ("ecs", Tier::Call) => needs.list.push(self.task_definition(row)),
            ("elasticmapreduce", Tier::PassRole) => needs.list.extend(self.cluster_roles()),
            ("apigateway", Tier::Call) => needs.list.push(self.api(row)),
            ("http", Tier::Call) => needs.list.push(self.endpoint(row)),
            ("glue", Tier::Call) => needs.list.push(self.narrowed(row, &[("glue", "job/", "JobName", "")])),
            ("batch", Tier::Call) => needs.list.push(self.narrowed(
                row,
                &[
                    ("batch", "job-definition/", "JobDefinition", "*"),
                    ("batch", "job-queue/", "JobQueue", ""),
                ],
            )),
            ("ecs", Tier::Prerequisite) => {
                let tags = ["Tags", "PropagateTags"].map(|name| self.inputs.get(&[name]));
                if tags.iter().any(|given| *given != Given::Absent) {
                    let mut tasks = arn_start("ecs", true);
                    tasks.push_text("task/*");
                    needs.list.push(Need { dynamic: true, ..self.need(row, vec![tasks]) });
                }
            }
            // A job needs a template or a preset only where it names one.
            ("mediaconvert", Tier::Call) => {
                let optional = !row.resource.ends_with(":queues/*");
                needs.list.extend(self.plain(row).map(|need| Need { optional, ..need }));
            }
            ("bedrock", Tier::Data) => needs.list.extend(self.stored(row)),
            ("bedrock", Tier::Call) if self.api == "invokeModel" => self.model(row, needs),
            _ => needs.list.extend(self.plain(row)),
        }
    }

    fn given(&self, placeholder: &str) -> Given {
        if placeholder == "WorkGroup" && self.inputs.get(&["WorkGroup"]) == Given::Absent {
            return Given::Text(Pattern::of("primary"));
        }
        let named =
            PARAMETERS.iter().find(|(service, name, _)| *service == self.service && *name == placeholder);
        let paths = named.map_or(vec![placeholder], |(.., paths)| paths.to_vec());
        let found = paths.iter().map(|path| self.inputs.get(&path.split('.').collect::<Vec<_>>()));
        found.into_iter().find(|given| *given != Given::Absent).unwrap_or(Given::Absent)
    }

    fn fill(&self, row: &Row) -> Filled {
        let filled = fill(row.resource, &self.subject.names, &|name| self.given(name));
        let is_arn = ARNS.iter().any(|name| row.resource.contains(&format!("${{{name}}}")));
        if is_arn { filled.anywhere() } else { filled }
    }

    fn need(&self, row: &Row, resources: Vec<Pattern>) -> Need {
        Need {
            confidence: row.confidence,
            facts: self.facts(row),
            known: self.known(row),
            optional: matches!(
                row.tier,
                Tier::Prerequisite | Tier::ServiceLinkedRole | Tier::Redrive | Tier::Data
            ) || (row.tier == Tier::Poll && NOT_ALWAYS_NAMED.contains(&row.action)),
            ..Need::on(row.action, resources, row.tier)
        }
    }

    /// A role that is not given is not passed.
    fn plain(&self, row: &Row) -> Option<Need> {
        let Filled { resource, dynamic } = self.fill(row);
        let placeholder = row.resource.split_once("${").filter(|_| row.tier == Tier::PassRole);
        if placeholder.is_some() && resource.is_all() {
            return Some(Need { dynamic: true, optional: true, ..self.need(row, vec![any_role()]) });
        }
        Some(Need { dynamic: dynamic || resource.is_all(), ..self.need(row, vec![resource]) })
    }

    fn plain_or_all(&self, row: &Row) -> Need {
        self.plain(row).unwrap_or_else(|| self.need(row, vec![Pattern::all()]))
    }

    /// The condition of a row, as far as the call tells its values.
    fn facts(&self, row: &Row) -> Vec<Fact> {
        let Some(condition) = row.condition else { return Vec::new() };
        let Ok(serde_json::Value::Object(operators)) = serde_json::from_str(condition) else {
            return Vec::new();
        };
        let mut facts = Vec::new();
        for (operator, keys) in &operators {
            let operator = if operator == "StringLike" { "StringLike" } else { "StringEquals" };
            for (key, value) in keys.as_object().into_iter().flatten() {
                let Some(text) = value.as_str().or_else(|| value.get(0)?.as_str()) else { continue };
                let value = fill(text, &self.subject.names, &|name| self.given(name));
                if !value.dynamic {
                    facts.push(Fact { operator, key: key.clone(), value: value.resource });
                }
            }
        }
        facts
    }

    /// The cluster that a task runs in.
    fn known(&self, row: &Row) -> Vec<Fact> {
        if self.service != "ecs" || row.tier == Tier::PassRole {
            return Vec::new();
        }
        let cluster = match self.inputs.get(&["Cluster"]) {
            Given::Text(cluster) => cluster,
            Given::Absent => Pattern::of("default"),
            Given::Dynamic(_) => return Vec::new(),
        };
        let value = match self.subject.names.is_arn(&cluster) {
            true => cluster,
            false => {
                let mut arn = arn_start("ecs", true);
                arn.push_text("cluster/");
                arn.push(&cluster);
                arn
            }
        };
        vec![Fact { operator: "ArnEquals", key: "ecs:cluster".to_owned(), value }]
    }
}
