//! What a role allows beside what its machine needs.

use similar::{ChangeTag, TextDiff};

use crate::iam::Effect;
use crate::output::escaped;
use crate::project::Principal;
use crate::project::permissions::Names;
use crate::project::permissions::compare::pattern;
use crate::project::permissions::policy::Statement;

/// A line for each action on each resource: `-` where only the role has it, `+` where only the need has it.
pub(super) fn diff(needed: &[Statement], role: Option<&Principal>, names: &Names, color: bool) -> String {
    let Some(role) = role else { return "the role is not in the template\n".to_owned() };
    let mut text = format!("--- allowed to the role {}\n+++ needed\n", escaped(&role.id));
    let (granted, needed) = (sorted(granted(role, names)), sorted(of_statements(needed)));
    let lines = |list: &[String]| list.iter().map(|line| format!("{line}\n")).collect::<String>();
    let (granted, needed) = (lines(&granted), lines(&needed));
    for change in TextDiff::from_lines(&granted, &needed).iter_all_changes() {
        let (sign, style) = match change.tag() {
            ChangeTag::Delete => ('-', "31"),
            ChangeTag::Insert => ('+', "32"),
            ChangeTag::Equal => (' ', "0"),
        };
        let line = format!("{sign} {}", escaped(change.value().trim_end()));
        text += &if color { format!("\u{1b}[{style}m{line}\u{1b}[0m\n") } else { format!("{line}\n") };
    }
    for managed in &role.managed {
        text += &format!("  besides: {}\n", escaped(&managed.name));
    }
    if !role.complete {
        text += "  more may be allowed by policies that are not here\n";
    }
    text
}

fn sorted(mut lines: Vec<String>) -> Vec<String> {
    lines.sort();
    lines.dedup();
    lines
}

fn granted(role: &Principal, names: &Names) -> Vec<String> {
    let mut lines = Vec::new();
    for statement in role.statements() {
        let resources: Vec<String> = statement
            .resources
            .iter()
            .map(|text| pattern(text, names).map_or_else(|| "?".to_owned(), |pattern| pattern.to_string()))
            .chain((!statement.not_resources.is_empty()).then(|| "all but some".to_owned()))
            .collect();
        let but = statement.not_actions.iter().map(|text| (text, "all but "));
        let deny = if statement.effect == Effect::Deny { "denied: " } else { "" };
        let limited = if statement.conditions.is_empty() { "" } else { " (under a condition)" };
        for (action, but) in statement.actions.iter().map(|text| (text, "")).chain(but) {
            let action = action.symbolic().unwrap_or("?");
            lines.extend(resources.iter().map(|resource| format!("{deny}{but}{action} {resource}{limited}")));
        }
    }
    lines
}

fn of_statements(statements: &[Statement]) -> Vec<String> {
    let mut lines = Vec::new();
    for statement in statements {
        let limited = if statement.facts.is_empty() { "" } else { " (under a condition)" };
        for action in &statement.actions {
            lines.extend(statement.resources.iter().map(|resource| format!("{action} {resource}{limited}")));
        }
    }
    lines
}
