//! The text that a value comes to, with every part of it at its bytes in the file: plain and quoted
//! scalars, `Fn::Sub`, `Fn::Join`, and these within one another. What the template does not tell is
//! a hole: `${Order.Arn}`, `${AWS::Region}`, `${?}`.

use std::ops::Range;

use crate::text::Span;
use crate::tree::embed::Embedded;
use crate::tree::{Kind, Value};

use super::intrinsic::{Function, Intrinsic};
use super::property::{Choice, resolve};
use super::template::Template;
use super::variant::Branch;

/// The hole of a function whose value has no name.
pub const NAMELESS: &str = "${?}";

const DYNAMIC_REFERENCE: &str = "{{resolve:";

/// More text than any property takes (a definition takes 1 MiB) is unknown: aliases may repeat a text
/// a million times.
const MAX_BYTES: usize = 4 << 20;

/// Functions within functions that are followed.
const MAX_DEPTH: usize = 64;

/// A text and its holes.
#[derive(Clone, Debug)]
pub struct Text {
    /// The text, each part at its bytes in the file.
    pub embedded: Embedded,
    /// What the template puts in when it is deployed, in the order of the text. `${…}` elsewhere in the
    /// text is left for who reads it: `DefinitionSubstitutions`, the variables of a policy.
    pub holes: Vec<Hole>,
}

/// A part of a text that the template does not tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hole {
    /// Bytes of the assembled text.
    pub range: Range<usize>,
    /// The function or placeholder in the file.
    pub span: Span,
}

/// The text of a value; `None` for what is no text, and for one of which nothing is known.
pub fn assemble<'t>(value: Value<'t>, template: &Template<'t>) -> Option<Embedded> {
    Text::of(value, template).map(|text| text.embedded)
}

/// The text of a value with holes for what the template does not tell, also if it is nothing but holes;
/// `None` if the value is no text.
pub fn symbolic<'t>(value: Value<'t>, template: &Template<'t>) -> Option<String> {
    Text::under(value, template, &[]).map(|text| text.embedded.text().to_owned())
}

impl Text {
    /// The text of a value with its holes; `None` as for [`assemble`].
    pub fn of<'t>(value: Value<'t>, template: &Template<'t>) -> Option<Text> {
        Text::under(value, template, &[]).filter(|text| !is_only_holes(text.embedded.text()))
    }

    /// The text under these conditions, also if it is nothing but holes.
    pub(super) fn under<'t>(
        value: Value<'t>,
        template: &Template<'t>,
        branches: &[Branch<'t>],
    ) -> Option<Text> {
        let embedded = Embedded::new(value.tree().source());
        let text = Text { embedded, holes: Vec::new() };
        let mut assembler = Assembler { template, branches, text, quoting: Quoting::default() };
        assembler.append(value, 0)?;
        Some(assembler.text)
    }
}

/// Whether a text is one `${…}` after the other and nothing else.
pub(super) fn is_only_holes(text: &str) -> bool {
    let mut rest = text.trim();
    let is_empty = rest.is_empty();
    while let Some(hole) = rest.strip_prefix("${") {
        let Some(end) = hole.find('}') else { return false };
        rest = hole[end + 1..].trim_start();
    }
    rest.is_empty() && !is_empty
}

/// Whether the beginning of a text is unknown.
pub(super) fn starts_with_hole(text: &str) -> bool {
    text.trim_start().starts_with("${")
}

/// Whether the map of an `Fn::Sub` holds text that is put in.
pub(super) fn has_literal(call: Intrinsic) -> bool {
    call.argument.items().nth(1).is_some_and(|map| map.entries().any(is_literal))
}

/// Whether a value of the map of an `Fn::Sub` is the text that is put in.
fn is_literal(value: Value) -> bool {
    value.kind() == Kind::String && Intrinsic::of(value).is_none() && !has_dynamic_reference(value)
}

/// Whether a scalar holds a `{{resolve:…}}` that is not part of its text.
pub(super) fn has_dynamic_reference(value: Value) -> bool {
    value.raw().contains(DYNAMIC_REFERENCE)
}

struct Assembler<'a, 't> {
    template: &'a Template<'t>,
    branches: &'a [Branch<'t>],
    text: Text,
    quoting: Quoting,
}

