//! What a task calls, where its parameters name it in a way of their own.

use super::Call;
use crate::aws::needs::{Confidence, Row};
use crate::project::permissions::fill::{arn_start, fill};
use crate::project::permissions::inputs::Given;
use crate::project::permissions::pattern::{Pattern, Token};
use crate::project::permissions::{Fact, Need, Needs};

impl Call<'_, '_, '_, '_> {
    /// Name, ARN or part of one, with or without a version or an alias.
    pub(super) fn function(&self, row: &Row) -> Need {
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
    pub(super) fn queue(&self, row: &Row) -> Need {
        match self.given_queue() {
            Some((queue, dynamic)) => Need { dynamic, ..self.need(row, vec![queue]) },
            None => Need { dynamic: true, ..self.need(row, vec![any_queue()]) },
        }
    }

    pub(super) fn given_queue(&self) -> Option<(Pattern, bool)> {
        let Given::Text(url) = self.inputs.get(&["QueueUrl"]) else { return None };
        Some((queue_of_url(&url)?, false))
    }

    pub(super) fn buses(&self, row: &Row) -> Vec<Need> {
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
    pub(super) fn executions(&self, row: &Row) -> Need {
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

    /// A family without a revision is its newest one.
    pub(super) fn task_definition(&self, row: &Row) -> Need {
        let mut filled = self.fill(row);
        let last = filled.resource.split(':', 6).pop().unwrap_or_default();
        if last.starts_with("task-definition/") && !last.tokens.contains(&Token::Char(':')) && !last.is_open()
        {
            filled.resource.push_text(":*");
            filled.dynamic = true;
        }
        Need { dynamic: filled.dynamic || filled.resource.is_all(), ..self.need(row, vec![filled.resource]) }
    }

    /// `arn:…:execute-api:…:API/STAGE/METHOD/PATH`.
    pub(super) fn api(&self, row: &Row) -> Need {
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
    pub(super) fn endpoint(&self, row: &Row) -> Need {
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
    pub(super) fn narrowed(&self, row: &Row, parts: &[(&str, &str, &str, &str)]) -> Need {
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
    pub(super) fn stored(&self, row: &Row) -> Option<Need> {
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
    pub(super) fn model(&self, row: &Row, needs: &mut Needs) {
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
            Given::Text(model) if !model.is_open() && of_profile(&model).is_some() => {
                let base = of_profile(&model).filter(|_| is_foundation);
                needs.list.extend(base.into_iter().flat_map(|base| self.profile(row, &model, &base)));
            }
            // Not known: any model.
            _ => {
                let resource =
                    fill(row.resource, &self.subject.names, &|_| Given::Absent).anywhere().resource;
                needs.list.push(Need { dynamic: true, ..self.need(row, vec![resource]) });
            }
        }
    }

    /// A profile needs itself, and the model in each Region that it leads to (Bedrock User Guide, "Prerequisites for
    /// inference profiles").
    fn profile(&self, row: &Row, model: &Pattern, base: &str) -> [Need; 2] {
        let mut profile = arn_start("bedrock", true);
        profile.push_text("inference-profile/");
        profile.push(model);
        let behind = Pattern::of(&format!("arn:*:bedrock:*::foundation-model/{base}"));
        [
            Need { confidence: Confidence::Derived, ..self.need(row, vec![profile]) },
            Need { dynamic: true, ..self.need(row, vec![behind]) },
        ]
    }
}

/// `anthropic.claude-v2`; those of inference profiles start with a part of the world.
fn is_plain_model(model: &Pattern) -> bool {
    model.text().is_some_and(|text| text.contains('.')) && of_profile(model).is_none()
}

/// The model behind the inference profile of this id.
fn of_profile(model: &Pattern) -> Option<String> {
    let text = model.text()?;
    let (first, base) = text.split_once('.')?;
    matches!(first, "us" | "eu" | "apac" | "global" | "us-gov" | "jp" | "au" | "ca").then(|| base.to_owned())
}

fn any_queue() -> Pattern {
    let mut arn = Pattern::of("arn:");
    arn.tokens.push(Token::Place("AWS::Partition".to_owned()));
    arn.push_text(":sqs:*:*:*");
    arn
}

/// The ARN of the queue with this URL.
pub(in crate::project::permissions) fn queue_of_url(url: &Pattern) -> Option<Pattern> {
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
