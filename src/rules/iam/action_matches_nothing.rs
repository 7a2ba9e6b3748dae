use crate::aws::{actions, has_wildcard, retired};
use crate::iam::Statement;
use crate::rule::{Report, rule};

rule! {
    code: "iam/action-matches-nothing",
    group: Correctness,
    severity: Warning,
    check: Statement(check),
}

fn check(statement: &Statement, report: &mut Report) {
    for action in statement.all_actions() {
        let Some(pattern) = action.action().filter(|pattern| !pattern.is_literal()) else { continue };
        let (service, name) = (pattern.service(), pattern.name());
        if has_wildcard(service) || actions::service(service).is_none() {
            continue;
        }
        if pattern.expand().next().is_none() && !retired::covers(service, name) {
            report
                .at(action.value, format!("`{service}:{name}` matches no action"))
                .help("write a pattern that matches the actions that are meant, or name them")
                .service_code("INVALID_ACTION");
        }
    }
}
