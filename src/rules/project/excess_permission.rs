use crate::aws::arn::Part;
use crate::aws::needs::{Confidence, Tier};
use crate::aws::{actions, has_wildcard, wildcard_match_ignore_case};
use crate::diagnostic::Safety;
use crate::iam::{PrincipalKind as Who, Statement, Text};
use crate::project::permissions::compare::pattern;
use crate::project::permissions::{Names, Need, Needs, Pattern, Token};
use crate::project::{Deployed, Deployment, Principal, PrincipalKind};
use crate::rule::{Report, rule};
use crate::rules::shared::{joined, listed, some_of};
use crate::tree::Value;

/// Resources that a message lists.
const RESOURCES: usize = 2;

const STATES: &str = "states.";

rule! {
    code: "project/excess-permission",
    group: Security,
    severity: Info,
    fixes: Sometimes,
    check: Deployment(check),
}

fn check(deployment: &Deployment, report: &mut Report) {
    for (at, role) in deployment.principals.iter().enumerate() {
        let machines: Vec<&Deployed> = deployment.machines_of(at).collect();
        let all_known = machines.iter().all(|machine| machine.is_defined && machine.needs.complete);
        if !machines.is_empty() && all_known && has_no_other_users(deployment, role) {
            check_role(role, &machines, &deployment.names(), report);
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

fn check_role(role: &Principal, machines: &[&Deployed], names: &Names, report: &mut Report) {
    for statement in role.statements().filter(|statement| statement.is_allow()) {
        unneeded(statement, machines, report);
        statement.actions.iter().for_each(|action| too_many(statement, action, machines, report));
        too_wide(statement, machines, names, report);
    }
}

fn users(machines: &[&Deployed]) -> String {
    let names: Vec<&str> = machines.iter().map(|machine| &*machine.id).collect();
    listed(&names, "or")
}

/// Actions that nothing needs.
fn unneeded(statement: &Statement, machines: &[&Deployed], report: &mut Report) {
    let unneeded: Vec<&Text> =
        statement.actions.iter().filter(|action| is_unneeded(action, machines)).collect();
    let Some(first) = unneeded.first() else { return };
    let shown: Vec<&str> = unneeded.iter().filter_map(|action| action.known()).collect();
    report
        .at(first.value, format!("no state of {} needs {}", users(machines), some_of(&shown, "or")))
        .help("take it out of the statement");
}

/// The action as written, if the definitions tell everything about its service. What encrypted buckets, queues and
/// tables need of KMS besides is not written there.
fn judged<'a>(action: &'a Text, machines: &[&Deployed]) -> Option<&'a str> {
    let text = action.known().filter(|text| text.contains(':') && !action.is_every_action())?;
    let service = text.split(':').next().unwrap_or_default();
    // An action that does not exist is another rule's: its own might be needed.
    if !has_wildcard(text) && actions::find(text).is_none() {
        return None;
    }
    let is_unknown = |machine: &&Deployed| {
        let Deployed { needs, .. } = machine;
        let mut open = needs.unknown_services.iter().chain(&needs.lent);
        open.any(|one| *one == "*" || wildcard_match_ignore_case(service, one)) || is_of_tags(text, needs)
    };
    (!service.eq_ignore_ascii_case("kms") && !machines.iter().any(is_unknown)).then_some(text)
}

/// Whether an action gives tags to what a called service makes: a parameter of the call may ask for it.
fn is_of_tags(action: &str, needs: &Needs) -> bool {
    let found = actions::find(action).filter(|one| one.access.is_tagging());
    found.is_some_and(|one| needs.list.iter().any(|need| need.action.split(':').next() == Some(one.service)))
}

fn is_unneeded(action: &Text, machines: &[&Deployed]) -> bool {
    let Some(text) = judged(action, machines) else { return false };
    let matches = |wanted: &str| wildcard_match_ignore_case(text, wanted);
    !machines.iter().any(|machine| {
        let needs = &machine.needs;
        needs.list.iter().any(|need| matches(&need.action))
            || needs.granted_besides.iter().any(|one| matches(one))
    })
}

/// A pattern for many actions of which few are needed.
fn too_many(statement: &Statement, action: &Text, machines: &[&Deployed], report: &mut Report) {
    let Some(text) = judged(action, machines).filter(|text| has_wildcard(text)) else { return };
    let Some(pattern) = action.action() else { return };
    let mut needed: Vec<&str> = needs(machines)
        .map(|need| &*need.action)
        .filter(|one| wildcard_match_ignore_case(text, one))
        .collect();
    needed.sort_unstable();
    needed.dedup();
    let besides = machines.iter().flat_map(|machine| &machine.needs.granted_besides);
    let mut all = besides.copied().chain(needed.iter().copied());
    let Some(other) = pattern.expand().find(|one| {
        let name = format!("{}:{}", one.service, one.name);
        !all.clone().any(|known| known.eq_ignore_ascii_case(&name))
    }) else {
        return;
    };
    if needed.is_empty() || all.next().is_none() {
        return;
    }
    let shown = some_of(&needed, "and");
    let are = if needed.len() == 1 { "is" } else { "are" };
    let message = format!("only {shown} of `{text}` {are} needed for {}", users(machines));
    let finding = report
        .at(action.value, message)
        .help(format!("name the actions: the pattern allows `{}:{}` too", other.service, other.name));
    let is_item = statement.value.get("Action").is_some_and(Value::is_sequence);
    let written = match needed.as_slice() {
        _ if machines.len() > 1 => return,
        [only] => (*only).to_owned(),
        // A list in the form of JSON is one in YAML as well.
        several if !is_item => {
            format!("[{}]", several.iter().map(|one| format!("\"{one}\"")).collect::<Vec<_>>().join(", "))
        }
        _ => return,
    };
    let span =
        if written.starts_with('[') { action.value.span() } else { action.value.text_span(0..text.len()) };
    finding.fix(Safety::Unsafe, "name the actions that are needed", span, written);
}

fn needs<'a>(machines: &'a [&Deployed]) -> impl Iterator<Item = &'a Need> + Clone {
    machines.iter().flat_map(|machine| &machine.needs.list).filter(|need| !need.spare)
}

