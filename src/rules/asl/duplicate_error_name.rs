use std::collections::HashMap;

use crate::asl::State;
use crate::rule::{Report, rule};

rule! {
    code: "asl/duplicate-error-name",
    group: Correctness,
    severity: Warning,
    check: State(check),
}

fn check(state: &State, report: &mut Report) {
    for (field, handlers) in state.handlers() {
        let mut first = HashMap::new();
        for (at, handler) in handlers.iter().enumerate() {
            for (place, name) in handler.errors() {
                let Some(&(before, earlier)) = first.get(&name) else {
                    first.insert(name, (at, place));
                    continue;
                };
                let (message, help) = match before == at {
                    true => (
                        format!("`{name}` stands twice in one `ErrorEquals` of `{}`", state.name()),
                        "remove one of the two",
                    ),
                    false => (
                        format!(
                            "`{name}` stands in two {} of `{}`: the first takes it",
                            word(field),
                            state.name()
                        ),
                        "keep it where it is meant to be handled, and remove it from the other",
                    ),
                };
                report
                    .at(place, message)
                    .help(help)
                    .related(earlier.span(), format!("`{name}` is here first"));
            }
        }
    }
}

fn word(field: &str) -> &'static str {
    if field == "Retry" { "retriers" } else { "catchers" }
}
