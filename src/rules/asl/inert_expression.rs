use std::borrow::Cow;
use std::ops::Range;

use crate::asl::expression::{Content, Seen, strings};
use crate::asl::grammar::Shape;
use crate::asl::jsonata::{self, Ast};
use crate::asl::{Language, Machine, Slot};
use crate::rule::{Report, rule};
use crate::tree::Value;

rule! {
    code: "asl/inert-expression",
    group: Correctness,
    severity: Warning,
    check: Machine(check),
}

fn check(machine: &Machine, report: &mut Report) {
    for expression in machine.expressions() {
        if let Content::Embedded(part) = expression.content() {
            let text = expression.value().text().unwrap_or_default();
            if is_meant(&text, part) {
                embedded(expression.slot(), expression.value(), part, report);
            }
        }
    }
    let mut seen = Seen::default();
    for slot in machine.slots().filter(|slot| slot.allowed_field().is_some()) {
        match slot.element().language() {
            Some(Language::Jsonata) if is_data(slot) => jsonpath_in_jsonata(slot, &mut seen, report),
            Some(Language::JsonPath) if is_data(slot) => jsonata_in_jsonpath(slot, &mut seen, report),
            _ => {}
        }
    }
}

/// Whether a field holds data, or a value that the other language may compute.
fn is_data(slot: Slot) -> bool {
    slot.field().is_some_and(|field| {
        field.is_evaluated || matches!(field.shape, Shape::Payload | Shape::Assign | Shape::Data)
    })
}

fn embedded(slot: Slot, value: Value, part: &Range<usize>, report: &mut Report) {
    let message = format!("an expression in {} stands within a text and is not evaluated", place(slot));
    report
        .at_span(value.text_span(part.clone()), value, message)
        .help("make the whole string one expression and join texts with `&`: `{% 'Order ' & $id %}`");
}

fn jsonpath_in_jsonata(slot: Slot, seen: &mut Seen, report: &mut Report) {
    for (value, text) in strings(slot.value(), seen) {
        let key = value.key_text().filter(|key| key.ends_with(".$"));
        let is_intrinsic = is_intrinsic(&text);
        if let Some(key) = key.filter(|_| is_intrinsic || text.starts_with('$')) {
            let plain = key.trim_end_matches(".$");
            let message = format!("`{key}` in {} is a plain key: the state uses JSONata", place(slot));
            report
                .at_key(value, message)
                .help(format!("write `{plain}` with an expression of JSONata: `{{% … %}}`"));
        } else if is_intrinsic {
            let message =
                format!("an intrinsic function in {} is plain text: the state uses JSONata", place(slot));
            report.at(value, message).help("call a function of JSONata: `{% … %}`");
        } else if text.starts_with("$states.") {
            let message = format!("`$states` in {} is plain text: it stands in no `{{% … %}}`", place(slot));
            report.at(value, message).help("put it between `{%` and `%}`");
        }
    }
}

fn jsonata_in_jsonpath(slot: Slot, seen: &mut Seen, report: &mut Report) {
    for (value, text) in strings(slot.value(), seen) {
        if !text.starts_with("{%") || !text.ends_with("%}") || !is_meant(&text, &(0..text.len())) {
            continue;
        }
        let message =
            format!("an expression of JSONata in {} is plain text: the state uses JSONPath", place(slot));
        report
            .at(value, message)
            .help("add `\"QueryLanguage\": \"JSONata\"` to the state, or write a path under a key that ends in `.$`");
    }
}

/// Whether what stands between the marks is JSONata that uses something of JSONata: other languages of
/// templates have the same marks. Of several expressions the first tells.
fn is_meant(text: &str, marked: &Range<usize>) -> bool {
    let start = marked.start + 2;
    let Some(length) = text.get(start..marked.end).and_then(|inside| inside.find("%}")) else { return false };
    let uses_something = |ast: Ast| {
        let uses = ast.uses();
        !uses.states.is_empty() || !uses.calls.is_empty() || !uses.variables.is_empty()
    };
    jsonata::parse_part(Cow::Borrowed(text), start..start + length).is_ok_and(uses_something)
}

fn is_intrinsic(text: &str) -> bool {
    text.strip_prefix("States.").filter(|rest| rest.ends_with(')')).is_some_and(|rest| {
        let name = rest.split('(').next().unwrap_or_default();
        name.len() < rest.len() && !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric())
    })
}

fn place(slot: Slot) -> String {
    match slot.element().state() {
        Some(state) => format!("`{}` of `{}`", slot.name(), state.name()),
        None => format!("`{}`", slot.name()),
    }
}
