//! Versions and aliases of state machines: which machine a `StateMachineVersion` publishes and which
//! versions a `StateMachineAlias` routes to.

use std::borrow::Cow;
use std::collections::HashMap;

use super::references::references;
use super::template::{Resource, Template};

const VERSION: &str = "AWS::StepFunctions::StateMachineVersion";
/// Machines that one version is taken to publish; it can be one, or one of a few by condition.
const MAX_MACHINES: usize = 16;
const ALIAS: &str = "AWS::StepFunctions::StateMachineAlias";

/// What is published of a machine by resources of its template.
#[derive(Clone, Debug, Default)]
pub struct Publishing<'t> {
    /// Resources that publish a version of it.
    pub versions: Vec<Resource<'t>>,
    /// Resources that name it or a version of it.
    pub aliases: Vec<Resource<'t>>,
}

/// The versions and aliases of all machines of a template.
#[derive(Clone, Debug, Default)]
pub(super) struct Publications<'t> {
    by_machine: HashMap<Cow<'t, str>, Publishing<'t>>,
    has_unresolved: bool,
}

impl<'t> Publications<'t> {
    pub(super) fn of(template: &Template<'t>) -> Publications<'t> {
        let mut all = Publications::default();
        let mut machines_of: HashMap<Cow<'t, str>, Vec<Cow<'t, str>>> = HashMap::new();
        for version in template.resources_of(VERSION) {
            let named = version.properties().and_then(|properties| properties.get("StateMachineArn"));
            let mut machines = named.map(|named| references(named, template).resources).unwrap_or_default();
            machines.truncate(MAX_MACHINES);
            all.has_unresolved |= machines.is_empty();
            for machine in &machines {
                all.by_machine.entry(machine.clone()).or_default().versions.push(version);
            }
            machines_of.insert(version.id(), machines);
        }
        for alias in template.resources_of(ALIAS) {
            let named = alias.properties().map(|properties| references(properties, template).resources);
            let named = named.unwrap_or_default();
            let machines: Vec<_> =
                named.iter().flat_map(|id| machines_of.get(id).into_iter().flatten()).collect();
            all.has_unresolved |= machines.is_empty() && named.is_empty();
            for machine in machines.into_iter().chain(&named) {
                let aliases = &mut all.by_machine.entry(machine.clone()).or_default().aliases;
                if aliases.last().is_none_or(|last| last.value != alias.value) {
                    aliases.push(alias);
                }
            }
        }
        all
    }
}

impl<'t> Template<'t> {
    /// What resources of this template publish of a machine.
    pub fn publishing(&self, machine: &str) -> Option<&Publishing<'t>> {
        self.publications.by_machine.get(machine)
    }

    /// Whether it has a version or an alias of a machine that the template does not tell.
    pub fn has_unresolved_publishing(&self) -> bool {
        self.publications.has_unresolved
    }
}
