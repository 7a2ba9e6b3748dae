use crate::aws::needs::Tier;
use crate::diagnostic::Severity;
use crate::project::permissions::compare::{Verdict, judge, may_concern, pattern};
use crate::project::permissions::{Names, Token};
use crate::project::{Deployed, Deployment, Principal};
use crate::rule::{Report, rule};
use crate::rules::shared::joined;

rule! {
    code: "project/log-delivery-permission",
    group: Correctness,
    severity: Error,
    check: Deployment(check),
}

fn check(deployment: &Deployment, report: &mut Report) {
    for machine in &deployment.machines {
        if let Some(role) = deployment.role(machine) {
            check_machine(deployment, machine, role, report);
        }
    }
}

fn check_machine(deployment: &Deployment, machine: &Deployed, role: &Principal, report: &mut Report) {
    let names = deployment.names();
    let needs = machine.needs.list.iter().filter(|need| need.tier == Tier::Logging && !need.optional);
    let mut missing = Vec::new();
    let mut place = None;
    for need in needs {
        let is_missing = match judge(need, role, &names) {
            Verdict::Missing | Verdict::Denied(_) | Verdict::Unmet(..) => true,
            // Its resource can only be `*`: a statement for a log group allows nothing.
            Verdict::Granted | Verdict::Under(..) | Verdict::Unless(..) | Verdict::WrongResource(_) => {
                role.complete && role.managed.is_empty() && !is_on_all(role, &need.action, &names)
            }
        };
        if is_missing {
            missing.push(format!("`{}`", need.action));
            place = place.or(need.sources.first());
        }
    }
    let Some(place) = place else { return };
    let message = format!(
        "`{}` logs, but its role `{}` does not allow {} on `*`",
        machine.id,
        role.id,
        joined(&missing, "and")
    );
    // Without this one alone a machine can be created; logging cannot be switched off.
    let severity = if missing == ["`logs:DeleteLogDelivery`"] { Severity::Warning } else { Severity::Error };
    report
        .at_span(place.span, machine.resource.value, message)
        .severity(severity)
        .help(match severity {
            Severity::Warning => "without it logging cannot be switched off",
            _ => "without them the machine cannot be created; they take no resource but `*`",
        })
        .related(role.value.name_span(), "the role is here");
}

/// Whether a statement about the action may be on every resource.
fn is_on_all(role: &Principal, action: &str, names: &Names) -> bool {
    let about = role.statements().filter(|statement| statement.effect != crate::iam::Effect::Deny);
    about.filter(|statement| may_concern(statement, action)).any(|statement| {
        statement.resources.is_empty()
            || statement.resources.iter().any(|text| {
                pattern(text, names)
                    .is_none_or(|one| one.is_all() || matches!(one.tokens.as_slice(), [Token::Open(_)]))
            })
    })
}
