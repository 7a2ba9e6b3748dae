//! A machine: how its scopes and states are read.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use super::expression::Expressions;
use super::fields::Fields;
use super::flow::Flow;
use super::reference::References;
use super::scope::{Scope, ScopeData};
use super::slot::Slots;
use super::state::{State, StateType};
use super::transition::{self, TransitionData};
use super::work::Work;
use super::{is_hidden, known_text, task};
use crate::aws::integrations::{self, Resource};
use crate::tree::Value;

/// Scopes within scopes that are still read: the service refuses far fewer (`TOO_DEEPLY_NESTED`).
const MAX_NESTING: usize = 64;

/// What the service runs the machine as; decides about limits and what a timeout is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Kind {
    /// Up to a year, exactly once.
    Standard,
    /// Up to five minutes, at least once.
    Express,
    /// The definition alone does not tell.
    #[default]
    Unknown,
}

/// Query language of a state (specification of November 2024).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Language {
    /// The default.
    #[default]
    JsonPath,
    /// `{% … %}`.
    Jsonata,
}

impl Language {
    /// The language that a `QueryLanguage` field names, if it names one.
    pub fn of(value: Option<Value>) -> Option<Language> {
        match value?.text()?.as_ref() {
            "JSONPath" => Some(Language::JsonPath),
            "JSONata" => Some(Language::Jsonata),
            _ => None,
        }
    }
}

/// A whole definition.
#[derive(Debug)]
pub struct Machine<'t> {
    value: Value<'t>,
    kind: Kind,
    language: Language,
    is_whole: bool,
    pub(super) scopes: Vec<ScopeData<'t>>,
    pub(super) states: Vec<StateData<'t>>,
    pub(super) transitions: Vec<TransitionData<'t>>,
    pub(super) slots: Slots<'t>,
    pub(super) expressions: Expressions<'t>,
    pub(super) flow: OnceLock<Flow>,
    pub(super) references: References<'t>,
}

#[derive(Debug)]
pub(super) struct StateData<'t> {
    pub name: Cow<'t, str>,
    pub value: Value<'t>,
    pub kind: StateType,
    /// What names the call of a Task, and its text, where that is written here; holes may be in it.
    pub resource: Option<(Value<'t>, Cow<'t, str>)>,
    /// What that is; none where it has to be read from a copy of the text.
    pub integration: Option<Resource<'t>>,
    pub work: Work,
    pub scope: usize,
    pub inner: Vec<usize>,
    pub fields: Fields<'t>,
    /// Whether all of its fields are written here.
    pub is_complete: bool,
    /// Numbers of the ways out of it.
    pub transitions: Range<usize>,
    /// Whether there are no other ways, and all lead to names that are known.
    pub has_known_transitions: bool,
}

impl<'t> Machine<'t> {
    /// Reads a definition; anything that is not where the grammar wants it is left out.
    pub fn of(value: Value<'t>, kind: Kind) -> Machine<'t> {
        // What a certain repair mends was read as if it were mended.
        let is_whole = value.tree().errors().all(|(_, error)| error.repair.is_some());
        let language = Language::of(value.get("QueryLanguage")).unwrap_or_default();
        let mut machine = Machine {
            value,
            kind,
            language,
            is_whole,
            scopes: Vec::new(),
            states: Vec::new(),
            transitions: Vec::new(),
            slots: Slots::default(),
            expressions: Expressions::default(),
            flow: OnceLock::new(),
            references: References::default(),
        };
        machine.read_scope(value, None, kind, 0);
        machine.read_transitions();
        let certain: Vec<bool> = machine.scopes().map(Scope::has_known_targets).collect();
        for (scope, is_certain) in machine.scopes.iter_mut().zip(certain) {
            scope.is_certain = is_certain;
        }
        machine.slots = Slots::of(&machine);
        machine.expressions = Expressions::of(&machine);
        machine.references = References::of(&machine);
        machine
    }

    /// The whole definition.
    pub fn value(&self) -> Value<'t> {
        self.value
    }

