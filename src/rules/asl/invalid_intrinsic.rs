use crate::asl::Machine;
use crate::asl::intrinsic::{Call, FUNCTIONS, Function};
use crate::asl::reference::{Meaning, Reference, Role};
use crate::diagnostic::{Safety, Severity};
use crate::rule::{Report, rule};
use crate::rules::shared::{SCHEMA_VALIDATION_FAILED, nearest};

rule! {
    code: "asl/invalid-intrinsic",
    group: Correctness,
    severity: Error,
    fixes: Sometimes,
    check: Machine(check),
}

/// Calls within calls that the service takes.
const MAX_DEPTH: usize = 10;

fn check(machine: &Machine, report: &mut Report) {
    for reference in machine.references() {
        if !matches!(reference.role(), Role::Payload | Role::TextPath) {
            continue;
        }
        match reference.meaning() {
            Meaning::Call(Err(fault)) => {
                let message = format!("{} cannot be read as a call: {}", reference.title(), fault.message);
                report
                    .at_span(reference.span(fault.range.clone()), reference.value(), message)
                    .help("a call is `States.Name('text', 1, $.path, States.Other())`; in a text, a backslash stands only before `'`, `{`, `}` and `\\`")
                    .service_code(SCHEMA_VALIDATION_FAILED);
            }
            Meaning::Call(Ok(_)) => check_calls(reference, report),
            _ => {}
        }
    }
}

fn check_calls(reference: Reference, report: &mut Report) {
    for (call, depth) in reference.calls() {
        if depth == MAX_DEPTH + 1 {
            let message = format!("{} nests calls deeper than {MAX_DEPTH}", reference.title());
            report
                .at_span(reference.span(call.range.clone()), reference.value(), message)
                .severity(Severity::Warning)
                .help("make a part of the value in a Pass state before");
            return;
        }
        match call.function(reference.text()) {
            None => unknown(reference, call, report),
            Some(function) if !function.takes(call.arguments.len()) => {
                let (name, arity, count) = (function.name, function.arity(), call.arguments.len());
                report
                    .at_span(
                        reference.span(call.range.clone()),
                        reference.value(),
                        format!("`{name}` takes {arity}, but {} gives it {count}", reference.title()),
                    )
                    .help(format!("its arguments are: {}", parameters(function)))
                    .service_code(SCHEMA_VALIDATION_FAILED);
            }
            Some(_) => {}
        }
    }
}

/// What a function wants, in words.
fn parameters(function: &Function) -> String {
    let mut words: Vec<&str> = function.parameters.iter().map(|parameter| parameter.title()).collect();
    if function.is_open {
        words.push("any number of values");
    }
    if words.is_empty() { "none".to_owned() } else { words.join(", ") }
}

fn unknown(reference: Reference, call: &Call, report: &mut Report) {
    let name = reference.text().get(call.name.clone()).unwrap_or("");
    let message = format!("{} calls `{name}`, which is no intrinsic function", reference.title());
    let span = reference.span(call.name.clone());
    let finding = report.at_span(span, reference.value(), message).service_code(SCHEMA_VALIDATION_FAILED);
    match meant(name) {
        Some(near) => {
            finding.help(format!("did you mean `{near}`?")).fix(
                Safety::Unsafe,
                format!("replace `{name}` by `{near}`"),
                span,
                near,
            );
        }
        None => {
            let names: Vec<&str> = FUNCTIONS.iter().map(|function| function.name).collect();
            finding.help(format!("there are {}", names.join(", ")));
        }
    }
}

/// The function whose own name is nearest: all share what stands before the dot.
fn meant(name: &str) -> Option<&'static str> {
    let own = |name: &'static str| name.split_once('.').map_or(name, |(_, own)| own);
    let written = name.rsplit('.').next().unwrap_or(name);
    let near = nearest(written, FUNCTIONS.iter().map(|function| own(function.name)))?;
    FUNCTIONS.iter().map(|function| function.name).find(|name| own(name) == near)
}
