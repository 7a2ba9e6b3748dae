use crate::asl::{Machine, Scope, State, known_text};
use crate::diagnostic::Safety;
use crate::rule::{Report, rule};
use crate::rules::shared::nearest;
use crate::tree::Value;

rule! {
    code: "asl/dangling-transition",
    group: Correctness,
    severity: Error,
    fixes: Sometimes,
    check: Machine(check),
}

/// Targets for which other names are searched: more are not a person's typing mistakes.
const MAX_SEARCHES: usize = 20;

fn check(machine: &Machine, report: &mut Report) {
    let mut searches = MAX_SEARCHES;
    // Where a state's name is not known, any target may name it.
    for scope in machine.scopes().filter(|scope| scope.has_known_states()) {
        if let Some(start) = scope.start_at() {
            check_target(scope, None, start, &mut searches, report);
        }
        for state in scope.states() {
            for transition in state.transitions().filter(|transition| transition.state.is_none()) {
                check_target(scope, Some(state), transition.target, &mut searches, report);
            }
        }
    }
}

/// `from` is the state that holds the transition; none for `StartAt`.
fn check_target(scope: Scope, from: Option<State>, target: Value, searches: &mut usize, report: &mut Report) {
    let Some(name) = known_text(target) else { return };
    if scope.state(&name).is_some() {
        return;
    }
    let field = target.key_text().unwrap_or_default();
    let missing = format!("`{field}` names the state `{name}`, which is not in the same `States`");
    let is_searched = *searches > 0;
    *searches = searches.saturating_sub(1);
    let mut others = scope.machine().states().filter(|_| is_searched);
    if let Some(elsewhere) = others.find(|state| state.name() == name) {
        let place = elsewhere.value().name_span();
        report
            .at(target, format!("{missing} but in another"))
            .help("a transition cannot leave or enter a branch or a processor: go on to a state of the same `States`")
            .related(place, format!("`{name}` is here"))
            .service_code(SERVICE_CODE);
        return;
    }
    let finding = report.at(target, missing).service_code(SERVICE_CODE);
    match is_searched.then(|| meant(scope, from, &name)).flatten() {
        Some(near) => {
            let title = format!("replace `{name}` by `{near}`");
            finding.help(format!("did you mean `{near}`?")).rewrite(Safety::Unsafe, title, target, near);
        }
        None => {
            finding.help("add the state, or name one of the states there are");
        }
    }
}

const SERVICE_CODE: &str = "MISSING_TRANSITION_TARGET";

/// The name that is clearly nearest: of `Step 1` and `Step 3` none is, for `Step 2`. A state seldom
/// means itself.
fn meant<'m>(scope: Scope<'m>, from: Option<State>, name: &str) -> Option<&'m str> {
    let others: Vec<&str> =
        scope.states().filter(|state| Some(*state) != from).map(|state| state.name()).collect();
    // Of names that are equally near, the first is taken: another order shows whether there are others.
    let near = nearest(name, others.iter().copied())?;
    (nearest(name, others.iter().rev().copied()) == Some(near)).then_some(near)
}
