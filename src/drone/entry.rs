//! Entries of `environment` and `settings`: a name and where its value comes from.

use std::borrow::Cow;

use crate::tree::{Kind, Value};

/// One entry of a step's or pipeline's `environment`, or of a step's `settings`.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'t> {
    /// The whole value, which knows its key.
    pub written: Value<'t>,
    /// Where the value comes from.
    pub value: EntryValue<'t>,
}

/// Where the value of an entry comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryValue<'t> {
    /// It stands in the file: a scalar, or in `settings` also a list or mapping. Null sets nothing.
    Literal(Value<'t>),
    /// The secret of this name.
    FromSecret(Value<'t>),
    /// It cannot be told, or Drone refuses it: a list in `environment`, a place without a value.
    Unknown,
}

impl<'t> Entry<'t> {
    /// The key as written.
    pub fn name(&self) -> Cow<'t, str> {
        self.written.key_text().unwrap_or_default()
    }

    /// The text of a literal scalar other than null.
    pub fn literal_text(&self) -> Option<Cow<'t, str>> {
        match self.value {
            EntryValue::Literal(value) if value.kind() != Kind::Null => value.scalar_text(),
            _ => None,
        }
    }

    /// The name of the secret it comes from.
    pub fn secret_name(&self) -> Option<Cow<'t, str>> {
        match self.value {
            EntryValue::FromSecret(name) => name.scalar_text(),
            _ => None,
        }
    }

    /// A variable: a scalar, or `{value, from_secret}`, where the secret wins when both are there.
    pub(super) fn of_environment(written: Value<'t>) -> Entry<'t> {
        let value = match written.kind() {
            Kind::Mapping => from_secret(written)
                .or_else(|| {
                    written.get_merged("value").filter(|value| is_scalar(*value)).map(EntryValue::Literal)
                })
                .unwrap_or(EntryValue::Unknown),
            Kind::Sequence | Kind::Missing | Kind::Hole | Kind::Alias => EntryValue::Unknown,
            Kind::Null | Kind::Bool | Kind::Number | Kind::String => EntryValue::Literal(written),
        };
        Entry { written, value }
    }

    /// A setting of a plugin: any YAML value, or a mapping with a `from_secret` that is not empty.
    pub(super) fn of_settings(written: Value<'t>) -> Entry<'t> {
        let value = match written.kind() {
            Kind::Mapping => from_secret(written).unwrap_or(EntryValue::Literal(written)),
            Kind::Missing | Kind::Hole | Kind::Alias => EntryValue::Unknown,
            _ => EntryValue::Literal(written),
        };
        Entry { written, value }
    }
}

fn from_secret(mapping: Value<'_>) -> Option<EntryValue<'_>> {
    let name = mapping.get_merged("from_secret")?;
    let is_named = name.kind() != Kind::Null && name.scalar_text().is_some_and(|text| !text.is_empty());
    match name.kind() {
        Kind::Missing => Some(EntryValue::Unknown),
        _ => is_named.then_some(EntryValue::FromSecret(name)),
    }
}

fn is_scalar(value: Value) -> bool {
    !matches!(value.kind(), Kind::Mapping | Kind::Sequence | Kind::Missing)
}
