use crate::aws::{actions, has_wildcard};
use crate::iam::Policy;
use crate::rule::{Report, rule};

rule! {
    code: "iam/unsupported-action-in-policy",
    group: Correctness,
    severity: Error,
    check: Policy(check),
}

fn check(policy: &Policy, report: &mut Report) {
    let Some(holder) = policy.holder else { return };
    for action in policy.statements.iter().flat_map(|statement| &statement.actions) {
        let Some(pattern) = action.action().filter(|pattern| !has_wildcard(pattern.service())) else {
            continue;
        };
        let service = pattern.service();
        if service.eq_ignore_ascii_case(holder) || actions::service(service).is_none() {
            continue;
        }
        report
            .at(
                action.value,
                format!(
                    "`{service}:{}` is no action of `{holder}`, whose resource holds this policy",
                    pattern.name()
                ),
            )
            .help(format!("name actions of `{holder}`; what others may do stands in the policies of roles"))
            .service_code("UNSUPPORTED_ACTION_IN_POLICY");
    }
}
