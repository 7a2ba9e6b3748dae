use crate::asl::{Machine, Scope, StateType};
use crate::rule::{Report, rule};

rule! {
    code: "asl/no-terminal-state",
    group: Correctness,
    severity: Error,
    check: Machine(check),
}

fn check(machine: &Machine, report: &mut Report) {
    for scope in machine.scopes().filter(|scope| !scope.may_end()) {
        check_scope(scope, report);
    }
}

fn check_scope(scope: Scope, report: &mut Report) {
    // Without any state there are other things to say first.
    let Some(states) = scope.states_value().filter(|_| scope.states().next().is_some()) else { return };
    let what = match scope.owner() {
        None => "no state ends the machine".to_owned(),
        Some(owner) if owner.kind() == StateType::Map => {
            format!("no state ends the processor of `{}`", owner.name())
        }
        Some(owner) => format!("no state ends this branch of `{}`", owner.name()),
    };
    report
        .at_key(states, what)
        .help(
            "let the last state have `End: true` instead of `Next`, or go on to a `Succeed` or `Fail` state",
        )
        .service_code("MISSING_END_STATE");
}
