use crate::diagnostic::Severity;
use crate::iam::{KeyTest, Statement, Text};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::conditions::{MAX_ACTIONS, holds_without_key};

rule! {
    code: "iam/key-needs-action",
    group: Correctness,
    severity: Error,
    check: Condition(check),
}

/// Keys that a single action evaluates, as the service authorization reference says of each: that of tagging
/// for a tag on create, that of passing for a passed role. Access Analyzer's own table is not published.
pub static NEEDED: [(&str, &str); 11] = [
    ("drs:CreateAction", "drs:TagResource"),
    ("ec2:CreateAction", "ec2:CreateTags"),
    ("ecs:CreateAction", "ecs:TagResource"),
    ("elasticfilesystem:CreateAction", "elasticfilesystem:TagResource"),
    ("elasticloadbalancing:CreateAction", "elasticloadbalancing:AddTags"),
    ("iam:AWSServiceName", "iam:CreateServiceLinkedRole"),
    ("iam:AssociatedResourceArn", "iam:PassRole"),
    ("iam:PassedToService", "iam:PassRole"),
    ("mgn:CreateAction", "mgn:TagResource"),
    ("s3files:CreateAction", "s3files:TagResource"),
    ("vpc-lattice:CreateAction", "vpc-lattice:TagResource"),
];

fn check(asked: &KeyTest, report: &mut Report) {
    let Some(action) = lacking(asked) else { return };
    let key = &asked.test.key;
    let finding = report
        .at_key(
            asked.test.value,
            format!("only `{action}` evaluates `{key}`, and it is not among the actions"),
        )
        .help(format!("add `{action}` to the actions, or remove the key"))
        .service_code("MISSING_ACTION_FOR_CONDITION_KEY");
    // With such an operator the test holds all the same.
    if asked.test.operator.and_then(holds_without_key) != Some(false) {
        finding.severity(Severity::Warning);
    }
}

/// The action without which the key of a test is never evaluated, if the statement certainly lacks it.
pub fn lacking(asked: &KeyTest) -> Option<&'static str> {
    let (_, action) = NEEDED.iter().find(|(key, _)| asked.test.is_key(key))?;
    lacks(asked.statement, action).then_some(action)
}

fn lacks(statement: &Statement, action: &str) -> bool {
    let is_other = |text: &Text| text.covers_action(action) == Some(false);
    let actions = &statement.actions;
    let is_listed = statement.complete && statement.not_actions.is_empty() && !actions.is_empty();
    is_listed && actions.len() <= MAX_ACTIONS && actions.iter().all(is_other)
}

#[cfg(test)]
mod tests {
    use super::NEEDED;
    use crate::aws::actions;

    #[test]
    fn each_key_is_that_of_its_action_and_of_no_other() {
        for (key, action) in NEEDED {
            let service = action.split(':').next().and_then(actions::service);
            let all = service.into_iter().flat_map(|service| service.actions());
            let taking = all.filter(|one| one.condition_keys().any(|name| name == key));
            let names: Vec<String> = taking.map(|one| format!("{}:{}", one.service, one.name)).collect();
            assert_eq!(names, [action], "{key}");
        }
    }
}
