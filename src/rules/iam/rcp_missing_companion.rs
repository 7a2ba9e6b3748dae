use crate::iam::{Condition, Effect, Family, PolicyKind, Statement, Text};
use crate::rule::{Report, rule};

rule! {
    code: "iam/rcp-missing-companion",
    group: Reliability,
    severity: Warning,
    check: Statement(check),
}

/// Keys about identities: a negated test of one holds for every service.
const OF_IDENTITIES: [&str; 4] =
    ["aws:PrincipalAccount", "aws:PrincipalArn", "aws:PrincipalOrgID", "aws:PrincipalOrgPaths"];

const IS_SERVICE: &str = "aws:PrincipalIsAWSService";

fn check(statement: &Statement, report: &mut Report) {
    let conditions = &statement.conditions;
    let is_deny = statement.effect == Effect::Deny;
    if statement.kind != PolicyKind::ResourceControl || !is_deny || !conditions.complete {
        return;
    }
    let asked = |wanted: &dyn Fn(&Condition) -> bool| conditions.tests.iter().any(wanted);
    let negated = conditions.tests.iter().filter(|test| test.operator.is_some_and(|one| one.negated));
    let mut of_identity = negated.clone().filter(|test| OF_IDENTITIES.iter().any(|key| test.is_key(key)));
    if let Some(test) = of_identity.next()
        && !asked(&|one| one.is_key(IS_SERVICE) && asks(one, Family::Boolean, "false"))
    {
        report
            .at_key(
                test.value,
                format!("the test of `{}` holds for AWS services, too, so they are denied", test.key),
            )
            .help(format!("add `\"BoolIfExists\": {{\"{IS_SERVICE}\": \"false\"}}`"))
            .service_code("RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY");
    }
    let Some(test) = negated.clone().find(|test| test.is_source()) else { return };
    let key = &test.key;
    if !asked(&|one| one.is_key(IS_SERVICE) && asks(one, Family::Boolean, "true")) {
        report
            .at_key(
                test.value,
                format!("only requests of services have `{key}`, and all others are denied, too"),
            )
            .help(format!("add `\"Bool\": {{\"{IS_SERVICE}\": \"true\"}}`"))
            .service_code("RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY");
    }
    if !asked(&|one| one.is_source() && asks(one, Family::Existence, "false")) {
        report
            .at_key(
                test.value,
                format!("requests that a service makes for no customer have no `{key}`, and are denied, too"),
            )
            .help("add `\"Null\": {\"aws:SourceAccount\": \"false\"}`")
            .service_code("RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK");
    }
}

/// Whether a test is of this family and for this word; what is open may be it.
fn asks(test: &Condition, family: Family, word: &str) -> bool {
    let is_word = |text: &Text| text.known().is_none_or(|known| known.eq_ignore_ascii_case(word));
    test.operator.is_none_or(|operator| operator.family == family) && test.values.iter().all(is_word)
}
