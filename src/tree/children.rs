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
