//! What leads where within one scope.

use std::collections::HashSet;

use super::machine::Scope;
use super::state::State;

/// Which states of a scope are entered.
#[derive(Debug)]
pub struct Reachability {
    /// States that `StartAt` or a transition of their scope names, whoever owns it.
    referenced: HashSet<usize>,
    /// States that a walk from `StartAt` gets to.
    reached: HashSet<usize>,
}

impl Reachability {
    /// Walks a scope.
    pub fn of(scope: Scope) -> Reachability {
        let start = scope.start_at().and_then(|value| scope.state(&value.text()?));
        let mut referenced: HashSet<usize> = start.iter().map(|state| state.index()).collect();
        referenced.extend(scope.states().flat_map(targets).map(State::index));
        let mut reached = HashSet::new();
        let mut open: Vec<State> = start.into_iter().collect();
        while let Some(state) = open.pop() {
            if reached.insert(state.index()) {
                open.extend(targets(state));
            }
        }
        Reachability { referenced, reached }
    }

    /// Whether anything names the state, as the service demands of every state (measured).
    pub fn is_referenced(&self, state: State) -> bool {
        self.referenced.contains(&state.index())
    }

    /// Whether an execution can get there.
    pub fn is_reached(&self, state: State) -> bool {
        self.reached.contains(&state.index())
    }
}

/// The states that a state leads to; targets that do not exist are left out.
fn targets(state: State<'_>) -> impl Iterator<Item = State<'_>> {
    state.transitions().filter_map(move |transition| state.scope().state(&transition.target.text()?))
}
