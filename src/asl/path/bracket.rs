//! What stands between the brackets of a path.

use std::ops::Range;

use super::balance::{closing, end_of_quoted};
use super::{Fault, Step, StepKind, trimmed};

/// The step in brackets that opens at `open`.
pub(super) fn step(text: &str, open: usize, end: usize) -> Result<Step, Fault> {
    let close = closing(text, open, end)?;
    let content = trimmed(text, open + 1..close);
    let range = open..close + 1;
    let written = text.get(content.clone()).unwrap_or("");
    let kind = match written.bytes().next() {
        None => return Err(Fault::new(range, "the brackets are empty")),
        Some(b'?') => filter(text, content)?,
        // A script of the original JSONPath.
        Some(b'(') => StepKind::Filter,
        Some(b'\'' | b'"') => names(text, content)?,
        Some(b'*') if written.len() == 1 => StepKind::Wildcard,
        Some(b'0'..=b'9' | b'-' | b':') => indexes(text, content)?,
        Some(b'$' | b'@') => {
            return Err(Fault::new(content, "an index cannot be computed"));
        }
        Some(_) => return Err(Fault::new(content, "a name in brackets needs quotes")),
    };
    Ok(Step { kind, range })
}

fn filter(text: &str, content: Range<usize>) -> Result<StepKind, Fault> {
    let condition = text.get(content.start + 1..content.end).unwrap_or("");
    if condition.chars().all(|c| c.is_whitespace() || "()".contains(c)) {
        return Err(Fault::new(content, "the filter is empty"));
    }
    match lone_equals(condition.as_bytes()) {
        Some(at) => {
            let at = content.start + 1 + at;
            Err(Fault::new(at..at + 1, "a filter compares with `==`, not with `=`"))
        }
        None => Ok(StepKind::Filter),
    }
}

/// A `=` that is part of no operator, outside of quotes; nothing is said where regular expressions are.
fn lone_equals(condition: &[u8]) -> Option<usize> {
    let mut at = 0;
    while let Some(&byte) = condition.get(at) {
        match byte {
            b'\'' | b'"' => at = end_of_quoted(condition, at).ok()?,
            b'=' | b'!' | b'<' | b'>' | b'~' => {
                let rest = condition.get(at..).unwrap_or_default();
                let length = rest.iter().take_while(|byte| b"=!<>~".contains(byte)).count();
                match rest.get(..length) {
                    Some(b"=") => return Some(at),
                    Some(b"=~") => return None,
                    _ => at += length - 1,
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// One quoted name, or several with commas between them.
fn names(text: &str, content: Range<usize>) -> Result<StepKind, Fault> {
    let bytes = text.as_bytes().get(..content.end).unwrap_or_default();
    let is_quote = |at: usize| matches!(bytes.get(at), Some(b'\'' | b'"'));
    let mut at = content.start;
    let mut single = None;
    loop {
        if !is_quote(at) {
            return Err(Fault::new(at..content.end.max(at), "after the comma comes no quoted name"));
        }
        let close = end_of_quoted(bytes, at)?;
        let name = at + 1..close;
        at = trimmed(text, close + 1..content.end).start;
        match bytes.get(at) {
            None if single.is_none() => return Ok(StepKind::Name(name)),
            None => return Ok(StepKind::Union),
            Some(b',') => {
                single = Some(name);
                at = trimmed(text, at + 1..content.end).start;
            }
            Some(_) => {
                return Err(Fault::new(
                    at..content.end,
                    "after the quoted name comes neither a comma nor `]`",
                ));
            }
        }
    }
}

/// An index, several, or a slice.
fn indexes(text: &str, content: Range<usize>) -> Result<StepKind, Fault> {
    let written = text.get(content.clone()).unwrap_or("");
    let number = |part: &str| part.trim().parse::<i64>().ok();
    let (kind, is_right) = if written.contains(':') {
        let is_right = written.split(':').all(|part| part.trim().is_empty() || number(part).is_some());
        (StepKind::Slice, is_right)
    } else if written.contains(',') {
        (StepKind::Union, written.split(',').all(|part| number(part).is_some()))
    } else {
        let index = number(written);
        (StepKind::Index(index.unwrap_or_default()), index.is_some())
    };
    if is_right { Ok(kind) } else { Err(Fault::new(content, "it is not an index that can be read")) }
}
