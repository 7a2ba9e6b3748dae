use crate::project::{Principal, PrincipalKind};
use crate::rule::{Report, rule};

rule! {
    code: "iam/policy-on-user",
    group: Security,
    severity: Info,
    check: Principal(check),
}

fn check(principal: &Principal, report: &mut Report) {
    let list = principal.value.at(&["Properties", "ManagedPolicyArns"]);
    if let Some(list) = list.filter(|_| principal.kind == PrincipalKind::User) {
        report
            .at_key(list, format!("managed policies are attached to the user `{}` itself", principal.id))
            .help("attach them to a group of users, or to a role");
    }
}
