use crate::aws::wildcard_match_ignore_case;
use crate::iam::{PrincipalKind as Who, Text};
use crate::project::{Deployed, Deployment, Principal, PrincipalKind};
use crate::rule::{Report, rule};
use crate::rules::shared::{listed, some_of};

const STATES: &str = "states.";

rule! {
    code: "project/excess-permission",
    group: Security,
    severity: Info,
    check: Deployment(check),
}

fn check(deployment: &Deployment, report: &mut Report) {
    for (at, role) in deployment.principals.iter().enumerate() {
        let machines: Vec<&Deployed> = deployment.machines_of(at).collect();
        let all_known = machines.iter().all(|machine| machine.is_defined && machine.needs.complete);
        if !machines.is_empty() && all_known && has_no_other_users(deployment, role) {
            check_role(role, &machines, report);
        }
    }
}

/// Whether nobody but the machines of this template can use the role.
fn has_no_other_users(deployment: &Deployment, role: &Principal) -> bool {
    let of_sam = role.kind == PrincipalKind::SamStateMachine;
    let principals = role.trust.iter().flat_map(|policy| &policy.statements).flat_map(|one| &one.principals);
    let is_states = |who: &crate::iam::Principal| {
        who.kind == Who::Service && who.text.symbolic().is_some_and(|name| name.starts_with(STATES))
    };
    (of_sam || (!role.trust.is_empty() && principals.clone().all(is_states)))
        && !deployment.template.has_unknown_resources()
        && deployment.other_users(role).is_empty()
        && !deployment.is_exported(role)
}

fn check_role(role: &Principal, machines: &[&Deployed], report: &mut Report) {
    let names: Vec<&str> = machines.iter().map(|machine| &*machine.id).collect();
    for statement in role.statements().filter(|statement| statement.is_allow()) {
        let unneeded: Vec<&Text> =
            statement.actions.iter().filter(|action| is_unneeded(action, machines)).collect();
        let Some(first) = unneeded.first() else { continue };
        let shown: Vec<&str> = unneeded.iter().filter_map(|action| action.known()).collect();
        let message = format!("no state of {} needs {}", listed(&names, "or"), some_of(&shown, "or"));
        report.at(first.value, message).help("take it out of the statement");
    }
}

fn is_unneeded(action: &Text, machines: &[&Deployed]) -> bool {
    let Some(text) = action.known().filter(|text| text.contains(':') && !action.is_every_action()) else {
        return false;
    };
    let service = text.split(':').next().unwrap_or_default();
    // What encrypted buckets, queues and tables need besides is not written in the definition.
    if service.eq_ignore_ascii_case("kms") {
        return false;
    }
    let matches = |wanted: &str| wildcard_match_ignore_case(text, wanted);
    !machines.iter().any(|machine| {
        let needs = &machine.needs;
        needs.list.iter().any(|need| matches(&need.action))
            || needs.granted_besides.iter().any(|one| matches(one))
            || needs.unknown_services.iter().any(|one| wildcard_match_ignore_case(service, one))
    })
}
