//! Applies repairs to text.

use crate::diagnostic::{Diagnostic, Edit, Safety};
use crate::text::Source;

/// The text of a source with the repairs of these findings, and how many were applied. A repair
/// that overlaps one before it is left for the next run; all edits of a repair are made, or none.
pub fn apply<'d>(
    source: &Source,
    findings: impl IntoIterator<Item = &'d Diagnostic>,
    limit: Safety,
) -> (String, usize) {
    let mut chosen: Vec<&Edit> = Vec::new();
    let mut applied = 0;
    for fix in
        findings.into_iter().filter_map(|finding| finding.fix.as_ref()).filter(|fix| fix.safety <= limit)
    {
        let is_local = fix.edits.iter().all(|edit| edit.span.source == source.id);
        let is_free = fix.edits.iter().all(|edit| chosen.iter().all(|other| is_apart(edit, other)));
        if is_local && is_free {
            chosen.extend(&fix.edits);
            applied += 1;
        }
    }
    chosen.sort_by_key(|edit| edit.span);
    let mut text = String::with_capacity(source.text().len());
    let mut at = 0;
    for edit in chosen {
        text.push_str(source.text().get(at..edit.span.start as usize).unwrap_or(""));
        text.push_str(&edit.text);
        at = edit.span.end as usize;
    }
    text.push_str(source.text().get(at..).unwrap_or(""));
    (text, applied)
}

fn is_apart(a: &Edit, b: &Edit) -> bool {
    a.span.end < b.span.start || b.span.end < a.span.start
}
