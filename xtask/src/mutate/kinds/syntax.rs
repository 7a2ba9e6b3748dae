//! F1, F2: the text itself.

use steplint::asl;
use steplint::tree::Value;

use crate::mutate::kind::{Kind, Mode::Both, error};
use crate::mutate::mutant::Mutant;
use crate::mutate::sites::Sites;

pub const KINDS: &[Kind] = &[
    error("F1", "comma after the last field", Both, |s| last_fields(s, ",", &[",", "comma"])),
    error("F1", "comma between fields left out", Both, |s| {
        between(
            s,
            ',',
            |before, after| (before.span().end, after.key_span().map(|key| key.start)),
            &[",", "comma"],
        )
    }),
    error("F1", "colon after a key left out", Both, |s| {
        between(
            s,
            ':',
            |_, after| (after.key_span().map_or(0, |key| key.end), Some(after.span().start)),
            &[":", "colon"],
        )
    }),
    error("F1", "brace of a state not closed", Both, |s| {
        objects(s)
            .map(|state| {
                let end = state.span().end as usize;
                let open = state.span().start;
                // It is missed where the next thing stands, or at the end of the text.
                let missed = Mutant::removed(end - 1..end)
                    .or_at(open)
                    .or_at(end as u32)
                    .or_at(s.root().span().end - 1);
                following(s, end, missed).named("}").named("brace").named("closed")
            })
            .collect()
    }),
    error("F1", "quote of a string left out", Both, |s| {
        strings(s)
            .map(|value| {
                let end = value.span().end as usize;
                Mutant::removed(end - 1..end)
                    .or_at(value.span().start)
                    .named("\"")
                    .named("quote")
                    .named("string")
            })
            .collect()
    }),
    error("F1", "string in single quotes", Both, |s| {
        strings(s)
            .filter_map(|value| {
                // A quote of either sort inside would be another fault.
                let text = value.text().filter(|text| !text.contains(['\'', '"', '\\']))?;
                s.replace(value, &format!("'{text}'")).map(|mutant| mutant.named("'").named("quote"))
            })
            .collect()
    }),
    error("F1", "comment", Both, |s| {
        objects(s)
            .map(|state| {
                let at = state.span().start as usize + 1;
                Mutant::new(at..at, " // checked by hand\n").named("comment").named("//")
            })
            .collect()
    }),
    error("F1", "second closing brace at the end", Both, |s| {
        let end = s.root().span().end as usize;
        if !s.is_json() {
            return Vec::new();
        }
        vec![Mutant::new(end..end, "}").named("}").named("end")]
    }),
    error("F2", "field written twice", Both, |s| {
        s.states()
            .filter_map(|state| {
                let field = state
                    .value()
                    .entries()
                    .find(|field| !asl::is_hidden(*field) && field.text().is_some())?;
                twice(s, state.value(), field)
            })
            .collect()
    }),
    error("F2", "two states of one name in one `States`", Both, |s| {
        let states = s.scopes().filter_map(|scope| scope.states_value());
        states.filter_map(|states| twice(s, states, states.entries().next()?)).collect()
    }),
];

/// States of JSON: what is told of YAML's own faults has its own tests.
fn objects<'m>(s: &Sites<'m>) -> impl Iterator<Item = Value<'m>> {
    let is_json = s.is_json();
    s.states().map(|state| state.value()).filter(move |_| is_json)
}

fn strings<'m>(s: &Sites<'m>) -> impl Iterator<Item = Value<'m>> {
    objects(s).flat_map(Value::entries).filter(|value| asl::known_text(*value).is_some())
}

/// Puts a text behind the last field of each state.
fn last_fields(s: &Sites, text: &str, names: &[&str]) -> Vec<Mutant> {
    let lasts = objects(s).filter_map(|state| state.entries().last());
    lasts
        .map(|last| {
            let end = last.span().end as usize;
            let mutant = Mutant::new(end..end, text);
            // Or where it should have ended.
            let mutant = following(s, end, mutant);
            names.iter().fold(mutant, |mutant, name| mutant.named(*name))
        })
        .collect()
}

/// Takes a sign away from between two fields.
fn between(
    s: &Sites,
    sign: char,
    bounds: fn(Value, Value) -> (u32, Option<u32>),
    names: &[&str],
) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for state in objects(s) {
        let fields: Vec<Value> = state.entries().collect();
        for pair in fields.windows(2) {
            let (start, Some(end)) = bounds(pair[0], pair[1]) else { continue };
            let range = start as usize..end as usize;
            let Some(at) = s.text.get(range.clone()).and_then(|between| between.find(sign)) else { continue };
            let at = range.start + at;
            let mutant = Mutant::new(at..at + 1, "").or_at(end).or_at(start);
            mutants.push(names.iter().fold(mutant, |mutant, name| mutant.named(*name)));
        }
    }
    mutants
}

/// The fault is told too at the next thing that is not blank.
fn following(s: &Sites, from: usize, mutant: Mutant) -> Mutant {
    let rest = s.text.get(from..).unwrap_or("");
    let blank = rest.find(|letter: char| !letter.is_whitespace() && letter != ',');
    blank.map_or(mutant.clone(), |blank| mutant.or_at((from + blank) as u32))
}

/// A copy of a field before all others.
fn twice(s: &Sites, holder: Value, field: Value) -> Option<Mutant> {
    let key = field.key_text()?;
    // The copy is as right as the field; the first key of the object keeps its line.
    let copy = s.text.get(field.span().start as usize..field.span().end as usize)?;
    if !s.is_json() || copy.contains('\n') && copy.len() > 2000 {
        return None;
    }
    let at = holder.entries().next()?.key_span()?.start as usize;
    let copy = format!("{}: {copy}, ", crate::mutate::sites::quoted(&key));
    Some(Mutant::new(at..at, copy).or_at(field.key_span()?.start).named(key))
}