impl<'t> Assembler<'_, 't> {
    /// `None` if the value is no text.
    fn append(&mut self, value: Value<'t>, depth: usize) -> Option<()> {
        if depth > MAX_DEPTH || self.text.embedded.text().len() > MAX_BYTES {
            return None;
        }
        if let Some(call) = Intrinsic::of(value) {
            return self.call(call, depth);
        }
        match value.kind() {
            Kind::Mapping | Kind::Sequence | Kind::Null | Kind::Missing | Kind::Alias => return None,
            Kind::Hole => self.hole(&value.scalar_text()?, value.span()),
            _ => self.literal(value),
        }
        Some(())
    }

    fn call(&mut self, call: Intrinsic<'t>, depth: usize) -> Option<()> {
        if let Some(reference) = call.reference() {
            if !call.is_no_value() {
                self.hole(&reference.hole(), call.span());
            }
            return Some(());
        }
        if let Some(value) = resolve(call, self.template) {
            return self.resolved(call, value, depth);
        }
        let is_known = match call.function {
            Function::Sub => self.substitute(call),
            Function::Join => self.join(call, depth)?,
            Function::Select => self.select(call, depth),
            Function::If => match Choice::of(call).and_then(|choice| choice.under(self.branches)) {
                Some(choice) => return self.append(choice, depth + 1),
                None => false,
            },
            _ => false,
        };
        if !is_known {
            self.hole(NAMELESS, call.span());
        }
        Some(())
    }

    /// A text from elsewhere in the template: for its reader it stands where the call is.
    fn resolved(&mut self, call: Intrinsic<'t>, value: Value<'t>, depth: usize) -> Option<()> {
        match value.text() {
            Some(text) if call.function == Function::FindInMap && !has_dynamic_reference(value) => {
                self.text.embedded.push_opaque(&text, call.span());
                Some(())
            }
            _ => self.append(value, depth + 1),
        }
    }

    /// A string, or `[string, map]`; keys of the map whose values are no literal text stay holes.
    fn substitute(&mut self, call: Intrinsic<'t>) -> bool {
        let string = call.argument.items().next().unwrap_or(call.argument);
        let is_inner_call = string != call.argument && Intrinsic::of(string).is_some();
        let Some(text) = string.scalar_text().filter(|_| !is_inner_call) else { return false };
        let embedded = string.embedded();
        let map = call.argument.items().nth(1);
        let mut at = 0;
        for place in placeholders(&text) {
            self.part(&embedded, at..place.range.start);
            match place.name {
                Placeholder::Escaped => {
                    self.text.embedded.push_part(&embedded, place.range.start..place.range.start + 2);
                    self.text.embedded.push_part(&embedded, place.range.start + 3..place.range.end);
                }
                Placeholder::Name(name) => {
                    let span = embedded.span(place.range.clone());
                    match map.and_then(|map| map.get(name)).filter(|value| is_literal(*value)) {
                        Some(value) => self.put_in(value, span),
                        None => self.hole(&self.name_of(map, name), span),
                    }
                }
            }
            at = place.range.end;
        }
        self.part(&embedded, at..text.len());
        true
    }

    /// The hole of a placeholder. What the map gives under the name of something else of the template is not that.
    fn name_of(&self, map: Option<Value<'t>>, name: &str) -> String {
        let is_taken = self.template.resource(name).is_some() || self.template.parameter(name).is_some();
        match map.and_then(|map| map.get(name)).filter(|_| is_taken) {
            Some(given) => {
                let reference = Intrinsic::of(given).and_then(Intrinsic::reference);
                reference.map_or(NAMELESS.to_owned(), |reference| reference.hole())
            }
            None => format!("${{{name}}}"),
        }
    }

    /// The text of a map of `Fn::Sub` for a placeholder. Whole pieces of JSON stand in the map; a part of
    /// a string stands at the placeholder, so that no string begins here and ends there.
    fn put_in(&mut self, value: Value<'t>, placeholder: Span) {
        self.quoting.read(self.text.embedded.text());
        let Some(text) = value.text() else { return };
        match !self.quoting.is_inside && is_whole_json(&text) {
            true => self.text.embedded.push_value(value),
            false => self.text.embedded.push_opaque(&text, placeholder),
        }
    }

    /// The gap between two pieces is where the delimiter is found.
    fn join(&mut self, call: Intrinsic<'t>, depth: usize) -> Option<bool> {
        let mut operands = call.argument.items();
        let (Some(delimiter), Some(list)) = (operands.next(), operands.next()) else { return Some(false) };
        let delimiter = Intrinsic::of(delimiter).is_none().then(|| delimiter.scalar_text()).flatten();
        let Some(delimiter) = delimiter.filter(|_| list.is_sequence() && Intrinsic::of(list).is_none())
        else {
            return Some(false);
        };
        let mut before: Option<Span> = None;
        for piece in list.items() {
            if Intrinsic::of(piece).is_some_and(Intrinsic::is_no_value) {
                continue;
            }
            let span = piece.tagged_span();
            if let Some(before) = before {
                let gap = Span { end: span.start.max(before.end), start: before.end, ..span };
                self.text.embedded.push_opaque(&delimiter, gap);
            }
            before = Some(span);
            self.append(piece, depth + 1)?;
        }
        Some(true)
    }

    /// `Fn::Select` of `Fn::Split` over a text without holes.
    fn select(&mut self, call: Intrinsic<'t>, depth: usize) -> bool {
        let mut operands = call.argument.items();
        let (Some(index), Some(list)) = (operands.next(), operands.next()) else { return false };
        let index = index.scalar_text().and_then(|index| index.parse::<u16>().ok());
        let split = Intrinsic::of(list).filter(|list| list.function == Function::Split);
        let (Some(index), Some(split)) = (index.map(usize::from), split) else { return false };
        let mut operands = split.argument.items();
        let (Some(delimiter), Some(string)) = (operands.next().and_then(Value::text), operands.next()) else {
            return false;
        };
        let text = Text { embedded: Embedded::new(string.tree().source()), holes: Vec::new() };
        let mut whole =
            Assembler { template: self.template, branches: self.branches, text, quoting: Quoting::default() };
        if whole.append(string, depth + 1).is_none() || !whole.text.holes.is_empty() || delimiter.is_empty() {
            return false;
        }
        let whole = whole.text.embedded;
        let parts: Vec<&str> = whole.text().split(&*delimiter).take(index + 1).collect();
        let Some(part) = parts.get(index) else { return false };
        let before: usize = parts[..index].iter().map(|part| part.len() + delimiter.len()).sum();
        let range = before..before + part.len();
        self.text.embedded.push_part(&whole, range);
        true
    }

    fn literal(&mut self, value: Value<'t>) {
        if !has_dynamic_reference(value) {
            return self.text.embedded.push_value(value);
        }
        let embedded = value.embedded();
        self.part(&embedded, 0..embedded.text().len());
    }

    /// A part of a text, `{{resolve:…}}` in it as holes.
    fn part(&mut self, embedded: &Embedded, range: Range<usize>) {
        let text = embedded.text().get(range.clone()).unwrap_or("");
        let mut at = 0;
        while let Some(start) = text[at..].find(DYNAMIC_REFERENCE).map(|found| at + found) {
            let Some(end) = text[start..].find("}}").map(|found| start + found) else { break };
            self.text.embedded.push_part(embedded, range.start + at..range.start + start);
            let name = text[start + 2..end].replace(['{', '}'], "");
            self.hole(&format!("${{{name}}}"), embedded.span(range.start + start..range.start + end + 2));
            at = end + 2;
        }
        self.text.embedded.push_part(embedded, range.start + at..range.end);
    }

    fn hole(&mut self, name: &str, span: Span) {
        let start = self.text.embedded.text().len();
        self.text.embedded.push_opaque(name, span);
        self.text.holes.push(Hole { range: start..start + name.len(), span });
    }
}

