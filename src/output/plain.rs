//! Text from files made harmless: characters that steer a terminal, or that make text look different from
//! what it is, are shown instead of sent.

use std::borrow::Cow;
use std::io;

/// Ranges of invisible characters that reorder or hide text: bidirectional marks, embeddings, overrides and
/// isolates, zero-width space and joiners of words, line separators, interlinear annotation, tags. Joiners of
/// emoji (U+200C, U+200D) stay. Unicode 15, chapter 23; the bidirectional ones as in CVE-2021-42574.
const INVISIBLE: [(char, char); 8] = [
    ('\u{61c}', '\u{61c}'),
    ('\u{200b}', '\u{200b}'),
    ('\u{200e}', '\u{200f}'),
    ('\u{2028}', '\u{202e}'),
    ('\u{2060}', '\u{2069}'),
    ('\u{feff}', '\u{feff}'),
    ('\u{fff9}', '\u{fffb}'),
    ('\u{e0000}', '\u{e007f}'),
];

/// Whether a character must not reach a terminal.
pub fn is_hostile(char: char) -> bool {
    if char.is_ascii() {
        return char.is_ascii_control();
    }
    char.is_control() || INVISIBLE.iter().any(|&(first, last)| (first..=last).contains(&char))
}

/// The text with every hostile character written as Rust writes it in a string: `\n`, `\u{1b}`. The result
/// is one line.
pub fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hostile) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for char in text.chars() {
        if is_hostile(char) { out.extend(char.escape_default()) } else { out.push(char) }
    }
    Cow::Owned(out)
}

/// The text with every hostile character escaped but line feeds: for text that may have paragraphs.
pub fn escaped_lines(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hostile) {
        return Cow::Borrowed(text);
    }
    let lines: Vec<_> = text.lines().map(escaped).collect();
    Cow::Owned(lines.join("\n"))
}

/// One visible character of one column for a hostile one: the picture that Unicode has for it, U+FFFD, or in
/// ASCII a question mark.
pub fn symbol(hostile: char, unicode: bool) -> char {
    match hostile {
        _ if !unicode => '?',
        '\u{7f}' => '\u{2421}',
        '\0'..='\u{1f}' => char::from_u32(0x2400 + hostile as u32).unwrap_or('\u{fffd}'),
        _ => '\u{fffd}',
    }
}

/// Writes compact JSON in which hostile characters are escaped too, not only those that JSON forbids: the
/// same value to a program, harmless in a terminal.
pub fn write_json(value: &impl serde::Serialize, out: &mut impl io::Write) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, Escaping);
    value.serialize(&mut serializer)?;
    out.write_all(b"\n")
}

struct Escaping;

impl serde_json::ser::Formatter for Escaping {
    fn write_string_fragment<W: io::Write + ?Sized>(&mut self, out: &mut W, text: &str) -> io::Result<()> {
        let mut written = 0;
        for (at, hostile) in text.char_indices().filter(|&(_, char)| is_hostile(char)) {
            out.write_all(&text.as_bytes()[written..at])?;
            for unit in hostile.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            written = at + hostile.len_utf8();
        }
        out.write_all(&text.as_bytes()[written..])
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_written_out() {
        assert_eq!(escaped("a\u{1b}[2J\r\nb\u{9b}c\u{202e}"), r"a\u{1b}[2J\r\nb\u{9b}c\u{202e}");
        assert_eq!(escaped_lines("a\r\nb\u{7}"), "a\nb\\u{7}");
        assert!(matches!(escaped("é 漢 👩‍🚀"), Cow::Borrowed(_)));
    }

    #[test]
    fn symbols_are_one_visible_character() {
        assert_eq!(symbol('\u{1b}', true), '␛');
        assert_eq!(symbol('\u{7f}', true), '␡');
        assert_eq!(symbol('\u{202e}', true), '\u{fffd}');
        assert_eq!(symbol('\u{1b}', false), '?');
    }

    #[test]
    fn json_keeps_the_value_and_escapes_the_bytes() {
        let text = "a\"\u{1b}\u{7f}\u{9b}\u{e0041}é";
        let mut bytes = Vec::new();
        write_json(&text, &mut bytes).unwrap();
        let written = String::from_utf8(bytes).unwrap();
        assert_eq!(written, "\"a\\\"\\u001b\\u007f\\u009b\\udb40\\udc41é\"\n");
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
    }
}
