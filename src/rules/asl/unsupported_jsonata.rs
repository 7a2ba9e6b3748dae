use crate::asl::expression::Moment;
use crate::asl::{Expression, Machine};
use crate::diagnostic::Severity;
use crate::rule::{Report, rule};
use crate::text::Span;

rule! {
    code: "asl/unsupported-jsonata",
    group: Correctness,
    severity: Error,
    check: Machine(check),
}

const SERVICE_CODE: &str = "UNSUPPORTED_JSONATA_EXPRESSION";

fn check(machine: &Machine, report: &mut Report) {
    for expression in machine.expressions() {
        let Some(ast) = expression.ast() else { continue };
        let spans = expression.spans();
        for range in &ast.uses().roots {
            let message = format!("`$$` in {} is not supported", expression.place());
            report
                .at_span(spans.at(range), expression.value(), message)
                .help("`$states.input` is the input of the state, `$states.context` the Context Object")
                .service_code(SERVICE_CODE);
        }
        for range in &ast.uses().names {
            name(expression, ast.slice(range), spans.at(range), report);
        }
        for range in &ast.uses().contexts {
            let message =
                format!("`$` in {} stands for nothing: there is no context at the top", expression.place());
            report
                .at_span(spans.at(range), expression.value(), message)
                .help(format!("write {}", data(expression, None)))
                .severity(Severity::Warning);
        }
    }
}

fn name(expression: Expression, name: &str, span: Span, report: &mut Report) {
    let message =
        format!("`{name}` in {} is taken from nothing: there is no context at the top", expression.place());
    let plain = name.chars().all(|c| c.is_alphanumeric() || c == '_').then_some(name);
    report
        .at_span(span, expression.value(), message)
        .help(format!("write {}; if it is a text, put it in quotes: `'{name}'`", data(expression, plain)))
        .service_code(SERVICE_CODE);
}

/// Where the data is that an expression may have meant.
fn data(expression: Expression, name: Option<&str>) -> String {
    let path = |field: &str| match name {
        Some(name) => format!("`$states.{field}.{name}`"),
        None => format!("`$states.{field}`"),
    };
    match expression.moment() {
        Moment::Before => path("input"),
        Moment::Result => format!("{} or {}", path("result"), path("input")),
        Moment::Caught => format!("{} or {}", path("errorOutput"), path("input")),
    }
}
