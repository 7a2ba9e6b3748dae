use crate::aws::arn::Arn;
use crate::aws::hole;
use crate::iam::{Element, Shape, Statement};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::principals;

rule! {
    code: "iam/principal-form",
    group: Correctness,
    severity: Error,
    check: Statement(check),
}

fn check(statement: &Statement, report: &mut Report) {
    for element in principals::elements(statement).filter(|element| is_wrong(element)) {
        let name = element.name();
        let text = element.value.scalar_text();
        let message = match &text {
            Some(text) => format!("`{name}` is the text `{text}`, of which only `*` is allowed"),
            None => format!("`{name}` is a list, but must be `\"*\"` or an object"),
        };
        report
            .at(element.value, message)
            .help(help(&text.unwrap_or_default()))
            .service_code("INVALID_PRINCIPAL_FORMAT");
    }
}

fn is_wrong(element: &Element) -> bool {
    match element.shape {
        Shape::Text => element.value.text().is_some_and(|text| text != "*" && !hole::has_hole(&text)),
        Shape::Number | Shape::Boolean | Shape::List => true,
        Shape::Object | Shape::Null | Shape::Open => false,
    }
}

fn help(text: &str) -> String {
    let key = match Arn::parse(text) {
        Some(arn) if arn.resource.text().contains("-provider/") => "Federated",
        Some(_) => "AWS",
        None if principals::is_account_number(text) => "AWS",
        None if text.ends_with(".amazonaws.com") => "Service",
        None => {
            return "write an object that says of what kind the principals are: `{\"AWS\": …}`, `{\"Service\": …}`, `{\"Federated\": …}`".to_owned();
        }
    };
    format!("write `{{\"{key}\": \"{text}\"}}`")
}
