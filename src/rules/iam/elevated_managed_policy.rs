use crate::project::Principal;
use crate::rule::{Report, rule};

/// Policies of AWS whose holder is an administrator, or can make itself one.
const ELEVATED: [&str; 4] =
    ["AdministratorAccess", "IAMFullAccess", "PowerUserAccess", "SystemAdministrator"];

rule! {
    code: "iam/elevated-managed-policy",
    group: Security,
    severity: Warning,
    check: Principal(check),
}

fn check(principal: &Principal, report: &mut Report) {
    for managed in &principal.managed {
        let Some(name) = managed.aws_name().filter(|name| ELEVATED.contains(name)) else { continue };
        report
            .at(managed.value, format!("`{name}` makes its holder an administrator, or nearly one"))
            .help("attach a policy with the actions that are needed");
    }
}
