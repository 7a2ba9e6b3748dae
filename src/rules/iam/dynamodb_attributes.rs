use crate::iam::{KeyTest, PolicyKind};
use crate::rule::{Report, rule};

rule! {
    code: "iam/dynamodb-attributes",
    group: Security,
    severity: Warning,
    check: Condition(check),
}

/// Actions that return all attributes of an item unless they are asked for some.
const READS: [&str; 2] = ["dynamodb:Query", "dynamodb:Scan"];

fn check(asked: &KeyTest, report: &mut Report) {
    let statement = asked.statement;
    if !asked.test.is_key("dynamodb:Attributes")
        || !statement.is_allow()
        || !matches!(statement.kind, PolicyKind::Identity | PolicyKind::Boundary | PolicyKind::Resource)
    {
        return;
    }
    let reads = |action: &&&str| statement.actions.iter().any(|one| one.covers_action(action) == Some(true));
    let selects = statement.conditions.tests.iter().any(|test| test.is_key("dynamodb:Select"));
    if let Some(action) = READS.iter().find(reads)
        && !selects
        && statement.conditions.complete
    {
        report
            .at_key(asked.test.value, format!("`{action}` without a list of attributes returns all of them"))
            .help("add `\"StringEqualsIfExists\": {\"dynamodb:Select\": \"SPECIFIC_ATTRIBUTES\"}` to the condition")
            .service_code("DYNAMODB_ATTRIBUTES_WITHOUT_SELECT");
    }
}
