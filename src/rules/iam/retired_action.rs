use crate::aws::retired::{self, Retired};
use crate::aws::{actions, has_wildcard};
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
        let Some(pattern) = action.action().filter(|pattern| !has_wildcard(pattern.service())) else {
            continue;
        };
        let (service, name) = (pattern.service(), pattern.name());
        let message = match retired::find(service, name) {
            Some(Retired::Service) => format!("the service `{service}` does not exist any more"),
            Some(Retired::Action) => format!("`{service}:{name}` does not exist any more"),
            None if pattern.is_literal() || actions::service(service).is_none() => continue,
            // Whether a pattern matches nothing is asked only where it matches what is gone.
            None if retired::covers(service, name) && pattern.expand().next().is_none() => {
                format!("`{service}:{name}` matches only actions that do not exist any more")
            }
            None => continue,
        };
        report.at(action.value, message).help("remove it").service_code("INVALID_ACTION");
    }
}
