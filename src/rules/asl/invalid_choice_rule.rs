use crate::asl::grammar::{CHOICE_RULE, COMPARISONS, Field, NESTED_CHOICE_RULE};
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
    let is_nested = element.is(&NESTED_CHOICE_RULE);
    let is_rule = element.is(&CHOICE_RULE) || is_nested;
    if !is_rule || !element.is_complete() || element.slots().any(|slot| misspelt_field(slot).is_some()) {
        return;
    }
    match element.language() {
        Some(Language::JsonPath) => check_jsonpath(*element, report),
        Some(Language::Jsonata) if !is_nested => check_jsonata(*element, report),
        _ => {}
    }
}

fn check_jsonpath(rule: Element, report: &mut Report) {
    let operators: Vec<(Slot, &Field)> = rule
        .slots()
        .filter_map(|slot| Some((slot, slot.field().filter(|field| is_operator(field))?)))
        .collect();
    let Some((first, field)) = operators.first() else {
        if !has_foreign_field(rule) {
            report
                .at(rule.value(), format!("{} compares nothing", rule.title()))
                .help("add `Variable` with a comparison such as `StringEquals`; or `And`, `Or` or `Not`")
                .service_code(SCHEMA_VALIDATION_FAILED);
        }
        return;
    };
    for (other, another) in operators.iter().skip(1).filter(|(other, _)| other.name() != first.name()) {
        report
            .at_key(
                other.value(),
                format!("{} has both `{}` and `{}`", rule.title(), field.name, another.name),
            )
            .help("keep one; to demand both, put each into a rule of its own within `And`")
            .related(first.value().entry_span(), format!("`{}` is here", field.name))
            .service_code(SCHEMA_VALIDATION_FAILED);
    }
    if !COMBINATIONS.contains(&field.name) && rule.field("Variable").is_none() {
        report
            .at_key(
                first.value(),
                format!("{} has `{}` but no `Variable` to compare", rule.title(), field.name),
            )
            .help("add `Variable` with the path of what is compared")
            .service_code(SCHEMA_VALIDATION_FAILED);
    }
}

fn check_jsonata(rule: Element, report: &mut Report) {
    if rule.field("Condition").is_none() && !has_foreign_field(rule) {
        report
            .at(rule.value(), format!("{} has no `Condition`", rule.title()))
            .help("add `Condition` with a `{% … %}` that gives true or false")
            .service_code(SCHEMA_VALIDATION_FAILED);
    }
}

/// Whether a field is reported that stands in place of what is absent: one that the rule cannot have,
/// or not in this query language.
fn has_foreign_field(rule: Element) -> bool {
    rule.slots().any(|slot| slot.allowed_field().is_none())
}

fn is_operator(field: &Field) -> bool {
    COMBINATIONS.contains(&field.name) || COMPARISONS.iter().any(|comparison| comparison.name == field.name)
}
