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
        .help("write date, `T`, time and zone, for example `2026-03-14T01:59:00Z`")
        .service_code(SCHEMA_VALIDATION_FAILED);
}
