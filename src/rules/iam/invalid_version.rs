use crate::diagnostic::{Safety, Severity};
use crate::iam::Policy;
use crate::rule::{Report, rule};

rule! {
    code: "iam/invalid-version",
    group: Correctness,
    severity: Error,
    fixes: Sometimes,
    check: Policy(check),
}

const CURRENT: &str = "2012-10-17";
const OLD: &str = "2008-10-17";

fn check(policy: &Policy, report: &mut Report) {
    let Some((version, text)) = policy.version.as_ref().and_then(|one| Some((one, one.known()?))) else {
        return;
    };
    if text == CURRENT || !version.value.is_text(text) {
        return;
    }
    let finding = match text == OLD {
        true => report
            .at(version.value, format!("`{OLD}` is the old version of the policy language"))
            .help(format!("write `{CURRENT}`, which has variables and every newer feature"))
            .severity(Severity::Info),
        false => report
            .at(version.value, format!("`{text}` is no version of the policy language"))
            .help(format!("write `{CURRENT}`: it is the version of the language, not the date of the policy"))
            .service_code("INVALID_VERSION"),
    };
    finding.rewrite(Safety::Unsafe, format!("write `{CURRENT}`"), version.value, CURRENT);
}
