use crate::aws::actions::ActionPattern;
use crate::aws::arn::Part;
use crate::aws::has_wildcard;
use crate::aws::resources::types_in_arn;
use crate::diagnostic::Severity;
use crate::iam::{PolicyKind, Statement, Text};
use crate::rule::{Report, rule};
use crate::rules::iam::wildcard_resource;

rule! {
    code: "iam/resource-effectively-star",
    group: Security,
    severity: Warning,
    check: Statement(check),
}

fn check(statement: &Statement, report: &mut Report) {
    let is_open = statement.kind == PolicyKind::Identity
        && statement.is_allow()
        && !wildcard_resource::is_limited_by_tag(statement)
        && !statement.resources.iter().any(Text::is_all);
    if !is_open {
        return;
    }
    let wide: Vec<&Text> = statement.resources.iter().filter(|one| is_effectively_star(one)).collect();
    // What the actions can do is asked only where it matters.
    let Some((first, others)) = wide.split_first() else { return };
    let is_of_service = |pattern: ActionPattern| {
        wide.iter().filter_map(|text| text.arn()).any(|arn| may_be_of(pattern.service(), arn.service.text()))
    };
    let open = wildcard_resource::limitable(statement, is_of_service);
    let Some(changes) = open.iter().map(|(_, changes)| *changes).max() else { return };
    let severity = match changes && statement.conditions.is_empty() {
        true => Severity::Warning,
        false => Severity::Info,
    };
    let text = first.symbolic().unwrap_or_default();
    let has_account = first.arn().is_some_and(|arn| !arn.account.is_empty());
    let account = if has_account { ", whatever the account" } else { "" };
    let message = match others.len() {
        0 => format!("`{text}` is every resource of its kind{account}"),
        more => format!("`{text}` and {more} more are every resource of their kind{account}"),
    };
    report
        .at(first.value, message)
        .severity(severity)
        .help("name the resources, or at least the account and the Region");
}

/// Whether actions with this prefix take resources with this word in their ARNs.
fn may_be_of(prefix: &str, word: &str) -> bool {
    has_wildcard(prefix)
        || has_wildcard(word)
        || prefix.eq_ignore_ascii_case(word)
        || types_in_arn(word).any(|one| one.service.eq_ignore_ascii_case(prefix))
}

/// Whether every part that would tell one resource from another of its kind is a wildcard.
fn is_effectively_star(resource: &Text) -> bool {
    let Some(arn) = resource.arn() else { return false };
    let is_wide = |part: Part| part.is_empty() || part.is_star();
    is_wide(arn.region) && is_wide(arn.account) && arn.resource.names_nothing(arn.service)
}
