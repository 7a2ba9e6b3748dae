//! Every object of a machine that the grammar knows, and every field of it, found by position: data
//! that happens to hold a key `Next` is never looked at.

use std::borrow::Cow;
use std::ops::Range;

use super::grammar::{self, Emptiness, Field, Object, Shape};
use super::is_hidden;
use super::machine::{Language, Machine};
use super::state::{State, StateType};
use crate::tree::Value;

/// What a machine holds, in the order of the walk: each object directly before its fields.
#[derive(Debug, Default)]
pub(super) struct Slots<'t> {
    elements: Vec<ElementData<'t>>,
    slots: Vec<SlotData<'t>>,
}

#[derive(Debug)]
struct ElementData<'t> {
    value: Value<'t>,
    grammar: &'static Object,
    state: Option<usize>,
    parent: Option<usize>,
    language: Option<Language>,
    slots: Range<usize>,
    /// The first of its slots for each field that the grammar knows.
    known: Vec<usize>,
    is_complete: bool,
}

#[derive(Debug)]
struct SlotData<'t> {
    value: Value<'t>,
    element: usize,
    field: Option<&'static Field>,
    is_hidden: bool,
}

/// An object of the grammar: the machine, a state, a retrier, a choice rule.
#[derive(Clone, Copy, Debug)]
pub struct Element<'m> {
    machine: &'m Machine<'m>,
    index: usize,
}

/// A field of an [`Element`] as it is written.
#[derive(Clone, Copy, Debug)]
pub struct Slot<'m> {
    machine: &'m Machine<'m>,
    index: usize,
}

impl<'t> Machine<'t> {
    /// Every object of the definition whose grammar is known.
    pub fn elements(&self) -> impl Iterator<Item = Element<'_>> {
        (0..self.slots.elements.len()).map(|index| Element { machine: self, index })
    }

    /// Every field of those objects, known or not.
    pub fn slots(&self) -> impl Iterator<Item = Slot<'_>> {
        (0..self.slots.slots.len()).map(|index| Slot { machine: self, index })
    }
}

impl<'m> Element<'m> {
    /// The object.
    pub fn value(self) -> Value<'m> {
        self.data().value
    }

    /// What the grammar says of such objects.
    pub fn grammar(self) -> &'static Object {
        self.data().grammar
    }

    /// The state that it is, or belongs to; none for the machine. A sub-machine belongs to the Parallel
    /// or Map state around it.
    pub fn state(self) -> Option<State<'m>> {
        self.data().state.map(|index| State::new(self.machine, index))
    }

    /// The object that it is part of, up to the state or the sub-machine.
    pub fn parent(self) -> Option<Element<'m>> {
        self.data().parent.map(|index| Element { machine: self.machine, index })
    }

    /// Whether it is such an object.
    pub fn is(self, grammar: &'static Object) -> bool {
        std::ptr::eq(self.grammar(), grammar)
    }

    /// The query language that holds in it; none where a hole or a fault hides it.
    pub fn language(self) -> Option<Language> {
        self.data().language
    }

    /// Its fields in the order of the text.
    pub fn slots(self) -> impl Iterator<Item = Slot<'m>> {
        self.data().slots.clone().map(move |index| Slot { machine: self.machine, index })
    }

    /// The value of a field that the grammar knows.
    pub fn field(self, name: &str) -> Option<Value<'m>> {
        let mut slots = self.data().known.iter().map(|&index| Slot { machine: self.machine, index });
        slots.find(|slot| slot.field().is_some_and(|field| field.name == name)).map(Slot::value)
    }

    /// Whether all of its fields are written here, so that what is not there is absent.
    pub fn is_complete(self) -> bool {
        self.data().is_complete
    }

    /// What it is called in a message: "the Wait state `Pause`", "a retrier of `Charge card`",
    /// "`ItemReader` of `Ship`".
    pub fn title(self) -> String {
        let title = self.grammar().title;
        match self.state() {
            None => title.to_owned(),
            Some(state) if state.value() == self.value() => {
                format!("the {} state `{}`", state.kind().as_str(), state.name())
            }
            Some(state) => format!("{title} of `{}`", state.name()),
        }
    }

    fn data(self) -> &'m ElementData<'m> {
        &self.machine.slots.elements[self.index]
    }
}

