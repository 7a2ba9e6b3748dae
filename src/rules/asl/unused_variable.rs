use std::collections::HashSet;

use crate::asl::Machine;
use crate::asl::variables::assignments;
use crate::rule::{Report, rule};

rule! {
    code: "asl/unused-variable",
    group: Reliability,
    severity: Info,
    check: Machine(check),
}

fn check(machine: &Machine, report: &mut Report) {
    let mut assignments = assignments(machine).peekable();
    if assignments.peek().is_none() || !machine.is_whole() {
        return;
    }
    // Whatever mentions the name may read it: an expression that is broken, or that a hole hides.
    let mut mentioned = HashSet::new();
    for scalar in machine.value().tree().scalars() {
        let text = scalar.text().filter(|text| memchr::memchr(b'$', text.as_bytes()).is_some());
        mentioned.extend(text.into_iter().flat_map(|text| mentions(&text)));
    }
    let mut said = HashSet::new();
    // What cannot be the name of a variable is reported as such.
    let is_name = |name: &str| name.chars().all(unicode_ident::is_xid_continue);
    for unused in assignments.filter(|one| is_name(&one.name) && !mentioned.contains(&one.name)) {
        if said.insert(unused.name.clone()) {
            report
                .at_key(unused.value, format!("no state reads the variable `{}`", unused.name))
                .help("remove it, or read it where it was meant to be read");
        }
    }
}

/// The names that follow a `$`.
fn mentions(text: &str) -> Vec<String> {
    let name = |rest: &str| {
        let end = rest.find(|letter: char| !unicode_ident::is_xid_continue(letter)).unwrap_or(rest.len());
        rest.get(..end).filter(|name| !name.is_empty()).map(str::to_owned)
    };
    text.split('$').skip(1).filter_map(name).collect()
}
