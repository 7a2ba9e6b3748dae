//! JSON (RFC 8259) with exact spans, several errors per text, and `${holes}` as values. A slice of a
//! larger text is parsed in place. What breaks the grammar is reported and read as what it looks
//! like, so that the rest of the text is still checked.

mod string;
mod unclosed;
mod word;

use std::ops::Range;
use std::sync::Arc;

use super::{Kind, Node, Style, SyntaxError, Tree};
use crate::text::SourceId;

/// Nesting that is still read; that of serde_json.
pub const MAX_DEPTH: usize = 127;

/// After this many errors the text is something else than JSON.
const MAX_ERRORS: usize = 20;

/// Parses a slice of a text. Offsets in the tree are those of the whole text.
pub fn parse(source: SourceId, text: Arc<str>, range: Range<usize>) -> Tree {
    let (tree, is_doubtful) = parse_closing(source, &text, range.clone(), Vec::new());
    if !is_doubtful {
        return tree;
    }
    let mut missing = unclosed::find(&text[range.clone()]);
    if missing.is_empty() {
        return tree;
    }
    missing.iter_mut().for_each(|at| *at += range.start);
    missing.reverse();
    parse_closing(source, &text, range, missing).0
}

/// Parses as if there were a closing bracket at these offsets, the last one first. Tells too whether an error
/// was met without a certain repair.
fn parse_closing(
    source: SourceId,
    text: &Arc<str>,
    range: Range<usize>,
    missing: Vec<usize>,
) -> (Tree, bool) {
    let mut tree = Tree::new(source, text.clone(), range.len());
    let mut parser = Parser {
        text,
        at: range.start,
        end: range.end,
        tree: &mut tree,
        depth: 0,
        open_objects: 0,
        open_arrays: 0,
        missing,
        doubtful: false,
        stopped: false,
    };
    parser.document();
    let is_doubtful = parser.doubtful;
    (tree, is_doubtful)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    end: usize,
    tree: &'a mut Tree,
    depth: usize,
    open_objects: usize,
    open_arrays: usize,
    /// Where a closing bracket is missing, the last one first.
    missing: Vec<usize>,
    /// An error without a certain repair has been met: what follows may mean something else.
    doubtful: bool,
    stopped: bool,
}

