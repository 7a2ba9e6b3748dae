use crate::iam::Policy;
use crate::rule::{Report, rule};
use crate::rules::iam_shared::variables::{self, Fault};

rule! {
    code: "iam/variable-quote",
    group: Correctness,
    severity: Error,
    check: Policy(check),
}

fn check(policy: &Policy, report: &mut Report) {
    for place in variables::with_fault(policy, Fault::Quote) {
        place
            .report(
                report,
                format!(
                    "the variable `{}` has a default value that is not in single quotes",
                    place.written()
                ),
            )
            .help("write `${aws:PrincipalTag/team, 'none'}`")
            .service_code("MISSING_QUOTE_IN_VARIABLE");
    }
}
