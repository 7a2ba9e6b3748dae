use crate::iam::{PolicyKind, PrincipalKind, Statement};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::deputies;

rule! {
    code: "iam/key-not-for-service-principal",
    group: Correctness,
    severity: Error,
    check: Statement(check),
}

fn check(statement: &Statement, report: &mut Report) {
    let has_principals = matches!(statement.kind, PolicyKind::Trust | PolicyKind::Resource);
    let only_services = statement.principals.iter().all(|one| one.kind == PrincipalKind::Service);
    let Some(service) = statement.principals.first() else { return };
    if !has_principals || !only_services || !statement.is_allow() {
        return;
    }
    let name = service.text.symbolic().unwrap_or("the service");
    for test in &statement.conditions.tests {
        let Some((key, instead)) = deputies::never_sent(test) else { continue };
        report
            .at_key(test.value, format!("requests of `{name}` have no `{key}`, so the statement never holds"))
            .help(format!("use `{instead}`, which services send"))
            .related(service.text.value.span(), "the service is here")
            .service_code("UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL");
    }
}
