use crate::aws::arn::Arn;
use crate::diagnostic::Safety;
use crate::iam::{PolicyKind, Principal, PrincipalKind, Statement, Text};
use crate::rule::{Report, rule};

rule! {
    code: "iam/trust-action-principal",
    group: Correctness,
    severity: Error,
    fixes: Sometimes,
    check: Statement(check),
}

/// A way to assume a role: the action, and one and many of those who use it.
type Way = (&'static str, &'static str, &'static str);

const ROLE: Way = ("sts:AssumeRole", "an account, identity or service", "accounts, identities and services");
const SAML: Way = ("sts:AssumeRoleWithSAML", "a SAML provider", "SAML providers");
const WEB: Way = ("sts:AssumeRoleWithWebIdentity", "an OIDC provider", "OIDC providers");
const WAYS: [Way; 3] = [ROLE, SAML, WEB];

const CODE: &str = "MISMATCHED_ACTION_FOR_PRINCIPAL";

fn check(statement: &Statement, report: &mut Report) {
    if statement.kind != PolicyKind::Trust || !statement.is_allow() || statement.may_have(&["NotAction"]) {
        return;
    }
    let Some(fitting) = statement.principals.iter().map(way).collect::<Option<Vec<_>>>() else { return };
    let used: Vec<Way> = WAYS.into_iter().filter(|way| fitting.contains(way)).collect();
    let may_do = |way: &Way| statement.actions.iter().any(|one| one.covers_action(way.0) != Some(false));
    let allowed: Vec<Way> = WAYS.into_iter().filter(may_do).collect();
    let mut told = used.is_empty() || allowed.is_empty();
    for action in &statement.actions {
        let way = WAYS.into_iter().find(|way| is(action, way.0) && !used.contains(way));
        if let Some(way) = way.filter(|_| !used.is_empty()) {
            told = true;
            tell_action(statement, action, way, &used, &allowed, report);
        }
    }
    let lacking = statement.principals.iter().zip(fitting).filter(|(_, way)| !told && !allowed.contains(way));
    for (principal, (action, one, _)) in lacking {
        report
            .at(principal.text.value, format!("{one} assumes roles by `{action}`, which is not allowed here"))
            .help(format!("add `{action}` to the actions, or give the principal a statement of its own"))
            .service_code(CODE);
    }
}

fn is(action: &Text, name: &str) -> bool {
    action.known().is_some_and(|text| text.eq_ignore_ascii_case(name))
}

/// How a principal assumes a role; nothing if that cannot be told.
fn way(principal: &Principal) -> Option<Way> {
    match principal.kind {
        PrincipalKind::Aws | PrincipalKind::Service => Some(ROLE),
        PrincipalKind::Federated => match Arn::parse(principal.text.symbolic()?) {
            Some(arn) if arn.resource.text().starts_with("saml-provider/") => Some(SAML),
            Some(arn) if arn.resource.text().starts_with("oidc-provider/") => Some(WEB),
            Some(_) => None,
            None => {
                principal.text.known().filter(|text| text.contains('.') && !text.contains(':')).and(Some(WEB))
            }
        },
        _ => None,
    }
}

/// An action that no principal of the statement can use.
fn tell_action(
    statement: &Statement,
    action: &Text,
    (_, _, many): Way,
    used: &[Way],
    allowed: &[Way],
    report: &mut Report,
) {
    let written = action.symbolic().unwrap_or_default();
    let finding = report
        .at(action.value, format!("`{written}` is for {many}, and there is none among the principals"))
        .service_code(CODE);
    let finding = match statement.principals.first() {
        Some(principal) => finding.related(principal.text.value.span(), "the principals are here"),
        None => finding,
    };
    match used {
        // With principals of several sorts it is not certain which was meant.
        [(right, ..)] if !allowed.iter().any(|one| one.0 == *right) => {
            let start = written.find(':').map_or(0, |at| at + 1);
            let name = right.split(':').nth(1).unwrap_or_default();
            finding.help(format!("write `{right}`")).fix(
                Safety::Unsafe,
                format!("write `{right}`"),
                action.value.text_span(start..written.len()),
                name,
            )
        }
        _ => finding.help("take it out, or add the principal that it is for"),
    };
}
