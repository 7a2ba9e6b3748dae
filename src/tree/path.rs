//! The path of a node, found from the root when it is shown: nodes carry no parent.

use super::{Kind, Tree, Value};

/// JSON pointer (RFC 6901) of a node, after the path of the text it lies in.
pub(super) fn of(tree: &Tree, index: u32) -> String {
    let mut path = tree.base.clone();
    let Some(root) = tree.documents().filter(|root| root.index <= index).last() else { return path };
    let mut at = root;
    while at.index != index {
        let step = match at.node().kind {
            Kind::Mapping => at.entries().find(|entry| entry.key <= index && index < entry.node().next),
            Kind::Sequence => at.items().find(|item| index < item.node().next),
            _ => None,
        };
        let Some(child) = step else { break };
        path.push('/');
        match child.key_text() {
            Some(key) => path.push_str(&key.replace('~', "~0").replace('/', "~1")),
            None => path.push_str(&position(at, child).to_string()),
        }
        if child.key == index {
            break;
        }
        at = child;
    }
    path
}

fn position(sequence: Value, item: Value) -> usize {
    sequence.items().position(|other| other.index == item.index).unwrap_or(0)
}
