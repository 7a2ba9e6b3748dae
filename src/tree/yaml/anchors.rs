//! What anchors stand for, and the limits that keep aliases from expanding to more than was written.

use std::collections::HashMap;

/// What the aliases of one file may add to it, in nodes and parts of long texts.
const MAX_EXPANSION: u64 = 1_000_000;

/// Nesting to which aliases may lead; that of the parser for what is written out.
const MAX_DEPTH: u32 = 256;

/// Bytes of text that weigh as much as a node.
const TEXT_PER_NODE: usize = 64;

/// How much a node comes to when its aliases are expanded.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Measure {
    /// Nodes and parts of long texts.
    pub weight: u64,
    /// Levels below the node.
    pub depth: u32,
}

impl Measure {
    /// Of a scalar of this many bytes.
    pub fn of_text(bytes: usize) -> Measure {
        Measure { weight: 1 + (bytes / TEXT_PER_NODE) as u64, depth: 0 }
    }

    /// Adds a child.
    pub fn hold(&mut self, child: Measure) {
        self.weight += child.weight;
        self.depth = self.depth.max(child.depth + 1);
    }
}

/// The anchors of a document, and what the aliases of the file have added so far.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    by_id: HashMap<usize, (u32, Option<Measure>)>,
    added: u64,
}

impl Anchors {
    /// Anchors hold within one document.
    pub fn next_document(&mut self) {
        self.by_id.clear();
    }

    /// Notes the node of an anchor; its measure is known once it is complete. Id 0 is no anchor.
    pub fn set(&mut self, id: usize, node: u32, measure: Option<Measure>) {
        if id > 0 {
            self.by_id.insert(id, (node, measure));
        }
    }

    /// The node that an alias at this depth stands for and what it comes to, or why it cannot.
    pub fn resolve(&mut self, id: usize, depth: usize) -> Result<(u32, Measure), String> {
        let Some(&(node, measure)) = self.by_id.get(&id) else {
            return Err("the alias names no anchor of this document".to_owned());
        };
        let measure = measure.ok_or("the alias stands inside what it names")?;
        if self.added + measure.weight > MAX_EXPANSION {
            return Err(format!("aliases expand to more than {MAX_EXPANSION} nodes"));
        }
        if depth as u32 + measure.depth > MAX_DEPTH {
            return Err(format!("aliases nest more than {MAX_DEPTH} levels deep"));
        }
        self.added += measure.weight;
        Ok((node, measure))
    }
}
