//! One state and where it leads.

use super::known_text;
use super::machine::{Kind, Language, Machine, StateData};
use super::scope::Scope;
use super::transition::Transition;
use super::work::Work;
use crate::aws::integrations::Resource;
use crate::tree::Value;

/// The value of `Type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StateType {
    /// Calls something.
    Task,
    /// Passes or makes data.
    Pass,
    /// Waits for a time.
    Wait,
    /// Branches on data.
    Choice,
    /// Ends well.
    Succeed,
    /// Ends with an error.
    Fail,
    /// Runs branches at the same time.
    Parallel,
    /// Runs a processor for each item.
    Map,
    /// Absent, misspelt or a hole.
    Unknown,
}

impl StateType {
    /// The eight types, in the order of the specification.
    pub const ALL: [StateType; 8] = [
        StateType::Task,
        StateType::Parallel,
        StateType::Map,
        StateType::Pass,
        StateType::Wait,
        StateType::Choice,
        StateType::Succeed,
        StateType::Fail,
    ];

    /// The type of a state.
    pub fn of(state: Value) -> StateType {
        let Some(name) = state.get_merged("Type").and_then(known_text) else { return StateType::Unknown };
        StateType::ALL.into_iter().find(|kind| kind.as_str() == name).unwrap_or(StateType::Unknown)
    }

    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            StateType::Task => "Task",
            StateType::Pass => "Pass",
            StateType::Wait => "Wait",
            StateType::Choice => "Choice",
            StateType::Succeed => "Succeed",
            StateType::Fail => "Fail",
            StateType::Parallel => "Parallel",
            StateType::Map => "Map",
            StateType::Unknown => "",
        }
    }

    /// Whether it goes on by `Next` or ends by `End`.
    pub fn has_next(self) -> bool {
        use StateType::*;
        matches!(self, Task | Pass | Wait | Parallel | Map)
    }

    /// Whether it has retriers and catchers.
    pub fn may_handle(self) -> bool {
        matches!(self, StateType::Task | StateType::Parallel | StateType::Map)
    }
}

/// A state of a machine.
#[derive(Clone, Copy, Debug)]
pub struct State<'m> {
    machine: &'m Machine<'m>,
    index: usize,
}

impl PartialEq for State<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.machine, other.machine) && self.index == other.index
    }
}

impl<'m> State<'m> {
    pub(super) fn new(machine: &'m Machine<'m>, index: usize) -> State<'m> {
        State { machine, index }
    }

    /// Its number in the machine, in the order of the text.
    pub fn index(self) -> usize {
        self.index
    }

    /// The machine it belongs to.
    pub fn machine(self) -> &'m Machine<'m> {
        self.machine
    }

    /// The scope that knows its name.
    pub fn scope(self) -> Scope<'m> {
        Scope::new(self.machine, self.data().scope)
    }

    /// Scopes inside it: branches of a Parallel, the processor of a Map.
    pub fn inner_scopes(self) -> impl Iterator<Item = Scope<'m>> {
        self.data().inner.iter().map(move |&index| Scope::new(self.machine, index))
    }

    /// Its name.
    pub fn name(self) -> &'m str {
        &self.data().name
    }

    /// The object that defines it; its key is the name.
    pub fn value(self) -> Value<'m> {
        self.data().value
    }

    /// Its type.
    pub fn kind(self) -> StateType {
        self.data().kind
    }

    /// One of its fields.
    pub fn field(self, name: &str) -> Option<Value<'m>> {
        self.data().fields.get(name)
    }

    /// Whether all of its fields are written here. A hole among its keys may bring any other, and a
    /// text that could not be read to the end may hold more.
    pub fn is_complete(self) -> bool {
        self.data().is_complete
    }

    /// What a Task calls. Unknown too where there is no `Resource`.
    pub fn integration(self) -> Resource<'m> {
        let data = self.data();
        data.integration.unwrap_or_else(|| super::machine::parsed(&data.resource))
    }

    /// The text that names what a Task calls, where it is one.
    pub(super) fn resource(self) -> Option<Value<'m>> {
        self.data().resource.as_ref().map(|(resource, _)| *resource)
    }

    /// What a Task waits for.
    pub fn work(self) -> Work {
        self.data().work
    }

    /// What the executions that run it are.
    pub fn execution_kind(self) -> Kind {
        self.scope().execution_kind()
    }

    /// The states that hold it, from the innermost outwards.
    pub fn owners(self) -> impl Iterator<Item = State<'m>> {
        std::iter::successors(self.scope().owner(), |owner| owner.scope().owner())
    }

    /// The language that holds for it: its own, else the machine's; that of an enclosing state does
    /// not flow in (measured).
    pub fn language(self) -> Language {
        Language::of(self.field("QueryLanguage")).unwrap_or_else(|| self.machine.language())
    }

    /// Whether an execution of its scope can end here.
    pub fn is_terminal(self) -> bool {
        match self.kind() {
            StateType::Succeed | StateType::Fail => true,
            kind if kind.has_next() => self.field("End").is_some_and(|end| end.as_bool() != Some(false)),
            StateType::Unknown => self.field("End").is_some_and(|end| end.as_bool() == Some(true)),
            _ => false,
        }
    }

    /// Whether it is terminal, or a hole or a fault in it hides whether it is.
    pub fn may_be_terminal(self) -> bool {
        self.is_terminal()
            || self.kind() == StateType::Unknown
            || (self.kind().has_next() && !self.is_complete())
    }

    /// Whether all of its transitions are written here and lead to names that are known.
    pub fn has_known_transitions(self) -> bool {
        self.data().has_known_transitions
    }

    /// Every way out of it that the grammar of its type allows, in the order of the grammar.
    pub fn transitions(self) -> impl Iterator<Item = Transition<'m>> {
        let machine = self.machine;
        let written = machine.transitions.get(self.data().transitions.clone()).unwrap_or_default();
        written.iter().map(move |to| Transition {
            kind: to.kind,
            target: to.target,
            state: to.state.map(|index| State::new(machine, index)),
        })
    }

    /// Retriers, where its type may have them.
    pub fn retriers(self) -> impl Iterator<Item = Value<'m>> {
        self.list("Retry")
    }

    /// Catchers, where its type may have them.
    pub fn catchers(self) -> impl Iterator<Item = Value<'m>> {
        self.list("Catch")
    }

    fn list(self, field: &str) -> impl Iterator<Item = Value<'m>> + use<'m> {
        let list = if self.kind().may_handle() { self.field(field) } else { None };
        list.into_iter().flat_map(Value::items)
    }

    fn data(self) -> &'m StateData<'m> {
        &self.machine.states[self.index]
    }
}
