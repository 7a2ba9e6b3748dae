//! Decoding of scalars, reporting which source bytes each part of the decoded text comes from.

use std::ops::Range;

/// Receives decoded text in order.
pub(super) trait Sink {
    /// Text that stands in the source as it is, from `start` on.
    fn verbatim(&mut self, text: &str, start: usize);
    /// Text that is written otherwise in the source: an escape, a folded line break.
    fn replaced(&mut self, text: &str, source: Range<usize>);
}

impl Sink for String {
    fn verbatim(&mut self, text: &str, _: usize) {
        self.push_str(text);
    }

    fn replaced(&mut self, text: &str, _: Range<usize>) {
        self.push_str(text);
    }
}

/// The inside of a JSON string that starts at `base`. A lone surrogate becomes U+FFFD.
pub(super) fn json(raw: &str, base: usize, sink: &mut impl Sink) {
    let mut at = 0;
    while let Some(escape) = memchr::memchr(b'\\', &raw.as_bytes()[at..]).map(|found| at + found) {
        if escape > at {
            sink.verbatim(&raw[at..escape], base + at);
        }
        let (character, length) = json_escape(&raw[escape..]);
        sink.replaced(character.encode_utf8(&mut [0; 4]), base + escape..base + escape + length);
        at = escape + length;
    }
    if at < raw.len() {
        sink.verbatim(&raw[at..], base + at);
    }
}

/// The character of the escape that `rest` starts with, and the length of the escape.
fn json_escape(rest: &str) -> (char, usize) {
    let Some(letter) = rest[1..].chars().next() else { return ('\u{fffd}', 1) };
    let simple = match letter {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'u' => return unicode_escape(rest),
        other => other,
    };
    (simple, 1 + letter.len_utf8())
}

fn unicode_escape(rest: &str) -> (char, usize) {
    let Some(high) = hex(rest, 2, 4) else { return ('\u{fffd}', 2) };
    if let (0xd800..=0xdbff, Some("\\u")) = (high, rest.get(6..8))
        && let Some(low @ 0xdc00..=0xdfff) = hex(rest, 8, 4)
    {
        let code = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
        return (char::from_u32(code).unwrap_or('\u{fffd}'), 12);
    }
    (char::from_u32(high).unwrap_or('\u{fffd}'), 6)
}

/// The number that `count` hexadecimal digits from `at` on make.
pub(super) fn hex(text: &str, at: usize, count: usize) -> Option<u32> {
    let digits = text.get(at..at + count)?;
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    u32::from_str_radix(digits, 16).ok()
}

/// The quoting of a YAML flow scalar, which decides about its escapes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Quote {
    None,
    Single,
    Double,
}

/// The inside of a YAML plain or quoted scalar that starts at `base`: escapes and folded lines.
pub(super) fn flow(raw: &str, base: usize, quote: Quote, sink: &mut impl Sink) {
    let bytes = raw.as_bytes();
    let (mut at, mut from) = (0, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'\n' | b'\r' => {
                let text_end = from + raw[from..at].trim_end_matches([' ', '\t']).len();
                emit(raw, base, from..text_end, sink);
                let (folded, next) = fold(raw, at);
                sink.replaced(&folded, base + text_end..base + next);
                (at, from) = (next, next);
            }
            b'\'' if quote == Quote::Single && bytes.get(at + 1) == Some(&b'\'') => {
                emit(raw, base, from..at, sink);
                sink.replaced("'", base + at..base + at + 2);
                (at, from) = (at + 2, at + 2);
            }
            b'\\' if quote == Quote::Double => {
                emit(raw, base, from..at, sink);
                let (text, length) = yaml_escape(&raw[at..]);
                sink.replaced(&text, base + at..base + at + length);
                (at, from) = (at + length, at + length);
            }
            _ => at += 1,
        }
    }
    emit(raw, base, from..raw.len(), sink);
}

fn emit(raw: &str, base: usize, range: Range<usize>, sink: &mut impl Sink) {
    if !range.is_empty() {
        sink.verbatim(&raw[range.clone()], base + range.start);
    }
}

