use crate::asl::Element;
use crate::asl::grammar::{MACHINE, Requirement};
use crate::rule::{Report, rule};
use crate::rules::shared::{SCHEMA_VALIDATION_FAILED, listed, misspelt_field};
use crate::text::Span;

rule! {
    code: "asl/missing-field",
    group: Correctness,
    severity: Error,
    check: Element(check),
}

/// What to add, where the name of the field alone does not say it.
const HINTS: &[(&str, &str)] = &[
    ("Branches", "add `Branches`, each with `StartAt` and `States`"),
    ("Choices", "add `Choices` with the rules that it decides by"),
    ("ErrorEquals", "add `ErrorEquals` with the errors it is for, or `[\"States.ALL\"]`"),
    ("ItemProcessor", "add `ItemProcessor` with the `StartAt` and `States` that each item runs"),
    ("Next", "add `Next` with the name of the state that follows"),
    ("Resource", "add `Resource` with the ARN of what is called"),
    ("StartAt", "add `StartAt` with the name of the state that is first"),
];

fn check(element: &Element, report: &mut Report) {
    if !element.is_complete() {
        return;
    }
    let is_missing =
        |required: &&Requirement| required.iter().all(|name| element.value().get_merged(name).is_none());
    for required in element.grammar().required.iter().filter(is_missing) {
        // A field that is misspelt is there: it is reported where it stands.
        let mut written = element.slots().filter_map(misspelt_field);
        if !written.any(|field| required.contains(&field)) {
            missing(*element, required, report);
        }
    }
}

fn missing(element: Element, required: Requirement, report: &mut Report) {
    let in_language =
        |name: &&&str| element.grammar().field(name).is_some_and(|field| field.is_in(element.language()));
    let names: Vec<&str> = required.iter().filter(in_language).copied().collect();
    let title = element.title();
    let message = match names.as_slice() {
        [name] => format!("{title} has no `{name}`"),
        [one, other] => format!("{title} has neither `{one}` nor `{other}`"),
        names => format!("{title} has none of {}", listed(names, "and")),
    };
    let hint = HINTS.iter().find(|(name, _)| names.first() == Some(name));
    let help = hint.map_or_else(|| format!("add {}", listed(&names, "or")), |(_, hint)| (*hint).to_owned());
    report
        .at_span(place(element), element.value(), message)
        .help(help)
        .service_code(SCHEMA_VALIDATION_FAILED);
}

/// The object; of a whole file only a key, to name a line that means something.
fn place(element: Element) -> Span {
    let beside = || ["States", "StartAt"].iter().find_map(|name| element.field(name));
    let value = element.value();
    let place = if element.is(&MACHINE) { beside().unwrap_or(value) } else { value };
    place.name_span()
}
