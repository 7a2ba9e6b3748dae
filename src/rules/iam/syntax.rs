use crate::project::Document;
use crate::rule::{Report, rule};
use crate::rules::shared;

rule! {
    code: "iam/syntax",
    group: Correctness,
    severity: Error,
    fixes: Sometimes,
    check: Document(check),
}

fn check(document: &Document, report: &mut Report) {
    shared::syntax_errors(document, report, Some("JSON_SYNTAX_ERROR"));
}
