//! One fault put into the text of a definition, and where and how it must be told.

use std::ops::Range;

use steplint::text::Span;

/// Replaces bytes of the text.
#[derive(Clone, Debug)]
pub struct Edit {
    range: Range<usize>,
    text: String,
}

/// A place where the fault may be shown.
#[derive(Clone, Debug)]
enum Place {
    /// The text that this edit puts in.
    Edit(usize),
    /// A byte of the unmutated text.
    Offset(usize),
}

/// A definition with one fault.
#[derive(Clone, Debug)]
pub struct Mutant {
    edits: Vec<Edit>,
    places: Vec<Place>,
    /// Words of which the message must have one.
    pub names: Vec<String>,
}

impl Mutant {
    /// The fault is what is put in place of these bytes.
    pub fn new(range: Range<usize>, text: impl Into<String>) -> Mutant {
        Mutant {
            edits: vec![Edit { range, text: text.into() }],
            places: vec![Place::Edit(0)],
            names: Vec::new(),
        }
    }

    /// Something is taken away: the fault is where it was missed.
    pub fn removed(range: Range<usize>) -> Mutant {
        Mutant { edits: vec![Edit { range, text: String::new() }], places: Vec::new(), names: Vec::new() }
    }

    /// A change elsewhere that belongs to the fault.
    pub fn and(mut self, span: Span, text: impl Into<String>) -> Mutant {
        self.edits.push(Edit { range: bytes(span), text: text.into() });
        self
    }

    /// Another place that shows the fault.
    pub fn or_at(mut self, offset: u32) -> Mutant {
        self.places.push(Place::Offset(offset as usize));
        self
    }

    /// A word that names the fault.
    pub fn named(mut self, name: impl Into<String>) -> Mutant {
        self.names.push(name.into());
        self
    }

    /// The text with the fault in it; none where edits overlap or change nothing.
    pub fn apply(&self, text: &str) -> Option<String> {
        let mut edits: Vec<&Edit> = self.edits.iter().collect();
        edits.sort_by_key(|edit| edit.range.start);
        let (mut mutated, mut at) = (String::with_capacity(text.len() + 64), 0);
        for edit in edits {
            mutated.push_str(text.get(at..edit.range.start)?);
            mutated.push_str(&edit.text);
            at = edit.range.end;
        }
        mutated.push_str(text.get(at..)?);
        (mutated != text).then_some(mutated)
    }

    /// Where a byte of the unmutated text went.
    pub fn moved(&self, offset: usize) -> usize {
        let before = self.edits.iter().filter(|edit| edit.range.end <= offset);
        before.fold(offset, |at, edit| at + edit.text.len() - edit.range.len())
    }

    /// Offsets in the mutated text at which the fault may be shown.
    pub fn places(&self) -> impl Iterator<Item = usize> {
        self.places.iter().map(|place| match *place {
            Place::Offset(offset) => self.moved(offset),
            // Not its own length: that comes after it.
            Place::Edit(index) => {
                let edit = &self.edits[index];
                let before = self.edits.iter().filter(|one| one.range.end <= edit.range.start);
                let others = before.filter(|one| !std::ptr::eq(*one, edit));
                others.fold(edit.range.start, |at, one| at + one.text.len() - one.range.len())
            }
        })
    }
}

/// The bytes of a span.
pub fn bytes(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}
