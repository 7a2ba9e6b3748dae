use crate::aws::arn::Arn;
use crate::aws::{has_wildcard, regions};
use crate::diagnostic::{Safety, Severity};
use crate::iam::{Statement, Text};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::arns;
use crate::rules::shared::{MISTAKES, nearest_within};

rule! {
    code: "iam/arn-region",
    group: Correctness,
    severity: Error,
    fixes: Sometimes,
    check: Statement(check),
}

fn check(statement: &Statement, report: &mut Report) {
    for (text, arn) in arns::written(statement) {
        let Some(region) = arn.region.known() else { continue };
        let span = arns::span(text, arn.region);
        if region.is_empty() {
            if arns::all(&arn, |of_type| !of_type.region.is_empty()) {
                report
                    .at_span(
                        span,
                        text.value,
                        format!("this ARN of `{}` lacks its Region", arn.service.text()),
                    )
                    .help("write the Region between the colons, or `*`")
                    .service_code("MISSING_ARN_REGION");
            }
        } else if !has_wildcard(region) {
            literal(text, &arn, region, report);
        }
    }
}

/// A Region without wildcards.
fn literal(text: &Text, arn: &Arn, region: &str, report: &mut Report) {
    let span = arns::span(text, arn.region);
    if arns::all(arn, |of_type| of_type.region.is_empty()) {
        let message = format!("this ARN of `{}` must not have a Region", arn.service.text());
        report
            .at_span(span, text.value, message)
            .help(format!("leave the place of `{region}` empty"))
            .service_code("ARN_REGION_NOT_ALLOWED");
        return;
    }
    if regions::is_known(region) {
        return;
    }
    let finding = report
        .at_span(span, text.value, format!("no Region `{region}` is known"))
        .service_code("INVALID_ARN_REGION");
    // A name of the right form may be that of a Region which is newer than the list.
    let severity = if regions::has_form(region) { Severity::Warning } else { Severity::Error };
    match nearest_within(region, regions::all(), MISTAKES) {
        Some(meant) => {
            let finding = finding.severity(severity).help(format!("did you mean `{meant}`?"));
            finding.fix(Safety::Unsafe, format!("write `{meant}`"), span, meant);
        }
        None => {
            finding.severity(severity).help("write the code of a Region, such as `eu-west-1`, or a pattern");
        }
    }
}
