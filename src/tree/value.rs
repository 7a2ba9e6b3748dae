//! The cursor into a tree.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use super::children::{Entries, Items, MergedEntries};
use super::embed::Embedded;
use super::{Kind, Node, Style, Tag, Tree, path, resolve, scalar};
use crate::text::Span;

/// In place of the key of a value that was not reached by one.
pub(super) const NO_KEY: u32 = u32::MAX;

/// Mappings that one mapping merges, in all. No person writes more, and a chain of thousands would be
/// walked again for each of its members.
const MAX_MERGES: usize = 100;

/// A node of a tree, and the key under which it was reached. An alias stands for its target in
/// everything but its span.
#[derive(Clone, Copy)]
pub struct Value<'t> {
    pub(super) tree: &'t Tree,
    pub(super) index: u32,
    pub(super) key: u32,
}

impl std::fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} {} {:?}", self.kind(), self.path(), self.raw())
    }
}

impl PartialEq for Value<'_> {
    /// The same node of the same tree.
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.tree, other.tree) && self.index == other.index
    }
}

impl Eq for Value<'_> {}

impl<'t> Value<'t> {
    /// The tree this value lies in.
    pub fn tree(self) -> &'t Tree {
        self.tree
    }

    /// What it is.
    pub fn kind(self) -> Kind {
        self.target().kind
    }

    /// How it is written.
    pub fn style(self) -> Style {
        self.target().style
    }

    /// Whether keys and values can be asked for.
    pub fn is_mapping(self) -> bool {
        self.kind() == Kind::Mapping
    }

    /// Whether items can be asked for.
    pub fn is_sequence(self) -> bool {
        self.kind() == Kind::Sequence
    }

    /// Whether it is `*name` here and stands for what is written elsewhere.
    pub fn is_alias(self) -> bool {
        self.node().kind == Kind::Alias
    }

    /// Whether its content cannot be known from the text: a hole, or a place without a value.
    pub fn is_unknown(self) -> bool {
        matches!(self.kind(), Kind::Hole | Kind::Missing)
    }

    /// Whether anything in it may be filled in when it is deployed; see [`Tree::may_be_open`].
    pub fn may_be_open(self) -> bool {
        let node = self.target();
        self.tree.may_be_open_in(node.start, node.end)
    }

    /// Its bytes in the file.
    pub fn span(self) -> Span {
        let node = self.node();
        self.tree.map_range(node.start as usize..node.end as usize)
    }

    /// The bytes of the key it was reached by.
    pub fn key_span(self) -> Option<Span> {
        self.key().map(Value::span)
    }

    /// The bytes of the key it was reached by, or its own if it has none: where it is named.
    pub fn name_span(self) -> Span {
        self.key_span().unwrap_or_else(|| self.span())
    }

    /// From the key, if it has one, to the end of the value.
    ///
    /// What an alias stands for lies elsewhere; then the key is all there is here.
    pub fn entry_span(self) -> Span {
        let value = self.span();
        match self.key_span() {
            Some(key) if value.start < key.end => key,
            Some(key) => key.to(value),
            None => value,
        }
    }

    /// The key it was reached by.
    pub fn key(self) -> Option<Value<'t>> {
        (self.key != NO_KEY).then_some(Value { tree: self.tree, index: self.key, key: NO_KEY })
    }

    /// The key it was reached by, as text.
    pub fn key_text(self) -> Option<Cow<'t, str>> {
        self.key().and_then(Value::scalar_text)
    }

    /// The value of a key; of several equal keys the last, as every parser takes it that takes one.
    pub fn get(self, key: &str) -> Option<Value<'t>> {
        self.entries().filter(|entry| entry.key_is(key)).last()
    }

    /// The value at the end of a path of keys.
    pub fn at(self, keys: &[&str]) -> Option<Value<'t>> {
        keys.iter().try_fold(self, |value, key| value.get(key))
    }

    /// Like [`Value::get`], but with YAML's `<<` merged in, as Drone reads it.
    pub fn get_merged(self, key: &str) -> Option<Value<'t>> {
        self.get(key).or_else(|| self.merge_sources().into_iter().find_map(|source| source.get(key)))
    }

    /// Values of a mapping, each knowing its key; nothing for any other kind.
    pub fn entries(self) -> Entries<'t> {
        let (at, end) = self.children(Kind::Mapping);
        Entries { tree: self.tree, at, end }
    }

    /// Like [`Value::entries`], but with YAML's `<<` replaced by what it brings and its own keys first.
    pub fn merged_entries(self) -> MergedEntries<'t> {
        // Most mappings merge nothing: theirs are not gathered first.
        if self.style() == Style::Json || !self.entries().any(Value::is_merge) {
            return MergedEntries::Own(self.entries());
        }
        let own = |value: Value<'t>| value.entries().filter(|entry| !entry.is_merge());
        let mut merged: Vec<Value<'t>> = own(self).collect();
        let sources = self.merge_sources();
        let mut seen: HashSet<_> = merged.iter().map(|own| own.key_text()).collect();
        merged
            .extend(sources.into_iter().flat_map(own).filter(|inherited| seen.insert(inherited.key_text())));
        MergedEntries::All(merged.into_iter())
    }

    /// Whether YAML's `<<` brings in something that is no mapping in this text.
    pub fn has_unknown_merge(self) -> bool {
        self.merge_sources().into_iter().any(|source| !source.is_mapping())
    }

    /// What YAML's `<<` brings in, the first to win first, each before what it merges itself.
    fn merge_sources(self) -> Vec<Value<'t>> {
        let mut sources = Vec::new();
        let mut open = self.direct_merges();
        // One that comes again brings nothing new.
        let mut seen = HashSet::new();
        while let Some(source) = open.pop().filter(|_| sources.len() < MAX_MERGES) {
            if seen.insert(source.target_index()) {
                sources.push(source);
                open.extend(source.direct_merges());
            }
        }
        sources
    }

    /// What the `<<` of this mapping names, the first to win last.
    fn direct_merges(self) -> Vec<Value<'t>> {
        let mut named = Vec::new();
        if self.style() == Style::Json {
            return named;
        }
        for merge in self.entries().filter(|entry| entry.is_merge()) {
            match merge.is_sequence() {
                true => named.extend(merge.items()),
                false => named.push(merge),
            }
        }
        named.reverse();
        named
    }

    /// Items of a sequence; nothing for any other kind.
    pub fn items(self) -> Items<'t> {
        let (at, end) = self.children(Kind::Sequence);
        Items { tree: self.tree, at, end }
    }

    /// The text of a string; `None` for anything else.
    pub fn text(self) -> Option<Cow<'t, str>> {
        let node = self.target();
        (node.kind == Kind::String).then(|| self.decoded(node))
    }

    /// The text of any scalar; of plain ones as it is written, so `1.10` stays `1.10`.
    pub fn scalar_text(self) -> Option<Cow<'t, str>> {
        let node = self.target();
        match node.kind {
            Kind::Mapping | Kind::Sequence | Kind::Missing => None,
            _ => Some(self.decoded(node)),
        }
    }

    /// Whether it is this string.
    pub fn is_text(self, expected: &str) -> bool {
        self.text().is_some_and(|text| text == expected)
    }

    /// `true` or `false`.
    pub fn as_bool(self) -> Option<bool> {
        (self.kind() == Kind::Bool).then(|| self.raw().starts_with(['t', 'T']))
    }

    /// A number without a fraction that fits.
    pub fn as_i64(self) -> Option<i64> {
        (self.kind() == Kind::Number).then(|| resolve::integer(self.raw()))?
    }

    /// Any number, as near as 64 bits allow.
    pub fn as_f64(self) -> Option<f64> {
        (self.kind() == Kind::Number).then(|| resolve::float(self.raw()))?
    }

    /// The YAML tag as written: `!Sub`.
    pub fn tag(self) -> Option<&'t str> {
        let tag = self.tag_entry()?;
        self.tree.text.get(tag.start as usize..tag.end as usize)
    }

    /// The bytes of the tag.
    pub fn tag_span(self) -> Option<Span> {
        let tag = self.tag_entry()?;
        Some(self.tree.map_range(tag.start as usize..tag.end as usize))
    }

    /// The path from the root of the file, as a JSON pointer.
    pub fn path(self) -> String {
        path::of(self.tree, self.index)
    }

    /// Its bytes in the file with those of its tag.
    pub fn tagged_span(self) -> Span {
        self.tag_span().map_or(self.span(), |tag| tag.to(self.span()))
    }

    /// The bytes as they stand in the parsed text, quotes included.
    pub fn raw(self) -> &'t str {
        let node = self.target();
        self.tree.text.get(node.start as usize..node.end as usize).unwrap_or("")
    }

    /// The white space before it on its line, if nothing else is there and the text is that of a file.
    pub fn indent(self) -> Option<&'t str> {
        let before = self.tree.text.get(..self.node().start as usize)?;
        let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
        (self.tree.map.is_none() && line.trim_start().is_empty()).then_some(line)
    }

    /// The decoded text of a scalar with the source bytes of each part of it.
    pub fn embedded(self) -> Embedded {
        Embedded::of(self)
    }

    /// The source bytes of a range of [`Value::text`].
    pub fn text_span(self, range: Range<usize>) -> Span {
        self.embedded().span(range)
    }

    pub(super) fn is_merge(self) -> bool {
        self.key().is_some_and(|key| key.style() == Style::Plain && key.raw() == "<<")
    }

    /// Whether it was reached by this key.
    pub fn key_is(self, expected: &str) -> bool {
        let Some(key) = self.key() else { return false };
        let node = key.target();
        // Most keys are other ones; their lengths tell, quotes or not.
        let length = (node.end - node.start) as usize;
        match node.decoded {
            false => {
                (expected.len()..=expected.len() + 2).contains(&length) && key.content_of(node) == expected
            }
            true => key.decoded(node) == expected,
        }
    }

    pub(super) fn decode(self) -> Cow<'t, str> {
        self.decoded(self.target())
    }

    /// The bytes between the quotes, or all of them.
    pub(super) fn content(self) -> &'t str {
        self.content_of(self.target())
    }

    /// The decoded text of the scalar, whose node is looked up already.
    fn decoded(self, node: &Node) -> Cow<'t, str> {
        if !node.decoded {
            return Cow::Borrowed(self.content_of(node));
        }
        let index = self.target_index();
        if let Ok(at) = self.tree.decoded.binary_search_by_key(&index, |(node, _)| *node) {
            return Cow::Borrowed(&self.tree.decoded[at].1);
        }
        let mut text = String::with_capacity((node.end - node.start) as usize);
        scalar::json(self.content_of(node), 0, &mut text);
        Cow::Owned(text)
    }

    fn content_of(self, node: &Node) -> &'t str {
        let (start, end) = (node.start as usize, node.end as usize);
        let is_quoted = match node.style {
            Style::Json => node.kind == Kind::String,
            style => matches!(style, Style::Single | Style::Double),
        };
        let range = match is_quoted {
            false => start..end,
            true => {
                let last = self.tree.text.as_bytes().get(start + 1..end).and_then(<[u8]>::last);
                start + 1..end - usize::from(matches!(last, Some(b'"' | b'\'')))
            }
        };
        self.tree.text.get(range).unwrap_or("")
    }

    /// Whether functions of a template made its text, or a part of it.
    pub fn is_assembled(self) -> bool {
        self.kind() == Kind::Hole || self.assembled().is_some()
    }

    pub(super) fn assembled(self) -> Option<&'t Embedded> {
        if self.tree.assembled.is_empty() {
            return None;
        }
        let index = self.target_index();
        let at = self.tree.assembled.binary_search_by_key(&index, |(node, _)| *node).ok()?;
        self.tree.assembled.get(at).map(|(_, embedded)| embedded)
    }

    pub(super) fn tag_entry(self) -> Option<&'t Tag> {
        if !self.target().tagged {
            return None;
        }
        let index = self.target_index();
        let at = self.tree.tags.binary_search_by_key(&index, |tag| tag.node).ok()?;
        self.tree.tags.get(at)
    }

    pub(super) fn children(self, kind: Kind) -> (u32, u32) {
        let index = self.target_index();
        match self.tree.nodes.get(index as usize) {
            Some(node) if node.kind == kind => (index + 1, node.next),
            _ => (0, 0),
        }
    }

    pub(super) fn target_index(self) -> u32 {
        if self.node().kind == Kind::Alias { self.tree.alias_target(self.index) } else { self.index }
    }

    pub(super) fn target(self) -> &'t Node {
        let node = self.node();
        if node.kind != Kind::Alias {
            return node;
        }
        self.tree.nodes.get(self.tree.alias_target(self.index) as usize).unwrap_or(&ABSENT)
    }

    pub(super) fn node(self) -> &'t Node {
        self.tree.nodes.get(self.index as usize).unwrap_or(&ABSENT)
    }
}

static ABSENT: Node = Node {
    start: 0,
    end: 0,
    next: 0,
    kind: Kind::Missing,
    style: Style::Plain,
    decoded: false,
    tagged: false,
};
