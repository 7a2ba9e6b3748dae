use crate::aws::arn::Arn;
use crate::aws::has_wildcard;
use crate::diagnostic::Severity;
use crate::iam::{Statement, Text};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::arns;

rule! {
    code: "iam/arn-account",
    group: Correctness,
    severity: Error,
    check: Statement(check),
}

/// The account of what AWS owns: managed policies, transforms.
const OF_AWS: &str = "aws";

fn check(statement: &Statement, report: &mut Report) {
    for (text, arn) in arns::written(statement) {
        let Some(account) = arn.account.known() else { continue };
        if account.is_empty() {
            missing(text, &arn, report);
        } else if !has_wildcard(account) {
            literal(text, &arn, account, report);
        }
    }
}

fn missing(text: &Text, arn: &Arn, report: &mut Report) {
    if is_of_aws(arn) {
        return;
    }
    if arns::all(arn, |of_type| !of_type.account.is_empty()) {
        let message = format!("this ARN of `{}` lacks its account", arn.service.text());
        report
            .at_span(arns::span(text, arn.account), text.value, message)
            .severity(Severity::Warning)
            .help("write the number of the account between the colons, or `*`")
            .service_code("MISSING_ARN_ACCOUNT");
    }
}

/// Documents and automations that AWS shares have no account: `document/AWS-RunShellScript`, `AmazonInspector2-…`.
/// Nor have public parameters: `parameter/aws/…`.
fn is_of_aws(arn: &Arn) -> bool {
    let name = arn.resource.text().split_once('/').map_or("", |(_, name)| name);
    arn.service.text() == "ssm"
        && ["aws", "amazon"]
            .iter()
            .any(|owner| name.get(..owner.len()).is_some_and(|start| start.eq_ignore_ascii_case(owner)))
}

fn literal(text: &Text, arn: &Arn, account: &str, report: &mut Report) {
    let span = arns::span(text, arn.account);
    if arns::all(arn, |of_type| of_type.account.is_empty()) {
        report
            .at_span(
                span,
                text.value,
                format!("this ARN of `{}` must not have an account", arn.service.text()),
            )
            .help(format!("leave the place of `{account}` empty"))
            .service_code("ARN_ACCOUNT_NOT_ALLOWED");
        return;
    }
    let is_number = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number && account != OF_AWS {
        // A star at the end of a part goes on over colons (IAM User Guide, "Resource").
        let is_spanned = arn.region.text().ends_with('*');
        report
            .at_span(
                span,
                text.value,
                format!("`{account}` is no account: an account is a number of 12 digits"),
            )
            .help("write the 12 digits with leading zeros, `*`, or nothing where the resource has no account")
            .severity(if is_spanned { Severity::Warning } else { Severity::Error })
            .service_code("INVALID_ARN_ACCOUNT");
    }
}
