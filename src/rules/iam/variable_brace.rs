use crate::iam::Policy;
use crate::rule::{Report, rule};
use crate::rules::iam_shared::variables::{self, Fault};

rule! {
    code: "iam/variable-brace",
    group: Correctness,
    severity: Error,
    check: Policy(check),
}

fn check(policy: &Policy, report: &mut Report) {
    for place in variables::with_fault(policy, Fault::Brace) {
        place
            .report(report, format!("the variable `{}` is not closed", place.written()))
            .help("write `}` after the name of the key")
            .service_code("MISSING_BRACE_IN_VARIABLE");
    }
}
