use crate::asl::grammar::{Field, Nullable, Shape};
use crate::asl::{Language, Machine, Slot, is_hidden};
use crate::diagnostic::Safety;
use crate::rule::{Report, rule};
use crate::rules::shared::SCHEMA_VALIDATION_FAILED;
use crate::tree::{Kind, Style, Value};

rule! {
    code: "asl/wrong-type",
    group: Correctness,
    severity: Error,
    fixes: Sometimes,
    check: Machine(check),
}

fn check(machine: &Machine, report: &mut Report) {
    let root = machine.value();
    if machine.is_whole() && !root.is_mapping() && !is_hidden(root) {
        wrong(root, format!("the definition is {}, not an object", name_of(root)), "an object", report);
    }
    for slot in machine.slots() {
        check_slot(slot, report);
    }
}

fn check_slot(slot: Slot, report: &mut Report) {
    let value = slot.value();
    let is_readable = !slot.is_hidden() && !is_bare_word(value) && !slot.is_computed();
    let Some(field) = slot.allowed_field().filter(|_| is_readable) else { return };
    match wanted(slot, field.shape) {
        Some(wanted) => {
            let title = slot.element().title();
            let message = format!("`{}` of {title} is {}, not {wanted}", field.name, name_of(value));
            let finding = report.at(value, message).service_code(SCHEMA_VALIDATION_FAILED);
            match requoted(value, field.shape) {
                Some((help, title, text)) => finding.help(help).fix(Safety::Safe, title, value.span(), text),
                None => finding.help(help(slot, field, wanted)),
            };
        }
        None => check_items(slot, field.name, field.shape, report),
    }
}

/// What is wanted in place of the value; nothing where it is right.
fn wanted(slot: Slot, shape: Shape) -> Option<&'static str> {
    let value = slot.value();
    let kind = value.kind();
    let may_be_jsonata = slot.element().language() != Some(Language::JsonPath);
    let (is_right, wanted) = match shape {
        Shape::Data | Shape::Payload => (true, ""),
        // In JSONata an expression may make the object.
        Shape::Assign => (kind == Kind::Mapping || (may_be_jsonata && is_expression(value)), "an object"),
        Shape::Object(_) | Shape::Scope | Shape::States => (kind == Kind::Mapping, "an object"),
        Shape::Text | Shape::Word(_) | Shape::Timestamp | Shape::TextPath => {
            (kind == Kind::String, "a string")
        }
        Shape::Path(nullable) | Shape::ReferencePath(nullable) => {
            (kind == Kind::String || (kind == Kind::Null && nullable == Nullable::Yes), "a path in a string")
        }
        Shape::Flag => (kind == Kind::Bool || is_old_flag(value), "`true` or `false`"),
        Shape::Integer(..) => (is_whole(value), "a whole number"),
        Shape::Number(..) => (kind == Kind::Number, "a number"),
        Shape::Texts | Shape::List(..) | Shape::Scopes => (kind == Kind::Sequence, "a list"),
        Shape::Condition => (kind == Kind::Bool || is_expression(value), "`{% … %}`, `true` or `false`"),
        Shape::Items => {
            (matches!(kind, Kind::Sequence | Kind::Mapping) || is_expression(value), "a list or `{% … %}`")
        }
    };
    (!is_right).then_some(wanted)
}

/// A number that is written without a fraction, or with one that is zero.
fn is_whole(value: Value) -> bool {
    value.kind() == Kind::Number && value.as_f64().is_none_or(|number| number.fract() == 0.0)
}

/// A word without quotes in JSON, which is reported where the grammar of JSON is broken.
fn is_bare_word(value: Value) -> bool {
    value.kind() == Kind::String && value.style() == Style::Json && !value.raw().starts_with('"')
}

/// What was begun as an expression; whether it is one is for another rule.
fn is_expression(value: Value) -> bool {
    value.text().is_some_and(|text| text.starts_with("{%") || text.ends_with("%}"))
}

/// Plain words that readers of YAML 1.1 take for `true` and `false`.
fn is_old_flag(value: Value) -> bool {
    let words = ["yes", "no", "on", "off", "y", "n"];
    value.style() == Style::Plain && words.iter().any(|word| word.eq_ignore_ascii_case(value.raw()))
}

