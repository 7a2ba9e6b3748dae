use crate::diagnostic::Severity;
use crate::iam::{PolicyKind, Statement, Text};
use crate::rule::{Report, rule};

/// Passing any role is the subject of a rule of its own, which knows the condition that makes it right.
const PASS_ROLE: &str = "iam:PassRole";

/// The most names of which a message lists all.
const LISTED: usize = 5;
/// Names that it lists of more.
const FIRST: usize = 3;

rule! {
    code: "iam/wildcard-resource",
    group: Security,
    severity: Warning,
    check: Statement(check),
}

fn check(statement: &Statement, report: &mut Report) {
    if statement.kind != PolicyKind::Identity || !statement.is_allow() || is_limited_by_tag(statement) {
        return;
    }
    // One fault: `iam/full-admin` or `iam/wildcard-action` reports the statement, and only its actions tell which resources.
    if statement.actions.iter().any(Text::is_every_action) {
        return;
    }
    let Some(star) = statement.resources.iter().find(|resource| resource.is_all()) else { return };
    let (changing, reading): (Vec<_>, Vec<_>) = limitable(statement).partition(|(_, changes)| *changes);
    let severity = match !changing.is_empty() && statement.conditions.is_empty() {
        true => Severity::Warning,
        false => Severity::Info,
    };
    let listed: Vec<&Text> = changing.into_iter().chain(reading).map(|(action, _)| action).collect();
    let message = match listed.as_slice() {
        [] => return,
        some => format!("`*` is every resource, but {} can be limited to some", enumerate(some)),
    };
    report
        .at(star.value, message)
        .severity(severity)
        .help("name the resources by ARN; actions that cannot be limited go to a statement of their own");
}

/// Whether an action of a statement changes what can be limited to some resources; nothing if none can.
pub fn changes(statement: &Statement) -> Option<bool> {
    limitable(statement).map(|(_, changes)| changes).max()
}

/// The actions as written that cover any that can be limited, and whether such a one changes things.
fn limitable<'s, 't>(statement: &'s Statement<'t>) -> impl Iterator<Item = (&'s Text<'t>, bool)> {
    statement
        .actions
        .iter()
        .filter(|action| !action.symbolic().is_some_and(|text| text.eq_ignore_ascii_case(PASS_ROLE)))
        .filter_map(|action| Some((action, changes_what_can_be_limited(action)?)))
}

/// Nothing if no action that it covers can be limited. One pass: this is asked of every action.
fn changes_what_can_be_limited(action: &Text) -> Option<bool> {
    let mut reads = None;
    for action in action.covered_actions().filter(|action| action.limitable) {
        if action.access.changes() {
            return Some(true);
        }
        reads = Some(false);
    }
    reads
}

/// Tags of the resource are the other way to limit a statement.
pub fn is_limited_by_tag(statement: &Statement) -> bool {
    statement.conditions.tests.iter().any(|test| {
        let name = test.key.split_once(':').map_or("", |(_, name)| name);
        let is_tag = name.get(..12).is_some_and(|start| start.eq_ignore_ascii_case("ResourceTag/"));
        is_tag && test.operator.is_none_or(|operator| operator.needs_key())
    })
}

/// "`a:B` and `a:C`", or "`a:B`, `a:C`, `a:D` and 3 more".
fn enumerate(actions: &[&Text]) -> String {
    let named = if actions.len() > LISTED { FIRST } else { actions.len() };
    let names: Vec<String> = actions
        .iter()
        .take(named)
        .map(|action| format!("`{}`", action.symbolic().unwrap_or_default()))
        .collect();
    match (names.as_slice(), actions.len() - names.len()) {
        ([first @ .., last], 0) if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        (all, 0) => all.join(", "),
        (all, more) => format!("{} and {more} more", all.join(", ")),
    }
}
