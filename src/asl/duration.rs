//! How long an execution lasts, from the numbers that are written: what it takes at least, and what it may
//! come to. What is not known counts as nothing in both, so that neither is ever too long.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::error::{ALL, Handler, Pauses, TIMEOUT};
use super::machine::Machine;
use super::scope::Scope;
use super::state::{State, StateType};
use super::transition::TransitionKind;

/// Seconds after which the service ends any execution of a Standard machine: a year (quotas of Step
/// Functions), reckoned as a leap year.
pub const STANDARD_LIMIT: u64 = 366 * 86_400;

/// Seconds after which it ends any execution of an Express machine (quotas of Step Functions).
pub const EXPRESS_LIMIT: u64 = 300;

/// Of a state that is never entered, and of a scope that only fails.
pub const NEVER: u64 = u64::MAX;

const UNITS: [(u64, &str); 5] =
    [(365 * 86_400, "years"), (86_400, "days"), (3_600, "h"), (60, "min"), (1, "s")];

/// Seconds as people say them, in at most two units: `2 h 15 min`, `90 min`.
pub fn human(seconds: u64) -> String {
    let at = UNITS.iter().position(|(unit, _)| seconds >= 2 * unit).unwrap_or(UNITS.len() - 1);
    let Some((unit, name)) = UNITS.get(at) else { return format!("{seconds} s") };
    let (whole, rest) = (seconds / unit, seconds % unit);
    let smaller = UNITS.get(at + 1).map(|(unit, name)| (rest / unit, name));
    match smaller.filter(|(count, _)| *count > 0 && whole < 10) {
        Some((count, smaller)) => format!("{whole} {name} {count} {smaller}"),
        None => format!("{whole} {name}"),
    }
}

/// What the waits of a machine come to at least.
#[derive(Debug)]
pub struct Least {
    /// Seconds from the start of the execution until each state is entered, by its number.
    until: Vec<u64>,
    /// Seconds that each state takes if it does not fail.
    own: Vec<u64>,
}

impl Least {
    /// Reckons for a machine.
    pub fn of(machine: &Machine) -> Least {
        let mut least = Least { until: Vec::new(), own: machine.states().map(wait).collect() };
        least.until = vec![NEVER; least.own.len()];
        let scopes: Vec<Scope> = machine.scopes().collect();
        // Inner scopes stand behind the one around them: what a Parallel takes is known before it is needed.
        for scope in scopes.iter().rev() {
            let end = least.walk(*scope, 0);
            if let Some(owner) = scope.owner().filter(|owner| owner.kind() == StateType::Parallel) {
                least.own[owner.index()] = least.own[owner.index()].max(end);
            }
        }
        for scope in scopes {
            let begin = scope.owner().map_or(0, |owner| least.until[owner.index()]);
            least.walk(scope, begin);
        }
        least
    }

    /// Seconds from the start of the execution until a state is entered, at least.
    pub fn until(&self, state: State) -> u64 {
        self.until.get(state.index()).copied().unwrap_or(0)
    }

    /// The quickest way (Dijkstra) through a scope that is entered after `begin` seconds; returns the
    /// seconds until its quickest end that is no failure.
    fn walk(&mut self, scope: Scope, begin: u64) -> u64 {
        let Some(start) = scope.start().filter(|_| scope.machine().flow().is_closed(scope)) else {
            // It may begin and end anywhere.
            scope.states().for_each(|state| self.until[state.index()] = begin);
            return begin;
        };
        scope.states().for_each(|state| self.until[state.index()] = NEVER);
        self.until[start.index()] = begin;
        let mut end = NEVER;
        let mut open = BinaryHeap::from([Reverse((begin, start.index()))]);
        while let Some(Reverse((entered, index))) = open.pop() {
            let state = State::new(scope.machine(), index);
            if entered > self.until[index] {
                continue;
            }
            let left = entered.saturating_add(self.own[index]);
            if state.may_be_terminal() && state.kind() != StateType::Fail {
                end = end.min(left);
            }
            for transition in state.transitions() {
                let Some(target) = transition.state.map(State::index) else { continue };
                // A failure may come at once.
                let arrived = if transition.kind == TransitionKind::Catch { entered } else { left };
                if arrived < self.until[target] {
                    self.until[target] = arrived;
                    open.push(Reverse((arrived, target)));
                }
            }
        }
        end
    }
}

/// Seconds that a Wait waits, where they are written.
fn wait(state: State) -> u64 {
    let seconds = state.field("Seconds").filter(|_| state.kind() == StateType::Wait);
    seconds.and_then(|seconds| seconds.as_i64()).and_then(|seconds| u64::try_from(seconds).ok()).unwrap_or(0)
}

