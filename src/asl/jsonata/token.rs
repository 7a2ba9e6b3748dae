//! The words and marks of an expression. A slash begins a regular expression or divides, depending on
//! what stands before it, so tokens are read one at a time as the parser asks for them.

use std::ops::Range;

use super::Error;

/// Operators and brackets with how strongly each binds what stands before it; the longer before those
/// they begin with. Those that bind nothing, or only what follows, have zero.
const SYMBOLS: [(&str, u8); 36] = [
    ("..", 0),
    (":=", 10),
    ("!=", 40),
    (">=", 40),
    ("<=", 40),
    ("**", 0),
    ("~>", 40),
    (".", 75),
    ("[", 80),
    ("]", 0),
    ("{", 70),
    ("}", 0),
    ("(", 80),
    (")", 0),
    (",", 0),
    ("@", 80),
    ("#", 80),
    (";", 0),
    (":", 0),
    ("?", 20),
    ("+", 50),
    ("-", 50),
    ("*", 60),
    ("/", 60),
    ("%", 60),
    ("|", 0),
    ("=", 40),
    ("<", 40),
    (">", 40),
    ("^", 40),
    ("&", 50),
    ("and", 30),
    ("or", 25),
    ("in", 40),
    // No operators, but they end a name.
    ("!", 0),
    ("~", 0),
];

/// The symbols that are words.
const WORDS: [&str; 3] = ["and", "or", "in"];

/// What ends a name, beside blanks.
const MARKS: &[u8] = b".[]{}(),@#;:?+-*/%|=<>^&!~";

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// A field, plain or between backquotes.
    Name,
    /// `$name`; `$` and `$$` too.
    Variable,
    /// A string.
    Text,
    Number,
    /// `true`, `false` or `null`.
    Constant,
    Regex,
    /// One of [`SYMBOLS`].
    Symbol(&'static str, u8),
    /// Nothing follows.
    End,
}

/// A token and its bytes.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub kind: TokenKind,
    pub range: Range<usize>,
}

impl Token {
    /// Whether it is this operator or bracket.
    pub fn is(&self, wanted: &str) -> bool {
        matches!(self.kind, TokenKind::Symbol(symbol, _) if symbol == wanted)
    }

    /// How strongly it binds what stands before it.
    pub fn power(&self) -> u8 {
        if let TokenKind::Symbol(_, power) = self.kind { power } else { 0 }
    }
}