    /// Whether the text could be read to the end. Otherwise what seems to be absent may be there.
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// Standard or Express, where the template tells.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// A field at the root.
    pub fn field(&self, name: &str) -> Option<Value<'t>> {
        self.value.get(name)
    }

    /// The language of states that name none.
    pub fn language(&self) -> Language {
        self.language
    }

    /// All scopes, the root first, each before those inside it.
    pub fn scopes(&self) -> impl Iterator<Item = Scope<'_>> {
        (0..self.scopes.len()).map(|index| Scope::new(self, index))
    }

    /// All states of all scopes.
    pub fn states(&self) -> impl Iterator<Item = State<'_>> {
        (0..self.states.len()).map(|index| State::new(self, index))
    }

    fn read_scope(
        &mut self,
        value: Value<'t>,
        owner: Option<usize>,
        execution_kind: Kind,
        depth: usize,
    ) -> usize {
        let index = self.scopes.len();
        self.scopes.push(ScopeData::new(value, owner, execution_kind));
        let states = value.get("States").filter(|states| states.is_mapping());
        let members: Vec<_> = states.into_iter().flat_map(Value::merged_entries).collect();
        let is_known =
            |state: &Value| is_state(*state) && state.key().is_some_and(|key| known_text(key).is_some());
        let scope = &mut self.scopes[index];
        scope.has_written_states = states.is_some() && members.iter().all(|member| is_state(*member));
        scope.has_known_states = scope.has_written_states && members.iter().all(is_known);
        for state in members.into_iter().filter(|state| is_state(*state)) {
            let Some(name) = state.key_text() else { continue };
            let id = self.states.len();
            let kind = StateType::of(state);
            let fields = Fields::of(state);
            let is_complete = self.is_whole && is_complete(state);
            let resource = resource(&fields, kind);
            let integration = match &resource {
                Some((_, Cow::Borrowed(text))) => Some(integrations::parse(text)),
                Some((_, Cow::Owned(_))) => None,
                None => Some(Resource::Unknown),
            };
            self.states.push(StateData {
                name,
                value: state,
                kind,
                work: Work::of(integration.unwrap_or_else(|| parsed(&resource))),
                integration,
                resource,
                scope: index,
                inner: Vec::new(),
                fields,
                is_complete,
                transitions: 0..0,
                has_known_transitions: false,
            });
            self.scopes[index].states.push(id);
            if depth < MAX_NESTING {
                for inner in inner_scopes(state, kind) {
                    let own_kind = processor_kind(state, inner).unwrap_or(execution_kind);
                    let inner = self.read_scope(inner, Some(id), own_kind, depth + 1);
                    self.states[id].inner.push(inner);
                }
            }
        }
        let (scope, states) = (&mut self.scopes[index], &self.states);
        scope.by_name.clone_from(&scope.states);
        scope.by_name.sort_by(|one, other| states[*one].name.cmp(&states[*other].name));
        index
    }

    fn read_transitions(&mut self) {
        for index in 0..self.states.len() {
            let (start, state) = (self.transitions.len(), &self.states[index]);
            self.transitions.extend(transition::read(state, &self.scopes[state.scope], &self.states));
            let are_known = transition::are_known(state, &self.transitions[start..]);
            let end = self.transitions.len();
            let state = &mut self.states[index];
            (state.transitions, state.has_known_transitions) = (start..end, are_known);
        }
    }
}

/// Whether no hole among its keys may bring others.
fn is_complete(state: Value) -> bool {
    !state.has_unknown_merge() && state.entries().all(|field| field.key().is_some_and(|key| !is_hidden(key)))
}

/// Whether a member of `States` is written here as a state.
fn is_state(member: Value) -> bool {
    member.is_mapping() && !is_hidden(member)
}

/// What a resource names.
pub(super) fn parsed<'r>(resource: &'r Option<(Value<'_>, Cow<'_, str>)>) -> Resource<'r> {
    resource.as_ref().map_or(Resource::Unknown, |(_, text)| integrations::parse(text))
}

fn resource<'t>(fields: &Fields<'t>, kind: StateType) -> Option<(Value<'t>, Cow<'t, str>)> {
    let resource = task::written_resource(fields.get("Resource").filter(|_| kind == StateType::Task)?)?;
    Some((resource, resource.text()?))
}

/// The type of the executions that run the processor of a Distributed Map.
fn processor_kind(state: Value, scope: Value) -> Option<Kind> {
    let processor = state.get_merged("ItemProcessor").filter(|processor| *processor == scope)?;
    let config = processor.get("ProcessorConfig")?;
    if config.get("Mode").is_none_or(|mode| mode.is_text("INLINE")) {
        return None;
    }
    Some(match config.get("ExecutionType").and_then(known_text).as_deref() {
        Some("STANDARD") => Kind::Standard,
        Some("EXPRESS") => Kind::Express,
        _ => Kind::Unknown,
    })
}

/// Branches of a Parallel state; the processor of a Map state, under its old name too.
fn inner_scopes(state: Value<'_>, kind: StateType) -> Vec<Value<'_>> {
    match kind {
        StateType::Parallel => state.get("Branches").into_iter().flat_map(Value::items).collect(),
        StateType::Map => ["ItemProcessor", "Iterator"].iter().filter_map(|key| state.get(key)).collect(),
        _ => Vec::new(),
    }
}
