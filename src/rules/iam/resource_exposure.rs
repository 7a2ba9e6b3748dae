use crate::aws::escalations;
use crate::diagnostic::Severity;
use crate::iam::{PolicyKind, Statement, Text};
use crate::rule::{Report, rule};

/// Actions that a message names.
const NAMED: usize = 3;

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
        let Some(pattern) = text.action() else { continue };
        let changes_access =
            pattern.expand().filter(|action| action.access.is_permissions() && action.limitable);
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
    let mut named = crate::rules::shared::listed(&listed, "or");
    if names.len() > NAMED {
        named = format!("{} and others", crate::rules::shared::listed(&listed, "or"));
    }
    let severity = if statement.conditions.is_empty() { Severity::Warning } else { Severity::Info };
    report
        .at(place, format!("{named} changes who may reach a resource, and may be used on every one"))
        .severity(severity)
        .help("name the resources by ARN, or leave the action to those who manage permissions");
}
