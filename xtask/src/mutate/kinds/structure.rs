//! F4 to F16: the root, scopes and names.

use steplint::asl::{Language, Scope, StateType};
use steplint::tree::Value;

use crate::mutate::kind::{Kind, Mode::Both, error, warning};
use crate::mutate::mutant::Mutant;
use crate::mutate::sites::{Sites, misspelt, quoted};

pub const KINDS: &[Kind] = &[
    error("F4", "StartAt removed", Both, |s| absent(s, s.root(), "StartAt", "States")),
    error("F4", "States removed", Both, |s| absent(s, s.root(), "States", "StartAt")),
    error("F5", "unknown field at the root", Both, |s| root(s, "Owner", "\"payments\"")),
    error("F5", "misspelt field at the root", Both, |s| {
        let fields = s.root().entries();
        fields.filter_map(|field| s.rekey(field, &misspelt(&field.key_text()?)?)).collect()
    }),
    error("F6", "Version \"2.0\"", Both, |s| root(s, "Version", "\"2.0\"")),
    error("F6", "Version as a number", Both, |s| root(s, "Version", "1.0")),
    error("F7", "Comment as a number", Both, |s| root(s, "Comment", "7")),
    error("F7", "Comment of a state as an object", Both, |s| {
        s.states().filter_map(|state| s.put(state.value(), "Comment", "{\"by\": \"hand\"}")).collect()
    }),
    error("F8", "TimeoutSeconds 0 at the root", Both, |s| root(s, "TimeoutSeconds", "0")),
    error("F8", "TimeoutSeconds as a string at the root", Both, |s| root(s, "TimeoutSeconds", "\"60\"")),
    error("F8", "TimeoutSeconds with a fraction at the root", Both, |s| root(s, "TimeoutSeconds", "60.5")),
    error("F8", "TimeoutSeconds too large at the root", Both, |s| root(s, "TimeoutSeconds", "100000000")),
    error("F9", "unknown query language at the root", Both, |s| {
        root(s, "QueryLanguage", "\"jsonata\"").into_iter().map(|mutant| mutant.named("jsonata")).collect()
    }),
    error("F9", "unknown query language of a state", Both, |s| {
        let set = |state: steplint::asl::State| s.put(state.value(), "QueryLanguage", "\"JSONPATH\"");
        s.states().filter_map(set).map(|mutant| mutant.named("JSONPATH")).collect()
    }),
    error("F11", "States empty", Both, |s| scopes(s, |s, scope| s.replace(scope.states_value()?, "{}"))),
    error("F11", "States as an array", Both, |s| {
        scopes(s, |s, scope| s.replace(scope.states_value()?, "[]"))
    }),
    error("F11", "state as a string", Both, |s| {
        s.states().filter_map(|state| s.replace(state.value(), "\"later\"")).collect()
    }),
    error("F12", "name of a state with 81 characters", Both, |s| {
        s.states()
            .filter_map(|state| {
                let name = format!("{:é<81}", state.name().chars().take(81).collect::<String>());
                Some(s.rename(state, &name)?.named("80").named("81"))
            })
            .collect()
    }),
    error("F13", "name of an outer state in a nested scope", Both, |s| {
        s.states()
            .filter_map(|state| {
                let owner = state.owners().last()?;
                Some(s.rename(state, owner.name())?.or_at(owner.value().key_span()?.start))
            })
            .collect()
    }),
    error("F13", "name of a state in two branches", Both, |s| {
        s.of(&[StateType::Parallel])
            .filter_map(|state| {
                let mut scopes = state.inner_scopes();
                let (first, second) = (scopes.next()?.states().next()?, scopes.next()?.states().next()?);
                Some(s.rename(second, first.name())?.or_at(first.value().key_span()?.start))
            })
            .collect()
    }),
    error("F16", "Version in a branch or processor", Both, |s| inner(s, "Version", "\"1.0\"")),
    error("F16", "TimeoutSeconds in a branch or processor", Both, |s| inner(s, "TimeoutSeconds", "60")),
    error("F16", "QueryLanguage in a branch or processor", Both, |s| {
        // The language of the machine, so that nothing else changes.
        let same = if s.machine.language() == Language::Jsonata { "\"JSONata\"" } else { "\"JSONPath\"" };
        inner(s, "QueryLanguage", same)
    }),
    error("M2", "StartAt removed from a branch or processor", Both, |s| {
        s.inner_scopes().filter_map(|scope| s.remove(scope.value(), "StartAt")).collect()
    }),
    error("M2", "States removed from a branch or processor", Both, |s| {
        s.inner_scopes().filter_map(|scope| s.remove(scope.value(), "States")).collect()
    }),
    warning("B12", "Default removed from a Choice", Both, |s| {
        s.of(&[StateType::Choice])
            .filter_map(|state| {
                // Both values of a flag are all that can come: nothing is left for a default.
                let rules = || state.field("Choices").into_iter().flat_map(Value::items);
                if rules().filter(|rule| rule.get("BooleanEquals").is_some()).count() > 1 {
                    return None;
                }
                // A target that nothing else leads to becomes unreachable: another fault.
                let target = state.field("Default")?;
                let mut others = state.scope().states().flat_map(steplint::asl::State::transitions);
                others.find(|other| other.target != target && other.target.text() == target.text())?;
                s.remove(state.value(), "Default")
            })
            .collect()
    }),
    error("A2", "field of a Task at the root", Both, |s| {
        root(s, "Retry", "[{\"ErrorEquals\": [\"States.ALL\"]}]")
    }),
    error("F7", "Comment null", Both, |s| root(s, "Comment", "null")),
    error("F4", "StartAt as a number", Both, |s| root(s, "StartAt", "1")),
    error("F9", "query language as an object", Both, |s| {
        root(s, "QueryLanguage", &format!("{{{}: 1}}", quoted("JSONata")))
    }),
];

fn root(s: &Sites, field: &str, json: &str) -> Vec<Mutant> {
    s.put(s.root(), field, json).into_iter().collect()
}

/// The root has no key: it is told there, or at the field that is left.
fn absent(s: &Sites, holder: Value, field: &str, left: &str) -> Vec<Mutant> {
    let other = holder.get(left).and_then(Value::key_span);
    let mutant = s.remove(holder, field);
    mutant.into_iter().map(|mutant| other.into_iter().fold(mutant, |one, key| one.or_at(key.start))).collect()
}

fn inner(s: &Sites, field: &str, json: &str) -> Vec<Mutant> {
    s.inner_scopes().filter_map(|scope| s.insert(scope.value(), field, json)).collect()
}

fn scopes(s: &Sites, change: fn(&Sites, Scope) -> Option<Mutant>) -> Vec<Mutant> {
    s.scopes().filter_map(|scope| change(s, scope)).collect()
}
