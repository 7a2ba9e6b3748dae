//! Intrinsic functions, short and long forms seen alike: `!Sub x` is `{"Fn::Sub": "x"}`.

use std::borrow::Cow;

use crate::text::Span;
use crate::tree::{Kind, Value};

/// Which function a value calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// A resource, a parameter or a pseudo-parameter.
    Ref,
    /// An attribute of a resource.
    GetAtt,
    /// Text with `${…}`.
    Sub,
    /// A list joined by a delimiter.
    Join,
    /// One item of a list.
    Select,
    /// A list made of a text.
    Split,
    /// One of two values, by a condition.
    If,
    /// All of several conditions.
    And,
    /// One of several conditions.
    Or,
    /// The opposite of a condition.
    Not,
    /// Whether two values are equal.
    Equals,
    /// Another condition by its name.
    Condition,
    /// A value of the template's `Mappings`.
    FindInMap,
    /// A text in base 64.
    Base64,
    /// Address ranges.
    Cidr,
    /// The availability zones of a region.
    GetAzs,
    /// An export of another stack.
    ImportValue,
    /// A macro over this part of the template.
    Transform,
    /// The number of items of a list.
    Length,
    /// An object as JSON text.
    ToJsonString,
    /// A loop over a collection.
    ForEach,
    /// A function that steplint does not know.
    Other,
}

/// Function, long form, short form. Source: CloudFormation template reference, intrinsic functions.
const FUNCTIONS: [(Function, &str, &str); 21] = [
    (Function::Ref, "Ref", "!Ref"),
    (Function::GetAtt, "Fn::GetAtt", "!GetAtt"),
    (Function::Sub, "Fn::Sub", "!Sub"),
    (Function::Join, "Fn::Join", "!Join"),
    (Function::Select, "Fn::Select", "!Select"),
    (Function::Split, "Fn::Split", "!Split"),
    (Function::If, "Fn::If", "!If"),
    (Function::And, "Fn::And", "!And"),
    (Function::Or, "Fn::Or", "!Or"),
    (Function::Not, "Fn::Not", "!Not"),
    (Function::Equals, "Fn::Equals", "!Equals"),
    // The long form is the key of a condition elsewhere too: only `conditions` reads it.
    (Function::Condition, "Fn::Condition", "!Condition"),
    (Function::FindInMap, "Fn::FindInMap", "!FindInMap"),
    (Function::Base64, "Fn::Base64", "!Base64"),
    (Function::Cidr, "Fn::Cidr", "!Cidr"),
    (Function::GetAzs, "Fn::GetAZs", "!GetAZs"),
    (Function::ImportValue, "Fn::ImportValue", "!ImportValue"),
    (Function::Transform, "Fn::Transform", "!Transform"),
    (Function::Length, "Fn::Length", "!Length"),
    (Function::ToJsonString, "Fn::ToJsonString", "!ToJsonString"),
    (Function::ForEach, "Fn::ForEach", "!ForEach"),
];

const FOR_EACH: &str = "Fn::ForEach::";

/// A call of a function.
#[derive(Clone, Copy, Debug)]
pub struct Intrinsic<'t> {
    /// What is called.
    pub function: Function,
    /// The value that is the call.
    pub value: Value<'t>,
    /// What it is called with; of a short form the value itself.
    pub argument: Value<'t>,
    is_short: bool,
}

impl<'t> Intrinsic<'t> {
    /// The call that a value is; `None` for a value that stands for itself.
    pub fn of(value: Value<'t>) -> Option<Intrinsic<'t>> {
        match value.tag() {
            Some(tag) if !tag.starts_with("!!") && tag.len() > 1 => {
                let function = FUNCTIONS.iter().find(|(_, _, short)| *short == tag);
                let function = function.map_or(Function::Other, |&(function, ..)| function);
                Some(Intrinsic { function, value, argument: value, is_short: true })
            }
            _ => Intrinsic::of_mapping(value),
        }
    }

    /// The call within a short form such as `!Base64 {"Fn::Sub": …}`, or of the argument of a long form.
    pub fn inner(self) -> Option<Intrinsic<'t>> {
        if self.is_short { Intrinsic::of_mapping(self.argument) } else { Intrinsic::of(self.argument) }
    }

    /// The bytes of the whole call, its tag included.
    pub fn span(self) -> Span {
        self.value.tagged_span()
    }

