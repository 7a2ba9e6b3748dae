//! What stands without quotes: literals and numbers.

use super::{Kind, Parser, Style, is_delimiter, is_delimiter_char};

impl Parser<'_> {
    /// A literal, a number, a hole, or something that is none of them.
    pub(super) fn word(&mut self) {
        let start = self.at;
        if self.text[start..self.end].starts_with("${") {
            return self.hole(start);
        }
        self.take_word();
        let word = &self.text[start..self.at];
        if self.text[self.at..self.end].starts_with("${") {
            return self.hole(start);
        }
        let kind = match word {
            "true" | "false" => Kind::Bool,
            "null" => Kind::Null,
            _ if word
                .starts_with(|first: char| first.is_ascii_digit() || matches!(first, '-' | '+' | '.')) =>
            {
                if let Some(fault) = number_fault(word) {
                    self.error(start..self.at, fault);
                }
                Kind::Number
            }
            _ => {
                let literal = literal_meant(word);
                let remedy = literal
                    .map_or("text stands in double quotes".into(), |literal| format!("write `{literal}`"));
                self.report(start..self.at, format!("this is no JSON value: {remedy}"), literal);
                match literal {
                    Some("true" | "false") => Kind::Bool,
                    Some("null") => Kind::Null,
                    _ => Kind::String,
                }
            }
        };
        let node = self.push(start, kind);
        if kind == Kind::String {
            self.tree.nodes[node].style = Style::Plain;
        }
        self.finish(node);
    }

    /// `${…}` and what is written against it, up to the next delimiter.
    pub(super) fn hole(&mut self, start: usize) {
        while let Some(byte) = self.peek() {
            if self.text[self.at..self.end].starts_with("${") {
                let rest = &self.text[self.at..self.end];
                let line = rest.split('\n').next().unwrap_or(rest);
                let Some(close) = line.find('}') else {
                    self.error(self.at..self.at + 2, "`${` is never closed: `}` is missing");
                    self.advance(2);
                    continue;
                };
                self.advance(close + 1);
            } else if is_delimiter(byte) {
                break;
            } else {
                self.at += self.text[self.at..].chars().next().map_or(1, char::len_utf8);
            }
        }
        let node = self.push(start, Kind::Hole);
        self.finish(node);
    }

    /// Everything up to a delimiter or a hole; at least one character.
    pub(super) fn take_word(&mut self) {
        let rest = &self.text[self.at..self.end];
        if rest.starts_with("%{") {
            let directive = rest.find('}').map_or(2, |close| close + 1);
            let message = "a directive of Terraform: check the file that it is rendered to";
            self.error(self.at..self.at + directive, message);
            return self.stop();
        }
        let length = rest
            .char_indices()
            .find(|&(at, character)| at > 0 && (is_delimiter_char(character) || rest[at..].starts_with("${")))
            .map_or(rest.len(), |(at, _)| at);
        self.advance(length);
    }
}

/// The literal of JSON that is `True` or `None` in other languages.
fn literal_meant(word: &str) -> Option<&'static str> {
    match word {
        "True" | "TRUE" => Some("true"),
        "False" | "FALSE" => Some("false"),
        "None" | "Null" | "NULL" | "nil" | "undefined" => Some("null"),
        _ => None,
    }
}

/// What RFC 8259 has against this number, if anything.
fn number_fault(word: &str) -> Option<&'static str> {
    let unsigned = word.strip_prefix('-').unwrap_or(word);
    let digits = |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let whole = digits(unsigned);
    if word.starts_with('+') {
        return Some("a number has no plus sign in JSON");
    }
    if whole == 0 {
        return Some("a number starts with a digit in JSON");
    }
    if whole > 1 && unsigned.starts_with('0') {
        return Some("a number has no leading zeros in JSON: put it in double quotes if it is an identifier");
    }
    let mut rest = &unsigned[whole..];
    if let Some(fraction) = rest.strip_prefix('.') {
        if digits(fraction) == 0 {
            return Some("digits are missing after the decimal point");
        }
        rest = &fraction[digits(fraction)..];
    }
    if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
        let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        if digits(exponent) == 0 {
            return Some("digits are missing in the exponent");
        }
        rest = &exponent[digits(exponent)..];
    }
    if !rest.is_empty() {
        return Some("this is no number: put it in double quotes");
    }
    if word.parse::<f64>().is_ok_and(f64::is_infinite) {
        return Some("the number is out of range");
    }
    None
}
