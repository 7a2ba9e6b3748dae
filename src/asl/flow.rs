//! The ways that an execution can take through a machine: what is entered, what can end, and what goes
//! round. Built once for a machine, however many rules ask.

use super::machine::Machine;
use super::scope::Scope;
use super::state::State;

/// The transitions of all scopes as one graph, by number of a state. Names resolve only within their
/// scope, so that no way leads from one scope to another.
#[derive(Debug)]
pub struct Flow {
    /// Where the targets of each state begin in `targets`; one more than there are states.
    begins: Vec<u32>,
    targets: Vec<u32>,
    reached: Vec<bool>,
    can_end: Vec<bool>,
    /// States in groups in which a way leads from each to each, most of them single; no way leads from a group
    /// to one before it.
    grouped: Vec<u32>,
    /// Where each group begins in `grouped`; one more than there are groups.
    groups: Vec<u32>,
    /// Those that an execution can go round in, in the order of the text.
    loops: Vec<Vec<u32>>,
    /// The group of each state.
    group_of: Vec<u32>,
    /// Of each scope: whether each target in it is the name of one of its states, and whether it may end.
    scopes: Vec<(bool, bool)>,
}

impl Machine<'_> {
    /// The ways through it.
    pub fn flow(&self) -> &Flow {
        self.flow.get_or_init(|| Flow::of(self))
    }
}

impl Flow {
    fn of(machine: &Machine) -> Flow {
        let mut flow = Flow {
            begins: vec![0],
            targets: Vec::new(),
            reached: Vec::new(),
            can_end: Vec::new(),
            grouped: Vec::new(),
            groups: vec![0],
            loops: Vec::new(),
            group_of: Vec::new(),
            scopes: machine.scopes().map(|scope| (is_closed(scope), scope.may_end())).collect(),
        };
        let mut may_end = Vec::new();
        for state in machine.states() {
            let before = flow.targets.len();
            let mut is_dangling = false;
            for transition in state.transitions() {
                match transition.state {
                    Some(target) => flow.targets.push(target.index() as u32),
                    None => is_dangling = true,
                }
            }
            flow.begins.push(flow.targets.len() as u32);
            // Where a target is hidden, misspelt or missing, all may follow.
            let leads_nowhere = flow.targets.len() == before;
            may_end.push(
                leads_nowhere || is_dangling || state.may_be_terminal() || !state.has_known_transitions(),
            );
        }
        let starts = machine.scopes().filter_map(Scope::start);
        flow.reached = flow.spread(starts.map(State::index), |state| flow.targets_of(state));
        let ends = may_end.iter().enumerate().filter(|(_, ends)| **ends).map(|(index, _)| index);
        let origins = flow.origins();
        flow.can_end = flow.spread(ends, |state| origins.of(state));
        flow.find_groups(&origins);
        flow.loops = flow.numbers().filter(|group| flow.goes_round(group)).map(<[u32]>::to_vec).collect();
        flow.loops.sort_unstable();
        let mut group_of = vec![0; flow.len()];
        for (number, group) in flow.numbers().enumerate() {
            group.iter().for_each(|&state| group_of[state as usize] = number as u32);
        }
        flow.group_of = group_of;
        flow
    }

    /// Whether all targets in a scope are known, and are names of its states.
    pub fn is_closed(&self, scope: Scope) -> bool {
        self.scopes.get(scope.index()).is_some_and(|(is_closed, _)| *is_closed)
    }

    /// Whether an execution can end in a scope, or may behind a hole.
    pub fn may_end(&self, scope: Scope) -> bool {
        self.scopes.get(scope.index()).is_none_or(|(_, may_end)| *may_end)
    }

    /// Whether a way leads from each of two states to the other, or they are the same.
    pub fn are_together(&self, one: State, other: State) -> bool {
        self.group_of.get(one.index()) == self.group_of.get(other.index())
    }

