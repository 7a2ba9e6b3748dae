//! Ways from one state to another.

use super::fields::Fields;
use super::machine::StateData;
use super::scope::ScopeData;
use super::state::{State, StateType};
use super::{is_hidden, known_text};
use crate::tree::Value;

/// The field that leads to another state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransitionKind {
    /// `Next` of the state.
    Next,
    /// `Default` of a Choice.
    Default,
    /// `Next` of a rule of a Choice.
    Choice,
    /// `Next` of a catcher.
    Catch,
}

/// A way from one state to another of its scope.
#[derive(Clone, Copy, Debug)]
pub struct Transition<'m> {
    /// By which field.
    pub kind: TransitionKind,
    /// The value that names the target.
    pub target: Value<'m>,
    /// The state of this name; none if there is none in the scope.
    pub state: Option<State<'m>>,
}

/// A [`Transition`] as the machine keeps it.
#[derive(Clone, Copy, Debug)]
pub(super) struct TransitionData<'t> {
    pub kind: TransitionKind,
    pub target: Value<'t>,
    /// The number of the state.
    pub state: Option<usize>,
}

/// Every way out of a state that the grammar of its type allows, in the order of the grammar.
pub(super) fn read<'t>(
    state: &StateData<'t>,
    scope: &ScopeData<'t>,
    states: &[StateData<'t>],
) -> impl Iterator<Item = TransitionData<'t>> {
    written(state.kind, &state.fields).map(move |(kind, target)| {
        let state = target.text().and_then(|name| scope.state(&name, states));
        TransitionData { kind, target, state }
    })
}

/// Whether all ways out of a state are written here and lead to names that are known.
pub(super) fn are_known(state: &StateData, written: &[TransitionData]) -> bool {
    let is_list = |list: Value| list.is_sequence() && list.items().all(|item| !is_hidden(item));
    state.kind != StateType::Unknown
        && state.is_complete
        && ["Choices", "Catch"].iter().filter_map(|field| state.fields.get(field)).all(is_list)
        && written.iter().all(|transition| known_text(transition.target).is_some())
}

fn written<'t>(
    state: StateType,
    fields: &Fields<'t>,
) -> impl Iterator<Item = (TransitionKind, Value<'t>)> + use<'t> {
    let has = |is_allowed: bool, name| fields.get(name).filter(|_| is_allowed);
    let is_choice = state == StateType::Choice;
    let next = has(state.has_next() || state == StateType::Unknown, "Next");
    let (choices, default) = (has(is_choice, "Choices"), has(is_choice, "Default"));
    let catchers = has(state.may_handle(), "Catch");
    let leading =
        |list: Option<Value<'t>>| list.into_iter().flat_map(Value::items).filter_map(|one| one.get("Next"));
    let by = |kind| move |target| (kind, target);
    next.map(by(TransitionKind::Next))
        .into_iter()
        .chain(leading(choices).map(by(TransitionKind::Choice)))
        .chain(default.map(by(TransitionKind::Default)))
        .chain(leading(catchers).map(by(TransitionKind::Catch)))
}
