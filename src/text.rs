//! Files and places in them. Lines and columns are computed here and nowhere else, and only when
//! something is shown: everything below works with byte offsets.

use std::sync::{Arc, OnceLock};

/// A file larger than this is refused: no hand-written definition, template or pipeline comes near.
pub const MAX_FILE_BYTES: u64 = 32 * 1024 * 1024;

/// Distance in bytes between two stored character counts.
const CHECKPOINT: usize = 1024;

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Names a [`Source`] within one run: its index in the list of sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

/// A range of bytes of one source, end exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The smallest span that covers both; `other` must lie in the same source, else `self` is kept.
    pub fn to(self, other: Span) -> Span {
        if self.source != other.source {
            return self;
        }
        Span { start: self.start.min(other.start), end: self.end.max(other.end), ..self }
    }

    /// Whether every byte of `other` lies in this span.
    pub fn contains(self, other: Span) -> bool {
        self.source == other.source && self.start <= other.start && other.end <= self.end
    }
}

/// A place as a person counts it: both numbers start at 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1; the unit is that of the function that made it.
    pub column: u32,
}

/// What is wrong with the bytes of a file before anything is parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// The file is UTF-8.
    Utf8,
    /// The byte at this offset is not UTF-8.
    InvalidAt(u32),
    /// The file starts with a UTF-16 byte-order mark.
    Utf16,
}

/// One file: its path as shown, its text, and its line table, which is built on first use.
#[derive(Debug)]
pub struct Source {
    /// The id under which spans name this file.
    pub id: SourceId,
    /// Path relative to the working directory, with `/`.
    pub path: String,
    text: Arc<str>,
    encoding: Encoding,
    lines: OnceLock<Lines>,
}

impl Source {
    /// Takes the bytes of a file. Bytes that are not UTF-8 are replaced one by one with `?`, so that
    /// every offset stays that of the file; [`Source::encoding`] tells where the first one is.
    pub fn new(id: SourceId, path: impl Into<String>, bytes: Vec<u8>) -> Source {
        let (text, encoding) = match String::from_utf8(bytes) {
            Ok(text) => (text, Encoding::Utf8),
            Err(error) => decode_lossily(error),
        };
        Source { id, path: path.into(), text: text.into(), encoding, lines: OnceLock::new() }
    }

    /// The whole text, a byte-order mark included.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// Whether the file was UTF-8.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// The span of these bytes.
    pub fn span(&self, start: usize, end: usize) -> Span {
        Span { source: self.id, start: start as u32, end: end as u32 }
    }

    /// The text of a span; empty when it does not lie on character boundaries of this file.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// Line and column in characters.
    pub fn position(&self, offset: u32) -> Position {
        let lines = self.lines();
        let (line, start) = lines.line_of(offset);
        let column = lines.chars_before(&self.text, offset) - lines.chars_before(&self.text, start);
        Position { line: line + 1, column: column + 1 }
    }

    /// Line and column in UTF-16 code units, as editors and SARIF's default count them.
    pub fn position_utf16(&self, offset: u32) -> Position {
        let (line, start) = self.lines().line_of(offset);
        let before = self.text.get(start as usize..offset as usize).unwrap_or("");
        Position { line: line + 1, column: before.encode_utf16().count() as u32 + 1 }
    }

    /// Index of the line (from 0) that holds this offset.
    pub fn line_index(&self, offset: u32) -> u32 {
        self.lines().line_of(offset).0
    }

    /// Byte range of a line (from 0) without its line break; `None` past the end of the file.
    pub fn line_range(&self, index: u32) -> Option<std::ops::Range<usize>> {
        let starts = &self.lines().starts;
        let start = *starts.get(index as usize)? as usize;
        let end = starts.get(index as usize + 1).map_or(self.text.len(), |&next| next as usize);
        let line = self.text.get(start..end).unwrap_or("");
        Some(start..start + line.trim_end_matches(['\n', '\r']).len())
    }