impl<'m> Slot<'m> {
    pub(super) fn new(machine: &'m Machine<'m>, index: usize) -> Slot<'m> {
        Slot { machine, index }
    }

    /// The value; it knows its key.
    pub fn value(self) -> Value<'m> {
        self.data().value
    }

    /// The name that is written, known to the grammar or not.
    pub fn name(self) -> Cow<'m, str> {
        match self.field() {
            Some(field) => Cow::Borrowed(field.name),
            None => self.value().key_text().unwrap_or_default(),
        }
    }

    /// The field, if such an object has one of this name, in whichever query language.
    pub fn field(self) -> Option<&'static Field> {
        self.data().field
    }

    /// The field, if such an object has it in the query language that holds.
    pub fn allowed_field(self) -> Option<&'static Field> {
        self.field().filter(|field| field.is_in(self.element().language()))
    }

    /// The object that has it.
    pub fn element(self) -> Element<'m> {
        Element { machine: self.machine, index: self.data().element }
    }

    /// Whether the value will be known only when the definition is deployed.
    pub fn is_hidden(self) -> bool {
        self.data().is_hidden
    }

    /// Whether a JSONata expression stands in place of the value, or may where the language is not known.
    pub fn is_computed(self) -> bool {
        self.element().language() != Some(Language::JsonPath)
            && self.field().is_some_and(|field| field.is_evaluated)
            && self.value().text().is_some_and(|text| text.starts_with("{%"))
    }

    fn data(self) -> &'m SlotData<'m> {
        &self.machine.slots.slots[self.index]
    }
}

impl<'t> Slots<'t> {
    /// Walks a machine whose scopes and states have been read.
    pub(super) fn of(machine: &Machine<'t>) -> Slots<'t> {
        let mut slots = Slots::default();
        let language = known_language(machine.value().get("QueryLanguage"), Some(Language::default()));
        for scope in &machine.scopes {
            let owner = scope.owner.and_then(|owner| machine.states.get(owner));
            let grammar = match owner {
                None => &grammar::MACHINE,
                Some(owner) if owner.kind != StateType::Map => &grammar::BRANCH,
                Some(owner) if is_processor(owner.value, scope.value) => &grammar::PROCESSOR,
                Some(_) => &grammar::ITERATOR,
            };
            slots.walk(machine, scope.value, grammar, scope.owner, language);
            for &index in &scope.states {
                let Some(state) = machine.states.get(index) else { continue };
                if let Some(grammar) = grammar::of_state(state.kind) {
                    let own = known_language(state.value.get_merged("QueryLanguage"), language);
                    slots.walk(machine, state.value, grammar, Some(index), own);
                }
            }
        }
        slots
    }

    /// The fields that stand where a query language is sure to hold that has them, with their numbers.
    pub(super) fn fields_in(
        &self,
        language: Language,
    ) -> impl Iterator<Item = (usize, &'static Field, Value<'t>)> {
        self.slots.iter().enumerate().filter_map(move |(index, slot)| {
            let field = slot.field.filter(|field| field.is_in(Some(language)))?;
            let is_in = self.elements.get(slot.element)?.language == Some(language);
            is_in.then_some((index, field, slot.value))
        })
    }

    /// Takes in an object and all objects that are part of it, but no sub-machines: those come as scopes.
    fn walk(
        &mut self,
        machine: &Machine<'t>,
        value: Value<'t>,
        grammar: &'static Object,
        state: Option<usize>,
        language: Option<Language>,
    ) {
        let mut open = vec![(value, grammar, None)];
        while let Some((value, grammar, parent)) = open.pop() {
            if !value.is_mapping() || is_hidden(value) {
                continue;
            }
            let element = self.elements.len();
            let start = self.slots.len();
            let mut known = Vec::new();
            let mut is_complete = machine.is_whole() && !value.has_unknown_merge();
            for entry in value.merged_entries() {
                let field = entry.key_text().and_then(|name| grammar.field(&name));
                if field.is_none() && entry.key().is_none_or(is_hidden) {
                    is_complete = false;
                } else {
                    if field.is_some_and(|field| !self.has(&known, field)) {
                        known.push(self.slots.len());
                    }
                    let is_hidden = is_hidden(entry);
                    self.slots.push(SlotData { value: entry, element, field, is_hidden });
                }
            }
            let slots = start..self.slots.len();
            let data = ElementData {
                value,
                grammar,
                state,
                parent,
                language,
                slots: slots.clone(),
                known,
                is_complete,
            };
            self.elements.push(data);
            for slot in self.slots.get(slots).unwrap_or_default().iter().rev() {
                match slot.field.map(|field| field.shape) {
                    Some(Shape::Object(part)) => open.push((slot.value, part, Some(element))),
                    Some(Shape::List(part, Emptiness::Allowed | Emptiness::Refused)) => {
                        let items: Vec<_> =
                            slot.value.items().map(|item| (item, part, Some(element))).collect();
                        open.extend(items.into_iter().rev());
                    }
                    _ => {}
                }
            }
        }
    }
}

impl Slots<'_> {
    /// Whether one of these slots is of a field.
    fn has(&self, slots: &[usize], field: &'static Field) -> bool {
        let is_same = |slot: &SlotData| slot.field.is_some_and(|known| std::ptr::eq(known, field));
        slots.iter().any(|&slot| self.slots.get(slot).is_some_and(is_same))
    }
}

