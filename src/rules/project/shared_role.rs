use crate::cfn::{Resource, references};
use crate::project::{Deployed, Deployment, Principal};
use crate::rule::{Report, rule};
use crate::rules::shared::{joined, some_of};

rule! {
    code: "project/shared-role",
    group: Security,
    severity: Info,
    check: Deployment(check),
}

fn check(deployment: &Deployment, report: &mut Report) {
    for (at, role) in deployment.principals.iter().enumerate() {
        let machines: Vec<&Deployed> = deployment.machines_of(at).collect();
        if !machines.is_empty() {
            check_role(deployment, role, &machines, report);
        }
    }
}

/// Machines that need the same may share a role, and so may those of which there is only ever one.
fn check_role(deployment: &Deployment, role: &Principal, machines: &[&Deployed], report: &mut Report) {
    let others = deployment.other_users(role);
    let functions: Vec<Resource> =
        others.into_iter().filter(|other| runs_under(deployment, *other, role)).collect();
    let users: Vec<Resource> = machines.iter().map(|machine| machine.resource).chain(functions).collect();
    let is_beside = |one: Resource, other: Resource| {
        one.id() != other.id() && one.may_be_beside(other, deployment.template)
    };
    let sharing: Vec<Resource> =
        users.iter().copied().filter(|one| users.iter().any(|other| is_beside(*one, *other))).collect();
    let needs: Vec<String> = machines
        .iter()
        .filter_map(|machine| {
            let beside = machines.iter().filter(|other| is_beside(machine.resource, other.resource));
            let own = own(machine, &beside.copied().collect::<Vec<_>>());
            (!own.is_empty()).then(|| format!("only `{}` needs {}", machine.id, some_of(&own, "and")))
        })
        .collect();
    let has_function = sharing.iter().any(|user| machines.iter().all(|machine| machine.id != user.id()));
    if sharing.is_empty() || (needs.is_empty() && !has_function) {
        return;
    }
    let because = if needs.is_empty() { String::new() } else { format!(": {}", joined(&needs, "and")) };
    let users: Vec<_> = sharing.iter().map(|user| user.id()).collect();
    report
        .at_key(role.value, format!("{} share the role `{}`{because}", some_of(&users, "and"), role.id))
        .help("give each a role of its own, so that each may do what it needs and no more");
}

/// Whether it is a function with this role.
fn runs_under(deployment: &Deployment, function: Resource, role: &Principal) -> bool {
    let own = function.properties().and_then(|properties| properties.get("Role"));
    matches!(&*function.type_name(), "AWS::Lambda::Function" | "AWS::Serverless::Function")
        && own.is_some_and(|own| references(own, deployment.template).names(&role.id))
}

/// The actions that a machine needs and none of those beside it, if there are any.
fn own<'a>(machine: &'a Deployed, beside: &[&Deployed]) -> Vec<&'a str> {
    let needed_by_others =
        |action: &str| beside.iter().any(|other| other.needs.list.iter().any(|need| need.action == action));
    let mut own: Vec<&str> = machine.needs.list.iter().map(|need| &*need.action).collect();
    own.retain(|action| !beside.is_empty() && !needed_by_others(action));
    own.sort_unstable();
    own.dedup();
    own
}
