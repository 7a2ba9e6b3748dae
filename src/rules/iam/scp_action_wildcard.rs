use crate::iam::{PolicyKind, Statement};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::has_inner_wildcard;

rule! {
    code: "iam/scp-action-wildcard",
    group: Pedantic,
    severity: Info,
    check: Statement(check),
}

fn check(statement: &Statement, report: &mut Report) {
    let actions = statement.all_actions().filter(|_| statement.kind == PolicyKind::ServiceControl);
    for action in actions {
        let Some(text) = action.symbolic().filter(|text| has_inner_wildcard(text)) else { continue };
        report
            .at(action.value, format!("`{text}` has a wildcard before its end, which older tools refuse"))
            .help("list the actions, or put the wildcard at the end")
            .service_code("SCP_SYNTAX_ERROR_ACTION_WILDCARD");
    }
}
