//! Which definition belongs to which template.

use super::{File, Project, definition_root};
use crate::asl::{Kind, Machine};

pub(super) fn machines<'p>(_: &'p Project, file: &'p File) -> Vec<Machine<'p>> {
    let embedded = file.embedded.iter().map(|embedded| embedded.tree.root());
    definition_root(file).into_iter().chain(embedded).map(|root| Machine::of(root, Kind::Unknown)).collect()
}
