//! The few lines of a file that a finding is shown in, as they are drawn: long lines cut to a window,
//! secrets masked, control characters made visible. Costs the same in a file of any size and shape.

use std::ops::{Range, RangeInclusive};

use super::mask::Hidden;
use super::plain;
use crate::diagnostic::Diagnostic;
use crate::text::{Source, Span};

/// Lines shown of a span that covers more.
const MAX_LINES: u32 = 3;
/// Lines before and after the span that are shown too.
const CONTEXT: u32 = 1;
/// A related place at most this many lines away is marked in the same excerpt.
const NEAR: u32 = 4;
/// Characters shown before the place of interest in a line that is cut.
const LEAD: usize = 40;

/// What the drawing may use.
#[derive(Clone, Copy)]
pub struct Canvas {
    /// Characters of a line; a longer one is cut.
    pub columns: usize,
    /// Whether symbols beyond ASCII may stand for what cannot be shown.
    pub unicode: bool,
}

/// Lines as drawn, each with a line feed at its end.
pub struct Excerpt {
    /// The lines.
    pub text: String,
    /// Index (from 0) in the file of the first of them.
    pub first_line: u32,
    /// The finding itself, as a range of bytes of the text.
    pub primary: Range<usize>,
    /// The last line (from 1) of a finding that is longer than what is shown of it.
    pub continues_to: Option<u32>,
    /// Related labels that are marked in the same lines: their index, and their range. No two ranges of an
    /// excerpt overlap.
    pub related: Vec<(usize, Range<usize>)>,
}

impl Excerpt {
    /// Draws the lines around a finding.
    pub fn new(source: &Source, found: &Diagnostic, hidden: &Hidden, canvas: Canvas) -> Excerpt {
        let whole = Extent::new(source, found.span);
        let shown = whole.cut(source, MAX_LINES);
        let near = near_labels(source, found, shown);
        let is_cut = shown.last_line < whole.last_line;
        let lines = lines_to_draw(source, shown, &near, if is_cut { 0 } else { CONTEXT });
        let mut drawing = Drawing::new(source, hidden.of_source(source), canvas);
        let extents: Vec<Extent> = std::iter::once(shown).chain(near.iter().map(|&(_, near)| near)).collect();
        for line in lines.clone() {
            drawing.line(line, extents.iter().find_map(|extent| extent.offset_on(line)));
        }
        let primary = drawing.range(shown);
        let mut related: Vec<(usize, Range<usize>)> = Vec::new();
        for (index, extent) in near.into_iter().filter(|&(_, extent)| drawing.shows(extent)) {
            let range = drawing.range(extent);
            if disjoint(&primary, &range) && related.iter().all(|(_, other)| disjoint(other, &range)) {
                related.push((index, range));
            }
        }
        let continues_to = is_cut.then_some(whole.last_line + 1);
        Excerpt { text: drawing.text, first_line: *lines.start(), primary, continues_to, related }
    }
}

/// Whether two ranges can be underlined side by side; an empty one takes a column as well.
fn disjoint(one: &Range<usize>, other: &Range<usize>) -> bool {
    let end = |range: &Range<usize>| range.end.max(range.start + 1);
    end(one) <= other.start || end(other) <= one.start
}

/// A span with its lines: on character boundaries, and neither end within a line break.
#[derive(Clone, Copy)]
struct Extent {
    start: usize,
    end: usize,
    first_line: u32,
    last_line: u32,
}

impl Extent {
    fn new(source: &Source, span: Span) -> Extent {
        let Range { start, end } = bytes(source, span);
        let first_line = source.line_index(start as u32);
        let last_line = source.line_index(end.saturating_sub(1).max(start) as u32);
        let first = line_range(source, first_line);
        let start = start.clamp(first.start, first.end);
        let end = end.min(line_range(source, last_line).end).max(start);
        Extent { start, end, first_line, last_line }
    }

    /// The beginning of it, of at most this many lines.
    fn cut(self, source: &Source, lines: u32) -> Extent {
        let last_line = self.last_line.min(self.first_line + lines - 1);
        Extent { end: self.end.min(line_range(source, last_line).end), last_line, ..self }
    }

    fn offset_on(self, line: u32) -> Option<usize> {
        match line {
            _ if line == self.first_line => Some(self.start),
            _ if line == self.last_line => Some(self.end),
            _ => None,
        }
    }
}

/// The bytes of a span, moved to character boundaries within the file.
pub(super) fn bytes(source: &Source, span: Span) -> Range<usize> {
    let floor = |offset: u32| {
        let offset = (offset as usize).min(source.text().len());
        (0..=offset).rev().find(|&at| source.text().is_char_boundary(at)).unwrap_or(0)
    };
    let start = floor(span.start);
    start..floor(span.end).max(start)
}

fn line_range(source: &Source, line: u32) -> Range<usize> {
    source.line_range(line).unwrap_or(0..0)
}

