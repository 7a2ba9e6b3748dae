//! Elements as they stand, before anything is made of them: which there are, and of which type of JSON.

use std::borrow::Cow;

use super::text::{Reader, Resolved, standalone};
use crate::aws::hole;
use crate::tree::{Kind, Value};

/// A member of a document, of a statement or of a condition.
#[derive(Clone, Debug)]
pub struct Element<'t> {
    /// What stands there; it knows its key.
    pub value: Value<'t>,
    /// What sort of thing that is.
    pub shape: Shape,
}

/// What a document may hold.
pub const DOCUMENT: [&str; 3] = ["Version", "Id", "Statement"];

/// What a statement may hold.
pub const STATEMENT: [&str; 9] = [
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

/// Types of JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A string.
    Text,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// `null`, or nothing at all.
    Null,
    /// `{…}`.
    Object,
    /// `[…]`.
    List,
    /// A template leaves it open.
    Open,
}

impl<'t> Element<'t> {
    /// Its name as written.
    pub fn name(&self) -> Cow<'t, str> {
        self.value.key_text().unwrap_or_default()
    }

    /// Whether it is a list or an object with nothing in it.
    pub fn is_empty(&self) -> bool {
        match self.shape {
            Shape::List => self.value.items().next().is_none(),
            Shape::Object => self.value.entries().next().is_none(),
            _ => false,
        }
    }

    /// The items of a list; nothing for anything else.
    pub fn items(&self) -> impl Iterator<Item = Element<'t>> {
        let list = (self.shape == Shape::List).then(|| self.value.items());
        // What a template resolves has no functions left in it.
        let reader = Reader { resolve: &standalone };
        list.into_iter()
            .flatten()
            .filter_map(move |value| Some(Element { value, shape: shape(value, reader)? }))
    }

    /// Whether it is there for certain, whatever it holds.
    pub fn is_there(&self) -> bool {
        !matches!(self.shape, Shape::Open | Shape::Null)
    }
}

/// The members of an object, and whether there may be others than those that are written.
pub(super) fn read<'t>(object: Value<'t>, reader: Reader<'_, 't>) -> (Vec<Element<'t>>, bool) {
    let mut elements = Vec::new();
    let mut complete = true;
    for value in object.entries() {
        match is_open_key(value) {
            true => complete = false,
            false => {
                elements.extend(shape(value, reader).map(|shape| Element { value, shape }));
            }
        }
    }
    (elements, complete)
}

/// Whether a key is no name but brings others: a hole, `Fn::Transform`, YAML's `<<`.
fn is_open_key(value: Value) -> bool {
    let Some(key) = value.key() else { return true };
    let text = key.scalar_text().unwrap_or_default();
    key.is_unknown() || hole::has_hole(&text) || text.starts_with("Fn::") || text == "<<"
}

/// What a value is; nothing if it will not be there.
pub(super) fn shape<'t>(value: Value<'t>, reader: Reader<'_, 't>) -> Option<Shape> {
    Some(match (reader.resolve)(value) {
        Resolved::Absent => return None,
        Resolved::OneOf(_) | Resolved::Unknown => Shape::Open,
        Resolved::Text(_) => Shape::Text,
        Resolved::Plain => match value.kind() {
            Kind::String => Shape::Text,
            Kind::Number => Shape::Number,
            Kind::Bool => Shape::Boolean,
            Kind::Null => Shape::Null,
            Kind::Mapping => Shape::Object,
            Kind::Sequence => Shape::List,
            Kind::Hole | Kind::Missing | Kind::Alias => Shape::Open,
        },
    })
}
