use crate::iam::{PolicyKind, Statement};
use crate::rule::{Report, rule};

rule! {
    code: "iam/trust-star",
    group: Correctness,
    severity: Error,
    check: Statement(check),
}

fn check(statement: &Statement, report: &mut Report) {
    let star = statement.element("Principal").filter(|element| element.value.is_text("*"));
    let (Some(star), PolicyKind::Trust) = (star, statement.kind) else { return };
    report
        .at(star.value, "a trust policy takes no `\"Principal\": \"*\"`")
        .help("name the accounts, roles or services that may assume the role; `{\"AWS\": \"*\"}` would be taken, and means everyone")
        .service_code("ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL");
}
