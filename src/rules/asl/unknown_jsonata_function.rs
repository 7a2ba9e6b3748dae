use crate::asl::jsonata::functions::{self, Arity, EVAL};
use crate::asl::jsonata::{Binding, Call};
use crate::asl::{Expression, Machine};
use crate::diagnostic::Safety;
use crate::rule::{Report, rule};
use crate::rules::shared::nearest;
use crate::text::Span;

rule! {
    code: "asl/unknown-jsonata-function",
    group: Correctness,
    severity: Warning,
    fixes: Sometimes,
    check: Machine(check),
}

fn check(machine: &Machine, report: &mut Report) {
    for expression in machine.expressions() {
        let Some(ast) = expression.ast() else { continue };
        let spans = expression.spans();
        for call in ast.uses().calls.iter().filter(|call| call.binding == Binding::Free) {
            let name = ast.slice(&call.name);
            match functions::arity(name) {
                Some(_) if name == EVAL => eval(expression, spans.at(&call.name), report),
                Some(arity) if !arity.allows(call.arguments) => {
                    count(expression, call, spans.at(&call.range), name, arity, report);
                }
                Some(_) => {}
                None => unknown(expression, name, spans.at(&call.name), report),
            }
        }
    }
}

fn eval(expression: Expression, span: Span, report: &mut Report) {
    let message =
        format!("`$eval` in {} is a function that Step Functions does not have", expression.place());
    report
        .at_span(span, expression.value(), message)
        .help("`$parse` reads JSON; write any other expression where it is evaluated");
}

fn count(expression: Expression, call: &Call, span: Span, name: &str, arity: Arity, report: &mut Report) {
    let (place, given) = (expression.place(), call.arguments);
    let help = match arity.most {
        Some(most) if given > most => {
            "remove what it does not take; the items of one array stand in brackets"
        }
        _ => "add what is missing",
    };
    let message = format!("`${name}` in {place} takes {arity}, not {given}");
    report.at_span(span, expression.value(), message).help(help);
}

fn unknown(expression: Expression, name: &str, span: Span, report: &mut Report) {
    let message = format!("there is no function `${name}`, which {} calls", expression.place());
    let finding = report.at_span(span, expression.value(), message);
    match nearest(name, functions::names()) {
        Some(near) => {
            let safety = if near.eq_ignore_ascii_case(name) { Safety::Safe } else { Safety::Unsafe };
            let title = format!("replace `{name}` by `{near}`");
            finding.help(format!("did you mean `${near}`?")).fix(safety, title, span, near);
        }
        None => {
            finding.help("call a function of JSONata 2.0.6 or of Step Functions, or define it in the expression: `$f := function($x) { … }`");
        }
    }
}
