//! What a Task calls, and what it sends there.

use std::borrow::Cow;

use super::machine::Language;
use super::reference::DOLLAR;
use super::state::State;
use super::{is_hidden, known_text};
use crate::aws::arn::Part;
use crate::aws::integrations::{Pattern, Resource};
use crate::text::Span;
use crate::tree::Value;

/// A Task whose `Resource` is a text; holes may be in it.
#[derive(Clone, Copy, Debug)]
pub struct Task<'m> {
    /// The state.
    pub state: State<'m>,
    /// The text that names what it calls.
    pub resource: Value<'m>,
    /// What that is.
    pub integration: Resource<'m>,
}

/// A call of an action of a service.
#[derive(Clone, Copy, Debug)]
pub struct Call<'m> {
    /// Whether it goes through the SDK integrations: `aws-sdk:…`.
    pub is_sdk: bool,
    /// Id of the service.
    pub service: Part<'m>,
    /// Action, in camelCase.
    pub action: Part<'m>,
    /// How the task waits.
    pub pattern: Pattern<'m>,
}

/// What a task sends: its `Parameters`, or its `Arguments` where it speaks JSONata.
#[derive(Clone, Copy, Debug)]
pub enum Request<'m> {
    /// Neither: the input as it is.
    Absent,
    /// An object; whether all of its fields are written here.
    Fields(Value<'m>, bool),
    /// An expression, a hole, or a fault that hides it.
    Unknown,
}

impl<'m> Task<'m> {
    /// The task that a state is.
    pub fn of(state: State<'m>) -> Option<Task<'m>> {
        Some(Task { state, resource: state.resource()?, integration: state.integration() })
    }

    /// The action that it calls, where its resource is of a form that names one.
    pub fn call(self) -> Option<Call<'m>> {
        let (is_sdk, service, action, pattern) = match self.integration {
            Resource::Optimized { service, action, pattern } => (false, service, action, pattern),
            Resource::Sdk { service, action, pattern } => (true, service, action, pattern),
            _ => return None,
        };
        Some(Call { is_sdk, service, action, pattern })
    }

    /// Service and action of the optimized integration that it calls, where both are known.
    pub fn known_optimized(self) -> Option<(&'m str, &'m str)> {
        match self.integration {
            Resource::Http { .. } => Some(("http", "invoke")),
            _ => self.call().filter(|call| !call.is_sdk)?.known(),
        }
    }

    /// The bytes of a part of its resource.
    pub fn part_span(self, part: Part) -> Span {
        self.resource.text_span(part.start()..part.start() + part.text().len())
    }

    /// The bytes of the pattern, from the dot on.
    pub fn pattern_span(self, call: Call) -> Span {
        let length = self.resource.text().map_or(0, |text| text.len());
        self.resource.text_span(call.action.start() + call.action.text().len()..length)
    }

    /// What it sends.
    pub fn request(self) -> Request<'m> {
        let is_jsonata = self.state.language() == Language::Jsonata;
        let (own, other) = if is_jsonata { ("Arguments", "Parameters") } else { ("Parameters", "Arguments") };
        let is_sure = self.state.field("QueryLanguage").is_none_or(|word| known_text(word).is_some());
        match (self.state.field(own), self.state.field(other)) {
            _ if !is_sure => Request::Unknown,
            (None, None) if self.state.is_complete() => Request::Absent,
            (Some(fields), None) if fields.is_mapping() && !is_hidden(fields) => {
                let is_known = |field: Value| field.key().is_some_and(|key| !is_hidden(key));
                let is_whole = self.state.machine().is_whole();
                Request::Fields(fields, is_whole && fields.merged_entries().all(is_known))
            }
            _ => Request::Unknown,
        }
    }

    /// The fields of what it sends, each with the name that the service sees: that of `Key.$` is `Key`.
    /// None where nothing is known of them.
    pub fn fields(self) -> Option<Vec<(Cow<'m, str>, Value<'m>)>> {
        let Request::Fields(fields, _) = self.request() else { return None };
        let is_jsonpath = self.state.language() == Language::JsonPath;
        let named = |field: Value<'m>| {
            let key = field.key_text().filter(|_| field.key().is_some_and(|key| !is_hidden(key)))?;
            let name = match key {
                key if !is_jsonpath => key,
                Cow::Borrowed(key) => Cow::Borrowed(key.strip_suffix(DOLLAR).unwrap_or(key)),
                Cow::Owned(key) => Cow::Owned(key.strip_suffix(DOLLAR).unwrap_or(&key).to_owned()),
            };
            Some((name, field))
        };
        Some(fields.merged_entries().filter_map(named).collect())
    }
}

