use crate::project::{Principal, PrincipalKind};
use crate::rule::{Report, rule};

rule! {
    code: "iam/user-without-group",
    group: Security,
    severity: Info,
    check: Principal(check),
}

fn check(principal: &Principal, report: &mut Report) {
    if principal.kind == PrincipalKind::User && !principal.in_group && principal.complete {
        report
            .at_key(principal.value, format!("the user `{}` is in no group", principal.id))
            .help("put it in a group that has the permissions, or use a role instead of a user");
    }
}
