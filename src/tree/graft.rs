//! A copy of a part of a tree in which some nodes stand for others: what a template's functions leave
//! known of a definition or a policy. Every span of the copy is one of the file.

use super::embed::Embedded;
use super::{Kind, Node, Style, Tree, Value};

/// Nesting that is still copied; parsers allow less, aliases within aliases more.
const MAX_DEPTH: usize = 256;

/// Nodes of a copy: what is taken from elsewhere many times over may come to far more than the file.
const MAX_NODES: usize = 1_000_000;

/// What stands in the copy for a node.
pub enum Graft<'t> {
    /// Unknown content under this name: `${Name}`.
    Hole(String),
    /// A string.
    Text(Embedded),
    /// Another node of any tree of the same file, itself asked about in turn.
    As(Value<'t>),
    /// Nothing: an entry goes with its key.
    Absent,
}

/// Copies a value. `graft` is asked about every key and value before it is copied; `None` keeps it.
pub fn copy<'t>(value: Value<'t>, graft: &mut dyn FnMut(Value<'t>) -> Option<Graft<'t>>) -> Tree {
    let mut tree = Tree::new(value.tree.source, value.tree.text.clone(), 0);
    tree.map = value.tree.map.clone();
    tree.base = value.path();
    tree.documents.push(0);
    let mut copier = Copier { tree: &mut tree, graft };
    if !copier.value(value, 0) {
        copier.leaf(value, Kind::Missing);
    }
    tree
}

struct Copier<'a, 't> {
    tree: &'a mut Tree,
    graft: &'a mut dyn FnMut(Value<'t>) -> Option<Graft<'t>>,
}

impl<'t> Copier<'_, 't> {
    /// Whether anything was copied.
    fn value(&mut self, value: Value<'t>, depth: usize) -> bool {
        if depth > MAX_DEPTH || self.tree.nodes.len() > MAX_NODES {
            self.hole(value, "${?}".to_owned());
            return true;
        }
        match (self.graft)(value) {
            None => self.node(value, depth),
            Some(Graft::Hole(name)) => self.hole(value, name),
            Some(Graft::Text(text)) => self.text(value, text),
            Some(Graft::As(other)) => return self.value(other, depth + 1),
            Some(Graft::Absent) => return false,
        }
        true
    }

    fn node(&mut self, value: Value<'t>, depth: usize) {
        match value.kind() {
            Kind::Mapping => {
                let node = self.leaf(value, Kind::Mapping);
                value.entries().for_each(|entry| self.entry(entry, depth));
                self.close(node);
            }
            Kind::Sequence => {
                let node = self.leaf(value, Kind::Sequence);
                value.items().for_each(|item| {
                    self.value(item, depth + 1);
                });
                self.close(node);
            }
            kind => {
                let node = self.leaf(value, kind);
                if value.target().decoded && value.target().style != Style::Json {
                    let text = value.decode().into();
                    self.tree.decoded.push((node, text));
                }
                self.tree.nodes[node as usize].decoded = value.target().decoded;
                if let Some(assembled) = value.assembled() {
                    self.tree.assembled.push((node, assembled.clone()));
                }
            }
        }
    }

    fn entry(&mut self, entry: Value<'t>, depth: usize) {
        let Some(key) = entry.key() else { return };
        let before = self.tree.nodes.len();
        if !self.value(key, depth + 1) || !self.value(entry, depth + 1) {
            self.forget_from(before);
        }
    }

    fn hole(&mut self, value: Value<'t>, name: String) {
        let node = self.leaf(value, Kind::Hole);
        self.tree.nodes[node as usize].decoded = true;
        self.tree.decoded.push((node, name.into()));
    }

    fn text(&mut self, value: Value<'t>, text: Embedded) {
        let node = self.leaf(value, Kind::String);
        self.tree.nodes[node as usize].decoded = true;
        self.tree.decoded.push((node, text.text().into()));
        self.tree.assembled.push((node, text));
    }

    /// A node without children, in the place and style of the value.
    fn leaf(&mut self, value: Value<'t>, kind: Kind) -> u32 {
        let index = self.tree.nodes.len() as u32;
        let target = value.target();
        self.tree.nodes.push(Node {
            start: target.start,
            end: target.end,
            next: index + 1,
            kind,
            style: target.style,
            decoded: false,
            tagged: false,
        });
        index
    }

    fn close(&mut self, node: u32) {
        self.tree.nodes[node as usize].next = self.tree.nodes.len() as u32;
    }

    fn forget_from(&mut self, length: usize) {
        self.tree.nodes.truncate(length);
        let kept = |&(node, _): &(u32, Box<str>)| (node as usize) < length;
        let decoded = self.tree.decoded.partition_point(kept);
        self.tree.decoded.truncate(decoded);
        let assembled = self.tree.assembled.partition_point(|&(node, _)| (node as usize) < length);
        self.tree.assembled.truncate(assembled);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::text::SourceId;
    use crate::tree::yaml;

    #[test]
    fn a_copy_keeps_places_paths_and_what_aliases_stand_for() {
        let text = "a: &x {k: 'it''s'}\nb:\n  c: *x\n  gone: 1\n  d: \"e\\n\"\n";
        let tree = yaml::parse(SourceId(0), text.into());
        let copy = copy(tree.root().get("b").unwrap(), &mut |value| {
            value.key_text().is_some_and(|key| key == "gone").then_some(Graft::Absent)
        });
        let aliased = copy.root().at(&["c", "k"]).unwrap();
        assert!(aliased.is_text("it's"));
        assert_eq!(aliased.path(), "/b/c/k");
        assert!(copy.root().get("gone").is_none());
        let quoted = copy.root().get("d").unwrap();
        let newline = quoted.text_span(1..2);
        assert_eq!(&text[newline.start as usize..newline.end as usize], "\\n");
    }

    #[test]
    fn holes_and_texts_stand_where_the_value_was() {
        let text = "a: [first, second]\nb: x\n";
        let tree = yaml::parse(SourceId(0), text.into());
        let other = tree.root().get("b").unwrap();
        let copy = copy(tree.root().get("a").unwrap(), &mut |value| match value.raw() {
            "first" => Some(Graft::Hole("${A}".to_owned())),
            "second" => Some(Graft::Text(other.embedded())),
            _ => None,
        });
        let items: Vec<_> = copy.root().items().collect();
        assert!(items[0].is_unknown() && items[0].scalar_text().unwrap() == "${A}");
        assert_eq!((items[0].span().start, items[0].span().end), (4, 9));
        assert!(items[1].is_text("x"));
        assert_eq!(items[1].text_span(0..1), other.span());
    }
}
