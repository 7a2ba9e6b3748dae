use crate::asl::grammar::{Emptiness, Shape};
use crate::asl::{Slot, is_hidden};
use crate::diagnostic::Severity;
use crate::rule::{Report, rule};
use crate::rules::shared::SCHEMA_VALIDATION_FAILED;

rule! {
    code: "asl/empty-value",
    group: Correctness,
    severity: Error,
    check: Slot(check),
}

fn check(slot: &Slot, report: &mut Report) {
    let value = slot.value();
    let Some(field) = slot.allowed_field() else { return };
    let is_empty = match field.shape {
        Shape::List(_, Emptiness::Refused) | Shape::Texts | Shape::Scopes => {
            value.is_sequence() && value.items().next().is_none()
        }
        Shape::States => value.is_mapping() && value.entries().next().is_none(),
        _ => false,
    };
    if is_empty && !is_hidden(value) {
        // That the service refuses headers without a name is not known.
        let severity = if field.name == "CSVHeaders" { Severity::Warning } else { Severity::Error };
        report
            .at(value, format!("`{}` of {} is empty", field.name, slot.element().title()))
            .severity(severity)
            .help(help(field.name))
            .service_code(SCHEMA_VALIDATION_FAILED);
    }
}

fn help(field: &str) -> &'static str {
    match field {
        "Choices" => "add a rule, or replace the Choice by a Pass state",
        "Branches" => "add a branch with `StartAt` and `States`",
        "ErrorEquals" => "name the errors it is for, or `States.ALL`",
        "States" => "add the state that `StartAt` names",
        "And" | "Or" => "add the rules that it combines",
        "CSVHeaders" => {
            "name the columns in their order, or read them from the file with `CSVHeaderLocation` `FIRST_ROW`"
        }
        _ => "add a member, or remove the field",
    }
}
