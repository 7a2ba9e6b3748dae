//! What leads where within one scope.

use std::collections::{HashMap, HashSet};

use super::scope::Scope;
use super::state::State;
use crate::tree::Value;

/// Which states of a scope are entered.
#[derive(Debug)]
pub struct Reachability {
    /// Where each state leads, by index.
    targets: HashMap<usize, Vec<usize>>,
    /// What leads to each state, by index.
    origins: HashMap<usize, Vec<usize>>,
    start: Option<usize>,
    /// States that a walk from `StartAt` gets to.
    reached: HashSet<usize>,
}

impl Reachability {
    /// Walks a scope. Where no state has the name of a target, it is the one that `meant` says, if any.
    pub fn of<'m>(scope: Scope<'m>, meant: impl Fn(&str) -> Option<State<'m>>) -> Reachability {
        let meant = |target: Value<'m>| meant(&target.text()?);
        let start = scope.start().or_else(|| meant(scope.start_at()?)).map(State::index);
        let lead = |state: State<'m>| {
            let targets = state.transitions().filter_map(|to| to.state.or_else(|| meant(to.target)));
            (state.index(), targets.map(State::index).collect())
        };
        let targets: HashMap<usize, Vec<usize>> = scope.states().map(lead).collect();
        let mut origins: HashMap<usize, Vec<usize>> = HashMap::new();
        for state in scope.states() {
            for &target in targets.get(&state.index()).into_iter().flatten() {
                origins.entry(target).or_default().push(state.index());
            }
        }
        let mut reached = HashSet::new();
        if let Some(start) = start {
            walk(&targets, start, &mut reached);
        }
        Reachability { targets, origins, start, reached }
    }

    /// Whether anything names the state, as the service demands of every state (measured).
    pub fn is_referenced(&self, state: State) -> bool {
        self.start == Some(state.index()) || self.origins.contains_key(&state.index())
    }

    /// The states that lead to a state directly, in the order of the text.
    pub fn origins<'m>(&self, state: State<'m>) -> impl Iterator<Item = State<'m>> + use<'m, '_> {
        self.origins
            .get(&state.index())
            .into_iter()
            .flatten()
            .map(move |&index| State::new(state.machine(), index))
    }

    /// Loops that nothing enters, one state of each. What is only behind such a loop, or behind a
    /// state that nothing names, is left out: it would be reached with that.
    pub fn closed_cycles<'m>(&self, scope: Scope<'m>) -> Vec<State<'m>> {
        let mut explained = self.reached.clone();
        for state in scope.states().filter(|state| !self.is_referenced(*state)) {
            walk(&self.targets, state.index(), &mut explained);
        }
        // A state that is left last belongs to a group that nothing leads to (Kosaraju, Sharir).
        let mut left = Vec::new();
        let mut seen = explained.clone();
        for state in scope.states() {
            left.extend(walk(&self.targets, state.index(), &mut seen));
        }
        let heads: HashSet<usize> = left
            .into_iter()
            .rev()
            .filter(|&state| !walk(&self.targets, state, &mut explained).is_empty())
            .collect();
        scope.states().filter(|state| heads.contains(&state.index())).collect()
    }
}

/// Walks from a state over those that were not seen before; returns them in the order in which
/// they are left.
fn walk(targets: &HashMap<usize, Vec<usize>>, start: usize, seen: &mut HashSet<usize>) -> Vec<usize> {
    let mut left = Vec::new();
    let mut open = vec![(start, false)];
    while let Some((state, is_done)) = open.pop() {
        if is_done {
            left.push(state);
        } else if seen.insert(state) {
            open.push((state, true));
            open.extend(targets.get(&state).into_iter().flatten().map(|&target| (target, false)));
        }
    }
    left
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::{Reachability, walk};
    use crate::asl::{Kind, Machine};
    use crate::text::SourceId;
    use crate::tree::json;

    /// A machine of choices; each state leads to those whose numbers are listed.
    fn definition(targets: &[Vec<usize>]) -> String {
        let state = |(index, targets): (usize, &Vec<usize>)| {
            let rules: Vec<String> = targets.iter().map(|to| format!(r#"{{"Next": "S{to}"}}"#)).collect();
            format!(r#""S{index}": {{"Type": "Choice", "Choices": [{}]}}"#, rules.join(","))
        };
        let states: Vec<String> = targets.iter().enumerate().map(state).collect();
        format!(r#"{{"StartAt": "S0", "States": {{{}}}}}"#, states.join(","))
    }

    proptest! {
        /// Entered at `StartAt`, at every state that nothing names and at one state of each closed
        /// loop, all is reached; and no such loop can be left out.
        #[test]
        fn closed_cycles_are_what_is_missing_and_no_more(
            targets in prop::collection::vec(prop::collection::vec(0..9usize, 0..3), 1..9)
        ) {
            let text = definition(&targets);
            let tree = json::parse(SourceId(0), text.as_str().into(), 0..text.len());
            let machine = Machine::of(tree.root(), Kind::Unknown);
            let scope = machine.scopes().next().unwrap();
            let reachability = Reachability::of(scope, |_| None);
            let cycles: Vec<usize> = reachability.closed_cycles(scope).iter().map(|state| state.index()).collect();
            let mut entries: Vec<usize> =
                scope.states().filter(|state| !reachability.is_referenced(*state)).map(|state| state.index()).collect();
            entries.push(0);
            let reach = |from: &mut dyn Iterator<Item = usize>| {
                let mut seen = HashSet::new();
                from.for_each(|state| drop(walk(&reachability.targets, state, &mut seen)));
                seen
            };
            let all = reach(&mut entries.iter().chain(&cycles).copied());
            prop_assert_eq!(all.len(), targets.len());
            for left_out in &cycles {
                let others = cycles.iter().filter(|cycle| *cycle != left_out);
                prop_assert!(!reach(&mut entries.iter().chain(others).copied()).contains(left_out));
            }
        }
    }
}
