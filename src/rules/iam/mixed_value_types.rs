use crate::iam::{Element, KeyTest, Shape};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::values;
use crate::tree::Style;

rule! {
    code: "iam/mixed-value-types",
    group: Correctness,
    severity: Error,
    check: Condition(check),
}

fn check(asked: &KeyTest, report: &mut Report) {
    let list = Element { value: asked.test.value, shape: asked.test.shape };
    // CloudFormation makes strings of all.
    if values::is_in_template(list.value) || list.value.style() != Style::Json {
        return;
    }
    let mut first: Option<Element> = None;
    for item in list.items().filter(|item| type_of(item.shape).is_some()) {
        let Some(first) = &first else {
            first = Some(item);
            continue;
        };
        if item.shape != first.shape {
            let (one, other) = (type_of(item.shape), type_of(first.shape));
            let (one, other) = (one.unwrap_or_default(), other.unwrap_or_default());
            report
                .at(
                    item.value,
                    format!("this value of `{}` is {one}, but the first is {other}", asked.test.key),
                )
                .help("write all values of a key as strings")
                .related(first.value.span(), other)
                .service_code("INVALID_CONDITION_DATA_TYPE");
            return;
        }
    }
}

/// Other types are wrong in any list.
fn type_of(shape: Shape) -> Option<&'static str> {
    match shape {
        Shape::Text => Some("a string"),
        Shape::Number => Some("a number"),
        Shape::Boolean => Some("a boolean"),
        _ => None,
    }
}
