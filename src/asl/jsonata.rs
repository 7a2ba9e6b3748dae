//! JSONata 2.0.6, the version that Step Functions reads: text in, tree out, every part of it with its
//! bytes; or the first fault with its bytes and the code that JSONata has for it.
//!
//! The parser is our own: the crates that there are evaluate, and know of a fault no more than where it
//! begins, of the parts of a good expression nothing.

mod check;
pub mod functions;
mod parse;
mod signature;
mod token;
mod tree;
mod uses;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::ops::Range;

pub use tree::{Ast, Id, Kind, Node};
pub use uses::{Access, Binding, Call, Uses, Variable};

/// Why an expression is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// JSONata's code for the fault, such as `S0203`; none where JSONata sets no limit but we do.
    pub code: Option<&'static str>,
    /// What is wrong.
    pub message: String,
    /// Where, as bytes of the text; empty for what is missing between two of them.
    pub range: Range<usize>,
    /// The bracket that is not closed.
    pub opened: Option<Range<usize>>,
}

/// Parses an expression.
pub fn parse<'t>(text: impl Into<Cow<'t, str>>) -> Result<Ast<'t>, Error> {
    let text = text.into();
    let all = 0..text.len();
    parse_part(text, all)
}

/// Parses the expression that is a part of a text; all ranges are those of the whole text.
pub fn parse_part(text: Cow<'_, str>, part: Range<usize>) -> Result<Ast<'_>, Error> {
    let (nodes, root) = parse::parse(&text, part)?;
    check::check(&text, &nodes, root)?;
    Ok(Ast::new(text, nodes, root))
}

impl Error {
    fn new(code: &'static str, message: impl Into<String>, range: Range<usize>) -> Error {
        Error { code: Some(code), message: message.into(), range, opened: None }
    }
}
