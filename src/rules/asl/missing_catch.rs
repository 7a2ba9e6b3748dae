use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::asl::{Machine, Scope, State, StateType, TransitionKind, known_text};
use crate::aws::integrations::Resource;
use crate::aws::release;
use crate::rule::{Report, rule};
use crate::text::Span;
use crate::tree::Value;

rule! {
    code: "asl/missing-catch",
    group: Reliability,
    severity: Warning,
    confidence: Medium,
    check: Machine(check),
}

/// Calls of one scope that are compared with each other; more is no machine that a person wrote.
const MAX_CALLS: usize = 16;

/// States that are shown besides the first.
const SHOWN: usize = 3;

/// A call of a service whose name is known.
#[derive(Clone, Copy)]
struct Call<'m> {
    state: State<'m>,
    service: &'m str,
    action: &'m str,
}

fn check(machine: &Machine, report: &mut Report) {
    for scope in
        machine.scopes().filter(|scope| machine.flow().is_closed(*scope) && !is_caught_outside(*scope))
    {
        let calls: Vec<Call> = scope.states().filter_map(call).collect();
        let makes = calls.iter().filter(|call| release::acquires(call.action)).take(MAX_CALLS);
        for make in makes {
            check_call(*make, &calls, report);
        }
    }
}

/// Whether a failure within the scope goes on to a catcher around it.
fn is_caught_outside(scope: Scope) -> bool {
    scope.owner().is_some_and(|owner| {
        std::iter::once(owner).chain(owner.owners()).any(|owner| owner.field("Catch").is_some())
    })
}

fn call(state: State<'_>) -> Option<Call<'_>> {
    match state.integration() {
        Resource::Optimized { service, action, .. } | Resource::Sdk { service, action, .. } => {
            Some(Call { state, service: service.known()?, action: action.known()? })
        }
        _ => None,
    }
}

fn check_call(make: Call, calls: &[Call], report: &mut Report) {
    let ends = |call: &&Call| {
        call.service == make.service
            && release::ends(call.action, make.action)
            && is_same_thing(make.state, call.state)
    };
    let ends: Vec<State> = calls.iter().filter(ends).take(MAX_CALLS).map(|call| call.state).collect();
    let Some(end) = ends.first() else { return };
    let before = leading_to(&ends);
    // A failure that something catches may be cleaned up by any means.
    let is_open = |state: &State| {
        matches!(state.kind(), StateType::Task | StateType::Map | StateType::Parallel)
            && before.contains(&state.index())
            && state.field("Catch").is_none()
            && state.is_complete()
    };
    let open: Vec<State> = after(make.state, &ends).into_iter().filter(is_open).collect();
    let [first, others @ ..] = open.as_slice() else { return };
    let mut finding = report
        .at_key(
            first.value(),
            format!(
                "if `{}` fails, nothing ends what `{}` made: `{}` is never reached",
                first.name(),
                make.state.name(),
                end.name()
            ),
        )
        .help(format!("add a `Catch` that leads to `{}`", end.name()))
        .related(place(make.state), "it is made here")
        .related(place(*end), "it is ended here");
    for other in others.iter().take(SHOWN) {
        finding = finding.related(place(*other), "the same holds if this fails");
    }
}

/// Whether the second call surely ends what the first makes, and nothing older: it is told the result of the
/// first, or both are told the same by the same name.
fn is_same_thing(make: State, end: State) -> bool {
    let told = told(end);
    let result = make.field("ResultPath").and_then(known_text).filter(|path| path.len() > "$.".len());
    let is_result = |text: &str| {
        result.as_deref().is_some_and(|path| {
            text.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        })
    };
    let variables: Vec<_> = make
        .field("Assign")
        .into_iter()
        .flat_map(Value::entries)
        .filter_map(|variable| Some(format!("${}", variable.key_text()?.trim_end_matches(".$"))))
        .collect();
    let uses = |text: &str| variables.iter().any(|variable| text.contains(variable.as_str()));
    if told.iter().any(|(_, text)| is_result(text) || uses(text)) {
        return true;
    }
    // All names that both are given must be the same: a cluster may have an old and a new group of nodes.
    let given: HashMap<String, Cow<str>> = self::told(make).into_iter().collect();
    let mut shared = told.iter().filter_map(|(name, text)| Some((given.get(name)?, text)));
    let is_name = |name: &str| NAMES.iter().any(|end| name.ends_with(end));
    told.iter().any(|(name, _)| is_name(name) && given.contains_key(name))
        && shared.all(|(given, told)| given == told)
}

/// Ends of the names of parameters that say which thing is meant, without the `s` of a list.
const NAMES: [&str; 4] = ["Id", "Name", "Identifier", "Arn"];

/// Texts among the parameters of a call that are looked at.
const MAX_TOLD: usize = 100;

/// The names and texts that a call is given, without those that are hidden. A list counts as its items.
fn told(state: State<'_>) -> Vec<(String, Cow<'_, str>)> {
    let mut open: Vec<(String, Value)> = ["Parameters", "Arguments"]
        .iter()
        .filter_map(|field| Some((String::new(), state.field(field)?)))
        .collect();
    let mut told = Vec::new();
    // Aliases may stand for one another over and over: the steps are counted, too.
    for _ in 0..MAX_TOLD {
        let Some((name, value)) = open.pop() else { break };
        for inner in value.entries().take(MAX_TOLD) {
            let key = inner.key_text().unwrap_or_default();
            open.push((key.trim_end_matches(".$").trim_end_matches('s').to_owned(), inner));
        }
        open.extend(value.items().take(MAX_TOLD).map(|item| (name.clone(), item)));
        told.extend(value.text().map(|text| (name, text)));
    }
    told
}

fn place(state: State) -> Span {
    state.value().name_span()
}

/// States that follow if nothing fails, up to the ends, in the order of the text.
fn after<'m>(make: State<'m>, ends: &[State<'m>]) -> Vec<State<'m>> {
    let mut seen = HashSet::from([make.index()]);
    let mut open = successors(make);
    let mut found = Vec::new();
    while let Some(state) = open.pop() {
        if !ends.contains(&state) && seen.insert(state.index()) {
            open.extend(successors(state));
            found.push(state);
        }
    }
    found.sort_by_key(|state| state.index());
    found
}

/// States from which an end is reached if nothing fails.
fn leading_to(ends: &[State]) -> HashSet<usize> {
    let Some(scope) = ends.first().map(|end| end.scope()) else { return HashSet::new() };
    let mut origins = HashMap::<usize, Vec<usize>>::new();
    for state in scope.states() {
        for target in successors(state) {
            origins.entry(target.index()).or_default().push(state.index());
        }
    }
    let mut seen = HashSet::new();
    let mut open: Vec<usize> = ends.iter().map(|end| end.index()).collect();
    while let Some(state) = open.pop() {
        if seen.insert(state) {
            open.extend(origins.get(&state).into_iter().flatten());
        }
    }
    seen
}

fn successors(state: State<'_>) -> Vec<State<'_>> {
    state
        .transitions()
        .filter(|transition| transition.kind != TransitionKind::Catch)
        .filter_map(|transition| transition.state)
        .collect()
}
