//! What is wrong with a YAML text, in words that say what to do, at the place where it is to be done.

use std::ops::Range;

use granit_parser::{ErrorKind, ScanError};

/// The place and the words for an error of the parser.
pub(super) fn explain(error: &ScanError, text: &str) -> (Range<usize>, String) {
    let at = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
    let here = at..at + char_length(text, at);
    match error.kind() {
        ErrorKind::UnclosedQuotedScalar | ErrorKind::InvalidQuotedScalarIndent => {
            let quote = opening_quote(text, at).unwrap_or(here);
            (quote, "the quote that opens here is not closed in its place: close it, or indent the lines after it".into())
        }
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => {
            match line_without_colon(text, at) {
                Some(line) => {
                    (line, "`:` is missing in this line, or the line belongs further to the right".into())
                }
                None if has_two_tags(text, at) => (here, TWO_TAGS.into()),
                None => (
                    here,
                    "`: ` inside a value: put the value in quotes, or begin a mapping on a line of its own"
                        .into(),
                ),
            }
        }
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => {
            let line = line_at(text, at);
            (
                line,
                "this line is no `key: value`: `:` is missing, or the text belongs further to the right"
                    .into(),
            )
        }
        ErrorKind::UnexpectedCharacter { character } => {
            (here, format!("a value cannot begin with `{character}`: put it in quotes"))
        }
        _ if has_two_tags(text, at) => (here, TWO_TAGS.into()),
        kind => (here, plain(kind).map_or_else(|| error.info(), str::to_owned)),
    }
}

/// Whether libyaml reads on where YAML 1.2 forbids it: leading blank lines longer than the indentation
/// (8.1.1.1), a comment directly after a token (6.6), a quoted scalar that goes on to the left and
/// closes (7.3).
pub(super) fn is_tolerated(error: &ScanError, text: &str) -> bool {
    let at = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
    match error.kind() {
        ErrorKind::InvalidBlockScalarIndent | ErrorKind::CommentNotSeparated => true,
        ErrorKind::InvalidQuotedScalarIndent => text.get(at..).unwrap_or("").lines().any(|line| {
            let code = line.split('#').next().unwrap_or(line).trim_end();
            code.ends_with(['"', '\''])
        }),
        _ => false,
    }
}

const TWO_TAGS: &str = "two short forms on one value: write the outer one long, such as `Fn::Base64: !Sub …`";

/// Errors whose place says enough.
fn plain(kind: &ErrorKind) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::TabNotAllowed | ErrorKind::TabInBlockIndentation | ErrorKind::TabInIndentation => {
            "a tab in the indentation: YAML is indented with spaces"
        }
        ErrorKind::ExpectedBlockMappingKey => {
            "the indentation fits none of the lines above: move the line below its siblings"
        }
        ErrorKind::ExpectedBlockSequenceEntry => {
            "`- ` is missing here, or the line belongs further to the right"
        }
        ErrorKind::BlockSequenceEntryNotAllowed => "a list cannot begin here: put it on a line of its own",
        ErrorKind::ExpectedFlowMappingSeparator => "`,` or `}` is missing here",
        ErrorKind::ExpectedFlowSequenceSeparator => "`,` or `]` is missing here",
        ErrorKind::MisplacedFlowCollectionEnd => "this bracket closes nothing: remove it",
        ErrorKind::UnclosedFlowCollection { .. } => "this bracket is never closed",
        ErrorKind::UnexpectedEofFlowMapping | ErrorKind::UnexpectedEofImplicitFlowMapping => {
            "the text ends inside `{…}`: `}` is missing"
        }
        ErrorKind::UnknownQuotedScalarEscape => {
            "no escape of YAML: write `\\\\` for a backslash, or use single quotes"
        }
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            "text after the closing quote: put all of the value in quotes"
        }
        ErrorKind::RecursionLimitExceeded => "nested too deeply: the limit of this parser is 255 levels",
        ErrorKind::InvalidBlockScalarIndent => {
            "a blank line above is longer than the indentation of the text: shorten it"
        }
        ErrorKind::CommentNotSeparated => "a comment needs a space before its `#`",
        ErrorKind::InvalidIndentation => "the indentation fits none of the lines above",
        _ => return None,
    })
}

fn char_length(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.chars().next()).filter(|c| *c != '\n').map_or(0, char::len_utf8)
}

/// The line around an offset, without the white space at its ends.
fn line_at(text: &str, at: usize) -> Range<usize> {
    let before = text.get(..at).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or("");
    let indent = line.len() - line.trim_start().len();
    start + indent..start + indent + line.trim().len()
}

/// The line above, if it is the one that lacks the colon: plain text that the parser took for the
/// beginning of a key.
fn line_without_colon(text: &str, at: usize) -> Option<Range<usize>> {
    let line = line_at(text, at);
    let above = text.get(..line.start)?.trim_end();
    let range = line_at(text, above.len());
    let content = text.get(range.clone())?;
    let is_plain = !content.is_empty()
        && !content.contains(':')
        && !content.starts_with(['-', '#', '"', '\'', '|', '>']);
    (is_plain && range.end < line.start).then_some(range)
}

/// The last quote before an offset that begins a value or a key.
fn opening_quote(text: &str, at: usize) -> Option<Range<usize>> {
    let before = text.get(..at)?;
    let begins = |start: usize| {
        before[..start].trim_end_matches(' ').chars().next_back().is_none_or(|c| ":-,[{\n".contains(c))
    };
    let quotes = before.char_indices().rev().filter(|(_, c)| matches!(c, '"' | '\''));
    let mut opening = quotes.map(|(start, _)| start).filter(|&start| begins(start));
    opening.next().map(|start| start..start + 1)
}

/// Whether the line has one tag right after another, as in `!Base64 !Sub`.
fn has_two_tags(text: &str, at: usize) -> bool {
    let line = text.get(line_at(text, at)).unwrap_or("");
    let words: Vec<&str> = line.split_whitespace().collect();
    words.windows(2).any(|pair| pair.iter().all(|word| word.len() > 1 && word.starts_with('!')))
}
