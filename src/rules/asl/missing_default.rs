use crate::asl::error::Handler;
use crate::asl::exhaustive::may_be_exhaustive;
use crate::asl::{State, StateType};
use crate::rule::{Report, rule};

rule! {
    code: "asl/missing-default",
    group: Reliability,
    severity: Warning,
    check: State(check),
}

const NO_MATCH: &str = "States.NoChoiceMatched";

/// Catchers that are looked at: nobody writes more.
const MAX_CATCHERS: usize = 100;

fn check(state: &State, report: &mut Report) {
    if state.kind() != StateType::Choice || !state.is_complete() || state.field("Default").is_some() {
        return;
    }
    // Without any rule the service refuses it; that is another rule's.
    if state.field("Choices").is_none_or(|rules| rules.items().next().is_none()) {
        return;
    }
    if may_be_exhaustive(*state) || state.owners().any(expects_it) {
        return;
    }
    report
        .at_key(
            state.value(),
            format!("`{}` has no `Default`: data that no rule matches fails with `{NO_MATCH}`", state.name()),
        )
        .help(
            "add `Default` with the state for all other data, if only a Fail state that says what was wrong",
        );
}

/// Whether a state around it handles just this error.
fn expects_it(owner: State) -> bool {
    let mut catchers = owner.catchers().take(MAX_CATCHERS).map(|value| Handler { value });
    catchers.any(|catcher| catcher.names(NO_MATCH))
}
