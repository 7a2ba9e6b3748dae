//! What each JSONPath state certainly gets as input, as far as the states before it tell: which members
//! may be there, and so which cannot. Whatever is not certain is unknown.

mod data;
mod steps;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;

pub use data::{Data, Missing};
pub use steps::Steps;

use super::machine::Machine;
use super::scope::Scope;
use super::state::{State, StateType};

/// How often the input of one state may grow before it counts as unknown: loops that wrap their data would
/// let it grow for ever.
const MAX_VISITS: u8 = 8;

/// The inputs of all states of a machine.
#[derive(Debug)]
pub struct DataFlow {
    /// By index of the state; none where no execution gets to it.
    inputs: Vec<Option<Data>>,
}

impl DataFlow {
    /// Follows the data through a machine. None where the text is broken, so that states may be missing, and
    /// where nothing of any state can be known.
    pub fn of(machine: &Machine) -> Option<DataFlow> {
        let is_known = machine.is_whole()
            && machine.field("QueryLanguage").is_none_or(|language| language.is_text("JSONPath"));
        if !is_known || !machine.states().any(steps::tells) {
            return None;
        }
        let mut flow = DataFlow { inputs: vec![None; machine.states().count()] };
        for scope in machine.scopes() {
            let input = flow.input_of(scope);
            match scope.is_certain() {
                true => flow.run(scope, input),
                false => flow.forget(scope),
            }
        }
        Some(flow)
    }

    /// What happens to the data in a state; none where no execution gets to it.
    pub fn steps<'m>(&self, state: State<'m>) -> Option<Steps<'m>> {
        Some(Steps::of(state, self.inputs.get(state.index())?.clone()?))
    }

    /// What the first state of a scope gets.
    fn input_of(&self, scope: Scope) -> Data {
        let Some((owner, steps)) = scope.owner().and_then(|owner| Some((owner, self.steps(owner)?))) else {
            return Data::Unknown;
        };
        match owner.kind() {
            StateType::Parallel => steps.branch(),
            // What a batcher makes holds other members beside the items.
            StateType::Map if owner.field("ItemBatcher").is_none() => steps.item(),
            _ => Data::Unknown,
        }
    }

    fn forget(&mut self, scope: Scope) {
        for state in scope.states() {
            if let Some(input) = self.inputs.get_mut(state.index()) {
                *input = Some(Data::Unknown);
            }
        }
    }

    fn run(&mut self, scope: Scope, input: Data) {
        let Some(start) = scope.start() else { return };
        let mut open = VecDeque::new();
        let mut visits = vec![0; self.inputs.len()];
        self.enter(start, &input, &mut visits, &mut open);
        while let Some(state) = open.pop_front() {
            let Some(steps) = self.steps(state) else { continue };
            for (target, output) in steps.leaving() {
                self.enter(target, &output, &mut visits, &mut open);
            }
        }
    }

    /// Adds what one way brings to the input of a state.
    fn enter<'m>(
        &mut self,
        state: State<'m>,
        data: &Data,
        visits: &mut [u8],
        open: &mut VecDeque<State<'m>>,
    ) {
        let (Some(input), Some(visits)) = (self.inputs.get_mut(state.index()), visits.get_mut(state.index()))
        else {
            return;
        };
        let joined = match input {
            None => data.clone(),
            Some(Data::Unknown) => return,
            Some(_) if *visits >= MAX_VISITS => Data::Unknown,
            Some(before) => before.join(data),
        };
        if input.as_ref() != Some(&joined) {
            *visits += 1;
            *input = Some(joined);
            open.push_back(state);
        }
    }
}
