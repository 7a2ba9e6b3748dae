use crate::aws::arn::Part;
use crate::iam::{PrincipalKind, Statement};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::principals;

rule! {
    code: "iam/principal-wildcard-part",
    group: Correctness,
    severity: Error,
    check: Statement(check),
}

fn check(statement: &Statement, report: &mut Report) {
    for principal in principals::all(statement) {
        let Some(text) = principal.text.symbolic().filter(|text| Part::whole(text).has_wildcard()) else {
            continue;
        };
        let help = match principal.kind {
            PrincipalKind::Aws => {
                "name each principal; or name the account, and add a condition on `aws:PrincipalArn`, which takes wildcards"
            }
            PrincipalKind::Service | PrincipalKind::Federated | PrincipalKind::CanonicalUser => {
                "name each principal; only `AWS` may be `*`"
            }
            PrincipalKind::Everyone | PrincipalKind::Other | PrincipalKind::Unknown => continue,
        };
        let message = match principal.text.is_all() {
            true => format!("`{text}` is everyone under `AWS`, and nobody under another key"),
            false => format!("`{text}` has a wildcard, which no part of a principal may have"),
        };
        report.at(principal.text.value, message).help(help).service_code("UNSUPPORTED_WILDCARD_IN_PRINCIPAL");
    }
}
