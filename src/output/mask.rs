//! What no output may show: the secrets that were found, wherever their text stands again, and all that
//! have a form of their own, also where their finding is suppressed or its rule is off.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::{Findings, excerpt};
use crate::diagnostic::Diagnostic;
use crate::secret::{hidden_part, scan_text};
use crate::text::Source;

/// Lines of a secret that are shorter, in characters, stand in other texts by chance.
const SHORTEST_LINE: usize = 8;

/// The texts of the secrets of a run.
#[derive(Debug)]
pub struct Secrets {
    texts: Option<AhoCorasick>,
}

impl Secrets {
    /// Gathers the secrets that were found in these sources, each at the index that its id names. Of a
    /// secret of several lines each line counts too: a diff has a sign before it, a block scalar spaces.
    pub fn of(sources: &[Source], diagnostics: &[Diagnostic]) -> Secrets {
        let mut texts: Vec<&str> = Vec::new();
        for found in diagnostics.iter().filter(|found| found.secret) {
            let text =
                sources.get(found.span.source.0 as usize).map_or("", |source| source.slice(found.span));
            let lines = text.lines().map(str::trim).filter(|line| line.chars().count() >= SHORTEST_LINE);
            texts.extend(std::iter::once(text.trim()).filter(|text| !text.is_empty()).chain(lines));
        }
        texts.sort_unstable();
        texts.dedup();
        let automaton = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&texts);
        Secrets { texts: automaton.ok().filter(|_| !texts.is_empty()) }
    }

    /// The bytes of a text that may not be shown; sorted and apart from each other.
    fn hidden(&self, text: &str) -> Vec<Range<usize>> {
        let known = self.texts.iter().flat_map(|texts| texts.find_iter(text).map(|found| found.range()));
        let formed = scan_text(text).into_iter().map(|secret| secret.range);
        joined(known.chain(formed).map(|secret| hidden_within(text, secret)).collect())
    }
}

fn hidden_within(text: &str, secret: Range<usize>) -> Range<usize> {
    let hidden = hidden_part(text.get(secret.clone()).unwrap_or(""));
    secret.start + hidden.start..secret.start + hidden.end
}

/// A text with the middle of each secret left out, for any text that quotes a file: a diff, a line.
pub fn mask<'t>(text: &'t str, secrets: &Secrets) -> Cow<'t, str> {
    let hidden = secrets.hidden(text);
    if hidden.is_empty() {
        return Cow::Borrowed(text);
    }
    let (mut shown, mut at) = (String::with_capacity(text.len()), 0);
    for range in hidden {
        shown.push_str(&text[at..range.start]);
        shown.push('…');
        at = range.end;
    }
    shown.push_str(&text[at..]);
    Cow::Owned(shown)
}

/// What excerpts leave out of each file: looked for once, when the first excerpt of the file is drawn.
pub(super) struct Hidden {
    secrets: Secrets,
    by_source: Vec<OnceLock<Vec<Range<usize>>>>,
    /// The findings that are secrets, by source.
    spans: Vec<Vec<Range<usize>>>,
}

impl Hidden {
    pub(super) fn of(findings: &Findings) -> Hidden {
        let mut spans = vec![Vec::new(); findings.sources.len()];
        for found in findings.diagnostics.iter().filter(|found| found.secret) {
            if let Some(source) = findings.source(found.span) {
                let secret = excerpt::bytes(source, found.span);
                spans[found.span.source.0 as usize].push(hidden_within(source.text(), secret));
            }
        }
        Hidden {
            secrets: Secrets::of(findings.sources, findings.diagnostics),
            by_source: vec![OnceLock::new(); findings.sources.len()],
            spans,
        }
    }

    /// Bytes of a source, sorted and apart from each other.
    pub(super) fn of_source(&self, source: &Source) -> &[Range<usize>] {
        let index = source.id.0 as usize;
        let (Some(cell), Some(spans)) = (self.by_source.get(index), self.spans.get(index)) else {
            return &[];
        };
        cell.get_or_init(|| joined([self.secrets.hidden(source.text()), spans.clone()].concat()))
    }
}

/// The same ranges, those that overlap or touch made one.
fn joined(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| range.start);
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::tests::{finding, source, span_of};

    fn secrets(text: &str, secret: &str) -> Secrets {
        let sources = [source(0, "a.yml", text)];
        let found = Diagnostic { secret: true, ..finding(span_of(&sources[0], secret)) };
        Secrets::of(&sources, &[found])
    }

    #[test]
    fn equal_text_is_masked_wherever_it_stands() {
        let secrets = secrets("password: zebra-Quick-4481\n", "zebra-Quick-4481");
        let diff = "-a: 'zebra-Quick-4481'\n+a: zebra-Quick-4481 zebra-quick-4481\n";
        assert_eq!(mask(diff, &secrets), "-a: 'zebr…81'\n+a: zebr…81 zebra-quick-4481\n");
        assert!(matches!(mask("nothing", &secrets), Cow::Borrowed("nothing")));
    }

    #[test]
    fn each_line_of_a_secret_is_one() {
        let secrets = secrets("key: |\n  abcdefghijkl\n  mnop\n", "abcdefghijkl\n  mnop");
        assert_eq!(mask("+    abcdefghijkl\n+    mnop\n", &secrets), "+    abcd…kl\n+    mnop\n");
    }

    #[test]
    fn known_forms_need_no_finding() {
        let key = ["AK", "IA", "BZPUZDIKM7X", "Q2WLT"].concat();
        assert_eq!(mask(&format!("id {key}\n"), &Secrets::of(&[], &[])), "id AKIA…LT\n");
    }
}