    /// What a `Ref` or `Fn::GetAtt` names.
    pub fn reference(self) -> Option<Reference<'t>> {
        match self.function {
            Function::Ref => Some(Reference { name: plain_text(self.argument)?, attribute: None }),
            Function::GetAtt if self.argument.is_sequence() => {
                let mut items = self.argument.items();
                let name = plain_text(items.next()?)?;
                let rest: Option<Vec<_>> = items.map(plain_text).collect();
                let attribute = rest.filter(|rest| !rest.is_empty())?.join(".");
                Some(Reference { name, attribute: Some(attribute.into()) })
            }
            Function::GetAtt => {
                let text = self.argument.text()?;
                let (name, attribute) = text.split_once('.')?;
                Some(Reference {
                    name: Cow::Owned(name.to_owned()),
                    attribute: Some(Cow::Owned(attribute.to_owned())),
                })
            }
            _ => None,
        }
    }

    /// Whether it removes what it stands for: `Ref` of `AWS::NoValue`.
    pub fn is_no_value(self) -> bool {
        self.function == Function::Ref && self.argument.is_text("AWS::NoValue")
    }

    fn of_mapping(value: Value<'t>) -> Option<Intrinsic<'t>> {
        let mut entries = value.entries();
        let argument = entries.next()?;
        if entries.next().is_some() {
            return None;
        }
        let function = function_of_key(&argument.key_text()?)?;
        Some(Intrinsic { function, value, argument, is_short: false })
    }
}

/// Whether a key of a mapping makes CloudFormation put other keys in its place, so that what the
/// mapping lacks is unknown.
pub fn is_open_key(key: &str) -> bool {
    key == "Fn::Transform" || key.starts_with(FOR_EACH)
}

/// Whether a mapping may hold more than is written.
pub fn is_open(mapping: Value) -> bool {
    mapping.entries().any(|entry| entry.key_text().is_some_and(|key| is_open_key(&key)))
}

/// What a reference names: `Order`, or `Order` and `Arn`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference<'t> {
    /// Logical id, parameter or pseudo-parameter.
    pub name: Cow<'t, str>,
    /// The attribute of `Fn::GetAtt`.
    pub attribute: Option<Cow<'t, str>>,
}

impl Reference<'_> {
    /// As a hole in text: `${Order}`, `${Order.Arn}`, `${AWS::Region}`.
    pub fn hole(&self) -> String {
        match &self.attribute {
            Some(attribute) => format!("${{{}.{attribute}}}", self.name),
            None => format!("${{{}}}", self.name),
        }
    }
}

fn function_of_key(key: &str) -> Option<Function> {
    if key != "Ref" && !key.starts_with("Fn::") {
        return None;
    }
    if key.starts_with(FOR_EACH) {
        return Some(Function::ForEach);
    }
    let known = FUNCTIONS.iter().find(|(_, long, _)| *long == key);
    Some(known.map_or(Function::Other, |&(function, ..)| function))
}

/// The text of a scalar that calls no function of its own.
fn plain_text(value: Value<'_>) -> Option<Cow<'_, str>> {
    (value.kind() != Kind::Null).then(|| value.scalar_text())?
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::text::SourceId;
    use crate::tree::{json, yaml};

    #[test]
    fn short_and_long_forms_are_alike() {
        let cases = [
            ("!Ref A", "{\"Ref\": \"A\"}", Function::Ref, Some("${A}")),
            ("!GetAtt A.B.C", "{\"Fn::GetAtt\": [\"A\", \"B.C\"]}", Function::GetAtt, Some("${A.B.C}")),
            ("!GetAtt [A, B]", "{\"Fn::GetAtt\": \"A.B\"}", Function::GetAtt, Some("${A.B}")),
            ("!Sub x", "{\"Fn::Sub\": \"x\"}", Function::Sub, None),
            ("!If [C, 1, 2]", "{\"Fn::If\": [\"C\", 1, 2]}", Function::If, None),
            ("!Magic x", "{\"Fn::Magic\": 1}", Function::Other, None),
        ];
        for (short, long, function, hole) in cases {
            let short = yaml::parse(SourceId(0), short.into());
            let long = json::parse(SourceId(0), long.into(), 0..long.len());
            for root in [short.root(), long.root()] {
                let call = Intrinsic::of(root).unwrap();
                assert_eq!(call.function, function, "{root:?}");
                assert_eq!(call.reference().map(|reference| reference.hole()).as_deref(), hole);
            }
        }
    }

    #[test]
    fn the_span_of_a_short_form_holds_its_tag() {
        let tree = yaml::parse(SourceId(0), "a: !GetAtt Fn.Arn\n".into());
        let call = Intrinsic::of(tree.root().get("a").unwrap()).unwrap();
        assert_eq!((call.span().start, call.span().end), (3, 17));
    }

    #[test]
    fn a_function_within_a_short_form_is_found_and_ends() {
        let tree = yaml::parse(SourceId(0), "!Base64 {'Fn::Sub': x}".into());
        let call = Intrinsic::of(tree.root()).unwrap();
        let inner = call.inner().unwrap();
        assert_eq!((call.function, inner.function), (Function::Base64, Function::Sub));
        assert!(inner.inner().is_none());
    }

    #[test]
    fn values_of_any_other_shape_are_no_calls() {
        for text in ["Ref", "{}", "[]", "{Ref: a, b: 1}", "!!str x", "~", "{Condition: x}", "{? [a] : b}"] {
            let tree = yaml::parse(SourceId(0), text.into());
            assert!(Intrinsic::of(tree.root()).is_none(), "{text}");
        }
    }
}