/// The members of a list, and the states of `States`.
fn check_items(slot: Slot, field: &str, shape: Shape, report: &mut Report) {
    let value = slot.value();
    let (kind, wanted) = match shape {
        Shape::Texts => (Kind::String, "a string"),
        Shape::List(..) | Shape::Scopes | Shape::States => (Kind::Mapping, "an object"),
        _ => return,
    };
    let is_wrong = |item: &Value| item.kind() != kind && !is_hidden(*item);
    for item in value.items().filter(is_wrong) {
        let message =
            format!("`{field}` of {} holds {}, not {wanted}", slot.element().title(), name_of(item));
        wrong(item, message, wanted, report);
    }
    let members = matches!(shape, Shape::States).then(|| value.merged_entries());
    for state in members.into_iter().flatten().filter(is_wrong) {
        let name = state.key_text().unwrap_or_default();
        wrong(state, format!("the state `{name}` is {}, not an object", name_of(state)), "an object", report);
    }
}

fn wrong(value: Value, message: String, wanted: &str, report: &mut Report) {
    report.at(value, message).help(format!("write {wanted}")).service_code(SCHEMA_VALIDATION_FAILED);
}

/// Help, title and text of the repair of a value that is right but for its quotes.
fn requoted(value: Value, shape: Shape) -> Option<(String, &'static str, String)> {
    let text = value.scalar_text()?.into_owned();
    let is_quoted = value.kind() == Kind::String && value.style() != Style::Plain;
    let fits = match shape {
        Shape::Flag => matches!(text.as_str(), "true" | "false"),
        // Numbers as JSON writes them: no sign before, no zeros.
        Shape::Integer(..) => text.parse::<i64>().is_ok_and(|number| number.to_string() == text),
        Shape::Number(..) => text.parse::<f64>().is_ok_and(|number| number.to_string() == text),
        _ => false,
    };
    if is_quoted && fits {
        return Some((format!("write `{text}` without quotes"), "remove the quotes", text));
    }
    let is_text = matches!(shape, Shape::Text | Shape::Word(_));
    let is_bare = matches!(value.kind(), Kind::Number | Kind::Bool) && !is_in_quotes(value);
    let quoted = format!("\"{}\"", value.raw());
    (is_text && is_bare).then(|| (format!("write `{quoted}`"), "add quotes", quoted))
}

/// Whether the definition is itself within quotes, so that its own are escaped: its key shows it.
fn is_in_quotes(value: Value) -> bool {
    let Some(key) = value.key() else { return true };
    let span = key.span();
    key.raw().len() as u64 != u64::from(span.end - span.start)
}

fn help(slot: Slot, field: &Field, wanted: &str) -> String {
    let text = slot.value().text().unwrap_or_default();
    let by_path = format!("{}Path", field.name);
    let in_jsonata = slot.element().language() == Some(Language::Jsonata);
    if text.starts_with("{%") {
        return match in_jsonata {
            true => format!("`{{% … %}}` is not evaluated here: write {wanted}"),
            false => "`{% … %}` is evaluated only where `QueryLanguage` is `JSONata`".to_owned(),
        };
    }
    if text.starts_with('$') && slot.element().grammar().field(&by_path).is_some() {
        return match in_jsonata {
            true => "write `{% $states.input… %}`: JSONata has no paths".to_owned(),
            false => format!("a path belongs into `{by_path}`"),
        };
    }
    match (slot.value().kind(), field.shape) {
        (Kind::Null, _) => format!("remove it, or write {wanted}"),
        (Kind::String | Kind::Mapping, Shape::Texts | Shape::List(..) | Shape::Scopes) => {
            "put it into a list: `[…]`".to_owned()
        }
        _ => format!("write {wanted}"),
    }
}

fn name_of(value: Value) -> &'static str {
    match value.kind() {
        Kind::Null => "`null`",
        Kind::Bool if value.as_bool() == Some(true) => "`true`",
        Kind::Bool => "`false`",
        Kind::Number if value.as_f64().is_some_and(|number| number.fract() != 0.0) => {
            "a number with a fraction"
        }
        Kind::Number => "a number",
        Kind::String => "a string",
        Kind::Mapping => "an object",
        Kind::Sequence => "a list",
        _ => "unknown",
    }
}
