use crate::iam::{PolicyKind, PrincipalKind, Statement};
use crate::rule::{Finding, Report, rule};

rule! {
    code: "iam/rcp-principal",
    group: Correctness,
    severity: Error,
    check: Statement(check),
}

fn check(statement: &Statement, report: &mut Report) {
    if statement.kind != PolicyKind::ResourceControl {
        return;
    }
    if let Some(list) = statement.element("NotPrincipal").filter(|list| list.is_there()) {
        explain(report.at_key(list.value, "a resource control policy has no `NotPrincipal`"));
    }
    for principal in &statement.principals {
        let is_open = principal.text.symbolic().is_none() || principal.kind == PrincipalKind::Unknown;
        if principal.kind != PrincipalKind::Everyone && !is_open {
            explain(
                report.at(principal.text.value, "the principal of a resource control policy can only be `*`"),
            );
        }
    }
}

fn explain(finding: Finding) {
    finding
        .help("write `\"Principal\": \"*\"`, and a condition on `aws:PrincipalArn` or another key of principals")
        .service_code("RCP_SYNTAX_ERROR_PRINCIPAL");
}
