//! Which node a comment speaks of.

use std::collections::HashMap;

use crate::text::{Source, Span};
use crate::tree::{Style, Tree, Value};

/// Entries and items of a file by the lines on which they begin and end: found once, however many
/// comments ask.
pub(super) struct Places<'s> {
    source: &'s Source,
    /// The outermost that begins on a line. An item begins at its dash: what is written in a block
    /// scalar begins a line later.
    begins: HashMap<u32, Span>,
    /// Values that begin on a line below that of their key.
    values: HashMap<u32, Span>,
    /// The innermost that ends on a line.
    ends: HashMap<u32, Span>,
    /// For each line the first from it on that is neither blank nor a comment.
    content: Vec<u32>,
}

impl<'s> Places<'s> {
    pub(super) fn of(tree: &Tree, source: &'s Source) -> Places<'s> {
        let mut places = Places {
            source,
            begins: HashMap::new(),
            values: HashMap::new(),
            ends: HashMap::new(),
            content: content_lines(source),
        };
        for collection in tree.collections() {
            for entry in collection.entries() {
                places.add_entry(entry);
            }
            let mut after = first_dash(source.text(), collection);
            for item in collection.items() {
                places.add_item(item, after);
                after = item.span().end;
            }
        }
        places
    }

    /// The entry or item that begins on the line of a comment; of a comment on a line of its own, on the
    /// next line that is more than a comment. Where none begins, the one that ends before the comment.
    /// The comment itself is covered too, with all comments between: they may hold what is found.
    pub(super) fn covered(&self, comment: Span) -> Option<Span> {
        let line = self.source.line_index(comment.start);
        let before = self.source.line_range(line)?.start..comment.start as usize;
        let is_alone = self.source.text().get(before)?.trim().is_empty();
        let node = if is_alone {
            self.beginning_on(*self.content.get(line as usize + 1)?)
        } else {
            self.beginning_on(line).or_else(|| self.ends.get(&line))
        };
        node.map(|node| node.to(comment))
    }

    fn beginning_on(&self, line: u32) -> Option<&Span> {
        self.begins.get(&line).or_else(|| self.values.get(&line))
    }

    fn add_entry(&mut self, entry: Value) {
        let span = entry.entry_span();
        let value = entry.tagged_span();
        self.add_beginning(span.start, span);
        // What begins with a block collection is its first entry or item.
        if entry.style() != Style::Block {
            outermost(&mut self.values, self.source.line_index(value.start), value);
        }
        self.add_end(span);
    }

    fn add_item(&mut self, item: Value, after: u32) {
        let written = item.tagged_span();
        let dash = dash(self.source, after, written.start).unwrap_or(written.start);
        let span = Span { start: dash, ..written };
        self.add_beginning(dash, span);
        self.add_beginning(written.start, span);
        self.add_end(span);
    }

    fn add_beginning(&mut self, at: u32, span: Span) {
        outermost(&mut self.begins, self.source.line_index(at), span);
    }

    fn add_end(&mut self, span: Span) {
        let written = self.source.slice(span).trim_end();
        let line = self.source.line_index(span.start + (written.len() as u32).saturating_sub(1));
        let place = self.ends.entry(line).or_insert(span);
        if (span.start, place.end) > (place.start, span.end) {
            *place = span;
        }
    }
}

fn outermost(places: &mut HashMap<u32, Span>, line: u32, span: Span) {
    let place = places.entry(line).or_insert(span);
    if (span.start, place.end) < (place.start, span.end) {
        *place = span;
    }
}

/// Where the first dash of a block sequence stands. Of one that is not indented the parser gives the
/// place after it.
fn first_dash(text: &str, sequence: Value) -> u32 {
    let start = sequence.span().start;
    let mut before = text.get(..start as usize).unwrap_or("").trim_end();
    let is_dash = |rest: &str| rest.starts_with('-') && rest[1..].starts_with([' ', '\t', '\r', '\n']);
    if sequence.style() != Style::Block || text.get(start as usize..).is_some_and(is_dash) {
        return start;
    }
    loop {
        if before.ends_with('-') {
            return before.len() as u32 - 1;
        }
        let line = before.rfind('\n').map_or(0, |at| at + 1);
        match before[line..].find('#') {
            Some(sign) => before = before[..line + sign].trim_end(),
            None => return start,
        }
    }
}

/// The dash of an item that is written somewhere between the end of what is before it and its text.
fn dash(source: &Source, after: u32, written: u32) -> Option<u32> {
    let between = source.text().get(after as usize..written as usize)?;
    let mut rest = between.trim_start();
    while rest.starts_with('#') {
        rest = rest.split_once('\n').map_or("", |(_, rest)| rest).trim_start();
    }
    rest.starts_with('-').then(|| written - rest.len() as u32)
}

fn content_lines(source: &Source) -> Vec<u32> {
    let mut next = source.line_count();
    let mut lines: Vec<u32> = (0..source.line_count())
        .rev()
        .map(|line| {
            let text =
                source.line_range(line).and_then(|range| source.text().get(range)).unwrap_or("").trim();
            if !text.is_empty() && !text.starts_with('#') {
                next = line;
            }
            next
        })
        .collect();
    lines.reverse();
    lines
}
