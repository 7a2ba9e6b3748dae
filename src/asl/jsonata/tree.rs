//! The tree of an expression: nodes in the order in which they were finished, so that every node comes
//! after its parts, and no walk needs the stack.

use std::borrow::Cow;
use std::ops::Range;

use super::uses::{self, Uses};

/// A parsed expression.
#[derive(Clone, Debug)]
pub struct Ast<'t> {
    text: Cow<'t, str>,
    nodes: Vec<Node>,
    root: Id,
    uses: Uses,
}

/// The place of a node in its tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Id(pub(super) u32);

/// A part of an expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is, and its parts.
    pub kind: Kind,
    /// Its bytes.
    pub range: Range<usize>,
}

/// What a part of an expression is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// The end of the text in place of an operand; in no tree that was accepted.
    Missing,
    /// A field of the context: `name`, or a name in backquotes.
    Name,
    /// `$name`; `$` is the context, `$$` the input of the whole expression.
    Variable,
    /// A string; as a step of a path it is a name.
    Text,
    /// A number.
    Number,
    /// `true`, `false` or `null`.
    Constant,
    /// `/…/`.
    Regex,
    /// `*`.
    Wildcard,
    /// `**`.
    Descendant,
    /// `%`.
    Parent,
    /// `?` in place of an argument.
    Placeholder,
    /// `-x`.
    Minus(Id),
    /// An operator between two operands, a range of an array too.
    Binary(&'static str, Id, Id),
    /// `x ~> $f`.
    Chain(Id, Id),
    /// `$x := y`.
    Bind(Id, Id),
    /// `a ? b : c`.
    Condition(Id, Id, Option<Id>),
    /// `a.b.c`.
    Path(Vec<Id>),
    /// `a[b]`.
    Predicate(Id, Id),
    /// `a{b: c}`.
    Group(Id, Vec<(Id, Id)>),
    /// `a^(b, >c)`.
    Sort(Id, Vec<Id>),
    /// `a@$b`.
    Focus(Id, Id),
    /// `a#$b`.
    Index(Id, Id),
    /// `(a; b)`.
    Block(Vec<Id>),
    /// `[a, b]`.
    Array(Vec<Id>),
    /// `{a: b}`.
    Object(Vec<(Id, Id)>),
    /// `|a|b|` and `|a|b, c|`.
    Transform(Id, Id, Option<Id>),
    /// `f(a, b)`; partly applied where an argument is `?`.
    Call(Id, Vec<Id>),
    /// `function($a) { b }`.
    Lambda(Vec<Id>, Id),
}

impl<'t> Ast<'t> {
    pub(super) fn new(text: Cow<'t, str>, nodes: Vec<Node>, root: Id) -> Ast<'t> {
        let uses = uses::find(&text, &nodes, root);
        Ast { text, nodes, root, uses }
    }

    /// The whole text that was given, of which the expression may be a part.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text of some of its bytes.
    pub fn slice(&self, range: &Range<usize>) -> &str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    /// The whole expression.
    pub fn root(&self) -> &Node {
        &self.nodes[self.root.0 as usize]
    }

    /// A part of it.
    pub fn node(&self, id: Id) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// What it takes from around it and from the language.
    pub fn uses(&self) -> &Uses {
        &self.uses
    }
}

/// The name that a name, a variable or a string stands for; none of a string with escapes.
pub(super) fn name<'a>(text: &'a str, node: &Node) -> Option<&'a str> {
    let written = text.get(node.range.clone())?;
    match node.kind {
        Kind::Variable => written.strip_prefix('$'),
        Kind::Name => {
            Some(written.strip_prefix('`').and_then(|rest| rest.strip_suffix('`')).unwrap_or(written))
        }
        Kind::Text if !written.contains('\\') => written.get(1..written.len() - 1),
        _ => None,
    }
}
