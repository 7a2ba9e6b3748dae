use crate::aws::needs::{Confidence, Tier};
use crate::diagnostic::Severity;
use crate::iam::Statement;
use crate::project::permissions::Need;
use crate::project::permissions::compare::{Verdict, judge};
use crate::project::{Deployed, Deployment, Principal};
use crate::rule::{Report, rule};
use crate::rules::shared::joined;

/// Resources that a message lists.
const LISTED: usize = 2;

rule! {
    code: "project/missing-permission",
    group: Correctness,
    severity: Error,
    check: Deployment(check),
}

fn check(deployment: &Deployment, report: &mut Report) {
    for machine in &deployment.machines {
        let Some(role) = deployment.role(machine) else { continue };
        let names = deployment.names();
        let needs = machine.needs.list.iter().filter(|need| !need.optional && need.tier != Tier::Logging);
        for need in needs.filter(|need| !deployment.resource_allows(&need.action)) {
            let finding = Missing { machine, role, need };
            match judge(need, role, &names) {
                Verdict::Granted => {}
                Verdict::Missing => finding.tell(report, &missing(need), &[], ""),
                Verdict::WrongResource(_) if !need.is_exact() => {}
                Verdict::WrongResource(allowing) => {
                    finding.tell(report, &wrong_resource(need), &allowing, "allows it elsewhere")
                }
                Verdict::Denied(denying) => finding.tell(report, &denied(need), &[denying], "denies it"),
            }
        }
    }
}

struct Missing<'a, 'p> {
    machine: &'a Deployed<'p>,
    role: &'a Principal<'p>,
    need: &'a Need,
}

impl Missing<'_, '_> {
    /// At each state: each has its own span and may be suppressed.
    fn tell(&self, report: &mut Report, what: &str, statements: &[&Statement], relation: &str) {
        for source in &self.need.sources {
            let message = format!("`{}` needs {what}", source.name);
            let mut finding = report
                .at_span(source.span, self.machine.resource.value, message)
                .severity(severity(self.need))
                .help(format!("{}: {}", consequence(self.need.tier), self.mend(relation)))
                .related(self.role.value.name_span(), format!("the role `{}` is here", role_name(self.role)));
            for statement in statements.iter().take(LISTED) {
                let place = statement.actions.first().map_or(statement.value, |action| action.value);
                finding = finding.related(place.span(), format!("{} {relation}", statement.label()));
            }
        }
    }

    fn mend(&self, relation: &str) -> String {
        if relation == "denies it" {
            return "take it out of the statement that denies it".to_owned();
        }
        format!("allow it to `{}`", role_name(self.role))
    }
}

fn role_name(role: &Principal) -> String {
    role.id.clone().into_owned()
}

fn resources(need: &Need) -> String {
    let shown: Vec<String> = need.resources.iter().map(|one| format!("`{one}`")).collect();
    joined(&shown, "and")
}

fn missing(need: &Need) -> String {
    format!("`{}` on {}, and no statement of its role allows the action", need.action, resources(need))
}

fn wrong_resource(need: &Need) -> String {
    format!(
        "`{}` on {}, and its role allows the action only on other resources",
        need.action,
        resources(need)
    )
}

fn denied(need: &Need) -> String {
    format!("`{}` on {}, and a statement of its role denies it", need.action, resources(need))
}

fn severity(need: &Need) -> Severity {
    let is_fatal = need.tier <= Tier::Poll;
    match need.confidence {
        Confidence::Documented if is_fatal => Severity::Error,
        Confidence::Documented | Confidence::Derived => Severity::Warning,
        Confidence::Recalled => Severity::Info,
    }
}

/// What fails without it.
fn consequence(tier: Tier) -> &'static str {
    match tier {
        Tier::Poll => "without it nobody learns how the job stands",
        Tier::Events => "without it the end of the job is noticed late",
        Tier::Cancel => "without it the job goes on when the execution stops",
        Tier::Tracing => "without it there are no traces",
        _ => "without it the state fails",
    }
}
