//! Calls of intrinsic functions: `States.Format('{} of {}', $.count, States.ArrayLength($.items))`.

mod functions;
mod literal;
#[cfg(test)]
mod tests;

use std::ops::Range;

pub use functions::{FUNCTIONS, Function, Parameter, Returned, function};
pub use literal::{placeholders, unescaped};

use super::path::{Fault, Path, trimmed};

/// Calls within calls that are read; the service takes some ten.
const MAX_DEPTH: usize = 64;

/// A call that could be read. All ranges are bytes of the text that it was read from.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The name of the function, known or not.
    pub name: Range<usize>,
    /// The name with its parentheses and what is between them.
    pub range: Range<usize>,
    /// What it is called with.
    pub arguments: Vec<Argument>,
}

/// One argument of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    /// Its bytes.
    pub range: Range<usize>,
    /// What it is.
    pub kind: ArgumentKind,
}

/// What an argument is.
#[derive(Clone, Debug, PartialEq)]
pub enum ArgumentKind {
    /// A string; the bytes between its apostrophes, escapes as they are written.
    Text(Range<usize>),
    /// A number.
    Number(f64),
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A path.
    Path(Path),
    /// Another call.
    Call(Call),
    /// A call too deep to be read.
    TooDeep,
}

/// Whether a text is meant as a call: a name that is directly followed by a parenthesis, or that begins
/// as the names of all functions do.
pub fn is_meant(text: &str) -> bool {
    let text = text.trim();
    let name = name_length(text);
    name > 0 && (text.as_bytes().get(name) == Some(&b'(') || text.starts_with(PREFIX))
}

/// What the names of all functions begin with.
pub const PREFIX: &str = "States.";

/// Bytes of the name that a text begins with.
fn name_length(text: &str) -> usize {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '_';
    text.find(|c| !is_part(c)).unwrap_or(text.len())
}

impl Call {
    /// Reads a text as a call; white space around it is left out.
    pub fn parse(text: &str) -> Result<Call, Fault> {
        let range = trimmed(text, 0..text.len());
        let mut parser = Parser { text, at: range.start, end: range.end };
        let call = parser.call(1)?;
        match parser.at == range.end {
            true => Ok(call),
            false => Err(Fault::new(parser.at..range.end, "after the call comes something else")),
        }
    }

    /// The function that it names, if there is one.
    pub fn function(&self, text: &str) -> Option<&'static Function> {
        function(text.get(self.name.clone())?)
    }

    /// It and all calls within it, each before those in its arguments, with their depth from 1.
    pub fn calls(&self) -> impl Iterator<Item = (&Call, usize)> {
        let mut open = vec![(self, 1)];
        std::iter::from_fn(move || {
            let (call, depth) = open.pop()?;
            open.extend(call.arguments.iter().rev().filter_map(|argument| match &argument.kind {
                ArgumentKind::Call(inner) => Some((inner, depth + 1)),
                _ => None,
            }));
            Some((call, depth))
        })
    }

    /// All paths in it, at any depth.
    pub fn paths(&self) -> impl Iterator<Item = (&Path, Range<usize>)> {
        self.calls().flat_map(|(call, _)| &call.arguments).filter_map(|argument| match &argument.kind {
            ArgumentKind::Path(path) => Some((path, argument.range.clone())),
            _ => None,
        })
    }

    /// Whether a call in it is too deep to be read.
    pub fn is_too_deep(&self) -> bool {
        self.calls()
            .any(|(call, _)| call.arguments.iter().any(|argument| argument.kind == ArgumentKind::TooDeep))
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    end: usize,
}

