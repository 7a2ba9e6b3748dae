use crate::aws::actions::ActionPattern;
use crate::diagnostic::Severity;
use crate::iam::{PolicyKind, Statement, Text};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::precedence::Told;
use crate::rules::shared::some_of;

/// Passing any role and creating service-linked ones are the subject of rules of their own, which know the
/// conditions that make it right.
const OF_OTHERS: [&str; 2] = ["iam:CreateServiceLinkedRole", "iam:PassRole"];

/// With this one go further actions on logs, as the developer guide of Step Functions writes its statement for
/// logging, which is on `*`.
const DELIVERY: &str = "logs:CreateLogDelivery";

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
    let (changing, reading): (Vec<_>, Vec<_>) =
        limitable(statement, |_| true).into_iter().partition(|(_, changes)| *changes);
    let severity = match !changing.is_empty() && statement.conditions.is_empty() {
        true => Severity::Warning,
        false => Severity::Info,
    };
    let listed: Vec<&str> =
        changing.into_iter().chain(reading).filter_map(|(one, _)| one.symbolic()).collect();
    if listed.is_empty() {
        return;
    }
    let message = format!("`*` is every resource, but {} can be limited to some", some_of(&listed, "and"));
    report
        .at(star.value, message)
        .severity(severity)
        .help("name the resources by ARN; actions that cannot be limited go to a statement of their own");
}

/// The actions as written that cover any that can be limited, and whether such a one changes things; without those
/// of which a stronger rule tells.
pub fn limitable<'s, 't>(
    statement: &'s Statement<'t>,
    is_asked: impl Fn(ActionPattern) -> bool,
) -> Vec<(&'s Text<'t>, bool)> {
    let is_delivery = statement.actions.iter().any(|action| action.symbolic() == Some(DELIVERY));
    let is_of_others = |text: &str| {
        OF_OTHERS.iter().any(|one| text.eq_ignore_ascii_case(one)) || is_delivery && text.starts_with("logs:")
    };
    let judged = |text: &'s Text<'t>| {
        text.action().filter(|pattern| is_asked(*pattern))?;
        let is_ours = !text.symbolic().is_some_and(is_of_others);
        Some((text, changes_what_can_be_limited(text).filter(|_| is_ours)?))
    };
    let mut found: Vec<(&Text, bool)> = statement.actions.iter().filter_map(judged).collect();
    if !found.is_empty() {
        let told = Told::of(statement);
        found.retain(|(text, _)| !told.includes(text));
    }
    found
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