/// Every resource of a kind where single ones are needed.
fn too_wide(statement: &Statement, machines: &[&Deployed], names: &Names, report: &mut Report) {
    if !statement.conditions.is_empty() {
        return;
    }
    for resource in &statement.resources {
        let Some(granted) = pattern(resource, names).filter(is_wide) else { continue };
        let (mut actions, mut wanted) = (Vec::new(), Vec::new());
        for action in statement.actions.iter().filter_map(|action| judged(action, machines)) {
            let found = exact_resources(action, &granted, machines);
            if !found.is_empty() {
                actions.push(action);
                wanted.extend(found);
            }
        }
        wanted.sort();
        wanted.dedup();
        if actions.is_empty() {
            continue;
        }
        let is = if actions.len() == 1 { "is" } else { "are" };
        let shown = match wanted.as_slice() {
            few if few.len() <= RESOURCES => joined(few, "and"),
            many => format!("{} single resources", many.len()),
        };
        let own =
            |machine: &&Deployed| wanted.iter().any(|one| one.contains(&format!("${{{}}}", machine.id)));
        let message = format!(
            "{} {is} allowed on `{granted}`, but needed for {} only on {shown}",
            listed(&actions, "and"),
            users(machines),
        );
        report.at(resource.value, message).help(match machines.iter().any(own) {
            // By a function the machine would need the role, and the role the machine.
            true => "name the resources; the machine itself by an ARN with its name written out",
            false => "name the resources",
        });
    }
}

/// The resources that an action is needed on, if each is certain, none is as wide as what is granted, and the
/// policy template of the integration does not have it wider.
fn exact_resources(action: &str, granted: &Pattern, machines: &[&Deployed]) -> Vec<String> {
    let own = needs(machines).filter(|need| need.action.eq_ignore_ascii_case(action));
    let is_told = |need: &Need| {
        let documented =
            machines.iter().any(|machine| machine.needs.granted_besides.contains(&&*need.action));
        need.tier == Tier::Call
            && need.is_exact()
            && need.alternatives.is_empty()
            && (need.confidence == Confidence::Documented || !documented)
            && need.resources.iter().all(|one| granted.covers(one) && !one.tokens.contains(&Token::Any))
    };
    match own.clone().all(is_told) {
        true => own.flat_map(|need| &need.resources).map(|one| format!("`{one}`")).collect(),
        false => Vec::new(),
    }
}

/// `*`, or an ARN with stars for a name.
fn is_wide(granted: &Pattern) -> bool {
    let resource = granted.split(':', 6).into_iter().nth(5);
    granted.is_all()
        || resource.is_some_and(|resource| {
            let text = resource.to_string();
            let name = text.split_once([':', '/']).map_or(&*text, |(_, name)| name);
            Part::whole(name).is_star()
        })
}
