use crate::iam::Policy;
use crate::rule::{Report, rule};
use crate::rules::iam_shared::accounts::{self, Owner};

rule! {
    code: "iam/trust-whole-account",
    group: Security,
    severity: Info,
    check: Policy(check),
}

fn check(policy: &Policy, report: &mut Report) {
    let admitted = accounts::admitted(policy);
    // Of two numbers `trust-cross-account` speaks.
    let is_foreign = accounts::two_numbers(&admitted).is_some();
    for named in &admitted {
        let (who, help) = match named.owner {
            Owner::Own => ("the account", "name the roles or users by ARN"),
            Owner::Unknown if !is_foreign => (
                "that account",
                "name the roles or users by ARN; if the account is not your own, ask for an `sts:ExternalId` as well",
            ),
            Owner::Unknown | Owner::Foreign => continue,
        };
        let message = format!("everyone in {who} who may call `sts:AssumeRole` can assume the role");
        report.at(named.principal.text.value, message).help(help);
    }
}
