use crate::aws::arn::Arn;
use crate::iam::{PolicyKind, Principal, PrincipalKind, Statement};
use crate::rule::{Report, rule};

rule! {
    code: "iam/trust-redundant-session",
    group: Security,
    severity: Info,
    check: Statement(check),
}

/// Principals of one statement that are looked at; longer lists are no work of a person.
const MAX: usize = 100;

fn check(statement: &Statement, report: &mut Report) {
    if statement.kind != PolicyKind::Trust || !statement.is_allow() {
        return;
    }
    let named = || statement.principals.iter().filter(|one| one.kind == PrincipalKind::Aws).take(MAX);
    for session in named() {
        let Some(wanted) = arn(session).and_then(role_of_session) else { continue };
        let Some(role) = named().find(|other| arn(other).and_then(role) == Some(wanted)) else { continue };
        report
            .at(
                session.text.value,
                format!("the session adds nothing to its role `{}`, which is a principal, too", wanted.1),
            )
            .help("take the session out, or the role if only this session is meant")
            .related(role.text.value.span(), "the role is here")
            .service_code("REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY");
    }
}

fn arn<'p>(principal: &'p Principal) -> Option<Arn<'p>> {
    principal.text.arn()
}

/// Account and name of the role of a session.
fn role_of_session(arn: Arn<'_>) -> Option<(&str, &str)> {
    let rest = arn.resource.text().strip_prefix("assumed-role/").filter(|_| arn.service.text() == "sts")?;
    Some((arn.account.text(), rest.split_once('/')?.0))
}

/// Account and name of a role; its path is no part of its sessions' ARNs.
fn role(arn: Arn<'_>) -> Option<(&str, &str)> {
    let rest = arn.resource.text().strip_prefix("role/").filter(|_| arn.service.text() == "iam")?;
    Some((arn.account.text(), rest.rsplit('/').next()?))
}
