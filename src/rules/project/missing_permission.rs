use crate::aws::needs::{Confidence, Tier};
use crate::diagnostic::Severity;
use crate::iam::{Condition, Statement};
use crate::project::permissions::compare::{Verdict, judge, nearest};
use crate::project::permissions::{Names, Need, Source};
use crate::project::{Deployed, Deployment, Principal};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::conditions::operator_text;
use crate::rules::shared::{joined, listed};
use crate::tree::Value;

/// Resources that a message names.
const NAMED: usize = 4;
/// Statements that a finding shows.
const SHOWN: usize = 2;

rule! {
    code: "project/missing-permission",
    group: Correctness,
    severity: Error,
    check: Deployment(check),
}

fn check(deployment: &Deployment, report: &mut Report) {
    for machine in &deployment.machines {
        let Some(role) = deployment.role(machine) else { continue };
        let boundary = deployment.boundary(role);
        let faults = faults(deployment, machine, role, boundary);
        faults.iter().for_each(|fault| fault.tell(machine, role, report));
        let is_needy = machine.needs.list.iter().any(|need| !need.optional);
        if let Some(place) = unread_boundary(role).filter(|_| boundary.is_none() && is_needy) {
            let message = format!(
                "what `{}` needs is allowed only as far as the permissions boundary of its role `{}` allows it too",
                machine.id, role.id
            );
            report
                .at(place, message)
                .severity(Severity::Info)
                .help("the boundary is not in the template: look whether it allows what the machine needs");
        }
    }
}

fn unread_boundary<'p>(role: &Principal<'p>) -> Option<Value<'p>> {
    role.value.at(&["Properties", "PermissionsBoundary"])
}

/// Actions that a state lacks for the same reason.
struct Fault<'a, 'p> {
    source: &'a Source,
    actions: Vec<&'a str>,
    resources: String,
    tier: Tier,
    severity: Severity,
    reason: Reason<'a, 'p>,
}

