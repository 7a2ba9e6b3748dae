use crate::iam::{PolicyKind, Statement};
use crate::rule::{Report, rule};

rule! {
    code: "iam/not-principal-allow",
    group: Security,
    severity: Warning,
    check: Statement(check),
}

fn check(statement: &Statement, report: &mut Report) {
    if statement.kind != PolicyKind::Resource || !statement.is_allow() {
        return;
    }
    let Some(list) = statement.element("NotPrincipal").filter(|list| list.is_there()) else { return };
    report
        .at_key(
            list.value,
            "`NotPrincipal` with `Allow` admits everyone but those listed, also requests without credentials",
        )
        .help("list under `Principal` who is admitted; to shut some out, use `Deny`")
        .service_code("ALLOW_WITH_NOT_PRINCIPAL");
}
