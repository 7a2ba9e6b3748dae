use crate::asl::jsonata::functions::{self, Arity, EVAL};
use crate::asl::jsonata::{Binding, Call};
use crate::asl::{Expression, Machine};
use crate::diagnostic::Safety;
use crate::rule::{Report, rule};
use crate::rules::shared::nearest;

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
        for call in ast.uses().calls.iter().filter(|call| call.binding == Binding::Free) {
            let name = ast.slice(&call.name);
            match functions::arity(name) {
                Some(_) if name == EVAL => eval(expression, call, report),
                Some(arity) if !arity.allows(call.arguments) => count(expression, call, name, arity, report),
                Some(_) => {}
                None => unknown(expression, call, name, report),
            }
        }
    }
}

fn eval(expression: Expression, call: &Call, report: &mut Report) {
    let message = format!("`$eval` in {} is a function that Step Functions does not have", expression.place());
    report
        .at_span(expression.span(&call.name), expression.value(), message)
        .help("`$parse` reads JSON; write any other expression where it is evaluated");
}

fn count(expression: Expression, call: &Call, name: &str, arity: Arity, report: &mut Report) {
    let given = call.arguments;
    let message = format!("`${name}` in {} takes {arity}, not {given}", expression.place());
    let help = match arity.most {
        Some(most) if given > most => "remove what it does not take, or put it in brackets if it is one array",
        _ => "add what is missing",
    };
    report.at_span(expression.span(&call.range), expression.value(), message).help(help);
}

fn unknown(expression: Expression, call: &Call, name: &str, report: &mut Report) {
    let span = expression.span(&call.name);
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
