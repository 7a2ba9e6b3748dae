use crate::diagnostic::Severity;
use crate::iam::Statement;
use crate::rule::{Report, rule};

rule! {
    code: "iam/arn-parts",
    group: Correctness,
    severity: Error,
    check: Statement(check),
}

/// Parts of an ARN, with the word `arn`.
const PARTS: usize = 6;

fn check(statement: &Statement, report: &mut Report) {
    for resource in statement.all_resources() {
        // A hole may stand for several parts.
        let Some(text) = resource.known().filter(|text| text.starts_with("arn:")) else { continue };
        let parts = text.split(':').count();
        if parts < PARTS {
            // A star at the end of a part goes on over colons (IAM User Guide, "Resource").
            let severity = if text.ends_with('*') { Severity::Warning } else { Severity::Error };
            report
                .at(resource.value, format!("`{text}` has {parts} of the {PARTS} parts of an ARN"))
                .help(
                    "write `arn:partition:service:region:account:resource`; what does not apply stays empty",
                )
                .severity(severity)
                .service_code("MISSING_ARN_FIELD");
        }
    }
}
