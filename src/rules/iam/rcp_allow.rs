use crate::iam::{PolicyKind, Statement};
use crate::rule::{Report, rule};

rule! {
    code: "iam/rcp-allow",
    group: Correctness,
    severity: Error,
    check: Statement(check),
}

fn check(statement: &Statement, report: &mut Report) {
    if statement.kind != PolicyKind::ResourceControl || !statement.is_allow() {
        return;
    }
    let there = |name: &str| statement.element(name).filter(|one| one.is_there() && !one.is_empty());
    let limited = statement.resources.iter().find(|text| text.symbolic().is_some() && !text.is_all());
    let (place, what) = match (there("Condition"), there("NotResource"), limited) {
        (Some(condition), ..) => (condition.value.name_span(), "no condition"),
        (_, Some(others), _) => (others.value.name_span(), "no `NotResource`"),
        (.., Some(limited)) => (limited.value.span(), "no resource but `*`"),
        _ => return,
    };
    report
        .at_span(place, statement.value, format!("an Allow of a resource control policy takes {what}"))
        .help("write with `Deny` what is forbidden: `RCPFullAWSAccess`, which AWS attaches, allows the rest")
        .service_code("RCP_SYNTAX_ERROR_ALLOW");
}
