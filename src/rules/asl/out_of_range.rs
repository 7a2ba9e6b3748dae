use crate::asl::Slot;
use crate::asl::grammar::Shape;
use crate::diagnostic::Severity;
use crate::rule::{Report, rule};
use crate::rules::shared::SCHEMA_VALIDATION_FAILED;
use crate::tree::Kind;

rule! {
    code: "asl/out-of-range",
    group: Correctness,
    severity: Error,
    check: Slot(check),
}

fn check(slot: &Slot, report: &mut Report) {
    let value = slot.value();
    let (Some(field), Kind::Number) = (slot.allowed_field(), value.kind()) else { return };
    let (smallest, largest) = match field.shape {
        // What does not fit into 64 bits is beyond every limit here but an absent one.
        Shape::Integer(smallest, largest) => {
            (smallest as f64, if largest == i64::MAX { f64::INFINITY } else { largest as f64 })
        }
        Shape::Number(smallest, largest) => (smallest, largest),
        _ => return,
    };
    let is_fraction = |number: f64| matches!(field.shape, Shape::Integer(..)) && number.fract() != 0.0;
    // A fraction where a whole number is wanted is of the wrong type.
    let Some(number) = value.as_f64().filter(|number| !is_fraction(*number)) else { return };
    if (smallest..=largest).contains(&number) {
        return;
    }
    let (message, help) = match number < smallest {
        true => (
            format!(
                "`{}` of {} is {}, less than {smallest}",
                field.name,
                slot.element().title(),
                value.raw()
            ),
            format!("write {}", at_least(smallest, largest)),
        ),
        false => (
            format!("`{}` of {} is {}, more than {largest}", field.name, slot.element().title(), value.raw()),
            format!("write a number from {smallest} to {largest}"),
        ),
    };
    let is_unsettled = number > largest && field.name == "MaxInputBytesPerBatch";
    let severity = if is_unsettled { Severity::Warning } else { Severity::Error };
    report.at(value, message).severity(severity).help(help).service_code(SCHEMA_VALIDATION_FAILED);
}

fn at_least(smallest: f64, largest: f64) -> String {
    match largest.is_finite() {
        true => format!("a number from {smallest} to {largest}"),
        false => format!("{smallest} or more"),
    }
}
