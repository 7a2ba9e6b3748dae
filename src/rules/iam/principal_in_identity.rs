use crate::iam::{PolicyKind, Statement};
use crate::rule::{Report, rule};

rule! {
    code: "iam/principal-in-identity",
    group: Correctness,
    severity: Error,
    check: Statement(check),
}

fn check(statement: &Statement, report: &mut Report) {
    let (place, code) = match statement.kind {
        PolicyKind::Identity | PolicyKind::Boundary => ("an identity policy", "UNSUPPORTED_PRINCIPAL"),
        PolicyKind::ServiceControl => ("a service control policy", "SCP_SYNTAX_ERROR_PRINCIPAL"),
        _ => return,
    };
    for name in ["Principal", "NotPrincipal"] {
        let Some(element) = statement.element(name).filter(|element| element.is_there()) else { continue };
        report
            .at_key(element.value, format!("{place} has no `{name}`"))
            .help("it is about whoever it is attached to; take it out, or write a resource policy or trust policy")
            .service_code(code);
    }
}
