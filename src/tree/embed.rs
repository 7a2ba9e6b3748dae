//! Text inside text: a definition in a quoted scalar, a folded block, an `Fn::Sub`, the pieces of an
//! `Fn::Join`, or any of these within another. A piecewise linear map leads from every byte of the
//! decoded text to its bytes in the file; maps compose.

use std::ops::Range;

use super::scalar::{self, Quote, Sink};
use super::{Kind, Style, Tree, Value};
use crate::text::{SourceId, Span};

/// Decoded text and where each part of it stands in the file.
#[derive(Clone, Debug)]
pub struct Embedded {
    source: SourceId,
    text: String,
    /// In the order of the text; each reaches to the next.
    pieces: Vec<Piece>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    /// Offset in the decoded text.
    at: u32,
    /// Source bytes.
    start: u32,
    end: u32,
    /// Byte for byte the source; otherwise any part of the text is all of the source bytes.
    verbatim: bool,
}

impl Embedded {
    /// No text yet, of a file.
    pub fn new(source: SourceId) -> Embedded {
        Embedded { source, text: String::new(), pieces: Vec::new() }
    }

    /// The decoded text of a scalar.
    pub fn of(value: Value) -> Embedded {
        let mut embedded = Embedded::new(value.tree().source());
        embedded.push_value(value);
        embedded
    }

    /// The decoded text so far.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Appends the decoded text of a scalar.
    pub fn push_value(&mut self, value: Value) {
        if let Some(assembled) = value.assembled() {
            return self.push_part(assembled, 0..assembled.text.len());
        }
        let mut writer = Writer { tree: value.tree, out: self };
        let node = value.target();
        let content = value.content();
        let start = node.start as usize + (value.raw().len() > content.len()) as usize;
        if !node.decoded {
            return writer.verbatim(content, start);
        }
        match node.style {
            Style::Json if node.kind == Kind::String => scalar::json(content, start, &mut writer),
            Style::Single => scalar::flow(content, start, Quote::Single, &mut writer),
            Style::Double => scalar::flow(content, start, Quote::Double, &mut writer),
            Style::Literal | Style::Folded => push_block(value, &mut writer),
            _ => scalar::flow(content, start, Quote::None, &mut writer),
        }
    }

    /// Appends a part of another embedded text, by a range of its text.
    pub fn push_part(&mut self, other: &Embedded, range: Range<usize>) {
        for index in other.pieces_of(range.clone()) {
            let piece = other.pieces[index];
            let from = (piece.at as usize).max(range.start);
            let to = other.piece_end(index).min(range.end);
            let text = other.text.get(from..to).unwrap_or("");
            match piece.verbatim {
                true => self.push(text, piece.start + (from as u32 - piece.at), None),
                false => self.push(text, piece.start, Some(piece.end)),
            }
        }
    }

    /// Appends text that stands for these source bytes as a whole: a hole, a delimiter.
    pub fn push_opaque(&mut self, text: &str, span: Span) {
        self.push(text, span.start, Some(span.end));
    }

    /// The source bytes of a range of the text. An empty range is a place between two bytes.
    pub fn span(&self, range: Range<usize>) -> Span {
        let start = self.source_offset(range.start, false);
        let end = if range.is_empty() { start } else { self.source_offset(range.end, true) };
        Span { source: self.source, start, end: end.max(start) }
    }

    /// Parses the text of a scalar as JSON with holes: in place where the text is the bytes of the file
    /// but for indentation, which JSON does not see.
    pub fn parse_json_of(value: Value) -> Tree {
        let node = value.target();
        let in_place = value.tree.map.is_none()
            && value.assembled().is_none()
            && (!node.decoded || node.style == Style::Literal);
        if !in_place {
            return Embedded::of(value).parse_json();
        }
        let content = value.content();
        let start = node.start as usize + (value.raw().len() > content.len()) as usize;
        super::json::parse(value.tree.source, value.tree.text.clone(), start..start + content.len())
    }

    /// Parses the text as JSON with holes.
    pub fn parse_json(self) -> Tree {
        let text: std::sync::Arc<str> = self.text.as_str().into();
        let length = text.len();
        let mut tree = super::json::parse(self.source, text, 0..length);
        tree.map = Some(self);
        tree
    }

    fn source_offset(&self, offset: usize, is_end: bool) -> u32 {
        let probe = if is_end { offset.saturating_sub(1) } else { offset } as u32;
        let index = self.pieces.partition_point(|piece| piece.at <= probe).saturating_sub(1);
        let Some(piece) = self.pieces.get(index) else { return 0 };
        match (piece.verbatim, is_end) {
            (true, _) => (piece.start + (offset as u32).saturating_sub(piece.at)).min(piece.end),
            (false, false) if offset < self.piece_end(index) => piece.start,
            (false, _) => piece.end,
        }
    }

    fn pieces_of(&self, range: Range<usize>) -> Range<usize> {
        let first = self.pieces.partition_point(|piece| piece.at as usize <= range.start).saturating_sub(1);
        let last = self.pieces.partition_point(|piece| (piece.at as usize) < range.end);
        if range.is_empty() { first..first } else { first..last }
    }

    fn piece_end(&self, index: usize) -> usize {
        self.pieces.get(index + 1).map_or(self.text.len(), |piece| piece.at as usize)
    }

    /// `end` is given for text that differs from its source bytes.
    fn push(&mut self, text: &str, start: u32, end: Option<u32>) {
        let at = self.text.len() as u32;
        self.text.push_str(text);
        if end.is_none()
            && let Some(last) = self.pieces.last_mut()
            && last.verbatim
            && last.end == start
        {
            last.end += text.len() as u32;
            return;
        }
        let piece =
            Piece { at, start, end: end.unwrap_or(start + text.len() as u32), verbatim: end.is_none() };
        if text.is_empty() {
            return;
        }
        self.pieces.push(piece);
    }
}

/// Writes text of a tree; offsets are those of the tree's own text and are led to the file.
struct Writer<'a> {
    tree: &'a Tree,
    out: &'a mut Embedded,
}

impl Sink for Writer<'_> {
    fn verbatim(&mut self, text: &str, start: usize) {
        match &self.tree.map {
            Some(map) => self.out.push_part(map, start..start + text.len()),
            None => self.out.push(text, start as u32, None),
        }
    }

    fn replaced(&mut self, text: &str, source: Range<usize>) {
        let span = self.tree.map_range(source);
        self.out.push(text, span.start, Some(span.end));
    }
}

/// Indentation and chomping follow from comparing the lines with the decoded text that the YAML
/// parser gave; should they not explain it, the text stands for the scalar as a whole.
fn push_block(value: Value, writer: &mut Writer) {
    let node = value.target();
    let decoded = value.decode();
    let text = &value.tree.text;
    let start = text[..node.start as usize].rfind('\n').map_or(0, |at| at + 1);
    let lines = &text[start..node.end as usize];
    let block = scalar::Block {
        indent: first_indent(lines).saturating_sub(first_indent(&decoded)),
        trailing: decoded.len() - decoded.trim_end_matches('\n').len(),
        folded: node.style == Style::Folded,
    };
    let mut check = String::with_capacity(decoded.len());
    block.decode(lines, start, &mut check);
    if check == decoded {
        block.decode(lines, start, writer);
    } else {
        writer.replaced(&decoded, node.start as usize..node.end as usize);
    }
}

/// Leading spaces of the first line that has anything else.
fn first_indent(text: &str) -> usize {
    let line = text.split('\n').find(|line| !line.trim().is_empty()).unwrap_or("");
    line.len() - line.trim_start_matches(' ').len()
}
