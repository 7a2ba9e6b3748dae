use crate::aws::has_wildcard;
use crate::aws::retired::{self, Retired};
use crate::iam::Statement;
use crate::rule::{Report, rule};

rule! {
    code: "iam/retired-action",
    group: Correctness,
    severity: Info,
    check: Statement(check),
}

fn check(statement: &Statement, report: &mut Report) {
    for action in statement.all_actions() {
        // Most actions exist.
        if action.named_action().is_some() {
            continue;
        }
        let Some(pattern) = action.action().filter(|pattern| !has_wildcard(pattern.service())) else {
            continue;
        };
        let (service, name) = (pattern.service(), pattern.name());
        if !retired::touches(service) || action.covered_actions().next().is_some() {
            continue;
        }
        let message = match retired::find(service, name) {
            Some(Retired::Service) => format!("the service `{service}` does not exist any more"),
            Some(Retired::Action) => format!("`{service}:{name}` does not exist any more"),
            None if !pattern.is_literal() && retired::covers(service, name) => {
                format!("`{service}:{name}` matches only actions that do not exist any more")
            }
            None => continue,
        };
        report.at(action.value, message).help("remove it").service_code("INVALID_ACTION");
    }
}
