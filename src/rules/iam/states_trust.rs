use crate::iam::{Effect, Principal as Who, PrincipalKind as Kind, Statement};
use crate::project::{Deployment, Principal};
use crate::rule::{Report, rule};

rule! {
    code: "iam/states-trust",
    group: Correctness,
    severity: Error,
    check: Deployment(check),
}

fn check(deployment: &Deployment, report: &mut Report) {
    for (at, role) in deployment.principals.iter().enumerate() {
        let Some(machine) = deployment.machines_of(at).next() else { continue };
        let Some(trust) = role.trust.first() else { continue };
        if role.trust.iter().all(|policy| policy.complete) && !may_trust_states(role) {
            let place = trust.statements.first().map_or(trust.value, |statement| statement.value);
            report
                .at(
                    place.get("Principal").unwrap_or(place),
                    format!("`{}` runs under `{}`, which Step Functions may not assume", machine.id, role.id),
                )
                .help("allow `sts:AssumeRole` to the service `states.amazonaws.com`")
                .related(machine.resource.value.name_span(), "the machine is here");
        }
    }
}

fn may_trust_states(role: &Principal) -> bool {
    let allows = role.trust.iter().flat_map(|policy| &policy.statements);
    allows.filter(|statement| statement.effect != Effect::Deny && may_assume(statement)).any(|statement| {
        !statement.not_principals.is_empty()
            || statement.principals.is_empty()
            || statement.principals.iter().any(may_be_states)
    })
}

/// Whether nothing says that it is about other actions, such as `sts:TagSession`, alone.
fn may_assume(statement: &Statement) -> bool {
    let actions = &statement.actions;
    actions.is_empty() || actions.iter().any(|one| one.covers_action("sts:AssumeRole") != Some(false))
}

/// `states.amazonaws.com`, or with a Region before it.
fn may_be_states(who: &Who) -> bool {
    match who.kind {
        Kind::Everyone | Kind::Unknown => true,
        Kind::Service => who.text.known().is_none_or(|name| name.starts_with("states.")),
        _ => false,
    }
}
