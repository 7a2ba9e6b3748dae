//! What happens to the data within one state.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::data::Data;
use crate::asl::path::{Path, Root, StepKind};
use crate::asl::state::{State, StateType};
use crate::asl::transition::{Transition, TransitionKind};
use crate::asl::{Language, is_hidden, known_text};
use crate::aws::integrations::{Pattern, Resource};
use crate::tree::{Kind, Value};

/// The members of what a call of a function answers, where it does not wait for a token (developer guide,
/// "Invoke an AWS Lambda function with Step Functions").
static LAMBDA_RESULT: LazyLock<Data> = LazyLock::new(|| {
    Data::with(&[
        "ExecutedVersion",
        "FunctionError",
        "LogResult",
        "Payload",
        "SdkHttpMetadata",
        "SdkResponseMetadata",
        "StatusCode",
    ])
});

/// What a catcher gets: two strings (Amazon States Language specification, "Fallback States"). A cause that is
/// JSON is still a string.
static ERROR_OUTPUT: LazyLock<Data> = LazyLock::new(|| Data::with_texts(&["Error", "Cause"]));

/// The data at each point of a state, in the order of the processing.
#[derive(Clone, Debug)]
pub struct Steps<'m> {
    state: State<'m>,
    is_readable: bool,
    /// What the state before gives.
    pub raw: Data,
    /// After `InputPath`.
    pub effective: Data,
    /// What the work gives.
    pub result: Data,
    /// After `ResultSelector` and `ResultPath`.
    pub merged: Data,
    /// After `OutputPath`.
    pub output: Data,
}

impl<'m> Steps<'m> {
    pub(super) fn of(state: State<'m>, raw: Data) -> Steps<'m> {
        let is_readable = is_readable(state);
        if !is_readable {
            let unknown = || Data::Unknown;
            let (effective, result, merged, output) = (unknown(), unknown(), unknown(), unknown());
            return Steps { state, is_readable, raw, effective, result, merged, output };
        }
        let effective = through(state.field("InputPath"), &raw);
        let result = result(state, &effective);
        let merged = if has_result(state.kind()) {
            let selected = state.field("ResultSelector").map(|selector| Data::template(selector, &result));
            placed(state.field("ResultPath"), &raw, selected.as_ref().unwrap_or(&result))
        } else {
            effective.clone()
        };
        let output = through(state.field("OutputPath"), &merged);
        Steps { state, is_readable, raw, effective, result, merged, output }
    }

    /// What each branch of a Parallel state gets.
    pub(super) fn branch(&self) -> Data {
        match self.is_readable {
            true => prepared(self.state, &self.effective),
            false => Data::Unknown,
        }
    }

    /// What one iteration of a Map state gets.
    pub(super) fn item(&self) -> Data {
        let selector = self.state.field("ItemSelector").or_else(|| self.state.field("Parameters"));
        match selector.filter(|_| self.is_readable) {
            Some(selector) => Data::template(selector, &self.effective),
            None => Data::Unknown,
        }
    }

    /// Each target with what it gets.
    pub(super) fn leaving(&self) -> impl Iterator<Item = (State<'m>, Data)> {
        let by_catchers = |transition: &Transition| transition.kind == TransitionKind::Catch;
        let catchers = self.state.catchers().filter(|catcher| catcher.get("Next").is_some());
        let caught = catchers.zip(self.state.transitions().filter(by_catchers));
        let caught =
            caught.filter_map(|(catcher, transition)| Some((transition.state?, self.caught(catcher))));
        let others = self.state.transitions().filter(move |transition| !by_catchers(transition));
        others.filter_map(|transition| Some((transition.state?, self.output.clone()))).chain(caught)
    }

    /// What the target of a catcher gets.
    fn caught(&self, catcher: Value) -> Data {
        match self.is_readable && has_known_keys(catcher) {
            true => placed(catcher.get("ResultPath"), &self.raw, &ERROR_OUTPUT),
            false => Data::Unknown,
        }
    }
}

/// Whether something of what a state hands on may be known even if its input is not.
pub(super) fn tells(state: State) -> bool {
    let is_null = |field: &str| state.field(field).is_some_and(|path| path.kind() == Kind::Null);
    matches!(state.kind(), StateType::Pass | StateType::Parallel | StateType::Map)
        || is_call_of_lambda(state)
        || state.field("ResultSelector").is_some()
        || state.catchers().next().is_some()
        || ["InputPath", "OutputPath"].into_iter().any(is_null)
}

/// Whether it calls a function and waits for what it answers.
fn is_call_of_lambda(state: State) -> bool {
    match state.integration() {
        Resource::Optimized { service, action, pattern: Pattern::RequestResponse } => {
            service.known() == Some("lambda") && action.known() == Some("invoke")
        }
        _ => false,
    }
}

/// Whether what the state does with its data is written here, in JSONPath.
fn is_readable(state: State) -> bool {
    state.language() == Language::JsonPath
        && state.field("QueryLanguage").is_none_or(|language| language.is_text("JSONPath"))
        && state.kind() != StateType::Unknown
        && state.is_complete()
}

fn has_known_keys(catcher: Value) -> bool {
    catcher.entries().all(|entry| entry.key().is_some_and(|key| !is_hidden(key) && key.raw() != "<<"))
}

fn has_result(kind: StateType) -> bool {
    matches!(kind, StateType::Task | StateType::Pass | StateType::Parallel | StateType::Map)
}

/// What the work of a state gets.
fn prepared(state: State, effective: &Data) -> Data {
    let parameters = state.field("Parameters");
    parameters.map_or_else(|| effective.clone(), |template| Data::template(template, effective))
}

/// What the work of a state gives.
fn result(state: State, effective: &Data) -> Data {
    match state.kind() {
        StateType::Pass => state.field("Result").map_or_else(|| prepared(state, effective), Data::literal),
        StateType::Task if is_call_of_lambda(state) => LAMBDA_RESULT.clone(),
        _ => Data::Unknown,
    }
}

/// What a field that selects leaves of the data: `InputPath`, `OutputPath`.
fn through(field: Option<Value>, data: &Data) -> Data {
    let Some(value) = field else { return data.clone() };
    if value.kind() == Kind::Null {
        return Data::object(Default::default());
    }
    if matches!(data, Data::Unknown) {
        return Data::Unknown;
    }
    match parsed(value) {
        Some((text, path)) if path.root == Root::Data => data.at(&path, &text).unwrap_or(Data::Unknown),
        _ => Data::Unknown,
    }
}

/// The input with a result put where `ResultPath` says.
fn placed(field: Option<Value>, raw: &Data, result: &Data) -> Data {
    let Some(value) = field else { return result.clone() };
    if value.kind() == Kind::Null {
        return raw.clone();
    }
    match parsed(value) {
        Some((text, path)) if path.root == Root::Data => {
            let names: Vec<_> = path.names(&text).map(|(name, _)| name).collect();
            let is_chain = path.steps.iter().all(|step| matches!(step.kind, StepKind::Name(_)));
            if is_chain { raw.insert(&names, result) } else { Data::Unknown }
        }
        _ => Data::Unknown,
    }
}

fn parsed(value: Value<'_>) -> Option<(Cow<'_, str>, Path)> {
    let text = known_text(value)?;
    let path = Path::parse(&text).ok()?;
    Some((text, path))
}
