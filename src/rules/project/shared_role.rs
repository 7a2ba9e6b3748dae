use crate::cfn::{Resource, references};
use crate::project::{Deployed, Deployment, Principal};
use crate::rule::{Report, rule};
use crate::rules::shared::{joined, listed};

/// Actions that a message lists for one machine.
const LISTED: usize = 3;

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

/// Machines that need the same may share a role.
fn check_role(deployment: &Deployment, role: &Principal, machines: &[&Deployed], report: &mut Report) {
    let others = deployment.other_users(role);
    let functions = others.iter().filter(|other| runs_under(deployment, **other, role));
    let functions: Vec<String> = functions.map(|function| function.id().into_owned()).collect();
    let own: Vec<(&str, Vec<&str>)> =
        machines.iter().map(|machine| (&*machine.id, own(machine, machines))).collect();
    let is_alike = own.iter().all(|(_, actions)| actions.is_empty());
    if functions.is_empty() && (machines.len() < 2 || is_alike) {
        return;
    }
    let users: Vec<&str> =
        machines.iter().map(|machine| &*machine.id).chain(functions.iter().map(String::as_str)).collect();
    let needs: Vec<String> = own
        .iter()
        .filter(|(_, actions)| !actions.is_empty())
        .map(|(id, actions)| format!("only `{id}` needs {}", listed(actions, "and")))
        .collect();
    let because = if needs.is_empty() { String::new() } else { format!(": {}", joined(&needs, "and")) };
    report
        .at_key(role.value, format!("{} share the role `{}`{because}", listed(&users, "and"), role.id))
        .help("give each a role of its own, so that each may do what it needs and no more");
}

/// Whether it is a function with this role.
fn runs_under(deployment: &Deployment, function: Resource, role: &Principal) -> bool {
    let own = function.properties().and_then(|properties| properties.get("Role"));
    matches!(&*function.type_name(), "AWS::Lambda::Function" | "AWS::Serverless::Function")
        && own.is_some_and(|own| references(own, deployment.template).names(&role.id))
}

/// The actions that no other of the machines needs.
fn own<'a>(machine: &'a Deployed, machines: &[&Deployed]) -> Vec<&'a str> {
    let needed_by_others = |action: &str| {
        let others = machines.iter().filter(|other| other.id != machine.id);
        others.into_iter().any(|other| other.needs.list.iter().any(|need| need.action == action))
    };
    let mut own: Vec<&str> = machine.needs.list.iter().map(|need| &*need.action).collect();
    own.retain(|action| machines.len() > 1 && !needed_by_others(action));
    own.sort_unstable();
    own.dedup();
    own.truncate(LISTED);
    own
}
