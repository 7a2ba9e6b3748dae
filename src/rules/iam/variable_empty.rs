use crate::iam::Policy;
use crate::rule::{Report, rule};
use crate::rules::iam_shared::variables::{self, Fault};

rule! {
    code: "iam/variable-empty",
    group: Correctness,
    severity: Error,
    check: Policy(check),
}

fn check(policy: &Policy, report: &mut Report) {
    for place in variables::with_fault(policy, Fault::Empty) {
        place
            .report(report, format!("the variable `{}` names nothing", place.written()))
            .help("write the name of a condition key, such as `${aws:username}`")
            .service_code("EMPTY_VARIABLE");
    }
}
