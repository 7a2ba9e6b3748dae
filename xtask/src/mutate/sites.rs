//! The places of a definition, and the ways to change it that keep everything else as it was written.

use std::borrow::Cow;

use steplint::asl::{self, Language, Machine, Scope, State, StateType};
use steplint::tree::{Style, Value};

use super::mutant::{Mutant, bytes};

/// A definition without an error, as far as a kind of fault looks at it.
pub struct Sites<'m> {
    /// The definition.
    pub machine: &'m Machine<'m>,
    /// The whole text.
    pub text: &'m str,
    /// Only states of this language.
    pub language: Option<Language>,
}

/// Fields of a state whose value is a payload template (JSONPath).
const TEMPLATES: [&str; 5] = ["Parameters", "ResultSelector", "ItemSelector", "Assign", "Credentials"];

/// Fields of a state whose value is evaluated (JSONata).
const EVALUATED: [&str; 8] =
    ["Arguments", "Output", "Assign", "Items", "ItemSelector", "Seconds", "TimeoutSeconds", "Error"];

impl<'m> Sites<'m> {
    /// The root object.
    pub fn root(&self) -> Value<'m> {
        self.machine.value()
    }

    /// Whether it is JSON.
    pub fn is_json(&self) -> bool {
        self.root().style() != Style::Block
    }

    /// Scopes, the root first. A scope itself has no language.
    pub fn scopes(&self) -> impl Iterator<Item = Scope<'m>> {
        self.machine.scopes()
    }

    /// Scopes inside states.
    pub fn inner_scopes(&self) -> impl Iterator<Item = Scope<'m>> {
        self.scopes().filter(|scope| scope.owner().is_some())
    }

    /// States of the language.
    pub fn states(&self) -> impl Iterator<Item = State<'m>> {
        let language = self.language;
        self.machine.states().filter(move |state| language.is_none_or(|one| state.language() == one))
    }

    /// States of these types.
    pub fn of(&self, types: &'static [StateType]) -> impl Iterator<Item = State<'m>> {
        self.states().filter(|state| types.contains(&state.kind()))
    }

    /// Known values of a field of states.
    pub fn fields(&self, name: &'static str) -> impl Iterator<Item = Value<'m>> {
        self.states().filter_map(move |state| state.field(name)).filter(|value| !asl::is_hidden(*value))
    }

    /// Retriers of all states.
    pub fn retriers(&self) -> impl Iterator<Item = Value<'m>> {
        self.states().flat_map(State::retriers).filter(|one| one.is_mapping())
    }

    /// Catchers of all states.
    pub fn catchers(&self) -> impl Iterator<Item = Value<'m>> {
        self.states().flat_map(State::catchers).filter(|one| one.is_mapping())
    }

    /// Rules of Choice states that have a `Next`.
    pub fn rules(&self) -> impl Iterator<Item = Value<'m>> {
        let choices = self.of(&[StateType::Choice]).filter_map(|state| state.field("Choices"));
        choices.flat_map(Value::items).filter(|one| one.is_mapping())
    }

    /// Rules that compare, at any depth.
    pub fn comparisons(&self) -> impl Iterator<Item = Value<'m>> {
        let mut found = Vec::new();
        self.rules().for_each(|rule| comparisons(rule, &mut found));
        found.into_iter()
    }

    /// The operator of a comparison.
    pub fn operator(rule: Value<'m>) -> Option<Value<'m>> {
        let rest = ["Variable", "Next", "Comment", "Assign"];
        let mut fields =
            rule.entries().filter(|field| field.key_text().is_some_and(|key| !rest.contains(&&*key)));
        fields.next().filter(|value| !asl::is_hidden(*value))
    }

    /// Known values under keys that end in `.$`, at any depth of a template.
    pub fn dollar_values(&self) -> impl Iterator<Item = Value<'m>> {
        let mut found = Vec::new();
        for state in self.states() {
            let fields = TEMPLATES.iter().filter_map(|name| state.field(name));
            fields.for_each(|template| dollar_values(template, &mut found));
        }
        found.into_iter()
    }

    /// Objects of templates that have at least one key.
    pub fn templates(&self) -> impl Iterator<Item = Value<'m>> {
        self.states()
            .flat_map(|state| TEMPLATES[..4].iter().filter_map(move |name| state.field(name)))
            .filter(|template| template.is_mapping() && template.entries().next().is_some())
    }

    /// `{% … %}` strings, at any depth of an evaluated field.
    pub fn expressions(&self) -> impl Iterator<Item = Value<'m>> {
        let mut found = Vec::new();
        for state in self.states() {
            for field in EVALUATED.iter().filter_map(|name| state.field(name)) {
                strings(field, &mut found);
            }
        }
        for rule in self.rules() {
            found.extend(rule.get("Condition"));
        }
        found.retain(|value| value.text().is_some_and(|text| text.starts_with("{%") && text.ends_with("%}")));
        found.retain(|value| !asl::is_hidden(*value));
        found.into_iter()
    }

    /// A task's known `Resource`.
    pub fn resources(&self) -> impl Iterator<Item = (State<'m>, Value<'m>, Cow<'m, str>)> {
        let tasks = self.of(&[StateType::Task]);
        tasks.filter_map(|state| {
            let value = state.field("Resource")?;
            Some((state, value, asl::known_text(value)?))
        })
    }

    /// Writes JSON in place of a value.
    pub fn replace(&self, value: Value, json: &str) -> Option<Mutant> {
        let is_block = matches!(value.style(), Style::Literal | Style::Folded | Style::Block);
        if value.is_alias() || value.tag().is_some() || is_block {
            return None;
        }
        let mutant = Mutant::new(bytes(value.span()), json);
        Some(match value.key_text() {
            Some(key) => mutant.or_at(value.key_span()?.start).named(key),
            None => mutant,
        })
    }

    /// Writes another text in place of a string.
    pub fn retext(&self, value: Value, text: &str) -> Option<Mutant> {
        self.replace(value, &quoted(text))
    }

    /// Gives a value another key.
    pub fn rekey(&self, value: Value, key: &str) -> Option<Mutant> {
        let old = value.key()?;
        if old.is_alias() {
            return None;
        }
        Some(Mutant::new(bytes(old.span()), quoted(key)).named(key))
    }

    /// Takes a field away.
    pub fn remove(&self, holder: Value, field: &str) -> Option<Mutant> {
        let entries: Vec<Value> = holder.entries().collect();
        let at = entries.iter().position(|entry| entry.key_text().is_some_and(|key| key == field))?;
        let entry = entries[at].entry_span();
        if entries[at].is_alias() {
            return None;
        }
        let range = match (at.checked_sub(1), entries.get(at + 1)) {
            (_, Some(next)) => entry.start as usize..next.key_span()?.start as usize,
            (Some(before), None) => entries[before].span().end as usize..entry.end as usize,
            // A block mapping cannot be empty.
            (None, None) if holder.style() == Style::Block => return None,
            (None, None) => bytes(entry),
        };
        Some(held(Mutant::removed(range).named(field), holder))
    }

    /// Adds a field in front of the others, on a line of its own where those are.
    pub fn insert(&self, holder: Value, field: &str, json: &str) -> Option<Mutant> {
        if !holder.is_mapping() || holder.is_alias() || holder.get(field).is_some() {
            return None;
        }
        let entry = format!("{}: {json}", quoted(field));
        let Some(first) = holder.entries().next() else {
            let at = holder.span().start as usize + 1;
            return Some(Mutant::new(at..at, entry).named(field));
        };
        let at = first.key_span()?.start as usize;
        let line = self.text.get(..at)?.rfind('\n').map_or(0, |end| end + 1);
        let before = self.text.get(line..at)?;
        let is_alone = before.trim().is_empty();
        let separator = match holder.style() == Style::Block {
            true => format!("\n{}", " ".repeat(before.chars().count())),
            false if is_alone => format!(",\n{before}"),
            false => ", ".to_owned(),
        };
        Some(Mutant::new(at..at, entry + &separator).named(field))
    }

    /// Gives a field this value, whether it is there or not.
    pub fn put(&self, holder: Value, field: &str, json: &str) -> Option<Mutant> {
        match holder.get(field) {
            Some(value) => self.replace(value, json),
            None => self.insert(holder, field, json),
        }
    }

    /// Gives a state another name, and every transition to it.
    pub fn rename(&self, state: State, name: &str) -> Option<Mutant> {
        let old = state.name();
        let mut mutant = self.rekey(state.value(), name)?;
        let scope = state.scope();
        let targets = scope.states().flat_map(State::transitions).map(|transition| transition.target);
        for target in targets.chain(scope.start_at()).filter(|target| target.is_text(old)) {
            mutant = mutant.and(target.span(), quoted(name));
        }
        Some(mutant)
    }
}

