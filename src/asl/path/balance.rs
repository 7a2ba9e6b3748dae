//! Brackets, parentheses, quotes and regular expressions that belong together.

use super::Fault;

/// Where the bracket or parenthesis closes that opens at `open`. Quoted texts and regular expressions
/// between are skipped. One pass, and no more memory than there are open brackets.
pub fn closing(text: &str, open: usize, end: usize) -> Result<usize, Fault> {
    let bytes = text.as_bytes().get(..end).unwrap_or_default();
    let mut expected: Vec<(u8, usize)> = Vec::new();
    let mut at = open;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'[' => expected.push((b']', at)),
            b'(' => expected.push((b')', at)),
            b']' | b')' => match expected.pop() {
                Some((closer, _)) if closer == byte => {
                    if expected.is_empty() {
                        return Ok(at);
                    }
                }
                _ => {
                    let message = format!("the `{}` closes nothing", byte as char);
                    return Err(Fault::new(at..at + 1, message));
                }
            },
            b'\'' | b'"' => at = end_of_quoted(bytes, at)?,
            b'/' if follows_match_operator(bytes.get(open..at).unwrap_or_default()) => {
                at = end_of_regex(bytes, at)?;
            }
            b'\\' => at += 1,
            _ => {}
        }
        at += 1;
    }
    let (closer, opened) = expected.last().copied().unwrap_or((b']', open));
    let name = if closer == b']' { "bracket" } else { "parenthesis" };
    Err(Fault::new(opened..opened + 1, format!("the {name} is never closed")))
}

/// Where the quote closes that opens at `open`.
pub(super) fn end_of_quoted(bytes: &[u8], open: usize) -> Result<usize, Fault> {
    end_of(bytes, open).ok_or(Fault::new(open..open + 1, "the quote is never closed"))
}

fn end_of_regex(bytes: &[u8], open: usize) -> Result<usize, Fault> {
    end_of(bytes, open).ok_or(Fault::new(open..open + 1, "the regular expression is never closed"))
}

/// Where the delimiter at `open` stands again without a backslash before it.
fn end_of(bytes: &[u8], open: usize) -> Option<usize> {
    let delimiter = *bytes.get(open)?;
    let mut at = open + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            _ if byte == delimiter => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

/// Whether a text ends with `=~`, white space aside.
fn follows_match_operator(before: &[u8]) -> bool {
    before.trim_ascii_end().ends_with(b"=~")
}
