//! What is known of a JSON value that a state will get.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::asl::is_hidden;
use crate::asl::path::{Path, StepKind};
use crate::asl::reference::{DOLLAR, Meaning};
use crate::tree::{Kind, Value};

/// Deeper or larger objects are unknown: it keeps the work small whatever the file says.
const MAX_DEPTH: usize = 8;
const MAX_SIZE: usize = 300;
/// Bytes of a name that count like one more member.
const LONG_NAME: usize = 80;

/// What may be in a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Data {
    /// Anything.
    Unknown,
    /// A string, number, `true`, `false` or `null`: it has no members.
    Scalar,
    /// An object with no members but these.
    Object(Arc<Object>),
}

/// The members that an object may have.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    members: BTreeMap<String, Data>,
    depth: usize,
    size: usize,
}

/// What a path leads to that cannot be there.
#[derive(Clone, Debug, PartialEq)]
pub struct Missing {
    /// The bytes of the step in the text of the path.
    pub range: Range<usize>,
    /// The name that is not there.
    pub name: String,
    /// The names that may be, in order; none where the value before has no members at all.
    pub others: Vec<String>,
}

impl Data {
    /// An object with these members.
    pub(super) fn object(members: BTreeMap<String, Data>) -> Data {
        let inner = |measure: fn(&Object) -> usize| {
            members
                .values()
                .map(move |member| if let Data::Object(object) = member { measure(object) } else { 0 })
        };
        let depth = 1 + inner(|object| object.depth).max().unwrap_or(0);
        let names = members.keys().map(|name| 1 + name.len() / LONG_NAME).sum::<usize>();
        let size = names + inner(|object| object.size).sum::<usize>();
        match depth <= MAX_DEPTH && size <= MAX_SIZE {
            true => Data::Object(Arc::new(Object { members, depth, size })),
            false => Data::Unknown,
        }
    }

    /// An object with these members, of which nothing more is known.
    pub(super) fn with(names: &[&str]) -> Data {
        Data::object(names.iter().map(|name| ((*name).to_owned(), Data::Unknown)).collect())
    }

    /// An object with these members, which are texts.
    pub(super) fn with_texts(names: &[&str]) -> Data {
        Data::object(names.iter().map(|name| ((*name).to_owned(), Data::Scalar)).collect())
    }

    /// What may come by one way or by the other.
    pub fn join(&self, other: &Data) -> Data {
        match (self, other) {
            (Data::Unknown, _) | (_, Data::Unknown) => Data::Unknown,
            (Data::Scalar, only) | (only, Data::Scalar) => only.clone(),
            (Data::Object(a), Data::Object(b)) if Arc::ptr_eq(a, b) => self.clone(),
            (Data::Object(a), Data::Object(b)) => {
                let mut members = a.members.clone();
                for (name, data) in &b.members {
                    let joined = members.get(name).map_or(data.clone(), |before| before.join(data));
                    members.insert(name.clone(), joined);
                }
                Data::object(members)
            }
        }
    }

    /// What a path from the root leads to, or what of it is certainly not there.
    pub fn at(&self, path: &Path, text: &str) -> Result<Data, Missing> {
        let mut data = self.clone();
        if !path.is_reference() {
            return Ok(Data::Unknown);
        }
        for (name, step) in path.names(text) {
            let (next, others) = match &data {
                Data::Unknown => return Ok(Data::Unknown),
                Data::Scalar => (None, Vec::new()),
                Data::Object(object) => match object.members.get(name.as_ref()) {
                    Some(next) => (Some(next.clone()), Vec::new()),
                    None => (None, object.members.keys().cloned().collect()),
                },
            };
            let Some(next) = next else {
                return Err(Missing { range: step.range.clone(), name: name.into_owned(), others });
            };
            data = next;
        }
        let has_index = path.steps.iter().any(|step| !matches!(step.kind, StepKind::Name(_)));
        Ok(if has_index { Data::Unknown } else { data })
    }

    /// The value with another put in where a path leads; members on the way are made.
    pub(super) fn insert(&self, names: &[Cow<str>], value: &Data) -> Data {
        let Some((name, rest)) = names.split_first() else { return value.clone() };
        let Data::Object(object) = self else { return Data::Unknown };
        if names.len() > MAX_DEPTH {
            return Data::Unknown;
        }
        let mut members = object.members.clone();
        let empty = Data::object(BTreeMap::new());
        let inner = members.get(name.as_ref()).unwrap_or(&empty).insert(rest, value);
        members.insert(name.clone().into_owned(), inner);
        Data::object(members)
    }

    /// What is written out as data.
    pub(super) fn literal(value: Value) -> Data {
        written(value, None, 0)
    }

    /// What a payload template makes of its input.
    pub(super) fn template(template: Value, input: &Data) -> Data {
        written(template, Some(input), 0)
    }
}

/// A value as it is written, or as a template on an input. Lists are unknown: a name leads into none, but
/// nobody has said that it fails.
fn written(value: Value, input: Option<&Data>, depth: usize) -> Data {
    if is_hidden(value) || value.is_alias() || depth > MAX_DEPTH {
        return Data::Unknown;
    }
    if !value.is_mapping() {
        return if value.kind() == Kind::Sequence { Data::Unknown } else { Data::Scalar };
    }
    let mut members = BTreeMap::new();
    for entry in value.entries() {
        let (Some(key), false) =
            (entry.key_text(), entry.key().is_none_or(|key| is_hidden(key) || key.raw() == "<<"))
        else {
            return Data::Unknown;
        };
        if members.len() > MAX_SIZE {
            return Data::Unknown;
        }
        match (input, key.strip_suffix(DOLLAR)) {
            (Some(input), Some(name)) => members.insert(name.to_owned(), replaced(entry, input)),
            _ => members.insert(key.clone().into_owned(), written(entry, input, depth + 1)),
        };
    }
    Data::object(members)
}

/// The value of a key that ends in `.$`.
fn replaced(value: Value, input: &Data) -> Data {
    // Whatever the path, it leads to nothing that is known.
    if matches!(input, Data::Unknown) {
        return Data::Unknown;
    }
    let Some(text) = crate::asl::known_text(value) else { return Data::Unknown };
    match Meaning::of(&text) {
        Meaning::Path(Ok(path)) if path.root == crate::asl::path::Root::Data => {
            input.at(&path, &text).unwrap_or(Data::Unknown)
        }
        _ => Data::Unknown,
    }
}
