//! What a task of an optimized integration needs: the rows of its API with the parameters put in.

use super::fill::{Filled, arn_start, fill};
use super::inputs::{Given, Inputs};
use super::pattern::{Pattern, Token};
use super::{Fact, Need, Needs, Subject};
use crate::asl::Task;
use crate::aws::integrations::{Pattern as Waits, Resource};
use crate::aws::needs::{self, Confidence, Naming, Row, Tier};
use crate::cfn;

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
    for row in rows.filter(|row| row.pattern.holds(may_be_sync)) {
        let from = needs.list.len();
        call.row(row, needs);
        if pattern == Waits::Unknown && row.tier != Tier::Call {
            needs.list.iter_mut().skip(from).for_each(|need| need.optional = true);
        }
    }
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
            facts: facts(row),
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

    /// Name, ARN or part of one, with or without a version or an alias.
    fn function(&self, row: &Row) -> Need {
        let names = &self.subject.names;
        let (mut function, mut dynamic) = match self.given("FunctionName") {
            Given::Text(value) => (value, false),
            Given::Dynamic(value) => (value, true),
            Given::Absent => (Pattern::all(), true),
        };
        if !names.is_arn(&function) {
            // `123456789012:function:name`
            let parts = function.split(':', 4);
            let is_partial = parts.get(1).and_then(Pattern::text).is_some_and(|word| word == "function");
            let filled = fill(row.resource, names, &|_| match dynamic {
                true => Given::Dynamic(function.clone()),
                false => Given::Text(function.clone()),
            });
            dynamic |= is_partial;
            function = if is_partial { filled.resource } else { filled.anywhere().resource };
        }
        match self.inputs.get(&["Qualifier"]) {
            Given::Absent => {}
            Given::Text(qualifier) => {
                function.push_text(":");
                function.push(&qualifier);
            }
            Given::Dynamic(_) => {
                dynamic = true;
                function.push_text(":*");
            }
        }
        // The unpublished version: whether a policy for the function alone holds for it was not looked up.
        let shown = function.to_string();
        if let Some(name) = shown.strip_suffix(":$LATEST") {
            let length = function.tokens.len() - (shown.len() - name.len());
            function.tokens.truncate(length);
            let unqualified = function.clone();
            function.push_text(":$LATEST");
            let alternatives = vec![unqualified];
            return Need { dynamic, alternatives, ..self.need(row, vec![function]) };
        }
        Need { dynamic, ..self.need(row, vec![function]) }
    }

    /// `https://sqs.REGION.amazonaws.com/ACCOUNT/NAME`.
    fn queue(&self, row: &Row) -> Need {
        match self.given_queue() {
            Some((queue, dynamic)) => Need { dynamic, ..self.need(row, vec![queue]) },
            None => Need { dynamic: true, ..self.need(row, vec![any_queue()]) },
        }
    }

    fn given_queue(&self) -> Option<(Pattern, bool)> {
        let Given::Text(url) = self.inputs.get(&["QueueUrl"]) else { return None };
        Some((queue_of_url(&url)?, false))
    }

    fn buses(&self, row: &Row) -> Vec<Need> {
        let Some(entries) = self.inputs.items("Entries") else {
            return vec![Need {
                dynamic: true,
                ..self.need(
                    row,
                    vec![fill(row.resource, &self.subject.names, &|_| Given::Absent).anywhere().resource],
                )
            }];
        };
        let of_entry = |entry| {
            let bus = match self.inputs.of_item(entry, "EventBusName") {
                Given::Absent => Given::Text(Pattern::of("default")),
                given => given,
            };
            let filled = fill(row.resource, &self.subject.names, &|_| bus.clone()).anywhere();
            Need { dynamic: filled.dynamic, ..self.need(row, vec![filled.resource]) }
        };
        entries.into_iter().map(of_entry).collect()
    }

    /// The executions of the machine that is started.
    fn executions(&self, row: &Row) -> Need {
        let Given::Text(machine) = self.given("StateMachineName") else {
            return Need { dynamic: true, ..self.plain_or_all(row) };
        };
        let parts = machine.split(':', 8);
        let is_machine = |part: &Pattern| part.text().is_some_and(|word| word == "stateMachine");
        let (Some(sort), Some(name)) = (parts.get(5), parts.get(6)) else {
            let mut any = arn_start("states", true);
            any.push_text("execution:*");
            return Need { dynamic: true, ..self.need(row, vec![any]) };
        };
        let mut arn = Pattern::default();
        for part in parts.iter().take(5) {
            arn.push(part);
            arn.push_text(":");
        }
        arn.push_text("execution:");
        arn.push(name);
        arn.push_text(":*");
        Need { dynamic: !is_machine(sort), ..self.need(row, vec![arn]) }
    }

    fn plain_or_all(&self, row: &Row) -> Need {
        self.plain(row).unwrap_or_else(|| self.need(row, vec![Pattern::all()]))
    }

    /// A family without a revision is its newest one.
    fn task_definition(&self, row: &Row) -> Need {
        let mut filled = self.fill(row);
        let last = filled.resource.split(':', 6).pop().unwrap_or_default();
        if last.starts_with("task-definition/") && !last.tokens.contains(&Token::Char(':')) && !last.is_open()
        {
            filled.resource.push_text(":*");
            filled.dynamic = true;
        }
        Need { dynamic: filled.dynamic || filled.resource.is_all(), ..self.need(row, vec![filled.resource]) }
    }

    /// The roles of the task definition, if the template has it, and those that the call puts in their place.
    fn task_role(&self, row: &Row) -> Vec<Need> {
        let property = if row.resource.contains("Execution") { "ExecutionRoleArn" } else { "TaskRoleArn" };
        let pass = |role, dynamic| Need::pass(role, Some("ecs-tasks.amazonaws.com"), dynamic);
        let mut found = Vec::new();
        match self.inputs.get(&["Overrides", property]) {
            Given::Absent => {}
            Given::Text(role) => {
                let (role, dynamic) = self.role_arn(role);
                found.push(pass(role, dynamic));
            }
            Given::Dynamic(_) => found.push(Need { optional: true, ..pass(any_role(), true) }),
        }
        let names = &self.subject.names;
        let definition = match self.inputs.get(&["TaskDefinition"]) {
            Given::Text(definition) => definition.tokens.first().cloned(),
            _ => None,
        };
        let resource = match (&definition, names.template()) {
            (Some(Token::Open(id)), Some(template)) => template.resource(id).map(|found| (found, template)),
            _ => None,
        };
        match resource.filter(|(found, _)| found.is("AWS::ECS::TaskDefinition")) {
            Some((resource, template)) => match resource.property(template, &[property]) {
                cfn::Property::Absent => {}
                role => match role.place().and_then(|role| names.value(role)) {
                    Some(role) => {
                        let (role, dynamic) = self.role_arn(role);
                        found.push(pass(role, dynamic));
                    }
                    None => found.push(Need { optional: true, ..pass(any_role(), true) }),
                },
            },
            None => found.push(Need { optional: true, ..pass(any_role(), true) }),
        }
        found
    }

    /// The ARN of a role that is given by its ARN or its name, and whether its path is unknown.
    fn role_arn(&self, role: Pattern) -> (Pattern, bool) {
        let names = &self.subject.names;
        if names.is_arn(&role) {
            return (role, false);
        }
        if let ([Token::Name(id)], Some(template)) = (role.tokens.as_slice(), names.template())
            && let Some(arn) = template.resource(id).and_then(|resource| names.arn(resource))
        {
            return (arn, false);
        }
        let mut arn = any_role();
        arn.tokens.pop();
        arn.push(&role);
        (arn, true)
    }

    /// The service role and that of the instances, of which an instance profile has the name.
    fn cluster_roles(&self) -> Vec<Need> {
        let service = match self.inputs.get(&["ServiceRole"]) {
            Given::Text(role) => self.role_arn(role),
            _ => (any_role(), true),
        };
        let instances = Need::pass(any_role(), Some("ec2.amazonaws.com"), true);
        let service = Need::pass(service.0, Some("elasticmapreduce.amazonaws.com"), service.1);
        vec![service, Need { optional: true, ..instances }]
    }

    /// `arn:…:execute-api:…:API/STAGE/METHOD/PATH`.
    fn api(&self, row: &Row) -> Need {
        let text = |name: &str| match self.inputs.get(&[name]) {
            Given::Text(value) => Some(value),
            Given::Dynamic(value) if !value.is_all() => Some(value),
            _ => None,
        };
        let path = text("Path");
        let is_connection = path.as_ref().is_some_and(|path| path.starts_with("/@connections"));
        let mut arn = arn_start("execute-api", true);
        let id = text("ApiEndpoint")
            .map(|endpoint| endpoint.split('.', 2))
            .and_then(|mut parts| (parts.len() == 2).then(|| parts.swap_remove(0)));
        let parts = [id, text("Stage"), text("Method"), path];
        let dynamic = is_connection || parts.iter().any(Option::is_none);
        for (at, part) in parts.into_iter().enumerate() {
            if at > 0 {
                arn.push_text("/");
            }
            let part = part.unwrap_or_else(Pattern::all);
            let skipped = usize::from(part.starts_with("/"));
            arn.tokens.extend(part.tokens.into_iter().skip(skipped));
        }
        // Without authorization, the default, the call is not signed.
        let is_signed = self.inputs.get(&["AuthType"]) == Given::Text(Pattern::of("IAM_ROLE"));
        // Messages to the clients of a WebSocket API are an action of their own; where the path is not known
        // it may be that.
        let optional =
            !is_signed || is_connection || self.inputs.get(&["Path"]) == Given::Dynamic(Pattern::all());
        let need = Need { dynamic, optional, spare: !is_signed, ..self.need(row, vec![arn]) };
        match is_connection {
            true => Need {
                action: "execute-api:ManageConnections".into(),
                confidence: Confidence::Derived,
                optional: !is_signed,
                ..need
            },
            false => need,
        }
    }

    /// The machine itself, with method and endpoint as conditions; the connection and its secret.
    fn endpoint(&self, row: &Row) -> Need {
        if row.action != "states:InvokeHTTPEndpoint" {
            return self.plain_or_all(row);
        }
        let own = self.subject.own_arn("stateMachine", "");
        let mut need = self.need(row, vec![own]);
        need.facts.clear();
        for (operator, key, name) in [
            ("StringEquals", "states:HTTPMethod", "Method"),
            ("StringLike", "states:HTTPEndpoint", "ApiEndpoint"),
        ] {
            if let Given::Text(value) = self.inputs.get(&[name]) {
                need.facts.push(Fact { operator, key: key.to_owned(), value });
            }
        }
        need
    }

    /// Resources that the documented statement leaves open and the call names.
    fn narrowed(&self, row: &Row, parts: &[(&str, &str, &str, &str)]) -> Need {
        let names = &self.subject.names;
        let mut dynamic = false;
        let resources = parts.iter().map(|(service, before, parameter, after)| {
            let value = match self.inputs.get(&[parameter]) {
                Given::Text(value) => value,
                Given::Dynamic(value) => {
                    dynamic = true;
                    value
                }
                Given::Absent => Pattern::all(),
            };
            if names.is_arn(&value) {
                return value;
            }
            let mut arn = arn_start(service, true);
            arn.push_text(before);
            arn.push(&value);
            if !value.is_all() {
                arn.push_text(after);
            }
            arn
        });
        let resources: Vec<Pattern> = resources.collect();
        Need { dynamic, confidence: Confidence::Derived, ..self.need(row, resources) }
    }

    /// An object that a model reads its input from, or writes its output to.
    fn stored(&self, row: &Row) -> Option<Need> {
        let part = if row.action == "s3:PutObject" { "Output" } else { "Input" };
        match self.inputs.get(&[part, "S3Uri"]) {
            Given::Absent => None,
            Given::Text(uri) if uri.starts_with("s3://") => {
                let mut object = arn_start("s3", false);
                object.tokens.extend(uri.tokens.into_iter().skip("s3://".len()));
                Some(self.need(row, vec![object]))
            }
            _ if self.inputs.is_hidden() => None,
            _ => self.plain(row),
        }
    }

    /// The kind of the id decides about the ARN.
    fn model(&self, row: &Row, needs: &mut Needs) {
        let is_foundation = row.resource.contains("foundation-model");
        match self.inputs.get(&["ModelId"]) {
            Given::Text(model) if self.subject.names.is_arn(&model) => {
                if is_foundation {
                    let is_whole = model.to_string().contains("foundation-model/");
                    needs.list.push(Need { dynamic: !is_whole, ..self.need(row, vec![model]) });
                }
            }
            Given::Text(model) if is_foundation && !model.is_open() && is_plain_model(&model) => {
                needs.list.extend(self.plain(row));
            }
            Given::Text(model) if !model.is_open() && is_plain_model(&model) => {}
            // An inference profile, or not known: any model.
            _ => {
                let resource =
                    fill(row.resource, &self.subject.names, &|_| Given::Absent).anywhere().resource;
                needs.list.push(Need { dynamic: true, ..self.need(row, vec![resource]) });
            }
        }
    }
}

