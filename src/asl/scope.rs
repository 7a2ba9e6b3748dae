//! A scope of a machine: one `States` object and what starts it.

use super::known_text;
use super::machine::{Kind, Machine, StateData};
use super::state::State;
use crate::tree::Value;

/// One `States` object and what starts it. Names of states are known only within their scope.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'m> {
    machine: &'m Machine<'m>,
    index: usize,
}

impl<'m> Scope<'m> {
    pub(super) fn new(machine: &'m Machine<'m>, index: usize) -> Scope<'m> {
        Scope { machine, index }
    }

    /// The object that holds `StartAt` and `States`.
    pub fn value(self) -> Value<'m> {
        self.data().value
    }

    /// Its number in the machine, each before those inside it.
    pub fn index(self) -> usize {
        self.index
    }

    /// The machine.
    pub fn machine(self) -> &'m Machine<'m> {
        self.machine
    }

    /// The state whose branch or processor this is; none for the machine itself.
    pub fn owner(self) -> Option<State<'m>> {
        self.data().owner.map(|index| State::new(self.machine, index))
    }

    /// The value of `StartAt`.
    pub fn start_at(self) -> Option<Value<'m>> {
        self.value().get("StartAt")
    }

    /// The state that `StartAt` names.
    pub fn start(self) -> Option<State<'m>> {
        self.state(&self.start_at()?.text()?)
    }

    /// The value of `States`, if it is an object.
    pub fn states_value(self) -> Option<Value<'m>> {
        self.value().get("States").filter(|states| states.is_mapping())
    }

    /// Its states in the order of the text.
    pub fn states(self) -> impl Iterator<Item = State<'m>> {
        self.data().states.iter().map(move |&index| State::new(self.machine, index))
    }

    /// The state of this name.
    pub fn state(self, name: &str) -> Option<State<'m>> {
        let found = self.data().state(name, &self.machine.states)?;
        Some(State::new(self.machine, found))
    }

    /// What the executions that run it are: the processor of a Distributed Map runs as executions of
    /// their own, of the type that it names.
    pub fn execution_kind(self) -> Kind {
        self.data().execution_kind
    }

    /// Whether every name and target in it is known: no `${holes}` where a state, its name or a
    /// target should be. Without that nothing can be said about what is absent or unreachable.
    pub fn is_certain(self) -> bool {
        self.data().is_certain
    }

    pub(super) fn has_known_targets(self) -> bool {
        self.has_known_states()
            && self.start_at().is_none_or(|target| known_text(target).is_some())
            && self.states().all(State::has_known_transitions)
    }

    /// Whether each of its states is written here under a name that is known.
    pub fn has_known_states(self) -> bool {
        self.machine.is_whole() && self.data().has_known_states
    }

    /// Whether an execution can end in it, as the service demands of every scope (measured); also
    /// where a hole might make it so.
    pub fn may_end(self) -> bool {
        !self.data().has_written_states
            || !self.machine.is_whole()
            || self.states().any(State::may_be_terminal)
    }

    fn data(self) -> &'m ScopeData<'m> {
        &self.machine.scopes[self.index]
    }
}

#[derive(Debug)]
pub(super) struct ScopeData<'t> {
    pub value: Value<'t>,
    /// The state whose branch or processor it is.
    pub owner: Option<usize>,
    /// What the executions that run it are.
    pub execution_kind: Kind,
    pub states: Vec<usize>,
    /// The states in the order of their names.
    pub by_name: Vec<usize>,
    /// Whether each member of `States` is written here as a state.
    pub has_written_states: bool,
    /// Whether each of them has a name that is known.
    pub has_known_states: bool,
    pub is_certain: bool,
}

impl<'t> ScopeData<'t> {
    pub fn new(value: Value<'t>, owner: Option<usize>, execution_kind: Kind) -> ScopeData<'t> {
        ScopeData {
            value,
            owner,
            execution_kind,
            states: Vec::new(),
            by_name: Vec::new(),
            has_written_states: false,
            has_known_states: false,
            is_certain: false,
        }
    }

    /// The number of the state of this name; of several the last, as every parser takes it that takes one.
    pub fn state(&self, name: &str, states: &[StateData]) -> Option<usize> {
        let after = self.by_name.partition_point(|state| *states[*state].name <= *name);
        let found = *self.by_name.get(after.checked_sub(1)?)?;
        (states[found].name == name).then_some(found)
    }
}
