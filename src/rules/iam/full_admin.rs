use crate::iam::{PolicyKind, Statement, Text};
use crate::rule::{Report, rule};

rule! {
    code: "iam/full-admin",
    group: Security,
    severity: Warning,
    check: Statement(check),
}

fn check(statement: &Statement, report: &mut Report) {
    let Some(action) = granting(statement) else { return };
    report
        .at(action.value, format!("{} allows every action on every resource", statement.label()))
        .help("name the actions that are needed, and the resources by ARN");
}

/// The action by which a statement makes an administrator. Other rules leave such a statement to this one.
pub fn granting<'s, 't>(statement: &'s Statement<'t>) -> Option<&'s Text<'t>> {
    let is_open = statement.kind == PolicyKind::Identity
        && statement.is_allow()
        && statement.conditions.is_empty()
        && statement.resources.iter().any(Text::is_all);
    statement.actions.iter().find(|action| is_open && action.is_every_action())
}
