//! Every place of a machine that reads data by a path or makes it by an intrinsic function, in its
//! JSONPath states: fields that take a path, and keys that end in `.$` in payload templates, at any depth.

use std::borrow::Cow;
use std::ops::Range;

use super::grammar::Shape;
use super::intrinsic::{self, Call};
use super::machine::{Language, Machine};
use super::path::{Fault, Path};
use super::slot::Slot;
use super::state::State;
use super::{is_hidden, known_text};
use crate::text::Span;
use crate::tree::Value;

/// The end of a key whose value is a path or a call.
pub const DOLLAR: &str = ".$";

/// Calls and paths within one text that are looked at: each may be reported, at the cost of the whole text.
const MAX_CALLS: usize = 100;

/// What was found in a machine.
#[derive(Debug, Default)]
pub(super) struct References<'t> {
    references: Vec<ReferenceData<'t>>,
    objects: Vec<(Value<'t>, usize)>,
}

#[derive(Debug)]
struct ReferenceData<'t> {
    value: Value<'t>,
    slot: usize,
    role: Role,
    text: Cow<'t, str>,
    meaning: Meaning,
}

/// What may stand in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Any path.
    Path,
    /// A path that names a single node.
    ReferencePath,
    /// A path, or a call that makes a string.
    TextPath,
    /// A path or a call: the value of a key that ends in `.$`.
    Payload,
}

/// What a text is.
#[derive(Debug, PartialEq)]
pub enum Meaning {
    /// A path; it begins with `$`.
    Path(Result<Path, Fault>),
    /// A call of an intrinsic function.
    Call(Result<Call, Fault>),
    /// Nothing that could be meant as one of these.
    Neither,
}

impl Meaning {
    /// What a text is.
    pub fn of(text: &str) -> Meaning {
        if text.trim_start().starts_with('$') {
            Meaning::Path(Path::parse(text))
        } else if intrinsic::is_meant(text) {
            Meaning::Call(Call::parse(text))
        } else {
            Meaning::Neither
        }
    }

    /// Whether a text that stands where it is taken as it is was surely meant to be replaced: a path from
    /// `$` or `$$`, or a call of a function that exists.
    pub fn is_surely_meant(text: &str) -> bool {
        // Of nearly every text its beginning tells.
        if !text.starts_with('$') && !text.trim_start().starts_with(intrinsic::PREFIX) {
            return false;
        }
        match Meaning::of(text) {
            Meaning::Path(Ok(path)) => {
                let is_rooted = text.starts_with("$.") || text.starts_with("$$.") || text.starts_with("$[");
                // `$.50` is a price.
                is_rooted
                    && !text.contains(char::is_whitespace)
                    && !path
                        .names(text)
                        .next()
                        .is_some_and(|(name, _)| name.starts_with(|c: char| c.is_ascii_digit()))
            }
            Meaning::Call(Ok(call)) => call.function(text).is_some(),
            _ => false,
        }
    }
}

/// A place that holds a path or a call, or should.
#[derive(Clone, Copy, Debug)]
pub struct Reference<'m> {
    machine: &'m Machine<'m>,
    data: &'m ReferenceData<'m>,
}

/// An object of a payload template.
#[derive(Clone, Copy, Debug)]
pub struct PayloadObject<'m> {
    /// The object.
    pub value: Value<'m>,
    /// The field whose template it is part of.
    pub slot: Slot<'m>,
}

impl<'t> Machine<'t> {
    /// Every place of a JSONPath state that holds a path or an intrinsic function or should, and whose
    /// text is known.
    pub fn references(&self) -> impl Iterator<Item = Reference<'_>> {
        self.references.references.iter().map(|data| Reference { machine: self, data })
    }

    /// Every object of every payload template of a JSONPath state.
    pub fn payload_objects(&self) -> impl Iterator<Item = PayloadObject<'_>> {
        let objects = self.references.objects.iter();
        objects.map(|&(value, slot)| PayloadObject { value, slot: Slot::new(self, slot) })
    }
}

impl<'m> Reference<'m> {
    /// The string.
    pub fn value(self) -> Value<'m> {
        self.data.value
    }

    /// Its text.
    pub fn text(self) -> &'m str {
        &self.data.text
    }

    /// What may stand there.
    pub fn role(self) -> Role {
        self.data.role
    }

    /// What stands there.
    pub fn meaning(self) -> &'m Meaning {
        &self.data.meaning
    }

    /// The field that it is the value of, or part of the template of.
    pub fn slot(self) -> Slot<'m> {
        Slot::new(self.machine, self.data.slot)
    }

    /// The state that it belongs to.
    pub fn state(self) -> Option<State<'m>> {
        self.slot().element().state()
    }

    /// The bytes in the file of a range of its text.
    pub fn span(self, range: Range<usize>) -> Span {
        self.value().text_span(range)
    }

    /// What it is called in a message: "`InputPath` of `Charge card`".
    pub fn title(self) -> String {
        title(self.value(), self.slot())
    }

    /// The call that stands there, if it could be read.
    pub fn call(self) -> Option<&'m Call> {
        match self.meaning() {
            Meaning::Call(Ok(call)) => Some(call),
            _ => None,
        }
    }

    /// The call that stands there and those within it, with their depth: as many as a person would write.
    pub fn calls(self) -> impl Iterator<Item = (&'m Call, usize)> {
        self.call().into_iter().flat_map(Call::calls).take(MAX_CALLS)
    }

    /// The paths that could be read: the one that stands there, or those in the calls.
    pub fn paths(self) -> impl Iterator<Item = &'m Path> {
        let own = match self.meaning() {
            Meaning::Path(Ok(path)) => Some(path),
            _ => None,
        };
        own.into_iter()
            .chain(self.call().into_iter().flat_map(Call::paths).take(MAX_CALLS).map(|(path, _)| path))
    }
}

