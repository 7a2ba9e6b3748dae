use crate::asl::Slot;
use crate::asl::grammar::{CATCHER, NESTED_CHOICE_RULE, RETRIER, Object, objects};
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
    let title = element.grammar().title;
    match name {
        "Next" | "End" if title == "a Choice state" => {
            "remove it: the rules in `Choices` and `Default` say where a Choice goes".to_owned()
        }
        "Next" if element.is(&NESTED_CHOICE_RULE) => "move it beside `And`, `Or` or `Not`: only a whole rule leads on".to_owned(),
        "Next" | "End" if title == "a Succeed state" || title == "a Fail state" => {
            "remove it: the execution ends here".to_owned()
        }
        "Next" if element.is(&RETRIER) => "remove it: a retrier runs the same state again; a catcher in `Catch` goes on to another".to_owned(),
        "MaxAttempts" | "IntervalSeconds" | "BackoffRate" if element.is(&CATCHER) => {
            format!("move `{name}` into a retrier in `Retry`: a catcher only goes on to another state")
        }
        _ => format!("remove it, or move it to where it belongs: {}", owners_of(owners)),
    }
}

/// The objects that have the field, in words; not all nine that have a `Comment`.
fn owners_of(owners: &[&Object]) -> String {
    let titles: Vec<String> = owners.iter().map(|owner| owner.title.to_owned()).take(4).collect();
    joined(&titles, "or")
}