/// `anthropic.claude-v2`; those of inference profiles start with a part of the world.
fn is_plain_model(model: &Pattern) -> bool {
    let Some(text) = model.text() else { return false };
    let first = text.split('.').next().unwrap_or_default();
    text.contains('.') && !matches!(first, "us" | "eu" | "apac" | "global" | "us-gov" | "jp" | "au" | "ca")
}

pub(super) fn any_role() -> Pattern {
    let mut arn = Pattern::of("arn:");
    arn.tokens.push(Token::Place("AWS::Partition".to_owned()));
    arn.push_text(":iam::");
    arn.tokens.push(Token::Place("AWS::AccountId".to_owned()));
    arn.push_text(":role/*");
    arn
}

pub(super) fn any_queue() -> Pattern {
    let mut arn = Pattern::of("arn:");
    arn.tokens.push(Token::Place("AWS::Partition".to_owned()));
    arn.push_text(":sqs:*:*:*");
    arn
}

/// The ARN of the queue with this URL.
pub(super) fn queue_of_url(url: &Pattern) -> Option<Pattern> {
    let parts = url.split('/', 5);
    let [_, _, host, account, name] = parts.as_slice() else {
        return match url.tokens.as_slice() {
            [Token::Open(_)] => {
                let mut arn = arn_start("sqs", true);
                arn.push(url);
                Some(arn)
            }
            _ => None,
        };
    };
    let region = host.split('.', 3).into_iter().nth(1)?;
    let mut arn = Pattern::of("arn:");
    arn.tokens.push(Token::Place("AWS::Partition".to_owned()));
    arn.push_text(":sqs:");
    arn.push(&region);
    arn.push_text(":");
    arn.push(account);
    arn.push_text(":");
    arn.push(name);
    Some(arn)
}

/// The condition of a row, as far as it has no placeholders.
fn facts(row: &Row) -> Vec<Fact> {
    let Some(condition) = row.condition else { return Vec::new() };
    let Ok(serde_json::Value::Object(operators)) = serde_json::from_str(condition) else { return Vec::new() };
    let mut facts = Vec::new();
    for (operator, keys) in &operators {
        let operator = if operator == "StringLike" { "StringLike" } else { "StringEquals" };
        for (key, value) in keys.as_object().into_iter().flatten() {
            let text = value.as_str().or_else(|| value.get(0)?.as_str());
            if let Some(text) = text.filter(|text| !text.contains("${")) {
                facts.push(Fact { operator, key: key.clone(), value: Pattern::of(text) });
            }
        }
    }
    facts
}
