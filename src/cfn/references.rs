//! Which resources of the template a value names, by whatever function.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::tree::Value;

use super::intrinsic::{Function, Intrinsic};
use super::template::Template;
use super::text::{Placeholder, placeholders};

/// The resources that a value names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct References<'t> {
    /// Logical ids, each once, in the order of the template.
    pub resources: Vec<Cow<'t, str>>,
    /// Names of anything else: parameters, and resources that a transform makes, such as the role of SAM.
    pub others: Vec<Cow<'t, str>>,
}

impl References<'_> {
    /// Whether the resource is named, written in the template or made by a transform.
    pub fn names(&self, id: &str) -> bool {
        self.resources.iter().chain(&self.others).any(|name| name == id)
    }
}

/// The resources that `Ref`, `Fn::GetAtt` and `Fn::Sub` within a value name.
pub fn references<'t>(value: Value<'t>, template: &Template<'t>) -> References<'t> {
    let mut found = References::default();
    let mut seen = HashSet::new();
    for value in value.descendants(|_| true) {
        if let Some(call) = Intrinsic::of(value) {
            for name in names_of(call) {
                if seen.insert(name.clone()) {
                    let is_written = template.resource(&name).is_some();
                    if is_written { found.resources.push(name) } else { found.others.push(name) }
                }
            }
        }
    }
    found
}

fn names_of<'t>(call: Intrinsic<'t>) -> Vec<Cow<'t, str>> {
    if let Some(reference) = call.reference() {
        return vec![reference.name];
    }
    let string = call.argument.items().next().unwrap_or(call.argument);
    let Some(text) = string.text().filter(|_| call.function == Function::Sub) else { return Vec::new() };
    let map = call.argument.items().nth(1);
    let is_in_map = |name: &str| map.is_some_and(|map| map.get(name).is_some());
    placeholders(&text)
        .into_iter()
        .filter_map(|place| match place.name {
            Placeholder::Name(name) if !is_in_map(name) => name.split('.').next(),
            _ => None,
        })
        .map(|name| Cow::Owned(name.to_owned()))
        .collect()
}
