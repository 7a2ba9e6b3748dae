use crate::asl::{Machine, State, StateType, TransitionKind, rounds};
use crate::rule::{Report, rule};
use crate::text::Span;

rule! {
    code: "asl/endless-loop",
    group: Reliability,
    severity: Warning,
    check: Machine(check),
}

fn check(machine: &Machine, report: &mut Report) {
    let flow = machine.flow();
    for states in flow.loops(machine) {
        let Some(&first) = states.first() else { continue };
        let choice = states.iter().find(|state| state.kind() == StateType::Choice);
        let is_closed = flow.is_closed(first.scope());
        // What cannot end at all is another rule's, and so is what only leads to itself.
        if !is_closed || !flow.is_reached(first) || !flow.can_end(first) {
            continue;
        }
        match choice {
            Some(choice) if rounds::repeats(&states) => unchanged(*choice, &states, report),
            None if states.len() > 1 && !goes_on(&states) => without_choice(&states, report),
            _ => {}
        }
    }
}

/// Whether work that goes well ends the loop: what went wrong may be what goes round.
fn goes_on(states: &[State]) -> bool {
    let leaves = |state: &State| {
        let mut others = state.transitions().filter(|to| to.kind != TransitionKind::Catch);
        others.any(|to| to.state.is_none_or(|target| !states.contains(&target)))
    };
    states.iter().any(|state| state.is_terminal() || leaves(state))
}

fn unchanged(choice: State, states: &[State], report: &mut Report) {
    let mut finding = report
        .at_key(
            choice.value(),
            format!(
                "nothing in this loop changes what `{}` looks at: each round is like the last",
                choice.name()
            ),
        )
        .help("let a state of the loop write what the choice looks at, or count the rounds and leave");
    for other in states.iter().filter(|state| **state != choice).take(SHOWN) {
        finding = finding.related(place(*other), format!("`{}` is in the loop", other.name()));
    }
}

/// States of a loop that are shown.
const SHOWN: usize = 3;

fn without_choice(states: &[State], report: &mut Report) {
    let [first, others @ ..] = states else { return };
    let mut finding = report
        .at_key(first.value(), format!("only an error ends the loop through `{}`", first.name()))
        .help("add a Choice that leaves the loop when the work is done");
    for other in others.iter().take(SHOWN) {
        finding = finding.related(place(*other), format!("`{}` is in the loop", other.name()));
    }
}

fn place(state: State) -> Span {
    state.value().name_span()
}
