//! Data flow of variables: which are assigned on the ways that lead to a state.
//!
//! Only `Assign` writes a variable, of a state, a choice rule or a catcher; that of a rule or a catcher
//! stands in place of the state's own. What is read in a state is what held when it was entered. Inner
//! scopes read the variables of outer ones; nothing leaves a branch or an iteration (specification,
//! "Workflow Variables").

use std::collections::HashMap;

use super::machine::{Language, Machine};
use super::path::Root;
use super::scope::Scope;
use super::state::{State, StateType};
use super::{is_hidden, known_text};
use crate::text::Span;
use crate::tree::Value;

/// Ways times variables beyond which no person wrote the machine; nothing is worked out then.
const MAX_CELLS: usize = 4_000_000;

/// What holds on entry to each state.
#[derive(Debug)]
pub struct Variables {
    numbers: HashMap<String, usize>,
    /// By number of the state; none for a state that nothing leads to.
    entries: Vec<Option<Entry>>,
}

/// A member of an `Assign`.
#[derive(Clone, Debug)]
pub struct Assignment<'m> {
    /// The variable, without `$` and without the `.$` of a payload template.
    pub name: String,
    /// The value; its key is the name as written.
    pub value: Value<'m>,
    /// The state that holds it.
    pub state: State<'m>,
}

/// A place that reads a variable.
#[derive(Clone, Debug)]
pub struct Read<'m> {
    /// The variable, without `$`.
    pub name: &'m str,
    /// Where its name stands.
    pub span: Span,
    /// The string that holds it.
    pub value: Value<'m>,
    /// The state in which it is read.
    pub state: State<'m>,
}

/// Every place that surely reads a variable of the machine.
pub fn reads<'m>(machine: &'m Machine<'m>) -> impl Iterator<Item = Read<'m>> {
    reads_of_jsonata(machine).chain(reads_of_jsonpath(machine))
}

fn reads_of_jsonpath<'m>(machine: &'m Machine<'m>) -> impl Iterator<Item = Read<'m>> {
    machine.references().filter_map(|one| Some((one, one.state()?))).flat_map(|(reference, state)| {
        reference.paths().filter_map(move |path| {
            let Root::Variable(range) = &path.root else { return None };
            let name = reference.text().get(range.clone()).filter(|name| *name != "states")?;
            Some(Read { name, span: reference.span(range.clone()), value: reference.value(), state })
        })
    })
}

fn reads_of_jsonata<'m>(machine: &'m Machine<'m>) -> impl Iterator<Item = Read<'m>> {
    machine.expressions().filter_map(|one| Some((one, one.state()?))).flat_map(|(expression, state)| {
        let value = expression.value();
        expression
            .references()
            .filter(|reference| reference.is_certain && !reference.is_function)
            .map(move |reference| Read { name: reference.name, span: reference.span, value, state })
    })
}

/// Every assignment that is known, in the order of the text.
pub fn assignments<'m>(machine: &'m Machine<'m>) -> impl Iterator<Item = Assignment<'m>> {
    machine
        .states()
        .flat_map(|state| assigns(state).flat_map(move |assign| members(state, assign).unwrap_or_default()))
}

/// Whether a variable is assigned when a state is entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// On every way, or nothing is known.
    Always,
    /// On some ways only.
    Sometimes,
    /// On none.
    Never,
}

/// The variables that hold on entry to a state, by number of the name.
#[derive(Clone, Debug, PartialEq)]
struct Entry {
    on_some: Set,
    on_all: Set,
}

impl Variables {
    /// Follows every way through a machine; none where a hole or a fault hides a way or an assignment.
    pub fn of(machine: &Machine) -> Option<Variables> {
        if !machine.scopes().all(|scope| scope.is_certain()) {
            return None;
        }
        let mut numbers = HashMap::new();
        for state in machine.states() {
            for assign in assigns(state) {
                for assignment in members(state, assign)? {
                    let number = numbers.len();
                    numbers.entry(assignment.name).or_insert(number);
                }
            }
        }
        let mut variables = Variables { numbers, entries: Vec::new() };
        variables.entries = vec![None; machine.states().count()];
        let ways: usize = machine.states().map(|state| 1 + state.transitions().count()).sum();
        if ways.saturating_mul(variables.numbers.len()) > MAX_CELLS {
            return None;
        }
        for scope in machine.scopes() {
            variables.follow(scope);
        }
        Some(variables)
    }