/// The language that a `QueryLanguage` sets; the inherited one where there is none; none where it
/// cannot be known.
fn known_language(value: Option<Value>, inherited: Option<Language>) -> Option<Language> {
    match value {
        None => inherited,
        Some(value) => Language::of(Some(value)),
    }
}

fn is_processor(map: Value, scope: Value) -> bool {
    map.get_merged("ItemProcessor").is_some_and(|processor| processor == scope)
}

#[cfg(test)]
mod tests {
    use crate::asl::{Kind, Language, Machine};
    use crate::text::SourceId;
    use crate::tree::json;

    const DEFINITION: &str = r#"{
      "StartAt": "Next",
      "States": {
        "Next": {"Type": "Pass", "Result": {"Next": "a", "States": {"B": {"Type": "Task"}}}, "Next": "Each"},
        "Each": {"Type": "Map", "QueryLanguage": "JSONata", "Items": [1], "Typo": 1, "End": true,
          "ItemReader": {"Resource": "r", "ReaderConfig": {"InputType": "CSV"}},
          "Retry": [{"ErrorEquals": ["States.ALL"]}],
          "ItemProcessor": {"StartAt": "Choose", "States": {
            "Choose": {"Type": "Choice", "Choices": [{"And": [{"Variable": "$.a", "IsNull": true}], "Next": "Choose"}]}
          }}}
      }
    }"#;

    fn seen<T>(look: impl Fn(&Machine) -> T) -> T {
        let tree = json::parse(SourceId(0), DEFINITION.into(), 0..DEFINITION.len());
        look(&Machine::of(tree.root(), Kind::Unknown))
    }

    #[test]
    fn objects_are_found_by_position() {
        let titles = seen(|machine| machine.elements().map(|element| element.title()).collect::<Vec<_>>());
        let expected = [
            "the machine",
            "the Pass state `Next`",
            "the Map state `Each`",
            "`ItemReader` of `Each`",
            "`ReaderConfig` of `Each`",
            "a retrier of `Each`",
            "`ItemProcessor` of `Each`",
            "the Choice state `Choose`",
            "a choice rule of `Choose`",
            "a nested choice rule of `Choose`",
        ];
        assert_eq!(titles, expected);
    }

    #[test]
    fn the_language_of_a_state_does_not_flow_into_it() {
        let languages = seen(|machine| {
            let states = machine.elements().filter(|element| element.title().contains("state"));
            states.map(|element| element.language()).collect::<Vec<_>>()
        });
        let (path, jsonata) = (Some(Language::JsonPath), Some(Language::Jsonata));
        assert_eq!(languages, [path, jsonata, path]);
    }

    #[test]
    fn fields_are_known_by_their_object_and_language() {
        let unknown = seen(|machine| {
            let slots = machine.slots().filter(|slot| slot.allowed_field().is_none());
            slots.map(|slot| slot.name().into_owned()).collect::<Vec<_>>()
        });
        assert_eq!(unknown, ["Typo"]);
    }
}
