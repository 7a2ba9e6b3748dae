use crate::iam::{Effect, Family, KeyTest};
use crate::rule::{Report, rule};
use crate::rules::shared::listed;

rule! {
    code: "iam/missing-paired-key",
    group: Security,
    severity: Warning,
    check: Condition(check),
}

/// Private addresses are those of many networks: the IAM User Guide says of each key with which one it is to be
/// used. Access Analyzer's own table is not published.
const PAIRS: [(&str, &[&str]); 2] = [
    ("aws:VpcSourceIp", &["aws:SourceVpc", "aws:SourceVpce", "aws:SourceVpcArn"]),
    ("aws:Ec2InstanceSourcePrivateIPv4", &["aws:Ec2InstanceSourceVpc"]),
];

fn check(asked: &KeyTest, report: &mut Report) {
    let Some((_, others)) = PAIRS.iter().find(|(key, _)| asked.test.is_key(key)) else { return };
    let Some(operator) = asked.test.operator.filter(|one| one.family != Family::Existence) else { return };
    // Where too many requests fit, a Deny of those that fit denies too much, not too little.
    let is_open = match asked.statement.effect {
        Effect::Allow => !operator.negated,
        Effect::Deny => operator.negated,
        Effect::Unknown => false,
    };
    let conditions = &asked.statement.conditions;
    let has_pair = conditions.tests.iter().any(|test| others.iter().any(|other| test.is_key(other)));
    if is_open && conditions.complete && !has_pair {
        let message = format!("`{}` does not tell of which network the address is", asked.test.key);
        report
            .at_key(asked.test.value, message)
            .help(format!("add {} to the condition", listed(others, "or")))
            .service_code("MISSING_PAIRED_CONDITION_KEYS");
    }
}
