//! The path of a node. Nodes carry no parent; who holds whom is worked out once for a tree, when the
//! first path is shown.

use super::{Kind, Tree, Value};

/// Where a node stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// The mapping or sequence that holds it; a root holds itself.
    parent: u32,
    /// In a mapping the node of its key, in a sequence its position.
    step: u32,
}

/// Characters of a key that a path shows: longer ones no person wrote.
const MAX_STEP: usize = 200;

/// JSON pointer (RFC 6901) of a node, after the path of the text it lies in.
pub(super) fn of(tree: &Tree, index: u32) -> String {
    let places = tree.places.get_or_init(|| places(tree));
    let mut steps = Vec::new();
    let mut at = index;
    while let Some(place) = places.get(at as usize).filter(|place| place.parent != at) {
        steps.push(place);
        at = place.parent;
    }
    let mut path = tree.base.clone();
    for place in steps.into_iter().rev() {
        path.push('/');
        match tree.nodes.get(place.parent as usize).map(|node| node.kind) {
            Some(Kind::Mapping) => {
                let key =
                    Value { tree, index: place.step, key: super::NO_KEY }.scalar_text().unwrap_or_default();
                let shown: String = key.chars().take(MAX_STEP).collect();
                path.push_str(&shown.replace('~', "~0").replace('/', "~1"));
            }
            _ => path.push_str(&place.step.to_string()),
        }
    }
    path
}

fn places(tree: &Tree) -> Vec<Place> {
    let mut places: Vec<Place> =
        (0..tree.nodes.len() as u32).map(|index| Place { parent: index, step: 0 }).collect();
    for holder in tree.collections() {
        let parent = holder.index;
        for entry in holder.entries() {
            for index in [entry.key, entry.index] {
                places[index as usize] = Place { parent, step: entry.key };
            }
        }
        for (position, item) in holder.items().enumerate() {
            places[item.index as usize] = Place { parent, step: position as u32 };
        }
    }
    places
}
