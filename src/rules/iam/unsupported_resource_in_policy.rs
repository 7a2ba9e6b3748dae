use crate::aws::{has_wildcard, resources};
use crate::iam::Policy;
use crate::rule::{Report, rule};
use crate::rules::iam_shared::arns;

rule! {
    code: "iam/unsupported-resource-in-policy",
    group: Correctness,
    severity: Error,
    check: Policy(check),
}

fn check(policy: &Policy, report: &mut Report) {
    let Some(holder) = policy.holder else { return };
    for (text, arn) in policy.statements.iter().flat_map(arns::written) {
        let Some(service) = arn.service.known() else { continue };
        if service == holder || has_wildcard(service) || !resources::is_arn_service(service) {
            continue;
        }
        report
            .at_span(
                arns::span(text, arn.service),
                text.value,
                format!("the resource is of `{service}`, but this policy is held by one of `{holder}`"),
            )
            .help("name the resource that holds the policy")
            .service_code("UNSUPPORTED_RESOURCE_ARN_IN_POLICY");
    }
}
