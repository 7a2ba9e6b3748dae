//! Applies repairs to text.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Edit, Safety};
use crate::text::Source;

/// The text of a source with the repairs of these findings, and how many were applied. A repair
/// that overlaps one before it is left for the next run; all edits of a repair are made, or none.
pub fn apply<'d>(
    source: &Source,
    findings: impl IntoIterator<Item = &'d Diagnostic>,
    limit: Safety,
) -> (String, usize) {
    let mut chosen: BTreeMap<u32, &Edit> = BTreeMap::new();
    let mut applied = 0;
    let fixes = findings.into_iter().filter_map(|finding| finding.fix.as_ref());
    for fix in fixes.filter(|fix| fix.safety <= limit) {
        if fix.edits.iter().all(|edit| edit.span.source == source.id && is_free(&chosen, edit)) {
            chosen.extend(fix.edits.iter().map(|edit| (edit.span.start, edit)));
            applied += 1;
        }
    }
    let mut text = String::with_capacity(source.text().len());
    let mut at = 0;
    for edit in chosen.into_values() {
        text.push_str(source.text().get(at..edit.span.start as usize).unwrap_or(""));
        text.push_str(&edit.text);
        at = edit.span.end as usize;
    }
    text.push_str(source.text().get(at..).unwrap_or(""));
    (text, applied)
}

/// Whether no chosen edit overlaps this one or touches it.
fn is_free(chosen: &BTreeMap<u32, &Edit>, edit: &Edit) -> bool {
    let before = chosen.range(..=edit.span.end).next_back();
    before.is_none_or(|(_, other)| other.span.end < edit.span.start)
}