/// Whether the end of a text of JSON stands inside a string.
#[derive(Default)]
struct Quoting {
    /// Bytes that are looked at; the text only grows.
    length: usize,
    is_inside: bool,
}

impl Quoting {
    fn read(&mut self, text: &str) {
        let mut bytes = text.bytes().skip(self.length);
        while let Some(byte) = bytes.next() {
            match byte {
                b'"' => self.is_inside = !self.is_inside,
                b'\\' if self.is_inside => drop(bytes.next()),
                _ => {}
            }
        }
        self.length = text.len();
    }
}

/// Whether every string of a text of JSON that begins in it ends in it, and there is one.
fn is_whole_json(text: &str) -> bool {
    let mut quoting = Quoting::default();
    quoting.read(text);
    text.contains('"') && !quoting.is_inside
}

/// A `${…}` in the string of an `Fn::Sub`.
pub(super) struct Place<'a> {
    /// Bytes of the string.
    pub range: Range<usize>,
    /// What it holds.
    pub name: Placeholder<'a>,
}

/// What a `${…}` in the string of an `Fn::Sub` holds.
pub(super) enum Placeholder<'a> {
    /// `${!x}`: the text `${x}`.
    Escaped,
    /// A resource, an attribute, a parameter or a key of the map.
    Name(&'a str),
}

/// All placeholders of the string of an `Fn::Sub`. What is never closed or reaches over a line is text.
pub(super) fn placeholders(text: &str) -> Vec<Place<'_>> {
    let mut places = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find("${").map(|found| at + found) {
        let inside = &text[start + 2..];
        let end = inside.find(['}', '\n', '{']).filter(|&end| inside[end..].starts_with('}'));
        at = start + 2;
        let Some(end) = end else { continue };
        let name = inside[..end].trim();
        let name = if inside.starts_with('!') { Placeholder::Escaped } else { Placeholder::Name(name) };
        at = start + 2 + end + 1;
        places.push(Place { range: start..at, name });
    }
    places
}
