use crate::asl::expression::{Moment, Spans};
use crate::asl::jsonata::{Access, Ast};
use crate::asl::{Expression, Machine, StateType, context};
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

fn check(machine: &Machine, report: &mut Report) {
    for expression in machine.expressions() {
        let Some(ast) = expression.ast() else { continue };
        let spans = expression.spans();
        for access in &ast.uses().states {
            let Some(field) = access.fields.first() else { continue };
            match (ast.slice(field), expression.moment()) {
                ("input", _) => {}
                ("context", _) => context_field(expression, ast, access, &spans, report),
                ("result", Moment::Result) | ("errorOutput", Moment::Caught) => {}
                ("result", moment) => result(expression, moment, spans.at(field), report),
                ("errorOutput", _) => error_output(expression, spans.at(field), report),
                (other, moment) => {
                    unknown(expression, "$states", other, fields_at(moment), spans.at(field), report);
                }
            }
        }
    }
}

/// The fields that `$states` has at a moment.
fn fields_at(moment: Moment) -> &'static [&'static str] {
    match moment {
        Moment::Before => &["input", "context"],
        Moment::Result => &["input", "context", "result"],
        Moment::Caught => &["input", "context", "errorOutput"],
    }
}

fn context_field(expression: Expression, ast: &Ast, access: &Access, spans: &Spans, report: &mut Report) {
    // Deeper than any field of the Context Object.
    const LONGEST: usize = 4;
    let fields = access.fields.iter().skip(1).take(LONGEST);
    let path: Vec<&str> = fields.clone().map(|field| ast.slice(field)).collect();
    let Some((index, known)) = context::unknown_field(&path) else { return };
    let (before, rest) = path.split_at(index);
    if let (Some(field), Some(range)) = (rest.first(), fields.clone().nth(index)) {
        let owner = [&["$states", "context"], before].concat().join(".");
        unknown(expression, &owner, field, &known, spans.at(range), report);
    }
}

fn result(expression: Expression, moment: Moment, span: Span, report: &mut Report) {
    let kind = expression.state().map(|state| state.kind());
    let reason = match kind {
        _ if moment == Moment::Caught => "the state failed".to_owned(),
        Some(StateType::Task | StateType::Parallel | StateType::Map) => {
            "the state has not run yet".to_owned()
        }
        Some(kind) => format!("a {} state has none", kind.as_str()),
        None => "there is none".to_owned(),
    };
    let help = match moment {
        Moment::Caught => "the error is in `$states.errorOutput`, the input of the state in `$states.input`",
        _ => {
            "take it from `$states.input`; the result is there in `Output` and `Assign` of a Task, Map or Parallel state"
        }
    };
    let message = format!("no `$states.result` in {}: {reason}", expression.place());
    report.at_span(span, expression.value(), message).help(help);
}

fn error_output(expression: Expression, span: Span, report: &mut Report) {
    let message = format!("no `$states.errorOutput` in {}: only a catcher has it", expression.place());
    report.at_span(span, expression.value(), message).help(
        "move the expression to `Output` or `Assign` of the catcher; a later state gets what they make",
    );
}

fn unknown(
    expression: Expression,
    owner: &str,
    field: &str,
    known: &[&str],
    span: Span,
    report: &mut Report,
) {
    let message = format!("`{owner}` has no field `{field}`");
    let finding = report.at_span(span, expression.value(), message).severity(Severity::Warning);
    let Some(near) = nearest(field, known.iter().copied()) else {
        finding.help(format!(
            "it has {}",
            known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
        ));
        return;
    };
    let safety = if near.eq_ignore_ascii_case(field) { Safety::Safe } else { Safety::Unsafe };
    let title = format!("replace `{field}` by `{near}`");
    finding.help(format!("did you mean `{owner}.{near}`?")).fix(safety, title, span, near);
}
