use crate::aws::actions;
use crate::diagnostic::{Confidence, Severity};
use crate::iam::{PolicyKind, Statement};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::has_inner_wildcard;

rule! {
    code: "iam/rcp-action",
    group: Correctness,
    severity: Error,
    check: Statement(check),
}

const CODE: &str = "RCP_SYNTAX_ERROR_ACTION";

fn check(statement: &Statement, report: &mut Report) {
    let actions = statement.actions.iter().filter(|_| statement.kind == PolicyKind::ResourceControl);
    for action in actions {
        let Some(text) = action.symbolic() else { continue };
        if has_inner_wildcard(text) {
            report
                .at(action.value, format!("`{text}` has a wildcard before its end"))
                .help("list the actions, or put the wildcard at the end")
                .service_code(CODE);
            continue;
        }
        let service = action.action().and_then(|pattern| actions::service(pattern.service()));
        if let Some(service) = service.filter(|one| !one.has_resource_control()) {
            report
                .at(action.value, format!("resource control policies are not known to cover `{}`", service.prefix()))
                .severity(Severity::Warning)
                .confidence(Confidence::Medium)
                .help("the list of services grows: see \"Resource control policies\" in the user guide of AWS Organizations")
                .service_code(CODE);
        }
    }
}
