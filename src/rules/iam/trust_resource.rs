use crate::iam::{PolicyKind, Statement};
use crate::rule::{Report, rule};

rule! {
    code: "iam/trust-resource",
    group: Correctness,
    severity: Error,
    check: Statement(check),
}

fn check(statement: &Statement, report: &mut Report) {
    if statement.kind != PolicyKind::Trust {
        return;
    }
    for name in ["Resource", "NotResource"] {
        let Some(list) = statement.element(name).filter(|list| list.is_there()) else { continue };
        report
            .at_key(
                list.value,
                format!("a trust policy has no `{name}`: it is about the role that it belongs to"),
            )
            .help("take it out")
            .service_code("ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE");
    }
}
