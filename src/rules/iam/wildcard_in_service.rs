use crate::aws::has_wildcard;
use crate::iam::Statement;
use crate::rule::{Report, rule};

rule! {
    code: "iam/wildcard-in-service",
    group: Correctness,
    severity: Info,
    check: Statement(check),
}

fn check(statement: &Statement, report: &mut Report) {
    for action in statement.all_actions().filter(|action| !action.is_every_action()) {
        let Some(pattern) = action.action().filter(|pattern| has_wildcard(pattern.service())) else {
            continue;
        };
        let service = pattern.service();
        report
            .at_span(
                action.value.text_span(0..service.len()),
                action.value,
                format!("`{service}` is a pattern for services, also for ones that AWS will add"),
            )
            .help("name the service, with an action for each")
            .service_code("WILDCARD_IN_SERVICE_NAME");
    }
}