/// What the line breaks from `at` on become (one a space, more one newline less), and where the
/// next text starts.
fn fold(raw: &str, at: usize) -> (String, usize) {
    let rest = &raw[at..];
    let blank = rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    let breaks = line_breaks(&rest[..blank]);
    let text = if breaks <= 1 { " ".to_owned() } else { "\n".repeat(breaks - 1) };
    (text, at + blank)
}

fn line_breaks(text: &str) -> usize {
    text.bytes().filter(|&byte| byte == b'\n').count() + text.replace("\r\n", "").matches('\r').count()
}

/// The escapes of a YAML double-quoted scalar (YAML 1.2, section 5.7).
fn yaml_escape(rest: &str) -> (String, usize) {
    let Some(letter) = rest[1..].chars().next() else { return (String::new(), 1) };
    let code = |digits| {
        (hex(rest, 2, digits).and_then(char::from_u32).unwrap_or('\u{fffd}').to_string(), 2 + digits)
    };
    let character = match letter {
        'x' => return code(2),
        'u' if matches!(hex(rest, 2, 4), Some(0xd800..=0xdbff)) => {
            let (character, length) = unicode_escape(rest);
            return (character.to_string(), length);
        }
        'u' => return code(4),
        'U' => return code(8),
        '\n' | '\r' => return continuation(rest),
        '0' => '\0',
        'a' => '\u{7}',
        'b' => '\u{8}',
        't' | '\t' => '\t',
        'n' => '\n',
        'v' => '\u{b}',
        'f' => '\u{c}',
        'r' => '\r',
        'e' => '\u{1b}',
        'N' => '\u{85}',
        '_' => '\u{a0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        other => other,
    };
    (character.to_string(), 1 + letter.len_utf8())
}

/// A backslash at the end of a line: the break and the indentation vanish, empty lines stay.
fn continuation(rest: &str) -> (String, usize) {
    let (_, next) = fold(rest, 1);
    let breaks = line_breaks(&rest[1..next]);
    ("\n".repeat(breaks.saturating_sub(1)), next)
}

/// A YAML block scalar.
pub(super) struct Block {
    /// Columns of indentation that are not content.
    pub indent: usize,
    /// Line breaks at the end that its chomping leaves.
    pub trailing: usize,
    /// `>` instead of `|`.
    pub folded: bool,
}

impl Block {
    /// Decodes whole lines of `text`, which start at `base`.
    pub fn decode(&self, text: &str, base: usize, sink: &mut impl Sink) {
        let mut lines = Vec::new();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let body = line.trim_end_matches(['\n', '\r']);
            let indent = self.indent.min(body.len() - body.trim_start_matches(' ').len());
            lines.push(Line { start: at + indent, end: at + body.len(), next: at + line.len() });
            at += line.len();
        }
        while lines.last().is_some_and(Line::is_empty) {
            lines.pop();
        }
        for (index, line) in lines.iter().enumerate() {
            emit(text, base, line.start..line.end, sink);
            if let Some(following) = lines.get(index + 1) {
                let broken = self.line_break(text, &lines, index);
                sink.replaced(broken, base + line.end..base + following.start);
            }
        }
        let end = lines.last().map_or(0, |line| line.end);
        for _ in 0..self.trailing {
            let next = lines.last().map_or(text.len(), |line| line.next);
            sink.replaced("\n", base + end..base + next);
        }
    }

    /// What the break after line `index` becomes: in a folded scalar, text lines at the indentation
    /// are joined, and the first of several breaks between them vanishes.
    fn line_break(&self, text: &str, lines: &[Line], index: usize) -> &'static str {
        let is_more_indented = |line: &Line| text[line.start..line.end].starts_with([' ', '\t']);
        let line = &lines[index];
        if !self.folded || line.is_empty() || is_more_indented(line) {
            return "\n";
        }
        match lines[index + 1..].iter().find(|line| !line.is_empty()) {
            Some(following) if is_more_indented(following) => "\n",
            Some(_) if lines[index + 1].is_empty() => "",
            _ => " ",
        }
    }
}

struct Line {
    start: usize,
    end: usize,
    next: usize,
}

impl Line {
    fn is_empty(&self) -> bool {
        self.start == self.end
    }
}
