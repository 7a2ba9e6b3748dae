use crate::iam::Statement;
use crate::rule::{Report, rule};

rule! {
    code: "iam/not-action-allow",
    group: Security,
    severity: Warning,
    check: Statement(check),
}

fn check(statement: &Statement, report: &mut Report) {
    if !statement.kind.grants() || !statement.is_allow() {
        return;
    }
    let Some(list) = statement.value.get("NotAction") else { return };
    report
        .at_key(list, "`NotAction` with `Allow` allows every action but those listed, also ones that AWS will add")
        .help("list the actions that are needed under `Action`; to forbid some, use `NotAction` or `Action` with `Deny`");
}