impl<'m> Call<'m> {
    /// Service and action as they are written: `sqs:sendMessage`, `aws-sdk:sqs:purgeQueue`.
    pub fn title(self) -> String {
        let sdk = if self.is_sdk { "aws-sdk:" } else { "" };
        format!("{sdk}{}:{}", self.service.text(), self.action.text())
    }

    /// Service and action, where both are known.
    pub fn known(self) -> Option<(&'m str, &'m str)> {
        Some((self.service.known()?, self.action.known()?))
    }
}

/// The text of a `Resource`: its own, or the one that `Fn::Sub` fills in.
pub(super) fn written_resource(resource: Value<'_>) -> Option<Value<'_>> {
    let substituted =
        resource.get("Fn::Sub").or(resource.tag().is_some_and(|tag| tag == "!Sub").then_some(resource));
    let Some(substituted) = substituted else {
        let is_plain = resource.tag().is_none_or(|tag| tag.starts_with("!!"));
        return (is_plain && resource.text().is_some()).then_some(resource);
    };
    let text = if substituted.is_sequence() { substituted.items().next()? } else { substituted };
    text.text().is_some().then_some(text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{Request, Task};
    use crate::asl::{Kind, Machine};
    use crate::text::SourceId;
    use crate::tree::{json, yaml};

    fn with_task<T>(state: &str, look: impl Fn(Task) -> T) -> Option<T> {
        let text = format!(r#"{{"StartAt": "A", "States": {{"A": {state}}}}}"#);
        let tree = json::parse(SourceId(0), text.as_str().into(), 0..text.len());
        let machine = Machine::of(tree.root(), Kind::Unknown);
        Task::of(machine.states().next().unwrap()).map(look)
    }

    #[test]
    fn a_call_knows_its_parts() {
        let state = r#"{"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:s3:getObject.sync"}"#;
        let (title, service, pattern) = with_task(state, |task| {
            let call = task.call().unwrap();
            (call.title(), task.part_span(call.service), task.pattern_span(call))
        })
        .unwrap();
        assert_eq!(title, "aws-sdk:s3:getObject");
        assert_eq!((service.end - service.start, pattern.end - pattern.start), (2, 5));
        assert!(with_task(r#"{"Type": "Pass", "Resource": "x"}"#, |_| ()).is_none());
        assert!(with_task(r#"{"Type": "Task", "Resource": {"Ref": "Queue"}}"#, |_| ()).is_none());
    }

    #[test]
    fn fields_are_named_as_the_service_sees_them() {
        let names = |language: &str, field: &str| {
            let state = format!(
                r#"{{"Type": "Task", "Resource": "r", "QueryLanguage": "{language}", "{field}": {{"A.$": "$", "B": 1, "${{C}}": 2}}}}"#
            );
            with_task(&state, |task| {
                let is_complete = matches!(task.request(), Request::Fields(_, true));
                let names =
                    task.fields().map(|fields| fields.iter().map(|(name, _)| name.to_string()).collect());
                (is_complete, names)
            })
            .unwrap()
        };
        let words = |words: [&str; 2]| Some(words.map(String::from).to_vec());
        assert_eq!(names("JSONPath", "Parameters"), (false, words(["A", "B"])));
        assert_eq!(names("JSONata", "Arguments"), (false, words(["A.$", "B"])));
        assert_eq!(names("JSONata", "Parameters"), (false, None));
        assert_eq!(names("${Language}", "Parameters"), (false, None));
    }

    #[test]
    fn substituted_resources_are_read() {
        for (text, is_read) in [
            ("Resource: !Sub arn:${AWS::Partition}:states:::sqs:sendMessage", true),
            ("Resource: {Fn::Sub: 'arn:${AWS::Partition}:states:::sqs:sendMessage'}", true),
            ("Resource: {Fn::Sub: ['arn:${P}:states:::sqs:sendMessage', {P: aws}]}", true),
            ("Resource: !GetAtt Function.Arn", false),
        ] {
            let text = format!("States:\n  A:\n    Type: Task\n    {text}\n");
            let tree = yaml::parse(SourceId(0), text.as_str().into());
            let machine = Machine::of(tree.root(), Kind::Unknown);
            let task = machine.states().next().and_then(Task::of);
            assert_eq!(task.is_some_and(|task| task.call().is_some()), is_read, "{text}");
        }
    }
}