/// Something is missing in this object: told at its key or where it begins.
pub fn held(mutant: Mutant, holder: Value) -> Mutant {
    let mutant = mutant.or_at(holder.span().start);
    holder.key_span().into_iter().fold(mutant, |mutant, key| mutant.or_at(key.start))
}

/// A string of JSON, which is one of YAML too.
pub fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A word with a letter left out, as fingers do; none for words too short to be recognised then.
pub fn misspelt(word: &str) -> Option<String> {
    let letters: Vec<char> = word.chars().collect();
    let dropped = letters.len() / 2;
    let rest = letters.iter().enumerate().filter(|(at, _)| *at != dropped).map(|(_, letter)| letter);
    (letters.len() > 2).then(|| rest.collect())
}

/// The name of a state, so misspelt that no state of the scope has it.
pub fn misspelt_name(scope: Scope, name: &str) -> String {
    misspelt(name).filter(|near| scope.state(near).is_none()).unwrap_or_else(|| format!("{name}x"))
}

fn comparisons<'m>(rule: Value<'m>, found: &mut Vec<Value<'m>>) {
    if rule.get("Variable").is_some() {
        found.push(rule);
    }
    let lists = ["And", "Or"].iter().filter_map(|name| rule.get(name)).flat_map(Value::items);
    lists.chain(rule.get("Not")).for_each(|inner| comparisons(inner, found));
}

fn dollar_values<'m>(value: Value<'m>, found: &mut Vec<Value<'m>>) {
    for inner in value.entries().chain(value.items()) {
        match inner.key_text() {
            Some(key) if key.ends_with(".$") => {
                found.extend(Some(inner).filter(|inner| asl::known_text(*inner).is_some()));
            }
            _ => dollar_values(inner, found),
        }
    }
}

fn strings<'m>(value: Value<'m>, found: &mut Vec<Value<'m>>) {
    found.extend(value.text().is_some().then_some(value));
    value.entries().chain(value.items()).for_each(|inner| strings(inner, found));
}