/// The related labels of the same file that lie a few lines from the finding, each cut to its first line.
fn near_labels(source: &Source, found: &Diagnostic, shown: Extent) -> Vec<(usize, Extent)> {
    let near = shown.first_line.saturating_sub(NEAR)..=shown.last_line.saturating_add(NEAR);
    let labels = found.related.iter().enumerate().filter(|(_, label)| label.span.source == source.id);
    labels
        .map(|(index, label)| (index, Extent::new(source, label.span).cut(source, 1)))
        .filter(|(_, extent)| near.contains(&extent.first_line))
        .collect()
}

fn lines_to_draw(
    source: &Source,
    shown: Extent,
    near: &[(usize, Extent)],
    after: u32,
) -> RangeInclusive<u32> {
    let marked = |line: u32| line <= shown.last_line || near.iter().any(|(_, near)| near.last_line >= line);
    let first = near.iter().map(|(_, near)| near.first_line).fold(shown.first_line, u32::min);
    let last = near.iter().map(|(_, near)| near.last_line).fold(shown.last_line, u32::max);
    let first = first.min(shown.first_line.saturating_sub(CONTEXT));
    let mut last = last.max(shown.last_line + after).min(source.line_count() - 1);
    // What follows the last line feed is no line to a reader.
    if last > first && !marked(last) && last + 1 == source.line_count() && line_range(source, last).is_empty()
    {
        last -= 1;
    }
    first..=last
}

/// Lines being drawn, with the place in the drawing of every character of the file that is in it.
struct Drawing<'a> {
    source: &'a Source,
    hidden: &'a [Range<usize>],
    canvas: Canvas,
    text: String,
    /// Offset in the file and offset in the drawing, both ascending.
    places: Vec<(usize, usize)>,
    /// What is left of lines that are cut.
    windows: Vec<(u32, Range<usize>)>,
}

impl<'a> Drawing<'a> {
    fn new(source: &'a Source, hidden: &'a [Range<usize>], canvas: Canvas) -> Drawing<'a> {
        Drawing { source, hidden, canvas, text: String::new(), places: Vec::new(), windows: Vec::new() }
    }

    fn line(&mut self, index: u32, focus: Option<usize>) {
        let line = line_range(self.source, index);
        let window = window(self.source.text(), &line, focus.unwrap_or(line.start), self.canvas.columns);
        self.places.reserve(window.len() + 3);
        self.text.reserve(window.len() + 8);
        if window.start > line.start {
            self.leave_out(line.start);
        }
        self.characters(&window);
        if window.end < line.end {
            self.leave_out(window.end);
        }
        self.places.push((line.end, self.text.len()));
        self.text.push('\n');
        if window != line {
            self.windows.push((index, window));
        }
    }

    fn characters(&mut self, window: &Range<usize>) {
        let source = self.source;
        let mut is_hidden = false;
        for (index, char) in source.text()[window.clone()].char_indices() {
            let at = window.start + index;
            let was_hidden = std::mem::replace(&mut is_hidden, is_within(self.hidden, at));
            if !is_hidden {
                self.places.push((at, self.text.len()));
                self.text.push(self.drawn(char));
            } else if !was_hidden {
                self.leave_out(at);
            }
        }
    }

    fn drawn(&self, char: char) -> char {
        if char != '\t' && plain::is_hostile(char) { plain::symbol(char, self.canvas.unicode) } else { char }
    }

    /// Draws the sign for characters from this offset on that are not shown.
    fn leave_out(&mut self, at: usize) {
        self.places.push((at, self.text.len()));
        self.text.push_str(if self.canvas.unicode { "…" } else { "..." });
    }

    /// Where an extent is in the drawing; an end that is not shown is at the sign that stands for it.
    fn range(&self, extent: Extent) -> Range<usize> {
        let place = |index: usize| self.places.get(index).map_or(0, |&(_, drawn)| drawn);
        let start = self.places.partition_point(|&(at, _)| at <= extent.start).saturating_sub(1);
        let end = self.places.partition_point(|&(at, _)| at < extent.end);
        place(start)..place(end).max(place(start))
    }

    /// Whether the beginning of an extent is drawn.
    fn shows(&self, extent: Extent) -> bool {
        let window = self.windows.iter().find(|(line, _)| *line == extent.first_line);
        window.is_none_or(|(_, window)| window.contains(&extent.start))
    }
}

/// The part of a line to show: all of it, or as many characters around an offset as fit.
fn window(text: &str, line: &Range<usize>, focus: usize, columns: usize) -> Range<usize> {
    let fits = |part: &str| part.len() <= columns || part.char_indices().nth(columns).is_none();
    if fits(&text[line.clone()]) {
        return line.clone();
    }
    let before = &text[line.start..focus];
    let start = before.char_indices().rev().nth(LEAD - 1).map_or(line.start, |(at, _)| line.start + at);
    let rest = &text[start..line.end];
    start..rest.char_indices().nth(columns).map_or(line.end, |(at, _)| start + at)
}

/// Whether an offset lies in one of these ranges, which are sorted and apart from each other.
fn is_within(ranges: &[Range<usize>], at: usize) -> bool {
    let next = ranges.partition_point(|range| range.end <= at);
    ranges.get(next).is_some_and(|range| range.start <= at)
}
