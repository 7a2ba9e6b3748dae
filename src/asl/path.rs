//! JSONPath as the service reads it: the dialect of the Jayway library, with `$$` for the Context Object
//! and `$name` for a variable. What might be accepted is accepted: a filter is only held to be balanced
//! and plausible.

mod balance;
mod bracket;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::ops::Range;

pub use balance::closing;

/// A path that could be read. All ranges are bytes of the text that it was read from.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// What it starts from.
    pub root: Root,
    /// What it does from there.
    pub steps: Vec<Step>,
}

/// What a path starts from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Root {
    /// `$`: the input of the state, or its result, as the field has it.
    Data,
    /// `$$`: the Context Object.
    Context,
    /// `$name`: a variable; the bytes of its name without the `$`.
    Variable(Range<usize>),
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it does.
    pub kind: StepKind,
    /// Its bytes, with the dot or the brackets.
    pub range: Range<usize>,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// A member; the bytes of its name as it is written, without quotes.
    Name(Range<usize>),
    /// An item, from the end where negative.
    Index(i64),
    /// `*`.
    Wildcard,
    /// `..`.
    Descent,
    /// `[1:2]`.
    Slice,
    /// `[0,1]` or `['a','b']`.
    Union,
    /// `[?(…)]`.
    Filter,
    /// `.length()`.
    Function,
}

/// Why a text is no path, or no intrinsic function, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The bytes that are wrong.
    pub range: Range<usize>,
    /// What is wrong with them: lower case, no full stop.
    pub message: Cow<'static, str>,
}

impl Fault {
    pub(super) fn new(range: Range<usize>, message: impl Into<Cow<'static, str>>) -> Fault {
        Fault { range, message: message.into() }
    }
}

impl Path {
    /// Reads a text as a path; white space around it is left out.
    pub fn parse(text: &str) -> Result<Path, Fault> {
        Path::parse_range(text, 0..text.len())
    }

    /// Reads a part of a text as a path.
    pub fn parse_range(text: &str, range: Range<usize>) -> Result<Path, Fault> {
        let range = trimmed(text, range);
        Parser { text, bytes: text.as_bytes(), at: range.start, end: range.end }.path()
    }

    /// Whether it names a single node, as the fields demand that write or count.
    pub fn is_reference(&self) -> bool {
        self.steps.iter().all(|step| step.kind.plural_name().is_none())
    }

    /// The first step that may find several nodes or computes something, and what it is called.
    pub fn first_plural(&self) -> Option<(&Step, &'static str)> {
        self.steps.iter().find_map(|step| Some((step, step.kind.plural_name()?)))
    }

    /// The names that it leads through from its root, up to the first step that is no name. `text` is
    /// what it was read from.
    pub fn names<'p>(&'p self, text: &'p str) -> impl Iterator<Item = (Cow<'p, str>, &'p Step)> {
        self.steps.iter().map_while(move |step| match &step.kind {
            StepKind::Name(range) => Some((unescaped(text.get(range.clone())?), step)),
            _ => None,
        })
    }
}

impl StepKind {
    /// What a step is called that a reference path may not have (Amazon States Language specification,
    /// "Reference Paths").
    fn plural_name(&self) -> Option<&'static str> {
        match self {
            StepKind::Name(_) | StepKind::Index(_) => None,
            StepKind::Wildcard => Some("a wildcard"),
            StepKind::Descent => Some("a `..`"),
            StepKind::Slice => Some("a slice"),
            StepKind::Union => Some("a list of names or indexes"),
            StepKind::Filter => Some("a filter"),
            StepKind::Function => Some("a function"),
        }
    }
}

/// A name without the backslashes before reserved characters.
fn unescaped(name: &str) -> Cow<'_, str> {
    if !name.contains('\\') {
        return Cow::Borrowed(name);
    }
    let mut chars = name.chars();
    let mut plain = String::with_capacity(name.len());
    while let Some(c) = chars.next() {
        plain.push(if c == '\\' { chars.next().unwrap_or(c) } else { c });
    }
    Cow::Owned(plain)
}

/// The range without the white space at its ends.
pub(super) fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let part = text.get(range.clone()).unwrap_or("");
    let start = range.start + (part.len() - part.trim_start().len());
    start..(start + part.trim().len())
}

