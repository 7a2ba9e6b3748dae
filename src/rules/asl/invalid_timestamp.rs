use crate::asl::grammar::Shape;
use crate::asl::{Slot, known_text, timestamp};
use crate::rule::{Report, rule};
use crate::rules::shared::SCHEMA_VALIDATION_FAILED;

rule! {
    code: "asl/invalid-timestamp",
    group: Correctness,
    severity: Error,
    check: Slot(check),
}

fn check(slot: &Slot, report: &mut Report) {
    let is_timestamp = slot.allowed_field().is_some_and(|field| matches!(field.shape, Shape::Timestamp));
    if !is_timestamp || slot.is_computed() {
        return;
    }
    let value = slot.value();
    let Some(text) = known_text(value) else { return };
    let Err(fault) = timestamp::check(&text) else { return };
    let (message, help) = match text.get(..1) {
        None => ("the timestamp is empty".to_owned(), FORM),
        Some("$") => (
            format!("`{text}` is a path, not a timestamp"),
            "move it to the field of the same name that ends in `Path`",
        ),
        Some("{") => (
            format!("`{text}` is an expression, not a timestamp"),
            "`{% … %}` is evaluated only where `QueryLanguage` is `JSONata`",
        ),
        Some(_) => (format!("`{text}` is not a timestamp: {fault}"), FORM),
    };
    report.at(value, message).help(help).service_code(SCHEMA_VALIDATION_FAILED);
}

const FORM: &str = "write date, `T`, time and zone, for example `2026-03-14T01:59:00Z`";
