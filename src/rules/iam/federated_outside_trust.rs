use crate::diagnostic::{Confidence, Severity};
use crate::iam::{PolicyKind, PrincipalKind, Statement};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::principals;

rule! {
    code: "iam/federated-outside-trust",
    group: Correctness,
    severity: Error,
    check: Statement(check),
}

fn check(statement: &Statement, report: &mut Report) {
    if statement.kind == PolicyKind::Trust {
        return;
    }
    for principal in principals::all(statement).filter(|one| one.kind == PrincipalKind::Federated) {
        let finding = report
            .at(principal.text.value, "only a trust policy has `Federated` principals")
            .help("name the role that users of the provider assume")
            .service_code("FEDERATED_PRINCIPAL_NOT_SUPPORTED");
        // The guides speak of sessions of the providers that IAM knows by name as principals, too.
        if principal.text.arn().is_none() {
            finding.severity(Severity::Warning).confidence(Confidence::Medium);
        }
    }
}