    /// Whether a variable is assigned when a state is entered.
    pub fn verdict(&self, state: State, name: &str) -> Verdict {
        let Some(Some(entry)) = self.entries.get(state.index()) else { return Verdict::Always };
        match self.numbers.get(name) {
            Some(&number) if entry.on_all.holds(number) => Verdict::Always,
            Some(&number) if entry.on_some.holds(number) => Verdict::Sometimes,
            _ => Verdict::Never,
        }
    }

    /// Works out what holds on entry to each state of a scope; the scopes around it are done.
    fn follow(&mut self, scope: Scope) {
        let Some(start) = scope.start_at().and_then(known_text).and_then(|name| scope.state(&name)) else {
            return;
        };
        let outside = match scope.owner() {
            Some(owner) => self.entries.get(owner.index()).cloned().flatten(),
            None => {
                Some(Entry { on_some: Set::new(self.numbers.len()), on_all: Set::new(self.numbers.len()) })
            }
        };
        let Some(outside) = outside else { return };
        let mut open = Vec::new();
        if self.enter(start, outside) {
            open.push(start);
        }
        while let Some(state) = open.pop() {
            let Some(Some(entry)) = self.entries.get(state.index()).cloned() else { continue };
            // Many ways share the `Assign` of the state.
            let mut last: Option<(Option<Value>, Entry)> = None;
            for (target, assign) in ways(state) {
                let Some(target) = known_text(target).and_then(|name| scope.state(&name)) else { continue };
                let next = match last.take() {
                    Some((known, next)) if known == assign => next,
                    _ => self.after(state, &entry, assign),
                };
                if self.enter(target, next.clone()) {
                    open.push(target);
                }
                last = Some((assign, next));
            }
        }
    }

    /// What holds after an `Assign`.
    fn after(&self, state: State, entry: &Entry, assign: Option<Value>) -> Entry {
        let mut next = entry.clone();
        for assignment in assign.into_iter().filter_map(|assign| members(state, assign)).flatten() {
            if let Some(&number) = self.numbers.get(&assignment.name) {
                next.on_some.insert(number);
                next.on_all.insert(number);
            }
        }
        next
    }

    /// Joins what holds on one more way into a state; whether that changed anything.
    fn enter(&mut self, state: State, entry: Entry) -> bool {
        let Some(slot) = self.entries.get_mut(state.index()) else { return false };
        let joined = match slot.as_ref() {
            None => entry,
            Some(known) => Entry {
                on_some: known.on_some.union(&entry.on_some),
                on_all: known.on_all.intersection(&entry.on_all),
            },
        };
        let is_new = slot.as_ref() != Some(&joined);
        *slot = Some(joined);
        is_new
    }
}

/// Every `Assign` of a state.
fn assigns<'m>(state: State<'m>) -> impl Iterator<Item = Value<'m>> {
    let own = state.field("Assign").into_iter();
    own.chain(rules(state).chain(state.catchers()).filter_map(|part| part.get_merged("Assign")))
}

fn rules<'m>(state: State<'m>) -> impl Iterator<Item = Value<'m>> {
    let rules = if state.kind() == StateType::Choice { state.field("Choices") } else { None };
    rules.into_iter().flat_map(Value::items)
}

/// Each way out of a state: its target, and the `Assign` that is done on it.
fn ways<'m>(state: State<'m>) -> Vec<(Value<'m>, Option<Value<'m>>)> {
    let own = state.field("Assign");
    let next = state.field("Next").filter(|_| state.kind().has_next());
    let default = state.field("Default").filter(|_| state.kind() == StateType::Choice);
    let mut ways: Vec<_> = next.into_iter().chain(default).map(|target| (target, own)).collect();
    let target = |part: Value<'m>| part.get_merged("Next");
    ways.extend(rules(state).filter_map(|rule| Some((target(rule)?, rule.get_merged("Assign").or(own)))));
    ways.extend(
        state.catchers().filter_map(|catcher| Some((target(catcher)?, catcher.get_merged("Assign")))),
    );
    ways
}

