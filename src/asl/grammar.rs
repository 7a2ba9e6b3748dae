//! What may stand where in a definition, as tables: for every object of the language its fields, in
//! which query language each is allowed, and what its value may be. Amazon States Language
//! specification of November 2024; ranges and words of the service's developer guide.

mod choice;
mod parts;
mod states;

pub use choice::{CHOICE_RULE, COMPARISONS, NESTED_CHOICE_RULE};
pub use parts::*;
pub use states::{STATES, of_state};

use super::machine::Language;
use super::state::StateType;

/// An object of the language: a state, a retrier, the configuration of a reader.
#[derive(Debug)]
pub struct Object {
    /// What it is called in messages, with its article; by its field where an object has but one.
    pub title: &'static str,
    /// Every field that it may have, in groups that objects share.
    pub fields: &'static [&'static [Field]],
    /// Fields it cannot do without.
    pub required: &'static [Requirement],
    /// Groups of fields of which at most one may be given.
    pub exclusive: &'static [&'static [&'static str]],
}

/// One of these fields has to be there.
pub type Requirement = &'static [&'static str];

/// A field of an object.
#[derive(Debug)]
pub struct Field {
    /// Its name; case matters.
    pub name: &'static str,
    /// The only query language that has it; none where both do.
    pub language: Option<Language>,
    /// What its value may be.
    pub shape: Shape,
    /// Whether a JSONata state may give a `{% … %}` in place of the value.
    pub is_evaluated: bool,
}

/// What a value may be.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Any JSON value, taken as it is.
    Data,
    /// A payload template; in a JSONata state any value with `{% … %}` at any depth.
    Payload,
    /// Variables and their values: an object whose values are payloads.
    Assign,
    /// A string.
    Text,
    /// A list of strings with at least one.
    Texts,
    /// `true` or `false`.
    Flag,
    /// A whole number of this range.
    Integer(i64, i64),
    /// A number of this range.
    Number(f64, f64),
    /// One of these strings.
    Word(&'static [&'static str]),
    /// A moment as RFC 3339 writes it.
    Timestamp,
    /// A JSONPath; `null` too where the flag says so.
    Path(Nullable),
    /// A JSONPath that names a single node.
    ReferencePath(Nullable),
    /// A reference path, or an intrinsic function that makes a string.
    TextPath,
    /// A list, or an object, or a `{% … %}` that makes one.
    Items,
    /// `true`, `false` or a `{% … %}` that makes one.
    Condition,
    /// An object with fields of its own.
    Object(&'static Object),
    /// A list of such objects.
    List(&'static Object, Emptiness),
    /// A sub-machine.
    Scope,
    /// A list of sub-machines with at least one.
    Scopes,
    /// States by name.
    States,
}

/// Whether `null` may be given: what it means depends on the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nullable {
    /// It may.
    Yes,
    /// It may not.
    No,
}

/// Whether a list may be empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Emptiness {
    /// It may.
    Allowed,
    /// It may not.
    Refused,
}

/// Every object there is, states first.
pub fn objects() -> impl Iterator<Item = &'static Object> {
    STATES.into_iter().chain(PARTS).chain([&CHOICE_RULE, &NESTED_CHOICE_RULE])
}

impl Object {
    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields().find(|field| field.name == name)
    }

    /// Every field that it may have.
    pub fn fields(&self) -> impl Iterator<Item = &'static Field> {
        self.fields.iter().copied().flatten()
    }

    /// The fields that a query language has; all where it is not known.
    pub fn fields_in(&self, language: Option<Language>) -> impl Iterator<Item = &'static Field> {
        self.fields().filter(move |field| field.is_in(language))
    }
}

impl Field {
    /// Whether a query language has it. One that is not known may.
    pub fn is_in(&self, language: Option<Language>) -> bool {
        self.language.is_none() || language.is_none() || self.language == language
    }
}

/// A field of both query languages.
const fn both(name: &'static str, shape: Shape) -> Field {
    Field { name, language: None, shape, is_evaluated: false }
}

/// A field of both, which a JSONata state may compute.
const fn evaluated(name: &'static str, shape: Shape) -> Field {
    Field { name, language: None, shape, is_evaluated: true }
}

/// A field that only JSONPath has.
const fn jsonpath(name: &'static str, shape: Shape) -> Field {
    Field { name, language: Some(Language::JsonPath), shape, is_evaluated: false }
}

/// A field that only JSONata has.
const fn jsonata(name: &'static str, shape: Shape) -> Field {
    Field { name, language: Some(Language::Jsonata), shape, is_evaluated: true }
}

/// Seconds that a timeout, a heartbeat or an interval may last: three years and two months.
const SECONDS: Shape = Shape::Integer(1, 99_999_999);

const INPUT_PATH: Field = jsonpath("InputPath", Shape::Path(Nullable::Yes));
const OUTPUT_PATH: Field = jsonpath("OutputPath", Shape::Path(Nullable::Yes));
const RESULT_PATH: Field = jsonpath("ResultPath", Shape::ReferencePath(Nullable::Yes));
const PARAMETERS: Field = jsonpath("Parameters", Shape::Payload);
const RESULT_SELECTOR: Field = jsonpath("ResultSelector", Shape::Payload);
const ARGUMENTS: Field = jsonata("Arguments", Shape::Payload);
const OUTPUT: Field = jsonata("Output", Shape::Payload);
const ASSIGN: Field = both("Assign", Shape::Assign);
const COMMENT: Field = both("Comment", Shape::Text);
const NEXT: Field = both("Next", Shape::Text);
const END: Field = both("End", Shape::Flag);
const QUERY_LANGUAGE: Field = both("QueryLanguage", Shape::Word(&["JSONPath", "JSONata"]));

/// The path that gives the value of a number or a moment at run time.
const fn by_path(name: &'static str) -> Field {
    jsonpath(name, Shape::ReferencePath(Nullable::No))
}
