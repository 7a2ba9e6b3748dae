use crate::project::Document;
use crate::rule::{Report, rule};
use crate::rules::shared;

rule! {
    code: "cfn/duplicate-key",
    group: Correctness,
    severity: Error,
    check: Document(check),
}

fn check(document: &Document, report: &mut Report) {
    shared::duplicates(document, report, "only one of the two can be meant", |_| None);
}
