use crate::asl::{Element, Slot, is_hidden};
use crate::rule::{Report, rule};
use crate::rules::shared::{SCHEMA_VALIDATION_FAILED, listed};
use crate::tree::Value;

rule! {
    code: "asl/exclusive-fields",
    group: Correctness,
    severity: Error,
    check: Element(check),
}

fn check(element: &Element, report: &mut Report) {
    for group in element.grammar().exclusive {
        let is_one_of = |slot: &Slot| {
            slot.allowed_field().is_some_and(|field| group.contains(&field.name)) && !may_vanish(slot.value())
        };
        let given: Vec<Slot> = element.slots().filter(is_one_of).collect();
        let [first, others @ ..] = given.as_slice() else { continue };
        for other in others.iter().filter(|other| other.name() != first.name()) {
            let names = [first.name(), other.name()];
            let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
            report
                .at_key(other.value(), format!("{} has both {}", element.title(), listed(&names, "and")))
                .help("keep one of the two")
                .related(first.value().entry_span(), format!("`{}` is here", first.name()))
                .service_code(SCHEMA_VALIDATION_FAILED);
        }
    }
}

/// Whether a function of the template gives the value: `AWS::NoValue` takes the field away.
fn may_vanish(value: Value) -> bool {
    is_hidden(value) && (value.tag().is_some() || value.is_mapping())
}
