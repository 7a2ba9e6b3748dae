use crate::drone;
use crate::project::Document;
use crate::rule::{Report, rule};
use crate::rules::shared;

rule! {
    code: "drone/duplicate-key",
    group: Correctness,
    severity: Error,
    check: Document(check),
}

fn check(document: &Document, report: &mut Report) {
    // The format of Drone 0.8 keeps its steps in a mapping, and runs equal keys one after the other.
    if !drone::is_legacy(document.tree.root()) {
        shared::duplicates(document, report, "Drone keeps the last one and drops the first", |_| None);
    }
}
