use std::collections::{BTreeMap, HashMap};

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

/// Names for which others are searched: more are not a person's typing mistakes.
const MAX_SEARCHES: usize = 20;

fn check(machine: &Machine, report: &mut Report) {
    let mut reads = reads(machine).peekable();
    if reads.peek().is_none() {
        return;
    }
    let Some(variables) = Variables::of(machine) else { return };
    let assigned = Assigned::of(machine);
    let mut searches = MAX_SEARCHES;
    let is_guarded = asks_what_is_assigned(machine);
    for read in reads {
        match variables.verdict(read.state, read.name) {
            Verdict::Always => {}
            Verdict::Sometimes if is_guarded => {}
            Verdict::Sometimes => sometimes(&read, report),
            Verdict::Never => never(&read, &assigned, &mut searches, report),
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

/// The assignments of a machine by name; the names in order, for what is near must not change from run to run.
struct Assigned<'m> {
    first: BTreeMap<String, Assignment<'m>>,
    /// By the scope's place in the text.
    in_scope: HashMap<(u32, String), Assignment<'m>>,
}

impl<'m> Assigned<'m> {
    fn of(machine: &'m Machine<'m>) -> Assigned<'m> {
        let (mut first, mut in_scope) = (BTreeMap::new(), HashMap::new());
        for assignment in assignments(machine) {
            let scope = assignment.state.scope().value().span().start;
            in_scope.entry((scope, assignment.name.clone())).or_insert_with(|| assignment.clone());
            first.entry(assignment.name.clone()).or_insert(assignment);
        }
        Assigned { first, in_scope }
    }

    /// The assignment of a name in the scope of a state or in one around it.
    fn visible(&self, state: State, name: &str) -> Option<&Assignment<'m>> {
        let mut scopes = std::iter::once(state).chain(state.owners()).map(State::scope);
        scopes.find_map(|scope| self.in_scope.get(&(scope.value().span().start, name.to_owned())))
    }
}

fn never(read: &Read, assigned: &Assigned, searches: &mut usize, report: &mut Report) {
    let name = read.name;
    let visible = assigned.visible(read.state, name);
    let Some(place) = visible.or_else(|| assigned.first.get(name)) else {
        return unknown(read, assigned, searches, report);
    };
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
        .related(place.value.name_span(), "it is assigned here");
}

fn unknown(read: &Read, assigned: &Assigned, searches: &mut usize, report: &mut Report) {
    let name = read.name;
    let finding = report.at_span(read.span, read.value, format!("no state assigns the variable `${name}`"));
    let is_searched = *searches > 0;
    *searches = searches.saturating_sub(1);
    match nearest(name, assigned.first.keys().filter(|_| is_searched).map(String::as_str)) {
        Some(near) => {
            let title = format!("replace `{name}` by `{near}`");
            finding.help(format!("did you mean `${near}`?")).fix(Safety::Unsafe, title, read.span, near);
        }
        None => {
            finding.help(format!("assign it by `Assign` in a state before `{}`", read.state.name()));
        }
    }
}
