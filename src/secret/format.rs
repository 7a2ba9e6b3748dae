//! Secrets recognisable by their own form, wherever they stand.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, Input};
use regex::bytes::{Regex, RegexBuilder};

use super::{Kind, Secret, allow, aws_key, entropy};
use crate::diagnostic::Confidence;

/// One form. Its first group is the secret.
struct Format {
    kind: Kind,
    /// The pattern runs only where one of these occurs. ASCII.
    keywords: &'static [&'static str],
    pattern: LazyLock<Regex>,
    /// Least Shannon entropy, in bits a character.
    entropy: f64,
    /// What the secret itself proves: how sure the find is, and what may be told about it.
    verify: fn(&str) -> (Confidence, Option<String>),
}

/// Patterns and gates follow gitleaks (MIT, Copyright (c) 2019 Zachary Rice), revision b58d3f1, under
/// the same names where gitleaks has the rule.
static FORMATS: [Format; 1] = [Format {
    kind: Kind::AwsAccessKey,
    keywords: &["A3T", "AKIA", "ASIA", "ABIA", "ACCA"],
    pattern: LazyLock::new(|| pattern(r"\b((?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16})\b")),
    entropy: 3.0,
    verify: aws_key::verify,
}];

/// Secrets of all forms in the order of the text. Of two that overlap the one that starts first stays,
/// or the one whose form stands first in the table.
pub fn find(text: &str) -> Vec<Secret> {
    let mut found: Vec<Secret> = near_keywords(text)
        .flat_map(|format| {
            let matches = format.pattern.captures_iter(text.as_bytes());
            matches.filter_map(|groups| format.judge(text, groups.get(1)?.range()))
        })
        .collect();
    found.sort_by_key(|secret| secret.range.start);
    let mut end = 0;
    found.retain(|secret| {
        let is_free = secret.range.start >= end;
        end = end.max(secret.range.end);
        is_free
    });
    found
}

/// Whether any keyword of any form is there.
pub fn may_have_any(text: &str) -> bool {
    PREFILTER.as_ref().is_none_or(|prefilter| prefilter.automaton.is_match(text))
}

impl Format {
    fn judge(&self, text: &str, range: Range<usize>) -> Option<Secret> {
        let secret = text.get(range.clone())?;
        if entropy::shannon(secret) < self.entropy || allow::is_reference_or_placeholder(secret) {
            return None;
        }
        let (confidence, detail) = (self.verify)(secret);
        Some(Secret { kind: self.kind, range, confidence, detail })
    }
}

/// The forms worth trying: nearly every text has no keyword at all and is dismissed by one search.
fn near_keywords(text: &str) -> impl Iterator<Item = &'static Format> {
    let mut near = [false; FORMATS.len()];
    if let Some(prefilter) = PREFILTER.as_ref()
        && let Some(first) = prefilter.automaton.find(text)
    {
        let rest = Input::new(text).range(first.start()..);
        for hit in prefilter.automaton.find_overlapping_iter(rest) {
            near[prefilter.format_of[hit.pattern()]] = true;
        }
    }
    FORMATS.iter().zip(near).filter_map(|(format, near)| near.then_some(format))
}

struct Prefilter {
    automaton: AhoCorasick,
    /// Index in [`FORMATS`] of each keyword.
    format_of: Vec<usize>,
}

static PREFILTER: LazyLock<Option<Prefilter>> = LazyLock::new(|| {
    let rows = FORMATS.iter().enumerate();
    let keywords = rows.flat_map(|(index, format)| format.keywords.iter().map(move |word| (index, *word)));
    let (format_of, words): (Vec<usize>, Vec<&str>) = keywords.unzip();
    Some(Prefilter { automaton: AhoCorasick::new(words).ok()?, format_of })
});

/// Compiles on first use. Bytes without Unicode: `\w` with a large count is past the size limit otherwise.
#[expect(clippy::expect_used, reason = "the patterns are constants; a test compiles each of them")]
fn pattern(source: &str) -> Regex {
    RegexBuilder::new(source).unicode(false).build().expect("a pattern of the table compiles")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles_and_has_the_group_that_is_the_secret() {
        for format in &FORMATS {
            assert_eq!(format.pattern.captures_len(), 2, "{:?}", format.kind);
            assert!(!format.keywords.is_empty() && format.keywords.iter().all(|word| word.is_ascii()));
        }
        assert!(PREFILTER.is_some());
    }
}
