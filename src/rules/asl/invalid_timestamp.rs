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
    report
        .at(value, format!("`{text}` is not a timestamp: {fault}"))
        .help(help(&text))
        .service_code(SCHEMA_VALIDATION_FAILED);
}

fn help(text: &str) -> &'static str {
    match text.get(..1) {
        Some("$") => "a path belongs into the field of the same name that ends in `Path`",
        Some("{") => "`{% … %}` is evaluated only where `QueryLanguage` is `JSONata`",
        _ => "write date, `T`, time and zone, for example `2026-03-14T01:59:00Z`",
    }
}
