//! One tree for JSON and YAML: a flat arena in preorder, and a cursor into it.
//!
//! A mapping is followed by key, value, key, value; a sequence by its items; `next` skips a subtree.
//! Text is decoded on demand and every node knows its bytes in the file, also when the tree was
//! parsed from text inside text ([`embed`]).

mod children;
mod descendants;
mod duplicate;
pub mod embed;
pub mod graft;
pub mod json;
mod open;
mod path;
mod resolve;
mod scalar;
mod value;
pub mod yaml;

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::text::{SourceId, Span};
use embed::Embedded;
use open::Open;
use value::NO_KEY;

pub use children::{Entries, Items, MergedEntries};
pub use descendants::Descendants;
pub use duplicate::duplicate_keys;
pub use value::Value;

/// What a node is, after the plain scalars of YAML are read by its core schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`, `~`, or nothing at all.
    Null,
    /// `true` or `false`.
    Bool,
    /// A number; its text is kept.
    Number,
    /// Any text.
    String,
    /// Keys and values.
    Mapping,
    /// Items.
    Sequence,
    /// `${…}` standing where a value should: its content is unknown.
    Hole,
    /// A place where a value should be and none could be read.
    Missing,
    /// `*name`; never seen through [`Value::kind`], which follows it.
    Alias,
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// A JSON literal or string.
    Json,
    /// YAML without quotes.
    Plain,
    /// YAML `'…'`.
    Single,
    /// YAML `"…"`.
    Double,
    /// YAML `|`.
    Literal,
    /// YAML `>`.
    Folded,
    /// A mapping or sequence between brackets.
    Flow,
    /// A mapping or sequence by indentation.
    Block,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    start: u32,
    end: u32,
    /// Index of the node after this subtree.
    next: u32,
    kind: Kind,
    style: Style,
    /// The decoded text differs from the bytes between the quotes.
    decoded: bool,
    tagged: bool,
}

/// A place where the text breaks the grammar of its format. The rest is parsed all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Bytes of the parsed text.
    range: Range<usize>,
    /// Lower case, names the remedy.
    pub message: String,
    /// What to replace the bytes of the error by, where that is certain.
    pub repair: Option<&'static str>,
    /// YAML 1.2 forbids it and libyaml, the parser under many programs, reads it.
    pub tolerated: bool,
}

#[derive(Clone, Debug)]
struct Tag {
    node: u32,
    start: u32,
    end: u32,
}

/// A parsed text.
#[derive(Debug)]
pub struct Tree {
    source: SourceId,
    text: Arc<str>,
    /// Where the text comes from, if it is not the text of a file.
    map: Option<Embedded>,
    /// Path of the node that holds the text, if it lies inside another tree.
    base: String,
    nodes: Vec<Node>,
    /// Where the text may be filled in later, known once it is asked for.
    open: OnceLock<Open>,
    /// Who holds each node, known once the first path is asked for.
    places: OnceLock<path::Places>,
    documents: Vec<u32>,
    /// Text of YAML scalars that is not in the source as it stands; sorted by node.
    decoded: Vec<(u32, Box<str>)>,
    /// Strings of a copy whose text was put together from several places; sorted by node.
    assembled: Vec<(u32, Embedded)>,
    tags: Vec<Tag>,
    aliases: Vec<(u32, u32)>,
    comments: Vec<Range<usize>>,
    errors: Vec<SyntaxError>,
}

impl Tree {
    /// No node yet; `length` is how many bytes of the text are to be parsed.
    fn new(source: SourceId, text: Arc<str>, length: usize) -> Tree {
        Tree {
            source,
            nodes: Vec::with_capacity(length / 12),
            text,
            open: OnceLock::new(),
            places: OnceLock::new(),
            map: None,
            base: String::new(),
            documents: Vec::new(),
            decoded: Vec::new(),
            assembled: Vec::new(),
            tags: Vec::new(),
            aliases: Vec::new(),
            comments: Vec::new(),
            errors: Vec::new(),
        }
    }

    /// The file that spans of this tree point into.
    pub fn source(&self) -> SourceId {
        self.source
    }

