use crate::asl::grammar::{COMPARISONS, Field, NESTED_CHOICE_RULE, CHOICE_RULE};
use crate::asl::{Element, Language, Slot};
use crate::rule::{Report, rule};
use crate::rules::shared::{SCHEMA_VALIDATION_FAILED, misspelt_field};

rule! {
    code: "asl/invalid-choice-rule",
    group: Correctness,
    severity: Error,
    check: Element(check),
}

const COMBINATIONS: [&str; 3] = ["And", "Or", "Not"];

fn check(element: &Element, report: &mut Report) {
    let is_rule = element.is(&CHOICE_RULE) || element.is(&NESTED_CHOICE_RULE);
    if !is_rule || !element.is_complete() || element.slots().any(|slot| misspelt_field(slot).is_some()) {
        return;
    }
    match element.language() {
        Some(Language::JsonPath) => check_jsonpath(*element, report),
        Some(Language::Jsonata) => check_jsonata(*element, report),
        None => {}
    }
}

fn check_jsonpath(element: Element, report: &mut Report) {
    let operators: Vec<(Slot, &Field)> =
        element.slots().filter_map(|slot| Some((slot, slot.field().filter(|field| is_operator(field))?))).collect();
    let Some((first, field)) = operators.first() else {
        report
            .at(element.value(), format!("{} compares nothing", element.title()))
            .help("add a comparison such as `StringEquals` beside `Variable`, or `And`, `Or` or `Not`")
            .service_code(SCHEMA_VALIDATION_FAILED);
        return;
    };
    for (other, another) in operators.iter().skip(1).filter(|(other, _)| other.name() != first.name()) {
        report
            .at_key(other.value(), format!("{} has `{}` and `{}`", element.title(), field.name, another.name))
            .help("keep one; to demand both, put each into a rule of its own within `And`")
            .related(first.value().entry_span(), format!("`{}` is here", field.name))
            .service_code(SCHEMA_VALIDATION_FAILED);
    }
    if !COMBINATIONS.contains(&field.name) && element.field("Variable").is_none() {
        report
            .at_key(first.value(), format!("{} has `{}` but no `Variable` to compare", element.title(), field.name))
            .help("add `Variable` with the path of what is compared")
            .service_code(SCHEMA_VALIDATION_FAILED);
    }
}

fn check_jsonata(element: Element, report: &mut Report) {
    // Fields of JSONPath in it are reported as such.
    let is_foreign = |slot: Slot| slot.field().is_some_and(|field| !field.is_in(Some(Language::Jsonata)));
    if element.field("Condition").is_none() && !element.slots().any(is_foreign) {
        report
            .at(element.value(), format!("{} has no `Condition`", element.title()))
            .help("add `Condition` with a `{% … %}` that gives true or false")
            .service_code(SCHEMA_VALIDATION_FAILED);
    }
}

fn is_operator(field: &Field) -> bool {
    COMBINATIONS.contains(&field.name) || COMPARISONS.iter().any(|comparison| comparison.name == field.name)
}
