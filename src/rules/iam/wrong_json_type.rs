use crate::iam::{Element, Policy, Shape, Statement};
use crate::rule::{Report, rule};
use crate::tree::Value;

rule! {
    code: "iam/wrong-json-type",
    group: Correctness,
    severity: Error,
    check: Policy(check),
}

/// What each element may be (IAM User Guide, "Grammar of the IAM JSON policy language"). Numbers and
/// booleans need no quotes where any text may stand. What a principal may be is another rule's matter.
const DOCUMENT: [(&str, &[Shape]); 3] =
    [("Version", &[Shape::Text]), ("Id", TEXTS), ("Statement", &[Shape::Object, Shape::List])];
const STATEMENT: [(&str, &[Shape]); 7] = [
    ("Sid", TEXTS),
    ("Effect", &[Shape::Text]),
    ("Action", LISTS),
    ("NotAction", LISTS),
    ("Resource", LISTS),
    ("NotResource", LISTS),
    ("Condition", &[Shape::Object]),
];
const TEXTS: &[Shape] = &[Shape::Text, Shape::Number, Shape::Boolean];
const LISTS: &[Shape] = &[Shape::Text, Shape::List];

fn check(policy: &Policy, report: &mut Report) {
    if policy.value.is_sequence() {
        wrong(policy.value, "a policy document", "an object with a `Statement`", report);
    }
    for element in &policy.elements {
        check_element(element, &DOCUMENT, report);
        if element.name() == "Statement" {
            let misfits = element.items().filter(|item| !matches!(item.shape, Shape::Object | Shape::Open));
            misfits.for_each(|item| wrong(item.value, "a statement", "an object", report));
        }
    }
    policy.statements.iter().for_each(|statement| check_statement(statement, report));
}

fn check_statement(statement: &Statement, report: &mut Report) {
    for element in &statement.elements {
        check_element(element, &STATEMENT, report);
        let is_list = STATEMENT.iter().any(|(name, shapes)| *shapes == LISTS && element.name() == *name);
        for item in element.items().filter(|item| is_list && !fits(item.shape, &[Shape::Text])) {
            wrong(item.value, &format!("an item of `{}`", element.name()), "a string", report);
        }
    }
    for block in statement.conditions.blocks.iter().filter(|block| !fits(block.shape, &[Shape::Object])) {
        wrong(block.value, &format!("`{}`", block.name()), "an object with condition keys", report);
    }
    for test in &statement.conditions.tests {
        let element = Element { value: test.value, shape: test.shape };
        let misfits = element.items().filter(|item| !fits(item.shape, TEXTS));
        misfits.for_each(|item| wrong(item.value, &format!("a value of `{}`", test.key), "a string", report));
        if !fits(test.shape, TEXTS) && test.shape != Shape::List {
            wrong(test.value, &format!("`{}`", test.key), "a string or a list of strings", report);
        }
    }
}

fn check_element(element: &Element, grammar: &[(&str, &[Shape])], report: &mut Report) {
    let Some((name, shapes)) = grammar.iter().find(|(name, _)| element.name() == *name) else { return };
    if !fits(element.shape, shapes) {
        let expected = match *shapes {
            shapes if shapes == LISTS => "a string or a list of strings",
            [Shape::Object] => "an object with condition operators",
            [Shape::Object, ..] => "a list of statements",
            _ => "a string",
        };
        wrong(element.value, &format!("`{name}`"), expected, report);
    }
}

fn fits(shape: Shape, shapes: &[Shape]) -> bool {
    shape == Shape::Open || shapes.contains(&shape)
}

fn wrong(value: Value, what: &str, expected: &str, report: &mut Report) {
    report
        .at(value, format!("{what} must be {expected}"))
        .help("IAM refuses the policy; see its grammar")
        .service_code("DATA_TYPE_MISMATCH");
}
