use crate::aws::resources;
use crate::diagnostic::Safety;
use crate::iam::Statement;
use crate::rule::{Report, rule};
use crate::rules::iam_shared::arns;

rule! {
    code: "iam/arn-service-case",
    group: Correctness,
    severity: Error,
    fixes: Sometimes,
    check: Statement(check),
}

fn check(statement: &Statement, report: &mut Report) {
    for (text, arn) in arns::written(statement) {
        let Some(service) = arn.service.known() else { continue };
        let right = service.to_ascii_lowercase();
        if right == service {
            continue;
        }
        let span = arns::span(text, arn.service);
        let finding = report
            .at_span(
                span,
                text.value,
                format!("the service of an ARN must be in lower case, not `{service}`"),
            )
            .help(format!("write `{right}`"))
            .service_code("INVALID_ARN_SERVICE_CASE");
        if resources::is_arn_service(&right) {
            finding.fix(Safety::Safe, format!("write `{right}`"), span, right);
        }
    }
}
