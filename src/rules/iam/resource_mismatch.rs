use crate::aws::actions::{self, Action};
use crate::aws::arn::Arn;
use crate::aws::resources::{self, Overlap};
use crate::diagnostic::Severity;
use crate::iam::{Policy, PolicyKind, Statement, Text};
use crate::rule::{Report, rule};
use crate::rules::shared::listed;

rule! {
    code: "iam/resource-mismatch",
    group: Correctness,
    severity: Error,
    check: Policy(check),
}

/// Kinds of resources that a help names.
const LISTED: usize = 4;

/// Comparisons that are made; a statement that needs more is longer than AWS takes.
const MAX_COMPARISONS: usize = 20_000;

fn check(policy: &Policy, report: &mut Report) {
    use PolicyKind::{Boundary, Identity, ResourceControl, ServiceControl};
    if !matches!(policy.kind, Identity | Boundary | ServiceControl | ResourceControl) {
        return;
    }
    for statement in policy.statements.iter().filter(|statement| statement.is_allow()) {
        judge(statement, policy, report);
    }
}

fn judge(statement: &Statement, policy: &Policy, report: &mut Report) {
    let resources = &statement.resources;
    if resources.is_empty() || resources.iter().any(Text::is_all) {
        return;
    }
    let Some(arns) = resources.iter().map(Text::arn).collect::<Option<Vec<Arn>>>() else { return };
    let judged: Vec<(&Text, Option<Action>)> =
        statement.actions.iter().map(|text| (text, action(text))).collect();
    if judged.len().saturating_mul(arns.len()) > MAX_COMPARISONS {
        return;
    }
    let fits = |action: &Action| arns.iter().any(|arn| may_be(action, arn));
    let wrong: Vec<(&Text, Action)> = judged
        .iter()
        .filter_map(|(text, action)| Some((*text, (*action)?)))
        .filter(|(_, action)| !fits(action))
        .collect();
    if wrong.is_empty() || !arns.iter().all(is_well_known) {
        return;
    }
    let is_dead = wrong.len() == judged.len();
    for (text, action) in wrong {
        let elsewhere = allowed_elsewhere(&action, policy);
        // A table that is older than AWS may lack a type, but hardly puts it into another service.
        let is_foreign =
            action.resource_types().next().is_some() && !arns.iter().any(|arn| is_own(&action, arn));
        let severity = match elsewhere {
            Some(_) => Severity::Info,
            None if is_dead && is_foreign => Severity::Error,
            None => Severity::Warning,
        };
        let (message, help) = words(&action, elsewhere.is_some());
        let finding = report.at(text.value, message).severity(severity).help(help);
        let place = elsewhere.map(|text| (text, "it is allowed here"));
        if let Some((place, label)) = place.or(resources.first().map(|one| (one, "the resources are here"))) {
            finding.related(place.value.span(), label);
        }
    }
}

/// The one action that a text names, if what it takes is known.
fn action(text: &Text) -> Option<Action> {
    let action = text.named_action()?;
    (!action.takes_any_resource).then_some(action)
}

/// An ARN of a type that is known. For others there are rules of their own, and nothing follows from them; nor
/// from forms of ARNs of which no type is known.
fn is_well_known(arn: &Arn) -> bool {
    let resources::Fit::Types(types) = resources::fit(arn) else { return false };
    !types.is_empty() && types.iter().all(|one| !one.name.is_empty())
}

/// Whether a resource can be one that the action takes. Region and account are other rules' matter.
fn may_be(action: &Action, arn: &Arn) -> bool {
    // `arn:aws:logs:*:*:*` is everything of its service.
    let is_all = arn.resource.is_star();
    let own_service = arn.service.text() == action.service;
    own_service && (is_all || is_about_tags(action) || creates(action, arn) || lists_all(action, arn))
        || action.resource_types().any(|one| {
            let of_type = one.kind.parts();
            [(arn.service, of_type.service), (arn.resource, of_type.resource)]
                .iter()
                .all(|&(written, of_type)| resources::part_overlaps(written, of_type) != Overlap::No)
        })
}

/// Tags and policies are given to one type of resource after another, and the tables lag behind.
fn is_about_tags(action: &Action) -> bool {
    action.access.is_tagging() || action.name.contains("Tag") || action.name.ends_with("ResourcePolicy")
}

/// Whether an action takes no resource by the tables, and an ARN is every resource of a type: AWS asks for some such
/// actions on just that (seen in its refusals: `events:ListRules` on `rule/*`), and the tables do not tell for which.
fn lists_all(action: &Action, arn: &Arn) -> bool {
    action.resource_types().next().is_none() && arn.resource.names_nothing(arn.service)
}

/// Whether an action creates what an ARN names, as `cloudformation:CreateStackSet` a `stackset`. For many such
/// actions the tables have no type, although AWS itself writes the ARN that is to be.
fn creates(action: &Action, arn: &Arn) -> bool {
    let Some(created) = action.name.strip_prefix("Create") else { return false };
    let resources::Fit::Types(types) = resources::fit(arn) else { return false };
    let letters = |name: &str| -> String {
        name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
    };
    types.iter().any(|one| letters(one.name) == letters(created))
}

/// Whether an ARN is of a service whose resources the action takes.
fn is_own(action: &Action, arn: &Arn) -> bool {
    let service = arn.service.text();
    let in_type = |one: actions::ActionResource| one.kind.parts().service == service;
    service == action.service || action.resource_types().any(in_type)
}

/// The place where another statement allows the action on something that it takes.
fn allowed_elsewhere<'p, 't>(action: &Action, policy: &'p Policy<'t>) -> Option<&'p Text<'t>> {
    let takes = |resource: &Text| resource.is_all() || resource.arn().is_none_or(|arn| may_be(action, &arn));
    let others = policy.statements.iter().filter(|one| one.is_allow() && one.resources.iter().any(takes));
    others
        .flat_map(|one| &one.actions)
        .find(|text| text.action().is_some_and(|pattern| pattern.matches(action)))
}

fn words(action: &Action, is_allowed_elsewhere: bool) -> (String, String) {
    let name = format!("{}:{}", action.service, action.name);
    let consequence = match is_allowed_elsewhere {
        true => "so that only another statement allows it",
        false => "so that this statement never allows it",
    };
    let mut kinds: Vec<&str> = action.resource_types().map(|one| one.kind.name).collect();
    kinds.dedup();
    let (message, help) = match kinds.len() {
        0 => (
            format!("`{name}` can be allowed on `*` only, {consequence}"),
            "move it to a statement of its own with `\"Resource\": \"*\"`".to_owned(),
        ),
        count => {
            let kinds = listed(kinds.get(..LISTED).unwrap_or(&kinds), "or");
            let more = if count > LISTED { " or others" } else { "" };
            (
                format!("no resource here is one that `{name}` takes, {consequence}"),
                format!("name a resource of the kind {kinds}{more}"),
            )
        }
    };
    (message, if is_allowed_elsewhere { "remove it here".to_owned() } else { help })
}