/// Why a state lacks an action, or may lack it.
#[derive(Clone)]
enum Reason<'a, 'p> {
    Missing,
    /// The resource that is nearest to what is needed, as it is meant.
    Elsewhere(Vec<&'a Statement<'p>>, Option<(Value<'p>, String)>),
    Unmet(&'a Statement<'p>, &'a Condition<'p>),
    Denied(&'a Statement<'p>),
    OutOfBounds(&'a Principal<'p>),
    Under(&'a Statement<'p>, &'a Condition<'p>),
    Unless(&'a Statement<'p>, &'a Condition<'p>),
}

fn faults<'a, 'p>(
    deployment: &'a Deployment<'_, 'p>,
    machine: &'a Deployed<'p>,
    role: &'a Principal<'p>,
    boundary: Option<&'a Principal<'p>>,
) -> Vec<Fault<'a, 'p>> {
    let names = deployment.names();
    let mut faults: Vec<Fault> = Vec::new();
    let needs = machine.needs.list.iter().filter(|need| !need.optional && need.tier != Tier::Logging);
    for need in needs.filter(|need| !deployment.resource_allows(&need.action)) {
        let Some(reason) = reason(need, role, boundary, &names) else { continue };
        let severity = if reason.is_certain() { severity(need) } else { Severity::Info };
        let resources = resources(need);
        for source in &need.sources {
            let is_same = |known: &&mut Fault| {
                known.source == source
                    && known.resources == resources
                    && (known.tier, known.severity) == (need.tier, severity)
                    && known.reason.text() == reason.text()
            };
            match faults.iter_mut().find(is_same) {
                Some(known) => known.actions.push(&need.action),
                None => faults.push(Fault {
                    source,
                    actions: vec![&need.action],
                    resources: resources.clone(),
                    tier: need.tier,
                    severity,
                    reason: reason.clone(),
                }),
            }
        }
    }
    faults
}

fn reason<'a, 'p>(
    need: &Need,
    role: &'a Principal<'p>,
    boundary: Option<&'a Principal<'p>>,
    names: &Names,
) -> Option<Reason<'a, 'p>> {
    let reason = match judge(need, role, names) {
        Verdict::Granted => None,
        Verdict::Missing => return Some(Reason::Missing),
        Verdict::WrongResource(_) if !need.is_exact() => return None,
        Verdict::WrongResource(allowing) => {
            let nearest = nearest(need, &allowing, names);
            return Some(Reason::Elsewhere(allowing, nearest));
        }
        Verdict::Unmet(statement, condition) => return Some(Reason::Unmet(statement, condition)),
        Verdict::Denied(statement) => return Some(Reason::Denied(statement)),
        Verdict::Under(statement, condition) => Some(Reason::Under(statement, condition)),
        Verdict::Unless(statement, condition) => Some(Reason::Unless(statement, condition)),
    };
    let Some(boundary) = boundary else { return reason };
    match judge(need, boundary, names) {
        Verdict::Missing | Verdict::Denied(_) | Verdict::Unmet(..) => Some(Reason::OutOfBounds(boundary)),
        Verdict::WrongResource(_) if need.is_exact() => Some(Reason::OutOfBounds(boundary)),
        Verdict::Under(statement, condition) => reason.or(Some(Reason::Under(statement, condition))),
        Verdict::Unless(statement, condition) => reason.or(Some(Reason::Unless(statement, condition))),
        Verdict::Granted | Verdict::WrongResource(_) => reason,
    }
}

impl Reason<'_, '_> {
    fn is_certain(&self) -> bool {
        !matches!(self, Reason::Under(..) | Reason::Unless(..))
    }

    /// What a message says after "and"; `{}` stands for the actions.
    fn text(&self) -> String {
        match self {
            Reason::Missing => "no statement of its role allows {}".to_owned(),
            Reason::Elsewhere(_, Some((_, nearest))) => {
                format!("its role allows {{}} only on other resources, such as `{nearest}`")
            }
            Reason::Elsewhere(_, None) => "its role allows {} only on other resources".to_owned(),
            Reason::Unmet(_, condition) => {
                format!(
                    "its role allows {{}} only under a condition that is not fulfilled: {}",
                    told(condition)
                )
            }
            Reason::Denied(_) => "a statement of its role denies {}".to_owned(),
            Reason::OutOfBounds(boundary) => {
                format!("the permissions boundary `{}` of its role does not allow {{}}", boundary.id)
            }
            Reason::Under(_, condition) => {
                format!("its role allows {{}} only under a condition: {}", told(condition))
            }
            Reason::Unless(_, condition) => {
                format!("a statement of its role denies {{}} under a condition: {}", told(condition))
            }
        }
    }
}

/// "`StringEquals` on `aws:SourceVpc`".
fn told(condition: &Condition) -> String {
    format!("`{}` on `{}`", operator_text(condition), condition.key)
}

impl Fault<'_, '_> {
    fn tell(&self, machine: &Deployed, role: &Principal, report: &mut Report) {
        let actions = listed(&self.actions, "and");
        let it = if self.actions.len() == 1 { "it" } else { "them" };
        let reason = self.reason.text().replace("{}", it);
        let message = format!("`{}` needs {actions} on {}, and {reason}", self.source.name, self.resources);
        let consequence = consequence(self.tier);
        let mend = match &self.reason {
            Reason::Denied(_) => format!("take {it} out of the statement that denies {it}"),
            Reason::OutOfBounds(boundary) => format!("allow {it} in `{}`", boundary.id),
            Reason::Unmet(..) => "write the condition so that the call fulfils it".to_owned(),
            Reason::Under(..) => "see that the call fulfils the condition".to_owned(),
            Reason::Unless(..) => "see that the call does not fulfil the condition".to_owned(),
            Reason::Missing | Reason::Elsewhere(..) => format!("allow {it} to `{}`", role.id),
        };
        let finding = report
            .at_span(self.source.span, machine.resource.value, message)
            .severity(self.severity)
            .help(format!("{consequence}: {mend}"))
            .related(role.value.name_span(), format!("the role `{}` is here", role.id));
        let mut finding = match &self.reason {
            Reason::OutOfBounds(boundary) => {
                finding.related(boundary.value.name_span(), "the boundary is here")
            }
            Reason::Unmet(_, condition) | Reason::Under(_, condition) | Reason::Unless(_, condition) => {
                finding.related(condition.value.name_span(), "the condition is here")
            }
            Reason::Elsewhere(_, Some((place, _))) => {
                finding.related(place.span(), "the nearest resource is here")
            }
            _ => finding,
        };
        let (statements, relation) = self.reason.statements();
        for statement in statements.iter().take(SHOWN) {
            let place = statement.actions.first().map_or(statement.value, |action| action.value);
            finding = finding.related(place.span(), format!("{} {relation} {it} here", statement.label()));
        }
    }
}

impl<'a, 'p> Reason<'a, 'p> {
    fn statements(&self) -> (Vec<&'a Statement<'p>>, &'static str) {
        match self {
            Reason::Missing | Reason::OutOfBounds(_) => (Vec::new(), ""),
            Reason::Elsewhere(statements, _) => (statements.clone(), "allows"),
            Reason::Unmet(statement, _) | Reason::Under(statement, _) => (vec![*statement], "allows"),
            Reason::Denied(statement) | Reason::Unless(statement, _) => (vec![*statement], "denies"),
        }
    }
}

fn resources(need: &Need) -> String {
    let shown: Vec<String> = need.resources.iter().take(NAMED).map(|one| format!("`{one}`")).collect();
    match need.resources.len() - shown.len() {
        0 => joined(&shown, "and"),
        more => format!("{} and {more} more", shown.join(", ")),
    }
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
        // Seen at deployments: "is not authorized to create managed-rule".
        Tier::Events => "without it the service refuses the machine, or notices the end of the job late",
        Tier::Cancel => "without it the job goes on when the execution stops",
        Tier::Tracing => "without it there are no traces",
        _ => "without it the state fails",
    }
}
