use crate::aws::needs::{Confidence, Tier};
use crate::diagnostic::Severity;
use crate::iam::Statement;
use crate::project::permissions::compare::{Verdict, judge};
use crate::project::permissions::{Need, Source};
use crate::project::{Deployed, Deployment, Principal};
use crate::rule::{Report, rule};
use crate::rules::shared::{joined, listed};

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
        if let Some(role) = deployment.role(machine) {
            let faults = faults(deployment, machine, role);
            faults.iter().for_each(|fault| fault.tell(machine, role, report));
        }
    }
}

/// Actions that a state lacks for the same reason.
struct Fault<'a, 'p> {
    source: &'a Source,
    actions: Vec<&'a str>,
    resources: String,
    tier: Tier,
    severity: Severity,
    reason: &'static str,
    statements: Vec<&'a Statement<'p>>,
}

const MISSING: &str = "no statement of its role allows";
const ELSEWHERE: &str = "its role allows only other resources for";
const DENIED: &str = "a statement of its role denies";

fn faults<'a, 'p>(
    deployment: &'a Deployment<'_, 'p>,
    machine: &'a Deployed<'p>,
    role: &'a Principal<'p>,
) -> Vec<Fault<'a, 'p>> {
    let names = deployment.names();
    let mut faults: Vec<Fault> = Vec::new();
    let needs = machine.needs.list.iter().filter(|need| !need.optional && need.tier != Tier::Logging);
    for need in needs.filter(|need| !deployment.resource_allows(&need.action)) {
        let (reason, statements) = match judge(need, role, &names) {
            Verdict::Granted => continue,
            Verdict::Missing => (MISSING, Vec::new()),
            Verdict::WrongResource(_) if !need.is_exact() => continue,
            Verdict::WrongResource(allowing) => (ELSEWHERE, allowing),
            Verdict::Denied(denying) => (DENIED, vec![denying]),
        };
        let (resources, severity) = (resources(need), severity(need));
        for source in &need.sources {
            let is_same = |known: &&mut Fault| {
                known.source == source
                    && known.resources == resources
                    && (known.tier, known.severity, known.reason) == (need.tier, severity, reason)
            };
            match faults.iter_mut().find(is_same) {
                Some(known) => known.actions.push(&need.action),
                None => faults.push(Fault {
                    source,
                    actions: vec![&need.action],
                    resources: resources.clone(),
                    tier: need.tier,
                    severity,
                    reason,
                    statements: statements.clone(),
                }),
            }
        }
    }
    faults
}

impl Fault<'_, '_> {
    fn tell(&self, machine: &Deployed, role: &Principal, report: &mut Report) {
        let actions = listed(&self.actions, "and");
        let it = if self.actions.len() == 1 { "it" } else { "them" };
        let message =
            format!("`{}` needs {actions} on {}, and {} {it}", self.source.name, self.resources, self.reason);
        let mend = match self.reason {
            DENIED => format!("take {it} out of the statement that denies {it}"),
            _ => format!("allow {it} to `{}`", role.id),
        };
        let mut finding = report
            .at_span(self.source.span, machine.resource.value, message)
            .severity(self.severity)
            .help(format!("{}: {mend}", consequence(self.tier)))
            .related(role.value.name_span(), format!("the role `{}` is here", role.id));
        for statement in self.statements.iter().take(LISTED) {
            let place = statement.actions.first().map_or(statement.value, |action| action.value);
            let relation = if self.reason == DENIED { "denies" } else { "allows" };
            finding = finding.related(place.span(), format!("{} {relation} {it} here", statement.label()));
        }
    }
}

fn resources(need: &Need) -> String {
    let shown: Vec<String> = need.resources.iter().map(|one| format!("`{one}`")).collect();
    joined(&shown, "and")
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
