use crate::asl::Slot;
use crate::asl::grammar::{CATCHER, Object, RETRIER, objects};
use crate::rule::{Report, rule};
use crate::rules::shared::{SCHEMA_VALIDATION_FAILED, joined};

rule! {
    code: "asl/misplaced-field",
    group: Correctness,
    severity: Error,
    check: Slot(check),
}

fn check(slot: &Slot, report: &mut Report) {
    if slot.field().is_some() {
        return;
    }
    let name = slot.name();
    let owners: Vec<&Object> = objects().filter(|object| object.field(&name).is_some()).collect();
    if owners.is_empty() {
        return;
    }
    let element = slot.element();
    report
        .at_key(slot.value(), format!("`{name}` is not a field of {}", element.grammar().title))
        .help(help(*slot, &name, &owners))
        .service_code(SCHEMA_VALIDATION_FAILED);
}

/// Where the field belongs. What is meant is often told by the two places alone.
fn help(slot: Slot, name: &str, owners: &[&Object]) -> String {
    let element = slot.element();
    let advice = match (name, element.grammar().title) {
        ("Next" | "End", "a Choice state") => {
            "remove it: the rules in `Choices` and `Default` say where a Choice goes"
        }
        ("Next" | "End", "a Succeed state" | "a Fail state") => "remove it: the execution ends here",
        ("Next", "a retrier") => {
            "remove it: a retrier runs the same state again; a catcher in `Catch` goes on to another"
        }
        ("Next", "a nested choice rule") => "move it beside `And`, `Or` or `Not`: only a whole rule leads on",
        ("End", "a catcher" | "a choice rule") => "write `Next` with the name of a Succeed or Fail state",
        ("Arguments", "a Map state") => "write `ItemSelector` for what each item gets",
        ("QueryLanguage", _) => "set it at the root of the definition, or on each state",
        _ if element.is(&CATCHER) && RETRIER.field(name).is_some() => {
            "move it into a retrier in `Retry`: a catcher only goes on to another state"
        }
        _ => return owned_by(owners),
    };
    advice.to_owned()
}

/// The objects that have the field, in words; nobody reads a list of nine.
fn owned_by(owners: &[&Object]) -> String {
    let titles: Vec<String> = owners.iter().map(|owner| owner.title.to_owned()).collect();
    match titles.len() {
        0..=4 => format!("remove it, or move it to where it belongs: {}", joined(&titles, "or")),
        _ => "remove it".to_owned(),
    }
}
