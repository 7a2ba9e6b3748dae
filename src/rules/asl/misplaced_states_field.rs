use crate::asl::expression::Moment;
use crate::asl::{Expression, Machine, StateType};
use crate::diagnostic::{Safety, Severity};
use crate::rule::{Report, rule};
use crate::rules::shared::nearest;
use crate::text::Span;

rule! {
    code: "asl/misplaced-states-field",
    group: Correctness,
    severity: Error,
    fixes: Sometimes,
    check: Machine(check),
}

/// The fields of `$states`.
const FIELDS: [&str; 4] = ["input", "context", "result", "errorOutput"];

fn check(machine: &Machine, report: &mut Report) {
    for expression in machine.expressions() {
        let Some(ast) = expression.ast() else { continue };
        for access in &ast.uses().states {
            let Some(field) = access.fields.first() else { continue };
            let span = expression.span(field);
            match (ast.slice(field), expression.moment()) {
                ("input" | "context", _) => {}
                ("result", Moment::Result) | ("errorOutput", Moment::Caught) => {}
                ("result", moment) => result(expression, moment, span, report),
                ("errorOutput", _) => error_output(expression, span, report),
                (other, _) => unknown(expression, other, span, report),
            }
        }
    }
}

fn result(expression: Expression, moment: Moment, span: Span, report: &mut Report) {
    let kind = expression.state().map(|state| state.kind());
    let reason = match kind {
        _ if moment == Moment::Caught => "the state failed".to_owned(),
        Some(StateType::Task | StateType::Parallel | StateType::Map) => "the state has not run yet".to_owned(),
        Some(kind) => format!("a {} state has none", kind.as_str()),
        None => "there is none".to_owned(),
    };
    let help = match moment {
        Moment::Caught => "the error is in `$states.errorOutput`, the input of the state in `$states.input`",
        _ => "take it from `$states.input`; the result is there in `Output` and `Assign` of a Task, Map or Parallel state",
    };
    let message = format!("no `$states.result` in {}: {reason}", expression.place());
    report.at_span(span, expression.value(), message).help(help);
}

fn error_output(expression: Expression, span: Span, report: &mut Report) {
    let message = format!("no `$states.errorOutput` in {}: only a catcher has it", expression.place());
    report
        .at_span(span, expression.value(), message)
        .help("move the expression to `Output` or `Assign` of the catcher; a later state gets what they make");
}

fn unknown(expression: Expression, field: &str, span: Span, report: &mut Report) {
    let message = format!("`$states` has no field `{field}`");
    let finding = report.at_span(span, expression.value(), message).severity(Severity::Warning);
    match nearest(field, FIELDS) {
        Some(near) => {
            let safety = if near.eq_ignore_ascii_case(field) { Safety::Safe } else { Safety::Unsafe };
            let title = format!("replace `{field}` by `{near}`");
            finding.help(format!("did you mean `$states.{near}`?")).fix(safety, title, span, near);
        }
        None => {
            finding.help("it has `input`, `context`, `result` and, in a catcher, `errorOutput`");
        }
    }
}
