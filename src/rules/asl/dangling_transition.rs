use crate::asl::{Machine, Scope, known_text};
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

fn check(machine: &Machine, report: &mut Report) {
    // Where a state's name is not known, any target may name it.
    for scope in machine.scopes().filter(|scope| scope.has_known_states()) {
        let transitions =
            scope.states().flat_map(|state| state.transitions()).map(|transition| transition.target);
        for target in scope.start_at().into_iter().chain(transitions) {
            check_target(scope, target, report);
        }
    }
}

fn check_target(scope: Scope, target: Value, report: &mut Report) {
    let Some(name) = known_text(target) else { return };
    if scope.state(&name).is_some() {
        return;
    }
    let field = target.key_text().unwrap_or_default();
    let finding = report
        .at(target, format!("`{field}` names the state `{name}`, which is not in the same `States`"))
        .service_code("MISSING_TRANSITION_TARGET");
    match nearest(&name, scope.states().map(|state| state.name())) {
        Some(near) => {
            let title = format!("replace `{name}` by `{near}`");
            finding.help(format!("did you mean `{near}`?")).rewrite(Safety::Unsafe, title, target, near);
        }
        None => {
            let elsewhere = scope.machine().states().find(|state| state.name() == name);
            match elsewhere {
                Some(state) => finding
                    .help("a transition cannot leave or enter a branch or a processor: go on to a state of the same `States`")
                    .related(state.value().key_span().unwrap_or_else(|| state.value().span()), format!("`{name}` is in another scope")),
                None => finding.help("add the state, or name one of the states there are"),
            };
        }
    }
}