/// The members of an `Assign`; none where they cannot be known.
fn members<'m>(state: State<'m>, assign: Value<'m>) -> Option<Vec<Assignment<'m>>> {
    if !assign.is_mapping() || is_hidden(assign) {
        return None;
    }
    let in_jsonpath = state.language() == Language::JsonPath;
    let member = |value: Value<'m>| {
        let key = value.key().filter(|key| !is_hidden(*key))?.scalar_text()?;
        let name = key.strip_suffix(".$").filter(|_| in_jsonpath).unwrap_or(&key).to_owned();
        Some(Assignment { name, value, state })
    };
    assign.merged_entries().map(member).collect()
}

/// A set of numbers below a bound.
#[derive(Clone, Debug, PartialEq)]
struct Set(Vec<u64>);

impl Set {
    fn new(bound: usize) -> Set {
        Set(vec![0; bound.div_ceil(64)])
    }

    fn holds(&self, number: usize) -> bool {
        self.0.get(number / 64).is_some_and(|word| word >> (number % 64) & 1 == 1)
    }

    fn insert(&mut self, number: usize) {
        if let Some(word) = self.0.get_mut(number / 64) {
            *word |= 1 << (number % 64);
        }
    }

    fn union(&self, other: &Set) -> Set {
        Set(self.0.iter().zip(&other.0).map(|(one, other)| one | other).collect())
    }

    fn intersection(&self, other: &Set) -> Set {
        Set(self.0.iter().zip(&other.0).map(|(one, other)| one & other).collect())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{Variables, Verdict};
    use crate::asl::{Kind, Machine};
    use crate::text::SourceId;
    use crate::tree::json;

    const DEFINITION: &str = r#"{
      "StartAt": "Count", "QueryLanguage": "JSONata",
      "States": {
        "Count": {"Type": "Pass", "Assign": {"count": 1, "never": 2}, "Next": "Choose"},
        "Choose": {"Type": "Choice", "Assign": {"late": 1},
          "Choices": [{"Condition": true, "Assign": {"early": 1}, "Next": "Each"}], "Default": "Each"},
        "Each": {"Type": "Map", "Catch": [{"ErrorEquals": ["States.ALL"], "Assign": {"fault": 1}, "Next": "Last"}],
          "Assign": {"done": 1}, "Next": "Last",
          "ItemProcessor": {"StartAt": "Inner", "States": {
            "Inner": {"Type": "Pass", "Assign": {"own": 1}, "Next": "Again"},
            "Again": {"Type": "Pass", "Next": "Inner"},
            "Stop": {"Type": "Pass", "End": true}}}},
        "Last": {"Type": "Succeed"}
      }
    }"#;

    fn verdict(state: &str, name: &str) -> Verdict {
        let tree = json::parse(SourceId(0), DEFINITION.into(), 0..DEFINITION.len());
        let machine = Machine::of(tree.root(), Kind::Unknown);
        let variables = Variables::of(&machine).unwrap();
        let state = machine.states().find(|known| known.name() == state).unwrap();
        variables.verdict(state, name)
    }

    #[test]
    fn what_is_assigned_on_which_ways() {
        let cases = [
            ("Count", "count", Verdict::Never),
            ("Choose", "count", Verdict::Always),
            ("Each", "late", Verdict::Sometimes),
            ("Each", "early", Verdict::Sometimes),
            ("Last", "done", Verdict::Sometimes),
            ("Last", "fault", Verdict::Sometimes),
            ("Last", "count", Verdict::Always),
            ("Last", "own", Verdict::Never),
            ("Inner", "count", Verdict::Always),
            ("Inner", "done", Verdict::Never),
            ("Inner", "own", Verdict::Sometimes),
            ("Again", "own", Verdict::Always),
            ("Stop", "own", Verdict::Always),
            ("Last", "typo", Verdict::Never),
        ];
        for (state, name, expected) in cases {
            assert_eq!(verdict(state, name), expected, "`{name}` in `{state}`");
        }
    }
}
