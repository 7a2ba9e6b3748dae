use crate::iam::Policy;
use crate::rule::{Report, rule};
use crate::rules::iam_shared::deputies::{self, Limit};

rule! {
    code: "iam/weak-source-key",
    group: Security,
    severity: Info,
    check: Policy(check),
}

fn check(policy: &Policy, report: &mut Report) {
    for statement in deputies::statements(policy) {
        let Limit::Weak(test) = deputies::limit(statement) else { continue };
        let mut services = deputies::services(statement);
        let Some(service) = services.find(|one| deputies::sends_source(one, statement)) else { continue };
        report
            .at_key(
                test.value,
                format!(
                    "`{}` does not say for whom `{}` acts",
                    test.key,
                    service.text.symbolic().unwrap_or("the service")
                ),
            )
            .help("use `aws:SourceArn`, `aws:SourceAccount`, `aws:SourceOrgID` or `aws:SourceOrgPaths`")
            .related(service.text.value.span(), "the service is here")
            .service_code("RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL");
    }
}
