use crate::asl::{Machine, State, StateType};
use crate::rule::{Report, rule};

rule! {
    code: "asl/trap-state",
    group: Correctness,
    severity: Warning,
    check: Machine(check),
}

/// States of a loop that are shown.
const SHOWN: usize = 3;

fn check(machine: &Machine, report: &mut Report) {
    let flow = machine.flow();
    for states in flow.loops(machine) {
        let Some(&first) = states.first() else { continue };
        let is_trap = flow.is_reached(first) && !flow.can_end(first);
        let is_left =
            states.iter().any(|state| flow.targets(*state).any(|target| !flow.are_together(first, target)));
        // Where nothing ends at all, the service says so; `Next` of a state that names the state itself is
        // reported as that.
        if is_trap
            && !is_left
            && flow.may_end(first.scope())
            && !(states.len() == 1 && first.kind().has_next())
        {
            trap(&states, report);
        }
    }
}

fn trap(states: &[State], report: &mut Report) {
    let [first, others @ ..] = states else { return };
    let message = match others {
        [] => format!("no way leads from `{}` to an end: it goes on to itself", first.name()),
        _ => format!("no way leads from `{}` to an end: it goes round for ever", first.name()),
    };
    let way_out = match states.iter().any(|state| state.kind() == StateType::Choice) {
        true => "let one of the choices lead out of the loop, to a state that ends",
        false => "add a Choice that leads out of the loop, to a state that ends",
    };
    let mut finding = report.at_key(first.value(), message).help(way_out);
    for other in others.iter().take(SHOWN) {
        let place = other.value().name_span();
        finding = finding.related(place, format!("`{}` belongs to the same loop", other.name()));
    }
}
