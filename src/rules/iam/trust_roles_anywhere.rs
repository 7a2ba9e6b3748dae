use crate::iam::{Effect, Policy, PolicyKind, Statement, Text};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::principals;
use crate::rules::shared::listed;

rule! {
    code: "iam/trust-roles-anywhere",
    group: Correctness,
    severity: Error,
    check: Policy(check),
}

const SERVICE: &str = "rolesanywhere";
const NEEDED: [&str; 3] = ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"];

fn check(policy: &Policy, report: &mut Report) {
    if policy.kind != PolicyKind::Trust || !policy.complete {
        return;
    }
    let may_allow = policy.statements.iter().filter(|one| one.effect != Effect::Deny);
    let statements: Vec<&Statement> = may_allow.filter(|one| names(one)).collect();
    let place = statements
        .iter()
        .flat_map(|one| &one.principals)
        .find(|one| principals::service_word(one) == Some(SERVICE));
    let Some(place) = place else { return };
    let allowed = |wanted: &str| {
        statements.iter().any(|one| {
            one.may_have(&["NotAction"]) || one.actions.iter().any(|action| may_cover(action, wanted))
        })
    };
    let missing: Vec<&str> = NEEDED.into_iter().filter(|wanted| !allowed(wanted)).collect();
    if !missing.is_empty() {
        report
            .at(
                place.text.value,
                format!("IAM Roles Anywhere cannot assume the role without {}", listed(&missing, "and")),
            )
            .help(format!("allow {}", listed(&NEEDED, "and")))
            .service_code("MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY");
    }
}

fn names(statement: &Statement) -> bool {
    statement.principals.iter().any(|one| principals::service_word(one) == Some(SERVICE))
}

fn may_cover(action: &Text, wanted: &str) -> bool {
    action.covers_action(wanted) != Some(false)
}
