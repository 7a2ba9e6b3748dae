//! Which definition belongs to which template.

use super::{Embedded, File, Project, definition_root};
use crate::asl::{Kind, Machine};
use crate::cfn::{self, DefinitionSource, StateMachine, Template, parse_variants, state_machines};
use crate::tree::Tree;

pub(super) fn machines<'p>(_: &'p Project, file: &'p File) -> Vec<Machine<'p>> {
    let own = definition_root(file).map(|root| Machine::of(root, Kind::Unknown));
    let embedded = file.embedded.iter().map(|embedded| Machine::of(embedded.tree.root(), embedded.kind));
    own.into_iter().chain(embedded).collect()
}

/// The definitions that a template holds itself, each in every variant that conditions make.
pub(super) fn embedded_definitions(tree: &Tree) -> Vec<Embedded> {
    let template = Template::of(tree.root());
    state_machines(&template).flat_map(|machine| definitions_of(machine, &template)).collect()
}

fn definitions_of(machine: StateMachine, template: &Template) -> Vec<Embedded> {
    let kind = match machine.kind() {
        cfn::Kind::Standard => Kind::Standard,
        cfn::Kind::Express => Kind::Express,
        cfn::Kind::Unknown => Kind::Unknown,
    };
    let sources = machine.definitions().into_iter().filter_map(|variant| match variant.value {
        DefinitionSource::Text(value) => Some((value, true)),
        DefinitionSource::Object(value) => Some((value, false)),
        _ => None,
    });
    sources
        .flat_map(|(value, is_text)| {
            parse_variants(value, template).into_iter().map(move |variant| (is_text, variant.value))
        })
        .map(|(is_text, tree)| Embedded { resource: machine.resource.id().into_owned(), kind, is_text, tree })
        .collect()
}
