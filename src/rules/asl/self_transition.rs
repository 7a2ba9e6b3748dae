use crate::asl::{State, StateType, TransitionKind, known_text};
use crate::rule::{Report, rule};

rule! {
    code: "asl/self-transition",
    group: Correctness,
    severity: Warning,
    check: State(check),
}

fn check(state: &State, report: &mut Report) {
    // Of two states of one name only one is led to.
    if !state.kind().has_next() || state.scope().state(state.name()) != Some(*state) {
        return;
    }
    for transition in state.transitions() {
        if known_text(transition.target).as_deref() != Some(state.name()) {
            continue;
        }
        match transition.kind {
            TransitionKind::Next => {
                report
                    .at(transition.target, format!("`{}` goes on to itself: {}", state.name(), what_follows(*state)))
                    .help("name the state that follows, or write `\"End\": true` if none does");
            }
            TransitionKind::Catch => {
                report
                    .at(
                        transition.target,
                        format!("a catcher of `{}` leads back to it: it tries again at once, and without end", state.name()),
                    )
                    .help("use `Retry`, which pauses and gives up, or go on to a state that handles the error");
            }
            TransitionKind::Default | TransitionKind::Choice => {}
        }
    }
}

fn what_follows(state: State) -> &'static str {
    match state.kind() {
        StateType::Task | StateType::Map | StateType::Parallel => "it runs again and again until it fails",
        _ => "the execution never gets any further",
    }
}
