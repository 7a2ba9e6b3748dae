//! The words of a suppression.

use std::ops::Range;

/// `steplint: ignore[code, code] reason` or `steplint: ignore-file[code] reason`.
#[derive(Debug, Default)]
pub(super) struct Directive {
    /// Whether it holds for the whole file.
    pub whole_file: bool,
    /// Each code with its range of the text in which the directive stands.
    pub codes: Vec<(String, Range<usize>)>,
    /// Its own range of that text.
    pub at: Range<usize>,
    /// What is wrong with it, after the words "the suppression".
    pub fault: Option<String>,
}

const MARK: &str = "steplint:";

impl Directive {
    /// The directive that a comment begins with, after any of its `#`: further words before it would
    /// make it a sentence about this tool.
    pub(super) fn in_comment(comment: &str) -> Option<Directive> {
        let after = |sign: usize| {
            let rest = comment[sign + 1..].trim_start();
            Directive::read(comment, comment.len() - rest.len())
        };
        comment.match_indices('#').find_map(|(sign, _)| after(sign))
    }

    /// The directive at the beginning of any word of a text.
    pub(super) fn in_text(text: &str) -> Option<Directive> {
        let begins_word = |at: usize| {
            let before = text[..at].chars().next_back();
            before.is_none_or(|letter| !letter.is_alphanumeric() && !"-_./@".contains(letter))
        };
        let mut places = text.match_indices(MARK).filter(|(at, _)| begins_word(*at));
        places.find_map(|(at, _)| Directive::read(text, at))
    }

    fn read(text: &str, start: usize) -> Option<Directive> {
        let after = text.get(start..)?.strip_prefix(MARK)?.trim_start().strip_prefix("ignore")?;
        let (whole_file, after) = match after.strip_prefix("-file") {
            Some(after) => (true, after),
            None => (false, after),
        };
        if !after.is_empty() && !after.starts_with(|next: char| next == '[' || next.is_whitespace()) {
            return None;
        }
        let end = start + text[start..].trim_end().len();
        let mut directive = Directive { whole_file, at: start..end, ..Directive::default() };
        directive.fault = directive.read_codes(after, text.len() - after.len()).err();
        Some(directive)
    }

    /// Reads `[code, code] reason`, which stands at an offset of the text.
    fn read_codes(&mut self, after: &str, offset: usize) -> Result<(), String> {
        let form = if self.whole_file { "ignore-file" } else { "ignore" };
        let remedy = format!("write `steplint: {form}[code] reason`");
        let Some(list) = after.strip_prefix('[') else {
            let is_apart = after.trim_start().starts_with('[');
            let fault = if is_apart { "is not read: no space before `[`" } else { "names no rule" };
            return Err(format!("{fault}: {remedy}"));
        };
        let Some((list, reason)) = list.split_once(']') else {
            return Err(format!("is not read: no `]` after the codes: {remedy}"));
        };
        let mut at = offset + 1;
        for code in list.split(',') {
            let from = at + (code.len() - code.trim_start().len());
            let name = code.trim();
            if !name.is_empty() {
                self.codes.push((name.to_owned(), from..from + name.len()));
            }
            at += code.len() + 1;
        }
        if self.codes.is_empty() {
            return Err(format!("names no rule: {remedy}"));
        }
        if reason.trim().is_empty() {
            return Err("gives no reason: say after the bracket why the finding may stay".to_owned());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_comment_is_a_directive_only_from_its_beginning() {
        for comment in [
            "# steplint: ignore",
            "#steplint:ignore[a] b",
            "## steplint: ignore-file[a] b",
            "# noqa # steplint: ignore[a]",
        ] {
            assert!(Directive::in_comment(comment).is_some(), "{comment}");
        }
        for comment in [
            "# see steplint: ignore[a]",
            "# steplint: ignored",
            "# steplint: ignore-files[a]",
            "# steplint",
            "#",
        ] {
            assert!(Directive::in_comment(comment).is_none(), "{comment}");
        }
    }

    #[test]
    fn codes_know_their_place() {
        let comment = "#  steplint: ignore[ asl/x,cfn/é ] because";
        let directive = Directive::in_comment(comment).unwrap();
        let codes: Vec<_> =
            directive.codes.iter().map(|(code, at)| (code.as_str(), &comment[at.clone()])).collect();
        assert_eq!(codes, [("asl/x", "asl/x"), ("cfn/é", "cfn/é")]);
        assert_eq!((&comment[directive.at], directive.fault), (&comment[3..], None));
    }

    #[test]
    fn a_text_holds_a_directive_at_any_word() {
        assert!(Directive::in_text("fast; steplint: ignore[a] b").is_some());
        assert!(Directive::in_text("steplint: ignored, but steplint: ignore[a] b").is_some());
        assert!(Directive::in_text("my-steplint: ignore[a] b").is_none());
    }
}
