//! Iterators over what a mapping or a sequence holds.

use super::Tree;
use super::value::{NO_KEY, Value};

/// Values of a mapping.
#[derive(Clone)]
pub struct Entries<'t> {
    pub(super) tree: &'t Tree,
    pub(super) at: u32,
    pub(super) end: u32,
}

impl<'t> Iterator for Entries<'t> {
    type Item = Value<'t>;

    fn next(&mut self) -> Option<Value<'t>> {
        if self.at >= self.end {
            return None;
        }
        let key = self.at;
        let index = self.tree.nodes.get(key as usize)?.next;
        self.at = self.tree.nodes.get(index as usize)?.next;
        Some(Value { tree: self.tree, index, key })
    }
}

/// Values of a mapping with those that YAML's `<<` brings.
#[derive(Clone)]
pub enum MergedEntries<'t> {
    /// It brings none.
    Own(Entries<'t>),
    /// Its own first.
    All(std::vec::IntoIter<Value<'t>>),
}

impl<'t> Iterator for MergedEntries<'t> {
    type Item = Value<'t>;

    fn next(&mut self) -> Option<Value<'t>> {
        match self {
            MergedEntries::Own(entries) => entries.next(),
            MergedEntries::All(values) => values.next(),
        }
    }
}

/// Items of a sequence.
#[derive(Clone)]
pub struct Items<'t> {
    pub(super) tree: &'t Tree,
    pub(super) at: u32,
    pub(super) end: u32,
}

impl<'t> Iterator for Items<'t> {
    type Item = Value<'t>;

    fn next(&mut self) -> Option<Value<'t>> {
        if self.at >= self.end {
            return None;
        }
        let index = self.at;
        self.at = self.tree.nodes.get(index as usize)?.next;
        Some(Value { tree: self.tree, index, key: NO_KEY })
    }
}
