use crate::aws::arn::PARTITIONS;
use crate::aws::has_wildcard;
use crate::diagnostic::{Safety, Severity};
use crate::iam::Statement;
use crate::rule::{Report, rule};
use crate::rules::iam_shared::arns;
use crate::rules::shared::{MISTAKES, nearest_within};

rule! {
    code: "iam/arn-partition",
    group: Correctness,
    severity: Error,
    fixes: Sometimes,
    check: Statement(check),
}

fn check(statement: &Statement, report: &mut Report) {
    for (text, arn) in arns::written(statement) {
        let Some(name) = arn.partition.known() else { continue };
        if has_wildcard(name) || PARTITIONS.contains(&name) {
            continue;
        }
        let message = match name {
            "" => "an ARN without a partition".to_owned(),
            _ => format!("no partition `{name}` is known"),
        };
        let span = arns::span(text, arn.partition);
        let finding = report.at_span(span, text.value, message).service_code("INVALID_PARTITION");
        match nearest_within(name, PARTITIONS, MISTAKES) {
            Some(meant) => {
                let title = format!("write `{meant}`");
                let finding = finding.help(format!("did you mean `{meant}`?"));
                finding.fix(Safety::Unsafe, title, text.value.text_span(4..4 + name.len()), meant);
            }
            // The list may be older than AWS.
            None => {
                let severity = if name.is_empty() { Severity::Error } else { Severity::Warning };
                finding.severity(severity).help("write `aws`, `aws-cn` or `aws-us-gov`");
            }
        }
    }
}
