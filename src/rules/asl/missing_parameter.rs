use std::collections::HashSet;

use crate::asl::{Request, State, Task};
use crate::aws::parameters;
use crate::rule::{Report, rule};
use crate::rules::shared::nearest;

rule! {
    code: "asl/missing-parameter",
    group: Correctness,
    severity: Warning,
    check: State(check),
}

fn check(state: &State, report: &mut Report) {
    let Some(task) = Task::of(*state) else { return };
    let Some((service, action)) = task.known_optimized() else { return };
    let Some(known) = parameters::of(service, action) else { return };
    let (Request::Fields(request, true), Some(fields)) = (task.request(), task.fields()) else { return };
    let is_given = |name: &str| fields.iter().any(|(field, _)| field == name);
    let is_absent = |group: &&[&str]| !group.iter().any(|name| is_given(name));
    let mut groups: Vec<&[&str]> = known.required().filter(is_absent).collect();
    if groups.is_empty() {
        return;
    }
    // A misspelt one is there, and is reported as what it is.
    let unknown = fields.iter().filter(|(field, _)| known.names().all(|name| name != field));
    let meant: HashSet<&str> = unknown.filter_map(|(field, _)| nearest(field, known.names())).collect();
    groups.retain(|group| !group.iter().any(|name| meant.contains(name)));
    let missing: Vec<String> = groups.iter().map(|group| one_of(group)).collect();
    if missing.is_empty() {
        return;
    }
    let missing = missing.join(" and ");
    let message = format!("`{}` calls `{service}:{action}` without {missing}", state.name());
    report.at_key(request, message).help(format!(
        "add {missing}; in a JSONPath state a name may end in `.$` to take its value from a path"
    ));
}

fn one_of(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    let prefix = if names.len() > 1 { "one of " } else { "" };
    format!("{prefix}{}", quoted.join(", "))
}