    /// Whether a walk from `StartAt` of its scope gets to a state.
    pub fn is_reached(&self, state: State) -> bool {
        self.reached.get(state.index()).copied().unwrap_or(false)
    }

    /// Whether a way leads from a state to one where its scope ends, or may end behind a hole.
    pub fn can_end(&self, state: State) -> bool {
        self.can_end.get(state.index()).copied().unwrap_or(true)
    }

    /// The states that a state leads to, once for each transition.
    pub fn targets<'m>(&self, state: State<'m>) -> impl Iterator<Item = State<'m>> + use<'m, '_> {
        self.targets_of(state.index()).iter().map(move |&to| State::new(state.machine(), to as usize))
    }

    /// The largest groups of states in which a way leads from each to each: where an execution can go
    /// round. The states of each in the order of the text.
    pub fn loops<'m>(&self, machine: &'m Machine<'m>) -> impl Iterator<Item = Vec<State<'m>>> + use<'m, '_> {
        self.loops
            .iter()
            .map(move |states| states.iter().map(|&at| State::new(machine, at as usize)).collect())
    }

    /// All states in groups of those that lead to each other; no way leads from a group to one before it.
    pub fn groups<'m>(&self, machine: &'m Machine<'m>) -> impl Iterator<Item = Vec<State<'m>>> + use<'m, '_> {
        self.numbers().map(move |states| states.iter().map(|&at| State::new(machine, at as usize)).collect())
    }

    /// The states of each group by their numbers.
    fn numbers(&self) -> impl Iterator<Item = &[u32]> {
        self.groups.windows(2).map(|ends| &self.grouped[ends[0] as usize..ends[1] as usize])
    }

    fn targets_of(&self, index: usize) -> &[u32] {
        match (self.begins.get(index), self.begins.get(index + 1)) {
            (Some(&begin), Some(&end)) => self.targets.get(begin as usize..end as usize).unwrap_or(&[]),
            _ => &[],
        }
    }

    fn len(&self) -> usize {
        self.begins.len() - 1
    }

    /// All states that these lead to by `next`, themselves included.
    fn spread<'a>(&self, from: impl Iterator<Item = usize>, next: impl Fn(usize) -> &'a [u32]) -> Vec<bool> {
        let mut seen = vec![false; self.len()];
        let mut open: Vec<usize> = from.collect();
        while let Some(state) = open.pop() {
            if !std::mem::replace(&mut seen[state], true) {
                open.extend(next(state).iter().map(|&state| state as usize));
            }
        }
        seen
    }

    /// The transitions against their direction.
    fn origins(&self) -> Origins {
        let mut begins = vec![0; self.len() + 1];
        self.targets.iter().for_each(|&target| begins[target as usize + 1] += 1);
        for state in 0..self.len() {
            begins[state + 1] += begins[state];
        }
        let (mut next, mut states) = (begins.clone(), vec![0; self.targets.len()]);
        for state in 0..self.len() {
            for &target in self.targets_of(state) {
                let place = &mut next[target as usize];
                states[*place as usize] = state as u32;
                *place += 1;
            }
        }
        Origins { begins, states }
    }

    /// Whether a transition leads from one of the group to one of it.
    fn goes_round(&self, group: &[u32]) -> bool {
        group.len() > 1 || group.iter().any(|&state| self.targets_of(state as usize).contains(&state))
    }

    /// Strongly connected components (Kosaraju, Sharir), found in the order of the ways between them.
    fn find_groups(&mut self, origins: &Origins) {
        let (mut seen, mut open) = (vec![false; self.len()], Vec::new());
        for start in self.in_order_of_leaving().into_iter().rev() {
            if seen[start as usize] {
                continue;
            }
            let first = self.grouped.len();
            open.push(start);
            while let Some(state) = open.pop() {
                if !std::mem::replace(&mut seen[state as usize], true) {
                    self.grouped.push(state);
                    open.extend(origins.of(state as usize));
                }
            }
            self.grouped[first..].sort_unstable();
            self.groups.push(self.grouped.len() as u32);
        }
    }

    fn in_order_of_leaving(&self) -> Vec<u32> {
        let (mut left, mut seen) = (Vec::with_capacity(self.len()), vec![false; self.len()]);
        let mut open = Vec::new();
        for start in 0..self.len() as u32 {
            open.push((start, false));
            while let Some((state, is_done)) = open.pop() {
                if is_done {
                    left.push(state);
                } else if !std::mem::replace(&mut seen[state as usize], true) {
                    open.push((state, true));
                    open.extend(self.targets_of(state as usize).iter().map(|&target| (target, false)));
                }
            }
        }
        left
    }
}

