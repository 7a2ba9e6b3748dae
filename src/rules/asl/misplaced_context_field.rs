use crate::asl::path::{Path, Root};
use crate::asl::reference::Reference;
use crate::asl::{Machine, StateType, Work};
use crate::rule::{Report, rule};

rule! {
    code: "asl/misplaced-context-field",
    group: Correctness,
    severity: Warning,
    check: Machine(check),
}

fn check(machine: &Machine, report: &mut Report) {
    for reference in machine.references() {
        for path in reference.paths().filter(|path| path.root == Root::Context) {
            if leads_to(reference, path, &["Task", "Token"]) {
                check_token(reference, report);
            } else if leads_to(reference, path, &["Map", "Item"]) {
                check_item(reference, report);
            }
        }
    }
}

fn leads_to(reference: Reference, path: &Path, way: &[&str]) -> bool {
    let mut names = path.names(reference.text());
    way.iter().all(|name| names.next().is_some_and(|(own, _)| own == *name))
}

/// There is a token only while a task waits for it.
fn check_token(reference: Reference, report: &mut Report) {
    let Some(state) = reference.state().filter(|state| state.kind() != StateType::Unknown) else { return };
    let waits = state.kind() == StateType::Task
        && (matches!(state.work(), Work::Callback | Work::Activity | Work::Unknown)
            || state.field("Resource").is_none());
    if waits {
        return;
    }
    report
        .at(
            reference.value(),
            format!("{} reads the task token, but the state waits for none", reference.title()),
        )
        .help(
            "only a Task whose `Resource` ends in `.waitForTaskToken` has a token: pass it on in that state",
        );
}

/// The fields of a Map state that are evaluated once for each item.
const PER_ITEM: [&str; 2] = ["ItemSelector", "Parameters"];

/// The item is there while the Map state makes the input of an iteration, not in the states that then run
/// (observed at the service: floci-io/floci, pull request 1588).
fn check_item(reference: Reference, report: &mut Report) {
    let Some(state) = reference.state() else { return };
    let slot = reference.slot();
    let is_own = slot.element().value() == state.value();
    // Whether a reader or a batcher sees the item is not documented.
    if state.kind() == StateType::Map && (!is_own || PER_ITEM.contains(&slot.name().as_ref())) {
        return;
    }
    let is_inside = state.owners().any(|owner| owner.kind() == StateType::Map);
    let message = match is_inside {
        true => format!(
            "{} reads the item of a Map, which the states within its processor do not see",
            reference.title()
        ),
        false => format!("{} reads the item of a Map, which is not there", reference.title()),
    };
    report
        .at(reference.value(), message)
        .help("read it in `ItemSelector` of the Map state, which makes the input of each iteration");
}
