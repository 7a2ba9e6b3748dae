use crate::asl::Slot;
use crate::asl::grammar::objects;
use crate::diagnostic::Safety;
use crate::rule::{Report, rule};
use crate::rules::shared::{SCHEMA_VALIDATION_FAILED, listed, misspelt_field};

rule! {
    code: "asl/unknown-field",
    group: Correctness,
    severity: Error,
    fixes: Sometimes,
    check: Slot(check),
}

fn check(slot: &Slot, report: &mut Report) {
    let name = slot.name();
    let element = slot.element();
    let is_known = || objects().any(|object| object.field(&name).is_some());
    if slot.field().is_some() || is_known() {
        return;
    }
    let Some(key) = slot.value().key() else { return };
    let finding = report
        .at(key, format!("`{name}` is not a field of {}", element.grammar().title))
        .service_code(SCHEMA_VALIDATION_FAILED);
    match misspelt_field(*slot) {
        Some(meant) => {
            let safety = if meant.eq_ignore_ascii_case(&name) { Safety::Safe } else { Safety::Unsafe };
            let title = format!("replace `{name}` by `{meant}`");
            finding.help(format!("did you mean `{meant}`?")).rewrite(safety, title, key, meant);
        }
        None => {
            let fields: Vec<&str> =
                element.grammar().fields_in(element.language()).map(|field| field.name).collect();
            // The comparisons alone are 39.
            let help = match fields.len() {
                0..=30 => format!("its fields are {}", listed(&fields, "and")),
                _ => "remove it; a text for the reader belongs into `Comment`".to_owned(),
            };
            finding.help(help);
        }
    }
}
