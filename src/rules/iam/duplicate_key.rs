use crate::project::Document;
use crate::rule::{Report, rule};
use crate::rules::shared;

rule! {
    code: "iam/duplicate-key",
    group: Correctness,
    severity: Error,
    check: Document(check),
}

fn check(document: &Document, report: &mut Report) {
    shared::duplicates(document, report, "IAM refuses the policy", |_| None);
}
