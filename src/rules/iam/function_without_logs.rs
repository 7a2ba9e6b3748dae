use crate::iam::{PrincipalKind as Who, Text};
use crate::project::{Principal, PrincipalKind};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::grants;

const LOGS: [&str; 1] = ["logs:PutLogEvents"];
const LAMBDA: &str = "lambda.amazonaws.com";

rule! {
    code: "iam/function-without-logs",
    group: Traceability,
    severity: Info,
    check: Principal(check),
}

fn check(principal: &Principal, report: &mut Report) {
    // A policy of AWS may grant it.
    let is_known = principal.complete && principal.managed.is_empty();
    if principal.kind != PrincipalKind::Role || !is_known || !is_of_function(principal) {
        return;
    }
    let is_open = |text: &Text| text.known().is_none();
    if principal.statements().any(|statement| statement.all_actions().any(is_open)) {
        return;
    }
    if grants::grants(principal, &LOGS, |name| grants::in_list(&LOGS, name)).is_empty() {
        report
            .at_key(principal.value, format!("functions with the role `{}` cannot write logs", principal.id))
            .help("attach `AWSLambdaBasicExecutionRole`, or allow `logs:CreateLogStream` and `logs:PutLogEvents` on the log group");
    }
}

/// Whether Lambda, and nobody else, may assume it.
fn is_of_function(principal: &Principal) -> bool {
    let mut trusted =
        principal.trust.iter().flat_map(|policy| &policy.statements).flat_map(|one| &one.principals);
    let is_lambda =
        |one: &crate::iam::Principal| one.kind == Who::Service && one.text.known() == Some(LAMBDA);
    trusted.clone().next().is_some() && trusted.all(is_lambda)
}
