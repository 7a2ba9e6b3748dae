use crate::project::Document;
use crate::rule::{Report, rule};
use crate::rules::shared;

rule! {
    code: "cfn/syntax",
    group: Correctness,
    severity: Error,
    fixes: Sometimes,
    check: Document(check),
}

fn check(document: &Document, report: &mut Report) {
    shared::syntax_errors(document, report, None);
}
