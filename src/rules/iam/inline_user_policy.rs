use crate::project::{Principal, PrincipalKind};
use crate::rule::{Report, rule};

rule! {
    code: "iam/inline-user-policy",
    group: Security,
    severity: Info,
    check: Principal(check),
}

fn check(principal: &Principal, report: &mut Report) {
    let list = principal.value.at(&["Properties", "Policies"]);
    if let Some(list) = list.filter(|_| principal.kind == PrincipalKind::User) {
        report
            .at_key(list, format!("policies are written into the user `{}` itself", principal.id))
            .help("write them into a group of users, or into a role");
    }
}
