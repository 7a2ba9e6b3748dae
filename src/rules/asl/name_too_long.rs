use crate::asl::{State, known_text};
use crate::rule::{Report, rule};

rule! {
    code: "asl/name-too-long",
    group: Correctness,
    severity: Error,
    check: State(check),
}

/// Unicode code points (specification, "States").
const MAX_NAME: usize = 80;

fn check(state: &State, report: &mut Report) {
    let Some(key) = state.value().key() else { return };
    let length = state.name().chars().count();
    if length > MAX_NAME && known_text(key).is_some() {
        report
            .at(key, format!("the name of a state has {length} characters, {MAX_NAME} are allowed"))
            .help("name what it does in a few words, and explain in `Comment`")
            .service_code("INVALID_STATE_NAME");
    }
}
