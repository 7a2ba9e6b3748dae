use std::collections::HashMap;

use crate::asl::Machine;
use crate::asl::variables::{Assignment, assignments};
use crate::rule::{Report, rule};
use crate::rules::shared::SCHEMA_VALIDATION_FAILED;

rule! {
    code: "asl/shadowed-variable",
    group: Correctness,
    severity: Error,
    check: Machine(check),
}

fn check(machine: &Machine, report: &mut Report) {
    // By the scope and the name: the scope's place in the text tells it apart.
    let mut known: HashMap<(u32, String), Assignment> = HashMap::new();
    let all: Vec<Assignment> = assignments(machine).collect();
    for assignment in &all {
        let scope = assignment.state.scope().value().span().start;
        known.entry((scope, assignment.name.clone())).or_insert_with(|| assignment.clone());
    }
    for assignment in &all {
        let mut outer = assignment.state.owners().map(|owner| owner.scope().value().span().start);
        let Some(other) = outer.find_map(|scope| known.get(&(scope, assignment.name.clone()))) else {
            continue;
        };
        report
            .at_key(
                assignment.value,
                format!(
                    "`{}` is a variable of an outer scope, which `{}` may read but not assign",
                    assignment.name,
                    assignment.state.name()
                ),
            )
            .help("take another name, and pass the value out as output")
            .related(other.value.name_span(), format!("`{}` assigns it", other.state.name()))
            .service_code(SCHEMA_VALIDATION_FAILED);
    }
}