/// Reads the tokens of a text.
pub(super) struct Lexer<'a> {
    text: &'a str,
    /// The bytes of the text up to the end of the expression.
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Lexer<'a> {
    /// Reads a part of a text.
    pub fn new(text: &'a str, part: Range<usize>) -> Lexer<'a> {
        let bytes = text.as_bytes();
        Lexer { text, bytes: bytes.get(..part.end).unwrap_or(bytes), at: part.start }
    }

    /// The next token; after an operand a slash divides.
    pub fn next(&mut self, after_operand: bool) -> Result<Token, Error> {
        self.skip_blanks()?;
        let start = self.at;
        let kind = match self.peek(0) {
            None => TokenKind::End,
            Some(b'/') if !after_operand => self.regex()?,
            Some(quote @ (b'"' | b'\'')) => self.string(quote)?,
            Some(b'0'..=b'9') => self.number()?,
            Some(b'`') => self.quoted_name()?,
            Some(_) => match self.mark() {
                Some(kind) => kind,
                None => self.word(),
            },
        };
        let token = Token { kind, range: start..self.at };
        if token.is("!") || token.is("~") {
            let message = format!("`{}` is no operator", self.slice(&token.range));
            return Err(Error::new("S0204", message, token.range));
        }
        Ok(token)
    }

    fn skip_blanks(&mut self) -> Result<(), Error> {
        loop {
            while self.peek(0).is_some_and(is_blank) {
                self.at += 1;
            }
            if !self.rest().starts_with(b"/*") {
                return Ok(());
            }
            match memchr::memmem::find(&self.rest()[2..], b"*/") {
                Some(length) => self.at += length + 4,
                None => {
                    return Err(Error::new("S0106", "a comment is not closed", self.at..self.bytes.len()));
                }
            }
        }
    }

    /// The closing slash stands outside of brackets, and no odd number of backslashes before it.
    fn regex(&mut self) -> Result<TokenKind, Error> {
        let start = self.at;
        self.at += 1;
        let (mut depth, mut backslashes) = (0_i64, 0);
        while let Some(byte) = self.peek(0) {
            match byte {
                b'/' if depth == 0 && backslashes % 2 == 0 => return self.end_of_regex(start),
                b'(' | b'[' | b'{' if backslashes == 0 => depth += 1,
                b')' | b']' | b'}' if backslashes == 0 => depth -= 1,
                _ => {}
            }
            backslashes = if byte == b'\\' { backslashes + 1 } else { 0 };
            self.at += 1;
        }
        let message = "a regular expression has no closing `/`";
        Err(Error::new("S0302", message, start..self.bytes.len()))
    }

    fn end_of_regex(&mut self, start: usize) -> Result<TokenKind, Error> {
        self.at += 1;
        if self.at == start + 2 {
            return Err(Error::new("S0301", "a regular expression is empty", start..self.at));
        }
        while matches!(self.peek(0), Some(b'i' | b'm')) {
            self.at += 1;
        }
        Ok(TokenKind::Regex)
    }

    fn string(&mut self, quote: u8) -> Result<TokenKind, Error> {
        let start = self.at;
        self.at += 1;
        while let Some(byte) = self.peek(0) {
            match byte {
                b'\\' => self.escape()?,
                _ if byte == quote => {
                    self.at += 1;
                    return Ok(TokenKind::Text);
                }
                _ => self.at += 1,
            }
        }
        Err(Error::new("S0101", "a string is not closed", start..self.bytes.len()))
    }

    fn escape(&mut self) -> Result<(), Error> {
        let start = self.at;
        match self.peek(1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 2,
            Some(b'u') => {
                let digits = self.rest()[2..].iter().take(4);
                if digits.len() == 0 || !digits.clone().all(u8::is_ascii_hexdigit) {
                    let range = start..start + 2;
                    return Err(Error::new(
                        "S0104",
                        "`\\u` is not followed by four hexadecimal digits",
                        range,
                    ));
                }
                self.at += 2 + digits.len();
            }
            _ => {
                let letter =
                    self.text[..self.bytes.len()].get(start + 1..).and_then(|rest| rest.chars().next());
                let end = start + 1 + letter.map_or(0, char::len_utf8);
                let message = format!("`{}` is no escape of a string", self.slice(&(start..end)));
                return Err(Error::new("S0103", message, start..end));
            }
        }
        Ok(())
    }

    fn number(&mut self) -> Result<TokenKind, Error> {
        let start = self.at;
        if self.peek(0) == Some(b'0') {
            self.at += 1
        } else {
            self.skip_digits()
        }
        if self.peek(0) == Some(b'.') && self.peek(1).is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
            self.skip_digits();
        }
        let sign = usize::from(matches!(self.peek(1), Some(b'+' | b'-')));
        if matches!(self.peek(0), Some(b'e' | b'E'))
            && self.peek(1 + sign).is_some_and(|byte| byte.is_ascii_digit())
        {
            self.at += 1 + sign;
            self.skip_digits();
        }
        let written = self.slice(&(start..self.at));
        if !written.parse::<f64>().is_ok_and(f64::is_finite) {
            return Err(Error::new("S0102", format!("the number {written} is too large"), start..self.at));
        }
        Ok(TokenKind::Number)
    }

    fn skip_digits(&mut self) {
        while self.peek(0).is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
    }

    fn quoted_name(&mut self) -> Result<TokenKind, Error> {
        let start = self.at;
        match memchr::memchr(b'`', &self.rest()[1..]) {
            Some(length) => self.at += length + 2,
            None => {
                let message = "a name in backquotes is not closed";
                return Err(Error::new("S0105", message, start..self.bytes.len()));
            }
        }
        Ok(TokenKind::Name)
    }

    fn mark(&mut self) -> Option<TokenKind> {
        let rest = self.rest();
        let is_mark = |symbol: &str| rest.starts_with(symbol.as_bytes()) && !WORDS.contains(&symbol);
        let (symbol, power) = *SYMBOLS.iter().find(|(symbol, _)| is_mark(symbol))?;
        self.at += symbol.len();
        Some(TokenKind::Symbol(symbol, power))
    }

    fn word(&mut self) -> TokenKind {
        let start = self.at;
        while self.peek(0).is_some_and(|byte| !ends_name(byte)) {
            self.at += 1;
        }
        let word = self.slice(&(start..self.at));
        match word {
            "true" | "false" | "null" => TokenKind::Constant,
            _ if word.starts_with('$') => TokenKind::Variable,
            _ => match SYMBOLS.iter().find(|(symbol, _)| *symbol == word) {
                Some(&(symbol, power)) => TokenKind::Symbol(symbol, power),
                None => TokenKind::Name,
            },
        }
    }

    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn slice(&self, range: &Range<usize>) -> &'a str {
        self.text.get(range.clone()).unwrap_or_default()
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b)
}

fn ends_name(byte: u8) -> bool {
    is_blank(byte) || MARKS.contains(&byte)
}
