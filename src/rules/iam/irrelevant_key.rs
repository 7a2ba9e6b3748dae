use crate::iam::{Policy, PolicyKind};
use crate::rule::{Report, rule};

rule! {
    code: "iam/irrelevant-key",
    group: Correctness,
    severity: Info,
    check: Policy(check),
}

/// Keys that tell of the owner of the resource, who is always the same in the resource's own policy. Access
/// Analyzer's own table is not published; its guide names the first.
const OWNERS: [&str; 4] =
    ["s3:ResourceAccount", "aws:ResourceAccount", "aws:ResourceOrgID", "aws:ResourceOrgPaths"];

fn check(policy: &Policy, report: &mut Report) {
    // The policy of a VPC endpoint looks the same where no template says what holds it.
    if policy.kind != PolicyKind::Resource || policy.holder.is_none() {
        return;
    }
    let tests = policy.statements.iter().flat_map(|statement| &statement.conditions.tests);
    for test in tests.filter(|test| OWNERS.iter().any(|key| test.is_key(key))) {
        // `${aws:PrincipalAccount}` compares the owner with who asks.
        if test.values.iter().any(|value| value.known().is_none()) {
            continue;
        }
        let message = format!("`{}` is the same for every request in the policy of a resource", test.key);
        report
            .at_key(test.value, message)
            .help(
                "remove it, or use the key in an identity policy; who asks is told by `aws:PrincipalAccount`",
            )
            .service_code("IRRELEVANT_CONDITION_KEY_IN_POLICY");
    }
}
