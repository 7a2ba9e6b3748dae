//! The path of a node. Nodes carry no parent; who holds whom is worked out once for a tree, when the
//! first path is shown.

use std::collections::HashMap;

use super::{Kind, Tree, Value};

/// Where each node stands, and what the documents are called.
#[derive(Debug)]
pub(super) struct Places {
    nodes: Vec<Place>,
    /// Step of each document by its root; none where there is but one document.
    documents: HashMap<u32, String>,
}

/// Where a node stands.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// The mapping or sequence that holds it; a root holds itself.
    parent: u32,
    /// In a mapping the node of its key, in a sequence its position.
    step: u32,
}

/// Few paths have more steps, or are longer.
const USUAL_STEPS: usize = 8;
const USUAL_LENGTH: usize = 64;

/// Characters of a key that a path shows: longer ones no person wrote.
const MAX_STEP: usize = 200;

/// JSON pointer (RFC 6901) of a node, after the path of the text it lies in. Of several documents, the
/// name or the index is the first step.
pub(super) fn of(tree: &Tree, index: u32) -> String {
    let places = tree.places.get_or_init(|| Places::of(tree));
    let mut steps = Vec::with_capacity(USUAL_STEPS);
    let mut at = index;
    while let Some(place) = places.nodes.get(at as usize).filter(|place| place.parent != at) {
        steps.push(place);
        at = place.parent;
    }
    let mut path = String::with_capacity(tree.base.len() + USUAL_LENGTH);
    path.push_str(&tree.base);
    if let Some(document) = places.documents.get(&at) {
        push_step(&mut path, document);
    }
    for place in steps.into_iter().rev() {
        match tree.nodes.get(place.parent as usize).map(|node| node.kind) {
            Some(Kind::Mapping) => {
                let key =
                    Value { tree, index: place.step, key: super::NO_KEY }.scalar_text().unwrap_or_default();
                push_step(&mut path, &key);
            }
            _ => push_step(&mut path, &place.step.to_string()),
        }
    }
    path
}

fn push_step(path: &mut String, step: &str) {
    path.push('/');
    if step.len() <= MAX_STEP && memchr::memchr2(b'~', b'/', step.as_bytes()).is_none() {
        path.push_str(step);
        return;
    }
    for character in step.chars().take(MAX_STEP) {
        match character {
            '~' => path.push_str("~0"),
            '/' => path.push_str("~1"),
            other => path.push(other),
        }
    }
}

impl Places {
    fn of(tree: &Tree) -> Places {
        let mut nodes: Vec<Place> =
            (0..tree.nodes.len() as u32).map(|index| Place { parent: index, step: 0 }).collect();
        for holder in tree.collections() {
            let parent = holder.index;
            for entry in holder.entries() {
                for index in [entry.key, entry.index] {
                    nodes[index as usize] = Place { parent, step: entry.key };
                }
            }
            for (position, item) in holder.items().enumerate() {
                nodes[item.index as usize] = Place { parent, step: position as u32 };
            }
        }
        Places { nodes, documents: documents(tree) }
    }
}

/// A document is called by its `name`, as pipelines are, if no other has the same; its index changes
/// with what is put before it.
fn documents(tree: &Tree) -> HashMap<u32, String> {
    if tree.documents.len() < 2 {
        return HashMap::new();
    }
    // Digits alone would pass for an index.
    let is_name = |name: &str| name.contains(|letter: char| !letter.is_ascii_digit());
    let names: Vec<Option<String>> = tree
        .documents()
        .map(|root| root.get("name")?.text().filter(|name| is_name(name)).map(|name| name.into_owned()))
        .collect();
    let mut uses: HashMap<&str, usize> = HashMap::new();
    for name in names.iter().flatten() {
        *uses.entry(name).or_default() += 1;
    }
    let step = |(index, name): (usize, &Option<String>)| match name {
        Some(name) if uses.get(name.as_str()) == Some(&1) => name.clone(),
        _ => index.to_string(),
    };
    let steps = names.iter().enumerate().map(step);
    tree.documents.iter().copied().zip(steps).collect()
}
