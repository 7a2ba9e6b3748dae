use std::collections::HashMap;

use crate::asl::{Machine, State, known_text};
use crate::rule::{Report, rule};

rule! {
    code: "asl/duplicate-state-name",
    group: Correctness,
    severity: Error,
    check: Machine(check),
}

fn check(machine: &Machine, report: &mut Report) {
    // Within one `States` a name stands once, or is a key twice.
    if machine.scopes().nth(1).is_none() {
        return;
    }
    let mut first: HashMap<&str, State> = HashMap::with_capacity(machine.states().count());
    for state in machine.states() {
        let Some(key) = state.value().key().filter(|key| known_text(*key).is_some()) else { continue };
        let other = *first.entry(state.name()).or_insert(state);
        // The first of its name; twice in one `States` is a key twice, of which the machine has but one.
        if other.scope().value() == state.scope().value() {
            continue;
        }
        let place = other.value().name_span();
        report
            .at(key, format!("another state of the machine is called `{}` too", state.name()))
            .help("give it a name of its own: names are unique in the whole machine, within branches and processors too")
            .related(place, "the other state")
            .service_code("DUPLICATE_STATE_NAME");
    }
}
