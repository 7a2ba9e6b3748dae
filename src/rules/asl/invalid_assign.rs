use crate::asl::grammar::Shape;
use crate::asl::{Language, Slot, is_hidden};
use crate::rule::{Report, rule};
use crate::rules::shared::SCHEMA_VALIDATION_FAILED;

rule! {
    code: "asl/invalid-assign",
    group: Correctness,
    severity: Error,
    check: Slot(check),
}

/// Unicode code points (specification, "Workflow Variables").
const MAX_NAME: usize = 80;

fn check(slot: &Slot, report: &mut Report) {
    if !slot.allowed_field().is_some_and(|field| matches!(field.shape, Shape::Assign)) {
        return;
    }
    let may_be_path = slot.element().language() != Some(Language::Jsonata);
    for variable in slot.value().merged_entries() {
        let Some(key) = variable.key().filter(|key| !is_hidden(*key)) else { continue };
        let written = key.scalar_text().unwrap_or_default();
        let name = written.strip_suffix(".$").filter(|_| may_be_path).unwrap_or(&written);
        let Some((fault, help)) = fault(name) else { continue };
        report
            .at(key, format!("`{name}` cannot be a variable: {fault}"))
            .help(help)
            .service_code(SCHEMA_VALIDATION_FAILED);
    }
}

/// A name begins as identifiers of Unicode do and goes on as they do (UAX #31).
fn fault(name: &str) -> Option<(String, &'static str)> {
    if name.is_empty() {
        return Some(("it has no name".to_owned(), "write a name"));
    }
    let length = name.chars().count();
    if name == "states" {
        return Some(("`$states` is the service's own".to_owned(), "take another name"));
    }
    if name.starts_with('$') {
        return Some(("the `$` is written only where it is read".to_owned(), "remove the `$`"));
    }
    if length > MAX_NAME {
        return Some((
            format!("its name has {length} characters, {MAX_NAME} are allowed"),
            "take a shorter name",
        ));
    }
    let mut letters = name.chars();
    let begins = letters.next().is_some_and(unicode_ident::is_xid_start);
    (!begins || !letters.all(unicode_ident::is_xid_continue)).then(|| {
        (
            "a name is a letter, then letters, digits and underscores".to_owned(),
            "write it without other signs, for example `orderId`",
        )
    })
}
