use crate::diagnostic::Safety;
use crate::iam::{self, Policy};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::variables::{self, Fault};

rule! {
    code: "iam/variable-space",
    group: Correctness,
    severity: Error,
    fixes: Sometimes,
    check: Policy(check),
}

fn check(policy: &Policy, report: &mut Report) {
    for place in variables::with_fault(policy, Fault::Space) {
        let finding = place
            .report(report, format!("the variable `{}` has a space in its name", place.written()))
            .help("remove the space")
            .service_code("UNSUPPORTED_SPACE_IN_VARIABLE");
        let bare: String = place.written().chars().filter(|letter| !letter.is_whitespace()).collect();
        let is_key = iam::variables(&bare).next().is_some_and(|one| variables::is_known(&one));
        if is_key && place.variable.default().is_none() && !place.text.value.is_assembled() {
            finding.fix(Safety::Safe, format!("write `{bare}`"), place.span(), bare);
        }
    }
}