impl<'a> Parser<'a> {
    fn call(&mut self, depth: usize) -> Result<Call, Fault> {
        let start = self.at;
        self.at += name_length(self.rest());
        let name = start..self.at;
        if self.peek() != Some(b'(') {
            return Err(Fault::new(name, "after the name of the function comes no parenthesis"));
        }
        let open = self.at;
        self.at += 1;
        let mut arguments = Vec::new();
        self.skip_blanks();
        if self.peek() == Some(b')') {
            self.at += 1;
            return Ok(Call { name, range: start..self.at, arguments });
        }
        loop {
            arguments.push(self.argument(open, depth)?);
            self.skip_blanks();
            match self.peek() {
                Some(b',') => {
                    self.at += 1;
                    self.skip_blanks();
                }
                Some(b')') => break,
                Some(_) => return Err(Fault::new(self.at..self.after_char(), "here a comma or `)` belongs")),
                None => return Err(unclosed(open)),
            }
        }
        self.at += 1;
        Ok(Call { name, range: start..self.at, arguments })
    }

    fn argument(&mut self, open: usize, depth: usize) -> Result<Argument, Fault> {
        let start = self.at;
        let kind = match self.peek() {
            None => return Err(unclosed(open)),
            Some(b'\'') => ArgumentKind::Text(self.string()?),
            Some(b'$') => self.path()?,
            Some(b',' | b')') => return Err(Fault::new(start..start + 1, "here an argument is missing")),
            Some(b'"') => return Err(Fault::new(start..start + 1, "a string stands between apostrophes")),
            Some(b'0'..=b'9' | b'-' | b'+') => self.number()?,
            Some(_) => self.word(depth)?,
        };
        Ok(Argument { range: start..self.at, kind })
    }

    fn string(&mut self) -> Result<Range<usize>, Fault> {
        let range = literal::between_apostrophes(self.text, self.at, self.end)?;
        self.at = range.end + 1;
        Ok(range)
    }

    fn path(&mut self) -> Result<ArgumentKind, Fault> {
        let start = self.at;
        let end = literal::end_of_path(self.text, start, self.end)?;
        self.at = trimmed(self.text, start..end).end;
        let path = Path::parse_range(self.text, start..end).map_err(|fault| {
            match self.text.get(fault.range.clone()) {
                Some(" ") => {
                    Fault::new(fault.range, "here a comma is missing, or brackets around a name with a blank")
                }
                _ => fault,
            }
        });
        Ok(ArgumentKind::Path(path?))
    }

    fn number(&mut self) -> Result<ArgumentKind, Fault> {
        let start = self.at;
        let is_part = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
        let rest = self.rest();
        let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        self.at += length;
        // Rust reads `-inf` too.
        let has_digit = |number: &&str| number.bytes().any(|byte| byte.is_ascii_digit());
        let number = rest.get(..length).filter(has_digit).and_then(|number| number.parse().ok());
        number
            .map(ArgumentKind::Number)
            .ok_or_else(|| Fault::new(start..self.at, "it is not a number that can be read"))
    }

    fn word(&mut self, depth: usize) -> Result<ArgumentKind, Fault> {
        let (start, rest) = (self.at, self.rest());
        let length = name_length(rest);
        if rest.as_bytes().get(length) == Some(&b'(') && length > 0 {
            return self.inner_call(depth, start + length);
        }
        self.at += length;
        match rest.get(..length) {
            Some("null") => Ok(ArgumentKind::Null),
            Some("true") => Ok(ArgumentKind::Bool(true)),
            Some("false") => Ok(ArgumentKind::Bool(false)),
            _ => {
                let end = if length == 0 { self.after_char() } else { self.at };
                let message = "it is no string, number, `null`, `true`, `false`, path or call";
                Err(Fault::new(start..end, message))
            }
        }
    }

    fn inner_call(&mut self, depth: usize, parenthesis: usize) -> Result<ArgumentKind, Fault> {
        if depth < MAX_DEPTH {
            return Ok(ArgumentKind::Call(self.call(depth + 1)?));
        }
        self.at = super::path::closing(self.text, parenthesis, self.end)? + 1;
        Ok(ArgumentKind::TooDeep)
    }

    fn skip_blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..self.end).unwrap_or("")
    }

    fn peek(&self) -> Option<u8> {
        self.rest().bytes().next()
    }

    fn after_char(&self) -> usize {
        self.at + self.rest().chars().next().map_or(0, char::len_utf8)
    }
}

fn unclosed(open: usize) -> Fault {
    Fault::new(open..open + 1, "the parenthesis is never closed")
}
