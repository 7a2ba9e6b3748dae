use crate::diagnostic::Confidence;
use crate::iam::Policy;
use crate::rule::{Report, rule};
use crate::rules::iam_shared::accounts::{self, Owner};

rule! {
    code: "iam/trust-cross-account",
    group: Security,
    severity: Warning,
    confidence: Medium,
    check: Policy(check),
}

const HELP: &str = "ask for an `sts:ExternalId` that the other side uses for you alone, or for `aws:PrincipalOrgID` or `aws:PrincipalArn`; or name the role by ARN";

fn check(policy: &Policy, report: &mut Report) {
    let admitted = accounts::admitted(policy);
    for named in admitted.iter().filter(|one| one.owner == Owner::Foreign) {
        let message = format!(
            "everyone in the other account `{}` who may call `sts:AssumeRole` can assume the role",
            named.account
        );
        report.at(named.principal.text.value, message).help(HELP);
    }
    if let Some([first, other]) = accounts::two_numbers(&admitted) {
        let message = format!(
            "`{}` and `{}` are two accounts, and everyone in them who may call `sts:AssumeRole` can assume the role",
            first.account, other.account
        );
        report
            .at(other.principal.text.value, message)
            .help(HELP)
            .confidence(Confidence::High)
            .related(first.principal.text.value.span(), "the first account");
    }
}
