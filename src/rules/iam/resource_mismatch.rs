use crate::aws::actions::{self, Action};
use crate::aws::arn::Arn;
use crate::aws::resources::{self, Overlap};
use crate::diagnostic::Severity;
use crate::iam::{PolicyKind, Statement, Text};
use crate::rule::{Report, rule};
use crate::rules::shared::listed;

rule! {
    code: "iam/resource-mismatch",
    group: Correctness,
    severity: Error,
    check: Statement(check),
}

/// Kinds of resources that a help names.
const LISTED: usize = 4;

/// Actions for which AWS takes an ARN although none of its tables has one (CloudWatch Logs User Guide, "Actions,
/// resources, and condition keys": `arn:aws:logs:region:account:log-group:*`).
const TOLERANT: [&str; 1] = ["logs:DescribeLogGroups"];

/// Comparisons that are made; a statement that needs more is longer than AWS takes.
const MAX_COMPARISONS: usize = 20_000;

fn check(statement: &Statement, report: &mut Report) {
    use PolicyKind::{Boundary, Identity, ResourceControl, ServiceControl};
    let is_judged = matches!(statement.kind, Identity | Boundary | ServiceControl | ResourceControl);
    let resources = &statement.resources;
    if !is_judged || !statement.is_allow() || resources.is_empty() || resources.iter().any(Text::is_all) {
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
        // A table that is older than AWS may lack a type, but hardly puts it into another service.
        let is_foreign =
            action.resource_types().next().is_some() && !arns.iter().any(|arn| is_own(&action, arn));
        let severity = if is_dead && is_foreign { Severity::Error } else { Severity::Warning };
        tell(&action, text, resources, severity, report);
    }
}

/// The one action that a text names, if what it takes is known.
fn action(text: &Text) -> Option<Action> {
    let action = text.named_action()?;
    let is_tolerant = TOLERANT.contains(&name(&action).as_str());
    (!action.takes_any_resource && !is_tolerant).then_some(action)
}

fn name(action: &Action) -> String {
    format!("{}:{}", action.service, action.name)
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
    let is_all = !arn.resource.is_empty() && arn.resource.text().bytes().all(|byte| byte == b'*');
    is_all && arn.service.text() == action.service
        || action.resource_types().any(|one| {
            let of_type = one.kind.parts();
            [(arn.service, of_type.service), (arn.resource, of_type.resource)]
                .iter()
                .all(|&(written, of_type)| resources::part_overlaps(written, of_type) != Overlap::No)
        })
}

/// Whether an ARN is of a service whose resources the action takes.
fn is_own(action: &Action, arn: &Arn) -> bool {
    let service = arn.service.text();
    let in_type = |one: actions::ActionResource| one.kind.parts().service == service;
    service == action.service || action.resource_types().any(in_type)
}

fn tell(action: &Action, text: &Text, resources: &[Text], severity: Severity, report: &mut Report) {
    let name = name(action);
    let mut kinds: Vec<&str> = action.resource_types().map(|one| one.kind.name).collect();
    kinds.dedup();
    let (message, help) = match kinds.len() {
        0 => (
            format!("`{name}` can be allowed on `*` only, so that this statement never allows it"),
            "move it to a statement of its own with `\"Resource\": \"*\"`".to_owned(),
        ),
        count => {
            let kinds = listed(kinds.get(..LISTED).unwrap_or(&kinds), "or");
            let more = if count > LISTED { " or others" } else { "" };
            (
                format!(
                    "no resource here is one that `{name}` takes, so that this statement never allows it"
                ),
                format!("name a resource of the kind {kinds}{more}"),
            )
        }
    };
    let finding = report.at(text.value, message).severity(severity).help(help);
    if let Some(first) = resources.first() {
        finding.related(first.value.span(), "the resources are here");
    }
}
