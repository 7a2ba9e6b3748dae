use crate::project::Document;
use crate::rule::{Report, rule};
use crate::rules::shared;
use crate::tree::Value;

rule! {
    code: "asl/duplicate-key",
    group: Correctness,
    severity: Error,
    check: Document(check),
}

fn check(document: &Document, report: &mut Report) {
    shared::duplicates(document, report, "only one of the two can be meant", service_code);
}

/// The service has a name for two states of one name.
fn service_code(key: Value) -> Option<&'static str> {
    let path = key.path();
    let (holder, _) = path.rsplit_once('/')?;
    holder.ends_with("/States").then_some("DUPLICATE_STATE_NAME")
}
