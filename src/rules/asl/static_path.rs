use crate::asl::grammar::Shape;
use crate::asl::reference::{Meaning, title};
use crate::asl::{Element, Language, Machine, Slot, known_text};
use crate::diagnostic::Safety;
use crate::rule::{Report, rule};
use crate::tree::Value;

rule! {
    code: "asl/static-path",
    group: Correctness,
    severity: Warning,
    fixes: Sometimes,
    check: Machine(check),
}

fn check(machine: &Machine, report: &mut Report) {
    for slot in machine.slots().filter(|slot| slot.element().language() == Some(Language::JsonPath)) {
        match slot.allowed_field().map(|field| field.shape) {
            Some(Shape::Data) => check_data(slot, report),
            Some(Shape::Text) => check_text(slot, report),
            _ => {}
        }
    }
}

fn is_meant(value: Value) -> bool {
    value.text().is_some_and(|text| Meaning::is_surely_meant(&text)) && known_text(value).is_some()
}

/// The `Result` of a Pass state. What an alias stands for is looked at where it is written.
fn check_data(slot: Slot, report: &mut Report) {
    for value in slot.value().descendants(|value| !value.is_alias()).filter(|value| is_meant(*value)) {
        let field = slot.name();
        let message = match value.key() {
            Some(_) => {
                format!("{} looks as if it were replaced, but is passed as a text", title(value, slot))
            }
            None => format!(
                "an item in {} looks as if it were replaced, but is passed as a text",
                title(slot.value(), slot)
            ),
        };
        report
            .at(value, message)
            .help(format!(
                "`{field}` is taken as it is: write `Parameters` with keys that end in `.$` in its place"
            ))
            .service_code("PASS_RESULT_IS_STATIC");
    }
}

/// A text beside which the grammar has a field that takes a path.
fn check_text(slot: Slot, report: &mut Report) {
    if !is_meant(slot.value()) {
        return;
    }
    let (element, name) = (slot.element(), slot.name());
    let sibling = format!("{name}Path");
    let Some(shape) = element.grammar().field(&sibling).map(|field| field.shape) else { return };
    let is_path = slot.value().text().is_some_and(|text| text.starts_with('$'));
    if !is_path && !matches!(shape, Shape::TextPath) {
        return;
    }
    let of = title(slot.value(), slot);
    let finding = report
        .at(slot.value(), format!("{of} looks as if it were replaced, but is taken as a text"))
        .help(format!("write `{sibling}` in its place"))
        .service_code("NO_PATH");
    if let Some(key) = slot.value().key().filter(|_| has_no(element, &sibling)) {
        let end = key.text_span(name.len()..name.len());
        finding.fix(Safety::Unsafe, format!("rename it to `{sibling}`"), end, "Path");
    }
}

/// Whether an object surely has no such field. Of an object with more fields than any grammar has, nothing
/// is said.
fn has_no(element: Element, name: &str) -> bool {
    element.slots().nth(MAX_FIELDS).is_none() && element.field(name).is_none()
}

const MAX_FIELDS: usize = 64;