    /// Number of lines; an empty file has one.
    pub fn line_count(&self) -> u32 {
        self.lines().starts.len() as u32
    }

    fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| Lines::new(&self.text))
    }
}

fn decode_lossily(error: std::string::FromUtf8Error) -> (String, Encoding) {
    let first = error.utf8_error().valid_up_to() as u32;
    let bytes = error.into_bytes();
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return (String::new(), Encoding::Utf16);
    }
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(std::iter::repeat_n('?', chunk.invalid().len()));
    }
    (text, Encoding::InvalidAt(first))
}

/// Starts of all lines, and how many characters precede every [`CHECKPOINT`]th byte: a file of one
/// line of megabytes with thousands of findings costs no more than any other.
#[derive(Debug)]
struct Lines {
    starts: Vec<u32>,
    /// Empty when the text is ASCII: then bytes are characters.
    chars: Vec<u32>,
}

impl Lines {
    fn new(text: &str) -> Lines {
        let first = if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() as u32 } else { 0 };
        let mut starts = vec![first];
        starts.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at as u32 + 1));
        let mut chars = Vec::new();
        if !text.is_ascii() {
            let mut total = 0;
            for block in text.as_bytes().chunks(CHECKPOINT) {
                chars.push(total);
                total += count_chars(block);
            }
            chars.push(total);
        }
        Lines { starts, chars }
    }

    fn line_of(&self, offset: u32) -> (u32, u32) {
        let index = self.starts.partition_point(|&start| start <= offset).saturating_sub(1);
        let start = self.starts.get(index).copied().unwrap_or(0);
        (index as u32, start.min(offset))
    }

    fn chars_before(&self, text: &str, offset: u32) -> u32 {
        let offset = (offset as usize).min(text.len());
        let block = offset / CHECKPOINT;
        match self.chars.get(block) {
            Some(before) => before + count_chars(&text.as_bytes()[block * CHECKPOINT..offset]),
            None => offset as u32,
        }
    }
}

/// Characters that start in these bytes of valid UTF-8.
fn count_chars(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|&&byte| byte & 0xc0 != 0x80).count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(bytes: &[u8]) -> Source {
        Source::new(SourceId(0), "a.json", bytes.to_vec())
    }

    fn at(line: u32, column: u32) -> Position {
        Position { line, column }
    }

    #[test]
    fn columns_count_characters_and_utf16_units() {
        let source = source("a\né𝄞x".as_bytes());
        assert_eq!(source.position(0), at(1, 1));
        assert_eq!(source.position(2), at(2, 1));
        assert_eq!(source.position(8), at(2, 3));
        assert_eq!(source.position_utf16(8), at(2, 4));
    }

    #[test]
    fn a_byte_order_mark_is_no_column_and_crlf_no_part_of_a_line() {
        let source = source("\u{feff}ab\r\ncd".as_bytes());
        assert_eq!(source.position(3), at(1, 1));
        assert_eq!(source.position(7), at(2, 1));
        assert_eq!(source.line_range(0), Some(3..5));
        assert_eq!(source.line_range(1), Some(7..9));
        assert_eq!(source.line_range(2), None);
    }

    #[test]
    fn columns_are_right_past_the_checkpoints_of_a_long_line() {
        let text = "é".repeat(5000) + "x";
        let source = source(text.as_bytes());
        assert_eq!(source.position(10_000), at(1, 5001));
        assert_eq!(source.position(2_048), at(1, 1025));
    }

    #[test]
    fn invalid_bytes_keep_every_offset() {
        let source = source(b"{\"a\xff\xfe\": 1}");
        assert_eq!(source.encoding(), Encoding::InvalidAt(3));
        assert_eq!(&**source.text(), "{\"a??\": 1}");
        assert_eq!(super::tests::source(b"\xff\xfe{\0").encoding(), Encoding::Utf16);
    }
}
