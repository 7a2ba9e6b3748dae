use crate::aws::actions;
use crate::aws::escalations::{self, Class, Escalation};
use crate::aws::has_wildcard;
use crate::diagnostic::Severity;
use crate::project::Principal;
use crate::rule::{Report, rule};
use crate::rules::iam_shared::grants::{self, Grant, Width};
use crate::rules::shared::listed;
use crate::text::Span;

const PASS_ROLE: &str = "iam:PassRole";
/// Further ways that a message names.
const MAX_NAMED: usize = 4;
/// Places beside the first that a finding shows.
const MAX_RELATED: usize = 6;
/// Statements that allow one action and are tried together with those of the other actions.
const MAX_TRIED: usize = 8;

rule! {
    code: "iam/privilege-escalation",
    group: Security,
    severity: Warning,
    check: Principal(check),
}

fn check(principal: &Principal, report: &mut Report) {
    if grants::is_admin(principal) {
        return;
    }
    let granted = grants::grants(principal, escalations::actions(), escalations::action);
    if granted.is_empty() {
        return;
    }
    let mut found: Vec<Way> =
        escalations::all().iter().filter_map(|escalation| Way::of(escalation, &granted)).collect();
    let sets: Vec<&Escalation> = found.iter().map(|way| way.escalation).collect();
    found.retain(|way| !sets.iter().any(|other| is_part(other, way.escalation)));
    if !found.iter().any(|way| way.escalation.class == Class::PassRole) {
        tell_general(principal, &granted, report);
    }
    let mut places: Vec<Option<Span>> = found.iter().map(Way::span).collect();
    places.sort();
    places.dedup();
    for place in places {
        for severity in [Severity::Warning, Severity::Info] {
            let ways: Vec<&Way> =
                found.iter().filter(|way| way.span() == place && way.severity() == severity).collect();
            tell(&ways, severity, report);
        }
    }
}

/// An escalation that is possible, with a grant for each of its actions.
struct Way<'s, 't> {
    escalation: &'static Escalation,
    parts: Vec<Grant<'s, 't>>,
}

impl<'s, 't> Way<'s, 't> {
    fn of(escalation: &'static Escalation, granted: &[Grant<'s, 't>]) -> Option<Way<'s, 't>> {
        let mut parts: Vec<Grant> = Vec::new();
        for action in &escalation.actions {
            let of_action = granted.iter().filter(|grant| grant.action == *action);
            let fitting = of_action.filter(|grant| is_open(grant, escalation)).take(MAX_TRIED);
            let meeting = fitting.filter(|grant| {
                !escalation.same_resource || parts.iter().all(|other| grants::meet(grant, other))
            });
            parts.push(*meeting.max_by_key(|grant| (!grant.conditional, grant.width))?);
        }
        Some(Way { escalation, parts })
    }

    fn span(&self) -> Option<Span> {
        self.parts.first().map(|part| part.place.span())
    }

    fn severity(&self) -> Severity {
        let is_firm = |part: &Grant| {
            let wide = part.width == Width::All || !names_matter(part, self.escalation);
            !part.conditional && wide
        };
        if self.parts.iter().all(is_firm) { Severity::Warning } else { Severity::Info }
    }
}

/// Whether what a statement names limits the escalation: if a role is passed, only its name does.
fn names_matter(grant: &Grant, escalation: &Escalation) -> bool {
    match escalation.class {
        Class::PassRole => grant.action == PASS_ROLE,
        // Who may change a role and assume it gains whatever it likes, also by one role.
        Class::Principal => !escalation.same_resource || escalation.id == "rotate-access-key",
        Class::Own | Class::ExistingRole => true,
    }
}

fn is_open(grant: &Grant, escalation: &Escalation) -> bool {
    (grant.width != Width::Named || !names_matter(grant, escalation))
        && (grant.action != PASS_ROLE || grants::admits_service(grant.statement, escalation.service))
}

/// Whether one set needs less than the other.
fn is_part(small: &Escalation, large: &Escalation) -> bool {
    small.actions.len() < large.actions.len()
        && small.actions.iter().all(|action| large.actions.contains(action))
}

fn tell(ways: &[&Way], severity: Severity, report: &mut Report) {
    let Some((first, others)) = ways.split_first() else { return };
    let Some(anchor) = first.parts.first() else { return };
    let mut message = format!("{} ({})", told(first), first.escalation.id);
    if !others.is_empty() {
        let names: Vec<&str> = others.iter().take(MAX_NAMED).map(|way| way.escalation.id).collect();
        let ways = if others.len() == 1 { "way" } else { "ways" };
        message += &format!(", and {} more {ways}: {}", others.len(), names.join(", "));
        message += if others.len() > MAX_NAMED { " …" } else { "" };
    }
    if severity == Severity::Info {
        message += ", within limits";
    }
    let mut finding = report
        .at(anchor.place, message)
        .severity(severity)
        .help("name the resources by ARN, or move one of the actions to another principal");
    let mut seen = vec![anchor.place.span()];
    for part in ways.iter().flat_map(|way| &way.parts) {
        if seen.len() <= MAX_RELATED && !seen.contains(&part.place.span()) {
            seen.push(part.place.span());
            finding = finding.related(part.place.span(), format!("`{}` is allowed here", part.action));
        }
    }
}

fn told(way: &Way) -> String {
    let actions = &way.escalation.actions;
    let named = listed(actions, "and");
    let (lets, service) = (if actions.len() == 1 { "lets" } else { "let" }, way.escalation.service);
    match way.escalation.class {
        Class::Own => format!("{named} {lets} the principal widen its own permissions"),
        Class::Principal => format!("{named} {lets} the principal become another one"),
        Class::PassRole => {
            format!("{named} {lets} the principal act as any role that it passes to `{service}`")
        }
        Class::ExistingRole => {
            format!("{named} {lets} the principal act as the role of what it takes over")
        }
    }
}

/// Any action that takes a role, beyond the sets that are known.
fn tell_general(principal: &Principal, granted: &[Grant], report: &mut Report) {
    let is_free = |grant: &&Grant| {
        grant.action == PASS_ROLE
            && grant.width == Width::All
            && !grant.conditional
            && grant.statement.conditions.is_empty()
    };
    let Some(pass) = granted.iter().find(is_free) else { return };
    for statement in principal.statements().filter(|one| one.is_allow() && one.conditions.is_empty()) {
        for text in &statement.actions {
            let Some(name) = text.known().filter(|name| !has_wildcard(name)) else { continue };
            let takes_role = actions::find(name).is_some_and(|action| {
                action.dependent_actions().any(|needed| needed.eq_ignore_ascii_case(PASS_ROLE))
            });
            if takes_role {
                let message =
                    format!("`{name}` takes a role, and `{PASS_ROLE}` lets the principal pass it any");
                report
                    .at(pass.place, message)
                    .severity(Severity::Info)
                    .help("name the roles by ARN")
                    .related(text.value.span(), format!("`{name}` is allowed here"));
                return;
            }
        }
    }
}