/// What an entry of a field's template, or the field itself, is called in a message.
pub fn title(entry: Value, slot: Slot) -> String {
    let state = slot.element().state();
    let of = state.map(|state| format!(" of `{}`", state.name())).unwrap_or_default();
    let (field, own) = (slot.name(), entry.key_text().unwrap_or_default());
    match entry == slot.value() {
        true => format!("`{field}`{of}"),
        false => format!("`{own}` in `{field}`{of}"),
    }
}

impl<'t> References<'t> {
    /// Looks at every field of a machine that its grammar knows.
    pub(super) fn of(machine: &Machine<'t>) -> References<'t> {
        let mut found = References::default();
        for (index, field, value) in machine.slots.fields_in(Language::JsonPath) {
            match field.shape {
                Shape::Path(_) => found.push(value, index, Role::Path),
                Shape::ReferencePath(_) => found.push(value, index, Role::ReferencePath),
                Shape::TextPath => found.push(value, index, Role::TextPath),
                Shape::Payload | Shape::Assign => found.walk(value, index),
                _ => {}
            }
        }
        found
    }

    fn push(&mut self, value: Value<'t>, slot: usize, role: Role) {
        if let Some(text) = known_text(value) {
            let meaning = Meaning::of(&text);
            self.references.push(ReferenceData { value, slot, role, text, meaning });
        }
    }

    /// Walks a template. What an alias stands for is looked at where it is written.
    fn walk(&mut self, template: Value<'t>, slot: usize) {
        let mut open = vec![template];
        while let Some(value) = open.pop() {
            if value.is_alias() || is_hidden(value) {
                continue;
            }
            let start = open.len();
            if value.is_mapping() {
                self.objects.push((value, slot));
            }
            for entry in value.entries() {
                match entry.key_text() {
                    Some(key) if key.ends_with(DOLLAR) && !entry.key().is_some_and(is_hidden) => {
                        self.push(entry, slot, Role::Payload);
                    }
                    _ if entry.is_mapping() || entry.is_sequence() => open.push(entry),
                    _ => {}
                }
            }
            open.extend(value.items().filter(|item| item.is_mapping() || item.is_sequence()));
            open.get_mut(start..).unwrap_or_default().reverse();
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{Meaning, Role};
    use crate::asl::{Kind, Machine};
    use crate::text::SourceId;
    use crate::tree::json;

    const DEFINITION: &str = r#"{
      "StartAt": "Each",
      "States": {
        "Each": {"Type": "Map", "ItemsPath": "$.items", "Next": "Choose",
          "ItemSelector": {"n.$": "$$.Map.Item.Index", "list": [{"x.$": "States.UUID()", "y": {"z.$": "nonsense"}}]},
          "ItemReader": {"Resource": "r", "Parameters": {"Key.$": "$.key"}},
          "ItemBatcher": {"MaxItemsPerBatchPath": "$.n", "BatchInput": {"b.$": "$.b"}},
          "ItemProcessor": {"StartAt": "Inner", "States": {
            "Inner": {"Type": "Pass", "Result": {"r.$": "$.data"}, "Assign": {"v.$": "$.v"}, "End": true},
            "Other": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": {"o.$": "$.o"}, "End": true}
          }}},
        "Choose": {"Type": "Choice", "Choices": [
          {"Not": {"Variable": "$.a", "StringEqualsPath": "$b"}, "Next": "Stop", "Assign": {"w.$": "$.w"}},
          {"Variable": "$.${hole}", "IsNull": true, "Next": "Stop"}]},
        "Stop": {"Type": "Fail", "ErrorPath": "$.error", "CausePath": "States.Format('{}', $.cause)"}
      }
    }"#;

    #[test]
    fn references_are_found_by_position() {
        let tree = json::parse(SourceId(0), DEFINITION.into(), 0..DEFINITION.len());
        let machine = Machine::of(tree.root(), Kind::Unknown);
        let texts: Vec<_> =
            machine.references().map(|reference| (reference.role(), reference.text())).collect();
        let expected = [
            (Role::ReferencePath, "$.items"),
            (Role::Payload, "$$.Map.Item.Index"),
            (Role::Payload, "States.UUID()"),
            (Role::Payload, "nonsense"),
            (Role::Payload, "$.key"),
            (Role::ReferencePath, "$.n"),
            (Role::Payload, "$.b"),
            (Role::Payload, "$.w"),
            (Role::Path, "$.a"),
            (Role::Path, "$b"),
            (Role::TextPath, "$.error"),
            (Role::TextPath, "States.Format('{}', $.cause)"),
            (Role::Payload, "$.v"),
        ];
        assert_eq!(texts, expected);
        let title = machine.references().nth(3).unwrap().title();
        assert_eq!(title, "`z.$` in `ItemSelector` of `Each`");
    }

    #[test]
    fn what_is_surely_meant() {
        for text in ["$.a", "$$.Execution.Id", "$['a']", "States.UUID()", "States.Format('{}', $.a)"] {
            assert!(Meaning::is_surely_meant(text), "{text}");
        }
        for text in ["$", "$5", "$.50", "$a.b", "$.", "$. or less", "States.Foo()", "States.ALL", "costs $.a"]
        {
            assert!(!Meaning::is_surely_meant(text), "{text}");
        }
    }
}
