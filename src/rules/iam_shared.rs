//! What several rules for IAM policies need.

pub mod accounts;
pub mod arns;
pub mod conditions;
pub mod deputies;
pub mod exposure;
pub mod grants;
pub mod oidc;
pub mod precedence;
pub mod principals;
pub mod redundant;
pub mod values;
pub mod variables;

use crate::aws::hole;
use crate::iam::Element;
use crate::rules::shared;

/// The element that was clearly meant by one that the grammar does not have, and that is not there.
pub fn misspelt(name: &str, known: &[&'static str], elements: &[Element]) -> Option<&'static str> {
    if known.contains(&name) {
        return None;
    }
    let absent = known.iter().copied().filter(|known| elements.iter().all(|one| one.name() != *known));
    shared::nearest(name, absent)
}

/// Whether one of these names is clearly meant by an element that the grammar does not have.
pub fn is_meant(wanted: &[&str], known: &[&'static str], elements: &[Element]) -> bool {
    elements
        .iter()
        .any(|one| misspelt(&one.name(), known, elements).is_some_and(|name| wanted.contains(&name)))
}

/// Whether an action has a wildcard before its last character, which not every kind of policy takes.
pub fn has_inner_wildcard(action: &str) -> bool {
    hole::find_outside(action, b"*?").is_some_and(|at| at + 1 < action.len())
}