struct Parser<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    end: usize,
}

impl Parser<'_> {
    fn path(mut self) -> Result<Path, Fault> {
        if self.at == self.end {
            return Err(Fault::new(self.at..self.end, "it is empty"));
        }
        if self.peek() != Some(b'$') {
            return Err(Fault::new(self.at..self.end, "it does not begin with `$`"));
        }
        let start = self.at;
        self.at += 1;
        let root = self.root();
        if self.at < self.end && !matches!(self.peek(), Some(b'.' | b'[')) {
            let root = self.text.get(start..self.at).unwrap_or("$");
            let message = format!("after `{root}` comes neither a dot nor a bracket");
            return Err(Fault::new(self.at..self.after_char(), message));
        }
        let mut steps = Vec::new();
        while self.at < self.end {
            self.step(&mut steps)?;
        }
        Ok(Path { root, steps })
    }

    fn root(&mut self) -> Root {
        if self.peek() == Some(b'$') {
            self.at += 1;
            return Root::Context;
        }
        let rest = self.text.get(self.at..self.end).unwrap_or("");
        // Names of variables are Unicode identifiers (UAX 31); what is not ASCII is taken for part of one.
        let is_part = |c: char| c.is_alphanumeric() || c == '_' || !c.is_ascii();
        let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        if length == 0 || rest.starts_with(|c: char| c.is_ascii_digit()) {
            return Root::Data;
        }
        let start = self.at;
        self.at += length;
        Root::Variable(start..self.at)
    }

    fn step(&mut self, steps: &mut Vec<Step>) -> Result<(), Fault> {
        let start = self.at;
        match self.peek() {
            Some(b'[') => {
                let step = bracket::step(self.text, self.at, self.end)?;
                self.at = step.range.end;
                steps.push(step);
                return Ok(());
            }
            Some(b'.') if self.byte(1) == Some(b'.') => {
                self.at += 2;
                if matches!(self.peek(), Some(b'.')) {
                    return Err(Fault::new(start..self.at + 1, "three dots are no step"));
                }
                steps.push(Step { kind: StepKind::Descent, range: start..self.at });
            }
            Some(b'.') => self.at += 1,
            // What follows a bracket without a dot is read as a name.
            _ => {}
        }
        match self.peek() {
            None => Err(Fault::new(start..self.at, "it ends with a dot")),
            Some(b'[') => Ok(()),
            _ => {
                let step = self.name(start)?;
                steps.push(step);
                Ok(())
            }
        }
    }

    /// A name after a dot, a wildcard or a function. `start` is where the dot is.
    fn name(&mut self, start: usize) -> Result<Step, Fault> {
        let name = self.at;
        while let Some(byte) = self.peek() {
            match byte {
                b'.' | b'[' => break,
                b'(' => {
                    self.at = closing(self.text, self.at, self.end)? + 1;
                    return Ok(Step { kind: StepKind::Function, range: start..self.at });
                }
                // Jayway demands brackets around such names.
                b' ' => {
                    let message = "a name with a blank stands in brackets: `['…']`";
                    return Err(Fault::new(self.at..self.at + 1, message));
                }
                b']' | b')' => {
                    let message = format!("the `{}` closes nothing", byte as char);
                    return Err(Fault::new(self.at..self.at + 1, message));
                }
                b'\\' if self.at + 1 == self.end => {
                    return Err(Fault::new(
                        self.at..self.end,
                        "it ends with a backslash that escapes nothing",
                    ));
                }
                b'\\' => {
                    self.at += 1;
                    self.at = self.after_char();
                }
                _ => self.at += 1,
            }
        }
        let kind = match self.text.get(name..self.at) {
            Some("*") => StepKind::Wildcard,
            _ => StepKind::Name(name..self.at),
        };
        Ok(Step { kind, range: start..self.at })
    }

    fn peek(&self) -> Option<u8> {
        self.byte(0)
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied().filter(|_| self.at + ahead < self.end)
    }

    /// Offset after the character that is next.
    fn after_char(&self) -> usize {
        let next = self.text.get(self.at..self.end).and_then(|rest| rest.chars().next());
        self.at + next.map_or(0, char::len_utf8)
    }
}
