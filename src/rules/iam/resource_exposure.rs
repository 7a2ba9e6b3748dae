use crate::diagnostic::Severity;
use crate::iam::{PolicyKind, Statement, Text};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::exposure::changes_access;
use crate::rules::iam_shared::precedence::{is_told_as_a_whole, whole_service};
use crate::rules::shared::some_of;

rule! {
    code: "iam/resource-exposure",
    group: Security,
    severity: Warning,
    check: Statement(check),
}

fn check(statement: &Statement, report: &mut Report) {
    let is_open = statement.kind == PolicyKind::Identity
        && statement.is_allow()
        && !is_told_as_a_whole(statement)
        && statement.resources.iter().any(Text::is_all);
    if !is_open {
        return;
    }
    let mut names: Vec<String> = Vec::new();
    let mut place = None;
    for text in statement.actions.iter().filter(|text| whole_service(text).is_none()) {
        for action in text.covered_actions().filter(changes_access) {
            names.push(format!("{}:{}", action.service, action.name));
            place.get_or_insert(text.value);
        }
    }
    let Some(place) = place else { return };
    let mut seen = std::collections::HashSet::new();
    let listed: Vec<&str> = names.iter().map(String::as_str).filter(|name| seen.insert(*name)).collect();
    let severity = if statement.conditions.is_empty() { Severity::Warning } else { Severity::Info };
    let named = some_of(&listed, "or");
    report
        .at(place, format!("{named} changes who may reach a resource, and may be used on every one"))
        .severity(severity)
        .help("name the resources by ARN, or leave the action to those who manage permissions");
}
