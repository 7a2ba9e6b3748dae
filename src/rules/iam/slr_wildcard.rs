use crate::aws::has_wildcard;
use crate::iam::{Condition, Family, PolicyKind, Statement, Text};
use crate::rule::{Report, rule};
use crate::rules::iam::pass_role_wildcard::{Grant, Reach};

const CREATE: &str = "iam:CreateServiceLinkedRole";
const SERVICE_NAME: &str = "iam:AWSServiceName";

rule! {
    code: "iam/slr-wildcard",
    group: Security,
    severity: Warning,
    check: Statement(check),
}

fn check(statement: &Statement, report: &mut Report) {
    let conditions = &statement.conditions;
    let limited = !conditions.complete || conditions.tests.iter().any(limits_service);
    if statement.kind != PolicyKind::Identity || !statement.is_allow() || limited {
        return;
    }
    let (Some(grant), Some(reach)) = (Grant::of(statement, CREATE), Reach::of(statement)) else { return };
    let Some(code) = service_code(grant, reach) else { return };
    report
        .at(reach.value(), format!("{} creates service-linked roles for every service", grant.words(CREATE)))
        .help("name the service in a condition: `\"StringEquals\": {\"iam:AWSServiceName\": \"ecs.amazonaws.com\"}`")
        .related(grant.value().span(), "creating them is allowed here")
        .service_code(code);
}

/// A test of the service by fixed values; a value that begins with a wildcard tests nothing, as Access Analyzer
/// was seen to say.
fn limits_service(test: &Condition) -> bool {
    let positive = test.operator.is_none_or(|operator| {
        !operator.negated && !operator.if_exists && operator.family != Family::Existence
    });
    let patterns = test.operator.is_some_and(|operator| operator.takes_wildcards());
    let begins_open = |text: &Text| {
        text.symbolic().is_some_and(|value| patterns && value.get(..1).is_some_and(has_wildcard))
    };
    test.is_key(SERVICE_NAME) && positive && !test.values.iter().any(begins_open)
}

fn service_code(grant: Grant, reach: Reach) -> Option<&'static str> {
    match (grant, reach) {
        (_, Reach::Roles(_)) => None,
        (Grant::Named(_), Reach::All(_)) => Some("CREATE_SLR_WITH_STAR_IN_RESOURCE"),
        (Grant::Pattern(_), Reach::All(_)) => Some("CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE"),
        (Grant::AllBut(_), Reach::All(_)) => Some("CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION"),
        (Grant::Named(_), Reach::AllBut(_)) => Some("CREATE_SLR_WITH_NOT_RESOURCE"),
        (Grant::Pattern(_), Reach::AllBut(_)) => Some("CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE"),
        (Grant::AllBut(_), Reach::AllBut(_)) => Some("CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE"),
    }
}
