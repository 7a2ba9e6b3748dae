use crate::iam::{PolicyKind, Statement};
use crate::rule::{Report, rule};

rule! {
    code: "iam/not-resource-allow",
    group: Security,
    severity: Warning,
    check: Statement(check),
}

fn check(statement: &Statement, report: &mut Report) {
    let grants = statement.kind.grants() && statement.kind != PolicyKind::Trust;
    if !grants || !statement.is_allow() {
        return;
    }
    let Some(list) = statement.value.get("NotResource") else { return };
    report
        .at_key(list, "`NotResource` with `Allow` allows the actions on every resource but those listed, also on ones to come")
        .help("list the resources under `Resource`; to keep some out, use `Resource` with `Deny`");
}
