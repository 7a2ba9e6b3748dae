use crate::diagnostic::Severity;
use crate::iam::{Condition, Element, Quantifier, Shape, Statement};
use crate::rule::{Report, rule};

rule! {
    code: "iam/empty-element",
    group: Correctness,
    severity: Warning,
    check: Statement(check),
}

/// Elements, what each is when it is empty, and what Access Analyzer calls that.
const ELEMENTS: [(&str, &str, &str); 8] = [
    ("Action", "so the statement is about no action", "EMPTY_ARRAY_ACTION"),
    ("NotAction", "so the statement is about every action", "EMPTY_ARRAY_ACTION"),
    ("Resource", "so the statement is about no resource", "EMPTY_ARRAY_RESOURCE"),
    ("NotResource", "so the statement is about every resource", "EMPTY_ARRAY_RESOURCE"),
    ("Principal", "so the statement is about nobody", "EMPTY_OBJECT_PRINCIPAL"),
    ("NotPrincipal", "so the statement is about everybody", "EMPTY_OBJECT_PRINCIPAL"),
    ("Condition", "so the statement holds always", "EMPTY_OBJECT_CONDITION"),
    ("Sid", "", "EMPTY_SID_VALUE"),
];

fn check(statement: &Statement, report: &mut Report) {
    for element in &statement.elements {
        let name = element.name();
        let Some((_, consequence, code)) = ELEMENTS.iter().find(|(known, ..)| *known == name) else {
            continue;
        };
        if element.is_empty() && name != "Sid" {
            report.at_key(element.value, format!("`{name}` is empty, {consequence}")).service_code(code);
        } else if name == "Sid" && element.value.is_text("") {
            report
                .at_key(element.value, "`Sid` is empty")
                .help("name the statement, or leave the `Sid` out")
                .severity(Severity::Info)
                .service_code(code);
        }
        if name.ends_with("Principal") {
            let empty =
                element.value.entries().filter(|list| list.is_sequence() && list.items().next().is_none());
            empty.for_each(|list| {
                let name = list.key_text().unwrap_or_default();
                report
                    .at_key(list, format!("the list of `{name}` is empty, so it names nobody"))
                    .service_code("EMPTY_ARRAY_PRINCIPAL");
            });
        }
    }
    for block in statement.conditions.blocks.iter().filter(|block| block.is_empty()) {
        report
            .at_key(block.value, format!("`{}` tests nothing", block.name()))
            .help("write what it is to test, or take it out")
            .service_code("EMPTY_OBJECT_CONDITION");
    }
    statement.conditions.tests.iter().for_each(|test| check_values(test, report));
}

/// A key without values (Access Analyzer's reference, "Empty array condition").
fn check_values(test: &Condition, report: &mut Report) {
    let element = Element { value: test.value, shape: test.shape };
    if !element.is_empty() || element.shape != Shape::List {
        return;
    }
    let operator = test.operator;
    let (consequence, code) = match operator.and_then(|operator| operator.quantifier) {
        Some(Quantifier::ForAnyValue) => ("so the test never holds", "EMPTY_ARRAY_CONDITION_FORANYVALUE"),
        Some(Quantifier::ForAllValues) => {
            ("so the test holds only where the key is absent", "EMPTY_ARRAY_CONDITION_FORALLVALUES")
        }
        None if operator.is_some_and(|operator| operator.if_exists) => {
            ("so the test holds only where the key is absent", "EMPTY_ARRAY_CONDITION_IFEXISTS")
        }
        None => ("so the test is without effect", "EMPTY_ARRAY_CONDITION"),
    };
    report
        .at_key(test.value, format!("`{}` has no values, {consequence}", test.key))
        .help("name the values; to test whether a key is there, write `\"Null\": {\"…\": \"true\"}`")
        .service_code(code);
}
