use crate::aws::actions;
use crate::aws::exposures::DATA;
use crate::diagnostic::Severity;
use crate::iam::Statement;
use crate::rule::{Report, rule};
use crate::rules::iam_shared::exposure::{self, Exposure};

/// Those for which it is more than information: objects, parameters, secrets, and sharing. So are those that write.
const CORE: [&str; 10] = [
    "ec2:ModifyImageAttribute",
    "ec2:ModifySnapshotAttribute",
    "rds:ModifyDBClusterSnapshotAttribute",
    "rds:ModifyDBSnapshotAttribute",
    "s3:GetObject",
    "secretsmanager:BatchGetSecretValue",
    "secretsmanager:GetSecretValue",
    "ssm:GetParameter",
    "ssm:GetParameters",
    "ssm:GetParametersByPath",
];

rule! {
    code: "iam/data-exfiltration",
    group: Security,
    severity: Warning,
    check: Statement(check),
}

fn check(statement: &Statement, report: &mut Report) {
    let Some(Exposure { grants, place, names }) = exposure::of(statement, &DATA) else { return };
    let writes = |action| actions::find(action).is_some_and(|one| one.access.changes());
    let is_core = |action| CORE.contains(&action) || writes(action);
    let is_bad = grants.iter().any(|grant| is_core(grant.action) && !grant.conditional);
    let severity = if is_bad { Severity::Warning } else { Severity::Info };
    report
        .at(place, format!("{names} reaches the data of every resource"))
        .severity(severity)
        .help("name by ARN what it may read, write or share: the buckets, tables, secrets, functions …");
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_action_exists_in_order() {
        crate::aws::actions::check_list(&super::CORE);
    }
}
