use crate::asl::Machine;
use crate::aws::hole;
use crate::rule::{Report, rule};
use crate::rules::shared::SCHEMA_VALIDATION_FAILED;
use crate::tree::Style;

rule! {
    code: "asl/definition-too-large",
    group: Correctness,
    severity: Error,
    check: Machine(check),
}

/// Characters that the service takes (quota "Request and definition size": 1 MiB).
const MAX_DEFINITION: usize = 1_048_576;

fn check(machine: &Machine, report: &mut Report) {
    let text = machine.value().raw();
    // Few bytes never need counting; what a hole leaves may be shorter than its name; of YAML the JSON
    // that is made of it is sent.
    let is_json = machine.value().style() == Style::Json;
    if text.len() <= MAX_DEFINITION || !is_json || hole::has_hole(text) {
        return;
    }
    let length = text.chars().count();
    if length > MAX_DEFINITION {
        let place = machine.field("States").unwrap_or(machine.value());
        report
            .at_key(place, format!("the definition has {length} characters, {MAX_DEFINITION} are allowed"))
            .help("move parts of it into machines of their own, which this one starts")
            .service_code(SCHEMA_VALIDATION_FAILED);
    }
}
