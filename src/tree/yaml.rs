//! YAML: events of granit-parser to a tree. Only this file knows that parser.

mod anchors;
mod fault;

use std::ops::Range;
use std::sync::Arc;

use granit_parser::{Event, Options, Parser, ScalarStyle, ScanError, StructureStyle};

use super::{Kind, Node, Style, SyntaxError, Tag, Tree, resolve};
use crate::text::SourceId;
use anchors::{Anchors, Measure};

/// Parses a text; a document that is broken does not hide the next.
pub fn parse(source: SourceId, text: Arc<str>) -> Tree {
    let range = 0..text.len();
    parse_parts(source, text, &[range])
}

/// Parses parts of a text one after the other, each on its own, as Drone reads its documents.
/// Offsets in the tree are those of the whole text.
pub fn parse_parts(source: SourceId, text: Arc<str>, parts: &[Range<usize>]) -> Tree {
    let mut tree = Tree::new(source, text.clone(), text.len());
    let with_comments = memchr::memchr(b'#', text.as_bytes()).is_some();
    let mut builder =
        Builder { tree: &mut tree, base: 0, open: Vec::new(), anchors: Anchors::default(), last_end: 0 };
    for part in parts {
        let Some(slice) = text.get(part.clone()) else { continue };
        builder.base = part.start;
        builder.run(slice, with_comments);
    }
    tree.comments.sort_by_key(|range| range.start);
    tree
}

struct Builder<'a> {
    tree: &'a mut Tree,
    /// Offset of the part in the whole text.
    base: usize,
    open: Vec<Open>,
    anchors: Anchors,
    /// Where the last scalar or bracket ended: a block collection ends there, not at the next token.
    last_end: u32,
}

/// A collection whose end has not come yet.
struct Open {
    node: u32,
    anchor: usize,
    measure: Measure,
}