    /// The root of the first document.
    pub fn root(&self) -> Value<'_> {
        self.documents().next().unwrap_or(Value { tree: self, index: 0, key: NO_KEY })
    }

    /// The roots of all documents; JSON has one.
    pub fn documents(&self) -> impl Iterator<Item = Value<'_>> {
        self.documents.iter().map(|&index| Value { tree: self, index, key: NO_KEY })
    }

    /// The root of the document in which a byte of the text lies; between two documents, of the one on
    /// the same side of the `---`.
    pub fn document_at(&self, offset: u32) -> Value<'_> {
        let start = |&root: &u32| self.nodes.get(root as usize).map_or(u32::MAX, |node| node.start);
        let end = |root: u32| self.nodes.get(root as usize).map_or(0, |node| node.end);
        let next = self.documents.partition_point(|root| start(root) <= offset);
        let before = next.checked_sub(1).and_then(|at| self.documents.get(at)).copied();
        let after = self.documents.get(next).copied();
        let index = match (before, after) {
            (Some(before), Some(after)) if offset >= end(before) => {
                let between = self.text.get(offset as usize..start(&after) as usize).unwrap_or("");
                if between.lines().any(|line| line.starts_with("---")) { before } else { after }
            }
            (Some(before), _) => before,
            (None, Some(after)) => after,
            (None, None) => return self.root(),
        };
        Value { tree: self, index, key: NO_KEY }
    }

    /// All syntax errors in the order of the text.
    pub fn errors(&self) -> impl Iterator<Item = (Span, &SyntaxError)> {
        self.errors.iter().map(|error| (self.map_range(error.range.clone()), error))
    }

    /// The parsed text: the file itself, or what was decoded from a text in it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether every scalar is a piece of [`Tree::text`] as it stands: nothing is escaped, folded or put
    /// together.
    pub fn is_verbatim(&self) -> bool {
        self.has_pieces_only() && memchr::memchr(b'\\', self.text.as_bytes()).is_none()
    }

    /// Whether anything stands for what is written elsewhere.
    pub fn has_aliases(&self) -> bool {
        !self.aliases.is_empty()
    }

    /// Whether no scalar has a text of its own beside [`Tree::text`].
    fn has_pieces_only(&self) -> bool {
        self.decoded.is_empty() && self.assembled.is_empty()
    }

    /// Whether anything in it may be filled in when it is deployed: a `${hole}` or `{{reference}}`, a tag,
    /// a function of a template. One search answers for every value of most texts.
    pub fn may_be_open(&self) -> bool {
        !matches!(self.open(), Open::At(places) if places.is_empty())
    }

    /// The same of a piece of the text.
    fn may_be_open_in(&self, start: u32, end: u32) -> bool {
        match self.open() {
            Open::At(places) => {
                let next = places.partition_point(|place| *place < start);
                places.get(next).is_some_and(|place| *place < end)
            }
            Open::Anywhere => true,
        }
    }

    fn open(&self) -> &Open {
        self.open.get_or_init(|| Open::of(self))
    }

    /// Whether nothing at all broke the grammar.
    pub fn is_well_formed(&self) -> bool {
        self.errors.is_empty()
    }

    /// Comments of a YAML file with their `#`, in the order of the text.
    pub fn comments(&self) -> impl Iterator<Item = (Span, &str)> {
        self.comments
            .iter()
            .map(|range| (self.map_range(range.clone()), self.text.get(range.clone()).unwrap_or("")))
    }

    /// Every scalar of every document in the order of the text, keys included, aliases not followed:
    /// linear in the file, whatever its aliases would expand to.
    pub fn scalars(&self) -> impl Iterator<Item = Value<'_>> {
        (0..self.nodes.len() as u32)
            .filter(|&index| {
                !matches!(self.nodes[index as usize].kind, Kind::Mapping | Kind::Sequence | Kind::Alias)
            })
            .map(|index| Value { tree: self, index, key: NO_KEY })
    }

    /// Every mapping that lies in the text, aliases not followed.
    pub fn mappings(&self) -> impl Iterator<Item = Value<'_>> {
        (0..self.nodes.len() as u32)
            .filter(|&index| self.nodes[index as usize].kind == Kind::Mapping)
            .map(|index| Value { tree: self, index, key: NO_KEY })
    }

    /// Every mapping and sequence that lies in the text, aliases not followed.
    pub fn collections(&self) -> impl Iterator<Item = Value<'_>> {
        (0..self.nodes.len() as u32)
            .filter(|&index| matches!(self.nodes[index as usize].kind, Kind::Mapping | Kind::Sequence))
            .map(|index| Value { tree: self, index, key: NO_KEY })
    }

    /// Adds an error that was found before the text was parsed.
    pub fn refuse(&mut self, range: Range<usize>, message: impl Into<String>) {
        self.errors.insert(0, SyntaxError { range, message: message.into(), repair: None, tolerated: false });
    }

    /// Says under which path of another tree this text lies; paths of its nodes continue that one.
    pub fn with_base(mut self, path: String) -> Tree {
        self.base = path;
        self
    }

    /// The source bytes of a range of the parsed text.
    fn map_range(&self, range: Range<usize>) -> Span {
        match &self.map {
            Some(map) => map.span(range),
            None => Span { source: self.source, start: range.start as u32, end: range.end as u32 },
        }
    }

    fn error(&mut self, range: Range<usize>, message: impl Into<String>) {
        self.errors.push(SyntaxError { range, message: message.into(), repair: None, tolerated: false });
    }

    fn alias_target(&self, node: u32) -> u32 {
        match self.aliases.binary_search_by_key(&node, |&(alias, _)| alias) {
            Ok(at) => self.aliases[at].1,
            Err(_) => node,
        }
    }
}
