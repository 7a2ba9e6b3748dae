//! Strings: escapes, and what is to be made of one that does not end.

use super::{Kind, Parser};
use crate::tree::scalar::hex;

impl Parser<'_> {
    pub(super) fn string(&mut self) {
        let start = self.at;
        let node = self.push(start, Kind::String);
        self.advance(1);
        loop {
            self.skip_plain();
            match self.peek() {
                Some(b'"') => break self.advance(1),
                Some(b'\\') => {
                    self.mark_decoded(node);
                    self.escape();
                }
                None | Some(b'\n' | b'\r') => break self.unterminated(start),
                Some(_) => {
                    self.error(
                        self.at..self.at + 1,
                        "a control character in a string: write it as an escape such as `\\t`",
                    );
                    self.advance(1);
                }
            }
        }
        self.finish(node);
    }

    /// Skips what needs no attention inside a string.
    fn skip_plain(&mut self) {
        let bytes = &self.text.as_bytes()[self.at..self.end];
        let length = bytes.iter().position(|&byte| byte == b'"' || byte == b'\\' || byte < 0x20);
        self.advance(length.unwrap_or(bytes.len()));
    }

    fn escape(&mut self) {
        let rest = &self.text[self.at..self.end];
        let length = match rest.as_bytes().get(1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => 2,
            Some(b'u') => return self.unicode_escape(),
            Some(b'\n' | b'\r') | None => 1,
            Some(_) => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
        };
        if !matches!(rest.as_bytes().get(1), Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't')) {
            let written = &rest[..length];
            self.error(
                self.at..self.at + length,
                format!("`{written}` is no escape of JSON: write `\\\\` for a backslash"),
            );
        }
        self.advance(length);
    }

    fn unicode_escape(&mut self) {
        let rest = &self.text[self.at..self.end];
        let low = || rest.get(6..8).filter(|&next| next == "\\u").and_then(|_| hex(rest, 8, 4));
        let length = match hex(rest, 2, 4) {
            None => {
                self.error(self.at..self.at + 2, "`\\u` needs four hexadecimal digits");
                2
            }
            Some(0xd800..=0xdbff) if matches!(low(), Some(0xdc00..=0xdfff)) => 12,
            Some(0xd800..=0xdfff) => {
                self.error(self.at..self.at + 6, "half of a surrogate pair: write both halves");
                6
            }
            Some(_) => 6,
        };
        self.advance(length);
    }

    /// The string ends at its line; a comma at the end of the line is taken for the one after it.
    /// Unless the next line begins something new, the string was meant to go on, and nothing after it
    /// can be read.
    fn unterminated(&mut self, start: usize) {
        let line = self.text[start..self.at].trim_end();
        let line = line.strip_suffix(',').unwrap_or(line);
        let next = self.text[self.at..self.end].trim_start();
        self.at = start + line.len().max(1);
        self.error(
            start..self.at,
            "the string is not closed: `\"` is missing, or write a line break as `\\n`",
        );
        if !next.starts_with(['"', '{', '}', '[', ']']) {
            self.stop();
        }
    }

    pub(super) fn single_quoted(&mut self) {
        let start = self.at;
        let rest = &self.text[start + 1..self.end];
        let line = rest.split('\n').next().unwrap_or(rest);
        self.at = start + 1 + line.find('\'').map_or(line.trim_end().len(), |close| close + 1);
        self.error(start..self.at, "JSON strings stand in double quotes");
        let node = self.push(start, Kind::String);
        self.finish(node);
    }
}