/// The states that lead to each state.
struct Origins {
    /// Where those of each state begin in `states`; one more than there are states.
    begins: Vec<u32>,
    states: Vec<u32>,
}

impl Origins {
    fn of(&self, state: usize) -> &[u32] {
        &self.states[self.begins[state] as usize..self.begins[state + 1] as usize]
    }
}

fn is_closed(scope: Scope) -> bool {
    let exists = |state: State| state.transitions().all(|transition| transition.state.is_some());
    scope.is_certain() && scope.states().all(exists)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use crate::asl::{Kind, Machine};
    use crate::text::SourceId;
    use crate::tree::json;

    fn definition(targets: &[Vec<usize>], end: usize) -> String {
        let state = |(index, targets): (usize, &Vec<usize>)| {
            let rules: Vec<String> = targets.iter().map(|to| format!(r#"{{"Next": "S{to}"}}"#)).collect();
            match index == end {
                true => format!(r#""S{index}": {{"Type": "Succeed"}}"#),
                false => format!(r#""S{index}": {{"Type": "Choice", "Choices": [{}]}}"#, rules.join(",")),
            }
        };
        let states: Vec<String> = targets.iter().enumerate().map(state).collect();
        format!(r#"{{"StartAt": "S0", "States": {{{}}}}}"#, states.join(","))
    }

    proptest! {
        /// Against the closure of "leads to", reckoned the slow way.
        #[test]
        fn loops_and_ends_are_those_of_the_closure(
            targets in prop::collection::vec(prop::collection::vec(0..7usize, 1..3), 7..8),
            end in 0..7usize,
        ) {
            let text = definition(&targets, end);
            let tree = json::parse(SourceId(0), text.as_str().into(), 0..text.len());
            let machine = Machine::of(tree.root(), Kind::Unknown);
            let states: Vec<_> = machine.states().collect();
            let mut leads = [[false; 7]; 7];
            for (from, targets) in targets.iter().enumerate().filter(|(from, _)| *from != end) {
                targets.iter().for_each(|&to| leads[from][to] = true);
            }
            for by in 0..7 {
                for from in 0..7 {
                    for to in 0..7 {
                        leads[from][to] |= leads[from][by] && leads[by][to];
                    }
                }
            }
            let flow = machine.flow();
            for (index, state) in states.iter().enumerate() {
                prop_assert_eq!(flow.is_reached(*state), index == 0 || leads[0][index]);
                prop_assert_eq!(flow.can_end(*state), index == end || leads[index][end]);
            }
            let mut before = std::collections::HashSet::new();
            for group in flow.groups(&machine) {
                before.extend(group.iter().map(|state| state.index()));
                for (from, row) in leads.iter().enumerate().filter(|(from, _)| !before.contains(from)) {
                    prop_assert!(group.iter().all(|state| !row[state.index()]), "{} leads back", from);
                }
            }
            prop_assert_eq!(before.len(), 7);
            let loops: Vec<Vec<usize>> =
                flow.loops(&machine).map(|group| group.iter().map(|state| state.index()).collect()).collect();
            for (index, row) in leads.iter().enumerate() {
                let group: Vec<usize> = (0..7).filter(|&other| row[other] && leads[other][index]).collect();
                prop_assert_eq!(loops.contains(&group), !group.is_empty());
            }
        }
    }
}
