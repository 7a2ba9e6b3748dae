use crate::iam::Policy;
use crate::rule::{Report, rule};

/// From here on a policy is hard to review; the threshold of cfn_nag (W76).
const LIMIT: usize = 25;

rule! {
    code: "iam/policy-complexity",
    group: Pedantic,
    severity: Info,
    check: Policy(check),
}

/// One point for each statement, one more for each inversion, and one for each test of a condition.
fn check(policy: &Policy, report: &mut Report) {
    let weigh = |one: &crate::iam::Statement| {
        let inverted =
            [one.not_actions.is_empty(), one.not_resources.is_empty(), one.not_principals.is_empty()];
        1 + inverted.iter().filter(|is_empty| !**is_empty).count() + one.conditions.tests.len()
    };
    let weight: usize = policy.statements.iter().map(weigh).sum();
    if weight > LIMIT {
        report
            .at(policy.value.get("Statement").unwrap_or(policy.value), format!("the policy is hard to review: its statements and conditions weigh {weight}, more than {LIMIT}"))
            .help("split it into several policies, one for each purpose");
    }
}