/// Seconds that an execution may come to along one way, if each task takes all of its `TimeoutSeconds` and
/// each retrier that takes timeouts all of its attempts. A loop counts as its slowest state, once, and a
/// Map as one item.
pub fn worst(machine: &Machine) -> u64 {
    let flow = machine.flow();
    let count = machine.states().count();
    // Of each state: the latest time that it is entered, counted from the start of its scope; then of each
    // scope: the latest end. Groups come in the order of the ways within every scope.
    let groups: Vec<Vec<State>> = flow.groups(machine).collect();
    let scopes: Vec<Scope> = machine.scopes().collect();
    let mut by_scope: Vec<Vec<usize>> = vec![Vec::new(); scopes.len()];
    for (at, group) in groups.iter().enumerate() {
        if let Some(first) = group.first() {
            by_scope[first.scope().index()].push(at);
        }
    }
    let (mut entered, mut inner) = (vec![0_u64; count], vec![0; count]);
    let mut whole = 0;
    for scope in scopes.iter().rev() {
        let mut end = 0;
        for group in by_scope[scope.index()].iter().filter_map(|&at| groups.get(at)) {
            if !group.iter().all(|state| flow.is_reached(*state)) {
                continue;
            }
            let arrived = group.iter().map(|state| entered[state.index()]).max().unwrap_or(0);
            let slowest = group.iter().map(|state| attempts(*state, inner[state.index()])).max().unwrap_or(0);
            let left: u64 = arrived.saturating_add(slowest);
            end = end.max(left);
            for target in group.iter().flat_map(|state| flow.targets(*state)) {
                entered[target.index()] = entered[target.index()].max(left);
            }
        }
        match scope.owner() {
            Some(owner) => inner[owner.index()] = inner[owner.index()].max(end),
            None => whole = end,
        }
    }
    whole
}

/// Seconds of a state at worst, when what is inside it takes so long: all attempts, and the pauses between.
fn attempts(state: State, inside: u64) -> u64 {
    let limit = state.field("TimeoutSeconds").filter(|_| state.kind() == StateType::Task);
    let limit = limit.and_then(|limit| limit.as_i64()).and_then(|limit| u64::try_from(limit).ok());
    let once = wait(state).max(inside).max(limit.unwrap_or(0));
    let mut all = once;
    for handler in state.retriers().map(|value| Handler { value }) {
        let Some(pauses) = Pauses::of(handler.value) else { continue };
        // Other errors may come at once, and again and again.
        if handler.names(ALL) || handler.names(TIMEOUT) {
            all = all.saturating_add(once.saturating_mul(pauses.attempts));
        }
        all = all.saturating_add(pauses.total() as u64);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::{Least, NEVER, human, worst};
    use crate::asl::{Kind, Machine};
    use crate::text::SourceId;
    use crate::tree::json;

    fn with<R>(states: &str, run: impl FnOnce(&Machine) -> R) -> R {
        let text = format!(r#"{{"StartAt": "A", "States": {{{states}}}}}"#);
        let tree = json::parse(SourceId(0), text.as_str().into(), 0..text.len());
        run(&Machine::of(tree.root(), Kind::Unknown))
    }

    fn until(states: &str, name: &str) -> u64 {
        with(states, |machine| {
            let least = Least::of(machine);
            machine.states().find(|state| state.name() == name).map_or(0, |state| least.until(state))
        })
    }

    #[test]
    fn times_are_said_in_two_units() {
        for (seconds, said) in [
            (0, "0 s"),
            (90, "90 s"),
            (135, "2 min 15 s"),
            (3_600, "60 min"),
            (8_100, "2 h 15 min"),
            (86_400, "24 h"),
            (20 * 86_400 + 5, "20 days"),
            (99_999_999, "3 years 62 days"),
        ] {
            assert_eq!(human(seconds), said);
        }
    }

    #[test]
    fn the_quickest_way_counts() {
        let states = r#"
            "A": {"Type": "Choice", "Choices": [{"Next": "B"}], "Default": "C"},
            "B": {"Type": "Wait", "Seconds": 50, "Next": "D"},
            "C": {"Type": "Wait", "Seconds": 20, "Next": "P"},
            "P": {"Type": "Parallel", "Catch": [{"Next": "E"}], "Next": "D", "Branches": [
                {"StartAt": "P1", "States": {"P1": {"Type": "Wait", "Seconds": 10, "Next": "P2"}, "P2": {"Type": "Succeed"}}},
                {"StartAt": "Q1", "States": {"Q1": {"Type": "Wait", "Seconds": 40, "End": true}}}]},
            "D": {"Type": "Succeed"},
            "E": {"Type": "Wait", "SecondsPath": "$.s", "Next": "A"},
            "F": {"Type": "Succeed"}"#;
        for (name, seconds) in [("B", 0), ("C", 0), ("P", 20), ("P2", 30), ("D", 50), ("E", 20), ("F", NEVER)]
        {
            assert_eq!(until(states, name), seconds, "{name}");
        }
    }

    #[test]
    fn what_is_hidden_takes_no_time() {
        let states = r#"
            "A": {"Type": "Wait", "Seconds": 50, "Next": "${B}"},
            "B": {"Type": "Succeed"}"#;
        assert_eq!(until(states, "B"), 0);
    }

    #[test]
    fn the_worst_way_counts_attempts_that_time_out() {
        let states = r#"
            "A": {"Type": "Task", "TimeoutSeconds": 100, "Next": "B", "Catch": [{"Next": "C"}],
                "Retry": [{"ErrorEquals": ["Busy"], "MaxAttempts": 2}, {"ErrorEquals": ["States.ALL"], "MaxAttempts": 1, "IntervalSeconds": 4}]},
            "B": {"Type": "Choice", "Choices": [{"Next": "W"}], "Default": "P"},
            "W": {"Type": "Wait", "Seconds": 30, "Next": "B"},
            "P": {"Type": "Parallel", "Next": "C", "Branches": [
                {"StartAt": "P1", "States": {"P1": {"Type": "Wait", "Seconds": 10, "End": true}}},
                {"StartAt": "Q1", "States": {"Q1": {"Type": "Task", "TimeoutSeconds": 70, "End": true}}}]},
            "C": {"Type": "Succeed"},
            "Z": {"Type": "Wait", "Seconds": 9999, "Next": "C"}"#;
        assert_eq!(with(states, worst), 100 + 1 + 2 + 100 + 4 + 30 + 70);
    }
}
