//! Strings between apostrophes, and how far a path among the arguments reaches.

use std::borrow::Cow;
use std::ops::Range;

use crate::asl::path::{Fault, closing};

/// What a backslash may stand before (Amazon States Language specification, "Intrinsic Functions").
const ESCAPED: [u8; 4] = [b'\'', b'{', b'}', b'\\'];

/// The bytes between the apostrophe at `open` and the one that closes it.
pub(super) fn between_apostrophes(text: &str, open: usize, end: usize) -> Result<Range<usize>, Fault> {
    let bytes = text.as_bytes().get(..end).unwrap_or_default();
    let mut at = open + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\'' => return Ok(open + 1..at),
            b'\\' if bytes.get(at + 1).is_some_and(|next| ESCAPED.contains(next)) => at += 2,
            b'\\' if at + 1 < end => return Err(open_backslash(text, at)),
            _ => at += 1,
        }
    }
    Err(Fault::new(open..open + 1, "the apostrophe is never closed"))
}

fn open_backslash(text: &str, at: usize) -> Fault {
    let next = text.get(at + 1..).and_then(|rest| rest.chars().next()).unwrap_or_default();
    let message = format!("the backslash does not escape `{next}`");
    Fault::new(at..at + 1 + next.len_utf8(), message)
}

/// Where a path among arguments ends: at the comma or parenthesis that belongs to the call.
pub(super) fn end_of_path(text: &str, start: usize, end: usize) -> Result<usize, Fault> {
    let bytes = text.as_bytes().get(..end).unwrap_or_default();
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b',' | b')' => return Ok(at),
            b'[' | b'(' => at = closing(text, at, end)?,
            b'\\' => at += 1,
            _ => {}
        }
        at += 1;
    }
    Ok(end)
}

/// How many `{}` a template of `States.Format` has, and whether it has braces that are neither escaped
/// nor part of one.
pub fn placeholders(template: &str) -> (usize, bool) {
    let bytes = template.as_bytes();
    let (mut count, mut has_others, mut at) = (0, false, 0);
    while let Some(&byte) = bytes.get(at) {
        match (byte, bytes.get(at + 1)) {
            (b'\\', _) => at += 1,
            (b'{', Some(b'}')) => {
                count += 1;
                at += 1;
            }
            (b'{' | b'}', _) => has_others = true,
            _ => {}
        }
        at += 1;
    }
    (count, has_others)
}

/// The string that a literal stands for.
pub fn unescaped(literal: &str) -> Cow<'_, str> {
    if !literal.contains('\\') {
        return Cow::Borrowed(literal);
    }
    let mut chars = literal.chars();
    let mut plain = String::with_capacity(literal.len());
    while let Some(c) = chars.next() {
        plain.push(if c == '\\' { chars.next().unwrap_or(c) } else { c });
    }
    Cow::Owned(plain)
}