impl Builder<'_> {
    fn run(&mut self, slice: &str, with_comments: bool) {
        let mut options = Options::default();
        options.emit_comments = with_comments;
        options.emit_unresolved_aliases = true;
        let mut parser = Parser::new_from_str_with_options(slice, options);
        while let Some(event) = parser.next_event() {
            match event {
                Ok((Event::StreamEnd, _)) => break,
                Ok((event, span)) => self.event(event, &span),
                Err(error) => {
                    self.broken(&error, slice);
                    if !matches!(parser.proceed_next_document(), Ok(true)) {
                        break;
                    }
                }
            }
        }
    }

    fn event(&mut self, event: Event, span: &granit_parser::Span) {
        let range = self.range(span);
        match event {
            Event::DocumentStart(..) => {
                self.anchors.next_document();
                self.tree.documents.push(self.tree.nodes.len() as u32);
            }
            Event::Scalar(text, style, anchor, _) => self.scalar(&text, style, anchor, range, span),
            Event::SequenceStart(style, anchor, _) => self.start(Kind::Sequence, style, anchor, range, span),
            Event::MappingStart(style, anchor, _) => self.start(Kind::Mapping, style, anchor, range, span),
            Event::SequenceEnd | Event::MappingEnd => self.end(range.end),
            Event::Alias(id) => self.alias(id, range),
            Event::UnresolvedAlias(name) => {
                self.tree.error(range.clone(), format!("`*{name}` names no anchor of this document"));
                self.push(Kind::Missing, Style::Plain, range);
            }
            Event::Comment(..) => self.tree.comments.push(range),
            _ => {}
        }
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        range: Range<usize>,
        span: &granit_parser::Span,
    ) {
        let style = match style {
            ScalarStyle::SingleQuoted => Style::Single,
            ScalarStyle::DoubleQuoted => Style::Double,
            ScalarStyle::Literal => Style::Literal,
            ScalarStyle::Folded => Style::Folded,
            _ => Style::Plain,
        };
        let raw = self.tree.text.get(range.clone()).unwrap_or("");
        let is_block = matches!(style, Style::Literal | Style::Folded);
        let range = if is_block {
            range.start..range.start + raw.trim_end_matches(['\n', '\r']).len()
        } else {
            range
        };
        let as_written = match style {
            Style::Plain => raw == text || raw.is_empty(),
            Style::Single | Style::Double => {
                raw.len() == text.len() + 2 && raw.get(1..raw.len() - 1) == Some(text)
            }
            _ => false,
        };
        let tag = span.tag_span().and_then(|tag| self.slice(&tag));
        let kind = match (style, tag) {
            (_, Some("!!str" | "!")) => Kind::String,
            (Style::Plain, _) => resolve::kind(raw),
            _ => Kind::String,
        };
        let index = self.push(kind, style, range);
        if !as_written {
            self.tree.nodes[index as usize].decoded = true;
            self.tree.decoded.push((index, text.into()));
        }
        self.tag(index, span);
        let measure = Measure::of_text(text.len());
        self.anchors.set(anchor, index, Some(measure));
        self.held(measure);
    }

    fn start(
        &mut self,
        kind: Kind,
        style: StructureStyle,
        anchor: usize,
        range: Range<usize>,
        span: &granit_parser::Span,
    ) {
        let style = if matches!(style, StructureStyle::Flow) { Style::Flow } else { Style::Block };
        let node = self.push(kind, style, range);
        self.tag(node, span);
        self.anchors.set(anchor, node, None);
        self.open.push(Open { node, anchor, measure: Measure { weight: 1, depth: 0 } });
    }

    fn end(&mut self, end: usize) {
        let Some(open) = self.open.pop() else { return };
        if self.tree.nodes[open.node as usize].style == Style::Flow {
            self.last_end = end as u32;
        }
        self.close(open.node);
        self.anchors.set(open.anchor, open.node, Some(open.measure));
        self.held(open.measure);
    }

    fn close(&mut self, node: u32) {
        let next = self.tree.nodes.len() as u32;
        let node = &mut self.tree.nodes[node as usize];
        node.next = next;
        node.end = self.last_end.max(node.start);
    }

    fn alias(&mut self, id: usize, range: Range<usize>) {
        match self.anchors.resolve(id, self.open.len()) {
            Ok((target, measure)) => {
                let index = self.push(Kind::Alias, Style::Plain, range);
                self.tree.aliases.push((index, target));
                self.held(measure);
            }
            Err(fault) => {
                self.tree.error(range.clone(), fault);
                self.push(Kind::Missing, Style::Plain, range);
            }
        }
    }

    /// Adds a node to the collection it stands in.
    fn held(&mut self, measure: Measure) {
        if let Some(open) = self.open.last_mut() {
            open.measure.hold(measure);
        }
    }

    /// Closes what is open and leaves the place after the error as missing.
    fn broken(&mut self, error: &ScanError, slice: &str) {
        let at = error.marker().byte_offset().unwrap_or(slice.len()).min(slice.len());
        let start = self.base + at;
        let (place, message) = fault::explain(error, slice);
        self.tree.errors.push(SyntaxError {
            range: self.base + place.start..self.base + place.end,
            message,
            repair: None,
            tolerated: fault::is_tolerated(error, slice),
        });
        if self.tree.documents.last().is_none_or(|&root| root as usize == self.tree.nodes.len()) {
            if self.tree.documents.is_empty() {
                self.tree.documents.push(self.tree.nodes.len() as u32);
            }
            self.push(Kind::Missing, Style::Plain, start..start);
        }
        while let Some(open) = self.open.pop() {
            self.complete_pair(open.node, start);
            self.close(open.node);
        }
    }

    /// A key whose value was never reached gets a missing one.
    fn complete_pair(&mut self, index: u32, at: usize) {
        let node = self.tree.nodes[index as usize];
        if node.kind != Kind::Mapping {
            return;
        }
        let (mut child, mut count) = (index + 1, 0);
        while (child as usize) < self.tree.nodes.len() {
            child = self.tree.nodes[child as usize].next;
            count += 1;
        }
        if count % 2 == 1 {
            self.push(Kind::Missing, Style::Plain, at..at);
        }
    }

    fn push(&mut self, kind: Kind, style: Style, range: Range<usize>) -> u32 {
        let index = self.tree.nodes.len() as u32;
        self.last_end = range.end as u32;
        self.tree.nodes.push(Node {
            start: range.start as u32,
            end: range.end as u32,
            next: index + 1,
            kind,
            style,
            decoded: false,
            tagged: false,
        });
        index
    }

    fn tag(&mut self, node: u32, span: &granit_parser::Span) {
        if let Some(tag) = span.tag_span() {
            let range = self.range(&tag);
            self.tree.nodes[node as usize].tagged = true;
            self.tree.tags.push(Tag { node, start: range.start as u32, end: range.end as u32 });
        }
    }

    fn slice(&self, span: &granit_parser::Span) -> Option<&str> {
        self.tree.text.get(self.range(span))
    }

    fn range(&self, span: &granit_parser::Span) -> Range<usize> {
        let range = span.byte_range().unwrap_or(0..0);
        self.base + range.start..self.base + range.end
    }
}
