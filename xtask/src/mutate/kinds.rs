//! The kinds of fault, by the sections of the specification.

mod choices;
mod fields;
mod handlers;
mod intrinsics;
mod jsonata;
mod maps;
mod paths;
mod resources;
mod structure;
mod syntax;
mod transitions;
mod values;

use super::kind::Kind;

/// Every kind, in the order of the table.
pub fn all() -> impl Iterator<Item = &'static Kind> {
    [
        syntax::KINDS,
        structure::KINDS,
        transitions::KINDS,
        fields::KINDS,
        values::KINDS,
        paths::KINDS,
        intrinsics::KINDS,
        choices::KINDS,
        handlers::KINDS,
        resources::KINDS,
        jsonata::KINDS,
        maps::KINDS,
    ]
    .into_iter()
    .flatten()
}
