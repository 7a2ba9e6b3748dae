use crate::asl::{Machine, Reachability, Scope, State, known_text};
use crate::diagnostic::Severity;
use crate::rule::{Report, rule};
use crate::rules::shared::nearest;

rule! {
    code: "asl/unreachable-state",
    group: Correctness,
    severity: Error,
    check: Machine(check),
}

/// With more targets than this that lead nowhere, nobody can say what was meant to be reached.
const MAX_DANGLING: usize = 20;

/// States shown with a loop that lead to where it is reported.
const SHOWN_ORIGINS: usize = 3;

fn check(machine: &Machine, report: &mut Report) {
    // The service does not walk a scope that cannot end, either.
    for scope in machine.scopes().filter(|scope| scope.is_certain() && scope.may_end()) {
        check_scope(scope, report);
    }
}

fn check_scope(scope: Scope, report: &mut Report) {
    let flow = scope.machine().flow();
    if scope.states().all(|state| flow.is_reached(state)) {
        return;
    }
    let Some(reachability) = walk(scope) else { return };
    for state in scope.states().filter(|state| !reachability.is_referenced(*state)) {
        // Of two states of one name only one can be named at all.
        if scope.state(state.name()) == Some(state) {
            unreferenced(state, report);
        }
    }
    for state in reachability.closed_cycles(scope) {
        closed_cycle(state, &reachability, report);
    }
}

/// Follows a misspelt target to where it was meant to lead. Nothing if a target could have been
/// meant to be any state: then none is surely unreachable.
fn walk(scope: Scope<'_>) -> Option<Reachability> {
    let start = Some(scope.start_at()?).filter(|_| scope.start().is_none());
    let transitions = scope.states().flat_map(State::transitions).filter(|to| to.state.is_none());
    let targets = start.into_iter().chain(transitions.map(|to| to.target));
    let dangling: Vec<_> = targets.filter_map(known_text).take(MAX_DANGLING + 1).collect();
    if dangling.len() > MAX_DANGLING {
        return None;
    }
    for name in dangling {
        let is_elsewhere = scope.machine().states().any(|state| state.name() == name);
        if !is_elsewhere && meant(scope, &name).is_none() {
            return None;
        }
    }
    Some(Reachability::of(scope, |name| meant(scope, name)))
}

fn meant<'m>(scope: Scope<'m>, name: &str) -> Option<State<'m>> {
    scope.state(nearest(name, scope.states().map(State::name))?)
}

fn unreferenced(state: State, report: &mut Report) {
    report
        .at_key(state.value(), format!("no transition leads to the state `{}`", state.name()))
        .help("let a state of the same `States` go on to it by `Next`, `Default`, a choice rule or a catcher, or remove it")
        .service_code("MISSING_TRANSITION_TARGET");
}

fn closed_cycle(state: State, reachability: &Reachability, report: &mut Report) {
    let is_alone = reachability.origins(state).all(|origin| origin == state);
    let message = match is_alone {
        true => format!("only the state `{0}` leads to `{0}`", state.name()),
        false => format!("only states that are never reached lead to the state `{}`", state.name()),
    };
    let mut finding = report
        .at_key(state.value(), message)
        .help("let a state that is reached go on to it, or remove the states of this loop")
        .severity(Severity::Warning);
    for origin in reachability.origins(state).filter(|origin| *origin != state).take(SHOWN_ORIGINS) {
        let place = origin.value().name_span();
        finding = finding.related(place, format!("`{}` leads there, and is never reached", origin.name()));
    }
}
