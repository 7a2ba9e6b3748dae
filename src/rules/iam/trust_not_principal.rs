use crate::iam::{PolicyKind, Statement};
use crate::rule::{Report, rule};

rule! {
    code: "iam/trust-not-principal",
    group: Correctness,
    severity: Error,
    check: Statement(check),
}

fn check(statement: &Statement, report: &mut Report) {
    if statement.kind != PolicyKind::Trust {
        return;
    }
    let Some(list) = statement.element("NotPrincipal").filter(|list| list.is_there()) else { return };
    report
        .at_key(list.value, "a trust policy has no `NotPrincipal`")
        .help("list under `Principal` who may assume the role")
        .service_code("ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL");
}
