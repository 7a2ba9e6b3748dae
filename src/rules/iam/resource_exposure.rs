use crate::aws::escalations;
use crate::diagnostic::Severity;
use crate::iam::{PolicyKind, Statement, Text};
use crate::rule::{Report, rule};
use crate::rules::shared;

/// Actions that a message names.
const NAMED: usize = 3;
const READING: [&str; 4] = ["Describe", "Get", "List", "Search"];

rule! {
    code: "iam/resource-exposure",
    group: Security,
    severity: Warning,
    check: Statement(check),
}

/// Those of `iam/privilege-escalation` and `iam/slr-wildcard` are left to these rules.
fn check(statement: &Statement, report: &mut Report) {
    let is_open = statement.kind == PolicyKind::Identity
        && statement.is_allow()
        && !statement.actions.iter().any(Text::is_every_action)
        && statement.resources.iter().any(Text::is_all);
    if !is_open {
        return;
    }
    let mut names: Vec<String> = Vec::new();
    let mut place = None;
    for text in &statement.actions {
        let changes_access =
            text.covered_actions().filter(|one| one.access.is_permissions() && one.limitable);
        // The access level of a few that only read is wrong in the data.
        let changes_access =
            changes_access.filter(|one| !READING.iter().any(|verb| one.name.starts_with(verb)));
        for action in changes_access.take(NAMED + 1) {
            let name = format!("{}:{}", action.service, action.name);
            let is_told = action.service == "iam"
                && (escalations::action(&name).is_some() || action.name.starts_with("Create"));
            if !is_told && !names.contains(&name) {
                names.push(name);
                place.get_or_insert(text.value);
            }
        }
    }
    let Some(place) = place else { return };
    let listed: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
    let named = match names.len() > NAMED {
        true => format!("`{}` or another action", listed.join("`, `")),
        false => shared::listed(&listed, "or"),
    };
    let severity = if statement.conditions.is_empty() { Severity::Warning } else { Severity::Info };
    report
        .at(place, format!("{named} changes who may reach a resource, and may be used on every one"))
        .severity(severity)
        .help("name the resources by ARN, or leave the action to those who manage permissions");
}