impl Parser<'_> {
    fn document(&mut self) {
        if self.text[self.at..self.end].starts_with('\u{feff}') {
            self.advance('\u{feff}'.len_utf8());
        }
        self.tree.documents.push(0);
        self.skip_space();
        if self.at == self.end {
            self.error(self.at..self.at, "the text is empty: write a JSON value");
            self.push(self.at, Kind::Missing);
            return;
        }
        self.value();
        self.skip_space();
        if self.at < self.end {
            let rest = &self.text[self.at..self.end];
            let line = rest.split('\n').next().unwrap_or(rest).trim_end();
            let message = match rest.as_bytes()[0] {
                bracket @ (b'}' | b']') => format!("this `{}` closes nothing: remove it", bracket as char),
                _ => "text after the end of the document: remove it".to_owned(),
            };
            self.error(self.at..self.at + line.len(), message);
        }
    }

    fn value(&mut self) {
        match self.peek() {
            Some(b'{') => self.nested(Kind::Mapping),
            Some(b'[') => self.nested(Kind::Sequence),
            Some(b'"') => self.string(),
            Some(b'\'') => self.single_quoted(),
            Some(b',' | b'}' | b']' | b':') | None => {
                self.error(self.at..self.at, "a value is missing here");
                self.push(self.at, Kind::Missing);
            }
            Some(_) => self.word(),
        }
    }

    fn nested(&mut self, kind: Kind) {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            self.error(
                self.at..self.at + 1,
                format!("nested more than {MAX_DEPTH} levels deep: the limit of this parser"),
            );
            self.push(self.at, Kind::Missing);
            self.stop();
        } else if kind == Kind::Mapping {
            self.open_objects += 1;
            self.object();
            self.open_objects -= 1;
        } else {
            self.open_arrays += 1;
            self.array();
            self.open_arrays -= 1;
        }
        self.depth -= 1;
    }

    fn object(&mut self) {
        let start = self.at;
        let node = self.push(start, Kind::Mapping);
        self.advance(1);
        let mut comma = None;
        loop {
            self.skip_space();
            match self.peek() {
                Some(b'}') => break self.close(comma),
                Some(b',') => self.extra_comma(),
                Some(b']') if self.open_arrays > 0 => break self.unclosed(start, '}'),
                None => break self.unclosed(start, '}'),
                Some(b':' | b']' | b'[' | b'{') => self.unexpected("a key in double quotes"),
                Some(_) => {
                    self.member();
                    if self.is_missing(start, '}') {
                        break;
                    }
                    comma = self.separator(b'}');
                }
            }
        }
        self.finish(node);
    }

    fn array(&mut self) {
        let start = self.at;
        let node = self.push(start, Kind::Sequence);
        self.advance(1);
        let mut comma = None;
        loop {
            self.skip_space();
            match self.peek() {
                Some(b']') => break self.close(comma),
                Some(b',') => self.extra_comma(),
                Some(b'}') if self.open_objects > 0 => break self.unclosed(start, ']'),
                None => break self.unclosed(start, ']'),
                Some(b':' | b'}') => self.unexpected("a value"),
                Some(_) => {
                    self.value();
                    if self.is_missing(start, ']') {
                        break;
                    }
                    comma = self.separator(b']');
                }
            }
        }
        self.finish(node);
    }

    /// A key and its value, or a hole that stands for any number of them.
    fn member(&mut self) {
        let start = self.at;
        let key = self.tree.nodes.len();
        self.key();
        let end = self.at;
        self.skip_space();
        if self.tree.nodes[key].kind == Kind::Hole && matches!(self.peek(), Some(b',' | b'}')) {
            let members = self.push(start, Kind::Hole);
            self.tree.nodes[members].end = end as u32;
            return;
        }
        self.colon();
        self.skip_space();
        self.value();
    }

    fn key(&mut self) {
        match self.peek() {
            Some(b'"') => self.string(),
            Some(b'\'') => self.single_quoted(),
            _ if self.text[self.at..self.end].starts_with("${") => self.hole(self.at),
            _ => {
                let start = self.at;
                self.take_word();
                self.error(start..self.at, "a key stands in double quotes");
                let node = self.push(start, Kind::String);
                self.tree.nodes[node].style = Style::Plain;
                self.finish(node);
            }
        }
    }

    fn colon(&mut self) {
        match self.peek() {
            Some(b':') => self.advance(1),
            other => {
                self.error(self.at..self.at, "`:` is missing after the key");
                self.advance(usize::from(other == Some(b'=')));
            }
        }
    }

    /// Where the comma after an entry was, if there is one. A missing comma is reported.
    fn separator(&mut self, close: u8) -> Option<usize> {
        let after_value = self.at;
        self.skip_space();
        match self.peek() {
            Some(b',') => {
                self.advance(1);
                return Some(self.at - 1);
            }
            Some(byte) if byte == close || matches!(byte, b'}' | b']') => {}
            None => {}
            Some(_) => {
                let repair = self.next_is_whole(close).then_some(",");
                self.report(after_value..after_value, "`,` is missing before the next one", repair);
            }
        }
        None
    }

    /// Whether a whole key or value comes next, so that nothing but the comma can be missing.
    fn next_is_whole(&self, close: u8) -> bool {
        let rest = &self.text[self.at..self.end];
        if close == b'}' {
            let key = rest.strip_prefix('"').and_then(|rest| rest.split_once('"'));
            return key.is_some_and(|(key, rest)| !key.contains('\n') && rest.trim_start().starts_with(':'));
        }
        let word = rest.split(|c: char| c.is_whitespace() || matches!(c, ',' | ']')).next().unwrap_or("");
        rest.starts_with(['"', '{', '['])
            || matches!(word, "true" | "false" | "null")
            || word.parse::<f64>().is_ok()
    }

    fn close(&mut self, comma: Option<usize>) {
        if let Some(comma) = comma {
            self.report(comma..comma + 1, "a comma after the last one: remove it", Some(""));
        }
        self.advance(1);
    }

    /// Whether the indentation tells that what began at `start` should end here.
    fn is_missing(&mut self, start: usize, bracket: char) -> bool {
        let rest = &self.text[self.at..self.end];
        let next = self.end - rest.trim_start().len();
        let Some(at) = self.missing.pop_if(|at| *at <= next) else { return false };
        let opened = &self.text[start..start + 1];
        self.error(
            at..at,
            format!("`{bracket}` is missing here: what follows stands outside of its `{opened}`"),
        );
        true
    }

    fn unclosed(&mut self, start: usize, bracket: char) {
        let opened = &self.text[start..start + 1];
        self.error(start..start + 1, format!("this `{opened}` is never closed: `{bracket}` is missing"));
    }

    fn extra_comma(&mut self) {
        self.report(self.at..self.at + 1, "a comma too many: remove it", Some(""));
        self.advance(1);
    }

    fn unexpected(&mut self, expected: &str) {
        let found = &self.text[self.at..self.at + 1];
        self.error(self.at..self.at + 1, format!("`{found}` where {expected} should be"));
        self.advance(1);
    }

    fn skip_space(&mut self) {
        loop {
            let bytes = &self.text.as_bytes()[self.at..self.end];
            let space = bytes.iter().position(|byte| !matches!(byte, b' ' | b'\n' | b'\t' | b'\r'));
            self.advance(space.unwrap_or(bytes.len()));
            let rest = &self.text[self.at..self.end];
            let comment = if rest.starts_with("//") || rest.starts_with('#') {
                rest.find('\n').unwrap_or(rest.len())
            } else if rest.starts_with("/*") {
                rest.find("*/").map_or(rest.len(), |end| end + 2)
            } else {
                return;
            };
            self.report(self.at..self.at + comment, "JSON has no comments: remove it", Some(""));
            self.advance(comment);
        }
    }

    fn peek(&self) -> Option<u8> {
        if self.at < self.end { self.text.as_bytes().get(self.at).copied() } else { None }
    }

    /// Never past the end, where [`Parser::stop`] goes.
    fn advance(&mut self, bytes: usize) {
        self.at = (self.at + bytes).min(self.end);
    }

    fn push(&mut self, start: usize, kind: Kind) -> usize {
        let index = self.tree.nodes.len();
        self.tree.nodes.push(Node {
            start: start as u32,
            end: start as u32,
            next: index as u32 + 1,
            kind,
            style: Style::Json,
            decoded: false,
            tagged: false,
        });
        index
    }

    fn finish(&mut self, node: usize) {
        let next = self.tree.nodes.len() as u32;
        let node = &mut self.tree.nodes[node];
        node.end = self.at as u32;
        node.next = next;
    }

    fn mark_decoded(&mut self, node: usize) {
        self.tree.nodes[node].decoded = true;
    }

    fn error(&mut self, range: Range<usize>, message: impl Into<String>) {
        self.report(range, message, None);
    }

    fn report(&mut self, range: Range<usize>, message: impl Into<String>, repair: Option<&'static str>) {
        if self.stopped {
            return;
        }
        let repair = repair.filter(|_| !self.doubtful);
        self.doubtful |= repair.is_none();
        self.tree.errors.push(SyntaxError { range, message: message.into(), repair, tolerated: false });
        if self.tree.errors.len() == MAX_ERRORS {
            self.stop();
        }
    }

    fn stop(&mut self) {
        self.stopped = true;
        self.at = self.end;
    }
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\t' | b'\r' | b',' | b':' | b'[' | b']' | b'{' | b'}' | b'"')
}

fn is_delimiter_char(character: char) -> bool {
    u8::try_from(character).is_ok_and(is_delimiter)
}
