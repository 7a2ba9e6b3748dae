use crate::asl::Machine;
use crate::aws::hole;
use crate::rule::{Report, rule};

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
    // Few characters never need counting; what a hole leaves may be shorter than its name.
    if text.len() <= MAX_DEFINITION || hole::has_hole(text) {
        return;
    }
    let length = text.chars().count();
    if length > MAX_DEFINITION {
        let place = machine.field("States").unwrap_or(machine.value());
        report
            .at_key(place, format!("the definition has {length} characters, {MAX_DEFINITION} are allowed"))
            .help("move parts of it into machines of their own, which this one starts")
            .service_code("SCHEMA_VALIDATION_FAILED");
    }
}
