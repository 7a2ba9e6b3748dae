use std::collections::HashMap;

use crate::asl::jsonata::Ast;
use crate::asl::path::Root;
use crate::asl::variables::{Assignment, Read, Variables, Verdict, assignments, reads};
use crate::asl::{Expression, Machine, State};
use crate::diagnostic::{Confidence, Safety, Severity};
use crate::rule::{Report, rule};
use crate::rules::shared::nearest;

rule! {
    code: "asl/undefined-variable",
    group: Correctness,
    severity: Warning,
    fixes: Sometimes,
    check: Machine(check),
}

fn check(machine: &Machine, report: &mut Report) {
    let mut reads = reads(machine).peekable();
    if reads.peek().is_none() {
        return;
    }
    let Some(variables) = Variables::of(machine) else { return };
    let mut assigned: HashMap<String, Vec<Assignment>> = HashMap::new();
    for assignment in assignments(machine) {
        assigned.entry(assignment.name.clone()).or_default().push(assignment);
    }
    let is_guarded = asks_what_is_assigned(machine);
    for read in reads {
        match variables.verdict(read.state, read.name) {
            Verdict::Always => {}
            Verdict::Sometimes if is_guarded => {}
            Verdict::Sometimes => sometimes(&read, report),
            Verdict::Never => never(&read, &assigned, report),
        }
    }
}

/// Whether a machine asks if a variable has a value: then it knows on which ways which of them have one.
fn asks_what_is_assigned(machine: &Machine) -> bool {
    let mut asts = machine.expressions().filter_map(Expression::ast);
    let asks_in_jsonata =
        |ast: &Ast| ast.uses().calls.iter().any(|call| ast.slice(&call.name).ends_with("exists"));
    let mut variables =
        machine.references().filter(|one| one.value().key_text().is_some_and(|key| key == "Variable"));
    asts.any(asks_in_jsonata)
        || variables.any(|one| one.paths().any(|path| matches!(path.root, Root::Variable(_))))
}

fn sometimes(read: &Read, report: &mut Report) {
    report
        .at_span(
            read.span,
            read.value,
            format!("`${}` is not assigned on every way to `{}`", read.name, read.state.name()),
        )
        .help("assign it before the ways part, or ask `$exists` first")
        .severity(Severity::Info)
        .confidence(Confidence::Medium);
}

fn never(read: &Read, assigned: &HashMap<String, Vec<Assignment>>, report: &mut Report) {
    let name = read.name;
    let Some(assignments) = assigned.get(name) else {
        let near = nearest(name, assigned.keys().map(String::as_str));
        let finding =
            report.at_span(read.span, read.value, format!("no state assigns the variable `${name}`"));
        match near {
            Some(near) => {
                let title = format!("replace `{name}` by `{near}`");
                finding.help(format!("did you mean `${near}`?")).fix(Safety::Unsafe, title, read.span, near);
            }
            None => {
                finding.help(format!("assign it by `Assign` in a state before `{}`", read.state.name()));
            }
        }
        return;
    };
    let visible = assignments.iter().find(|assignment| is_visible(assignment.state, read.state));
    let Some(place) = visible.or(assignments.first()) else { return };
    let message = match visible {
        Some(_) => format!("`${name}` is read in `{}` before it is assigned", read.state.name()),
        None => format!("`${name}` is assigned only in a scope that `{}` does not see", read.state.name()),
    };
    let help = match visible {
        Some(_) => "what a state assigns holds from the next state on: assign it on a way that leads here",
        None => "variables end with their branch or iteration: pass the value on as output",
    };
    report
        .at_span(read.span, read.value, message)
        .help(help)
        .related(place.value.key_span().unwrap_or_else(|| place.value.span()), "it is assigned here");
}

/// Whether one state is in the scope of another or in one around it.
fn is_visible(assigning: State, reading: State) -> bool {
    let scope = assigning.scope().value();
    std::iter::once(reading).chain(reading.owners()).any(|state| state.scope().value() == scope)
}
