use std::collections::HashMap;

use crate::asl::{Machine, State, StateType, known_text};
use crate::rule::{Report, rule};
use crate::rules::shared::refused_character;

rule! {
    code: "asl/invalid-label",
    group: Correctness,
    severity: Error,
    check: Machine(check),
}

/// Characters (service guide, "Distributed Map": it becomes part of an ARN).
const MAX_LABEL: usize = 40;
/// Characters that a label must not have; besides them no white space and no control characters.
const REFUSED: &str = "?*<>{}[]:;,\\|^~$#%&\"`";

fn check(machine: &Machine, report: &mut Report) {
    let mut first: HashMap<String, State> = HashMap::new();
    for state in machine.states().filter(|state| state.kind() == StateType::Map) {
        let Some(value) = state.field("Label") else { continue };
        let Some(label) = known_text(value) else { continue };
        if let Some(fault) = fault(&label) {
            report
                .at(value, format!("the `Label` of `{}` {fault}", state.name()))
                .help(format!("write up to {MAX_LABEL} letters, digits, dashes and underscores"))
                .service_code("INVALID_LABEL_NAME");
            continue;
        }
        if let Some(other) = first.get(label.as_ref()) {
            report
                .at(value, format!("the state `{}` has the label `{label}` too", other.name()))
                .help("give each Map state a label of its own: it is part of the ARN of its child executions")
                .related(other.value().name_span(), "the other state")
                .service_code("DUPLICATE_LABEL_NAME");
        } else {
            first.insert(label.into_owned(), state);
        }
    }
}

fn fault(label: &str) -> Option<String> {
    match label.chars().count() {
        0 => Some("is empty".to_owned()),
        length if length > MAX_LABEL => Some(format!("has {length} characters, {MAX_LABEL} are allowed")),
        _ => refused_character(label, REFUSED),
    }
}
