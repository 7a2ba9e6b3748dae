use crate::iam::{PolicyKind, Statement};
use crate::rule::{Report, rule};

rule! {
    code: "iam/rcp-not-action",
    group: Correctness,
    severity: Error,
    check: Statement(check),
}

fn check(statement: &Statement, report: &mut Report) {
    let list = statement.element("NotAction").filter(|list| list.is_there());
    let (Some(list), PolicyKind::ResourceControl) = (list, statement.kind) else { return };
    report
        .at_key(list.value, "a resource control policy has no `NotAction`")
        .help("list the actions under `Action`")
        .service_code("RCP_SYNTAX_ERROR_NOTACTION");
}
