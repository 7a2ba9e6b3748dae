//! E: retriers and catchers.

use steplint::asl::State;
use steplint::tree::Value;

use crate::mutate::kind::{Kind, Mode::Both, error, warning};
use crate::mutate::mutant::Mutant;
use crate::mutate::sites::{Sites, quoted};

pub const KINDS: &[Kind] = &[
    error("E2", "ErrorEquals removed", Both, |s| {
        handlers(s).filter_map(|one| s.remove(one, "ErrorEquals")).collect()
    }),
    error("E2", "ErrorEquals empty", Both, |s| errors(s).filter_map(|list| s.replace(list, "[]")).collect()),
    error("E2", "ErrorEquals as a string", Both, |s| {
        errors(s).filter_map(|list| s.replace(list, "\"States.ALL\"")).collect()
    }),
    error("E2", "ErrorEquals with a number", Both, |s| {
        errors(s).filter_map(|list| s.replace(list, "[404]")).collect()
    }),
    error("E6", "Next removed from a catcher", Both, |s| {
        s.catchers().filter_map(|one| s.remove(one, "Next")).collect()
    }),
    error("E3", "States.ALL beside another name", Both, |s| {
        names(s)
            .filter(|name| name.is_text("States.ALL"))
            .filter_map(|name| {
                Some(s.replace(name, "\"States.ALL\", \"Payment.Refused\"")?.named("States.ALL"))
            })
            .collect()
    }),
    error("E3", "States.ALL not in the last retrier", Both, |s| {
        last(s, "Retry", "{\"ErrorEquals\": [\"Payment.Refused\"]}")
    }),
    error("E3", "States.ALL not in the last catcher", Both, |s| {
        s.states()
            .filter_map(|state| {
                let target = state.catchers().last()?.get("Next")?.text()?;
                let after =
                    format!("{{\"ErrorEquals\": [\"Payment.Refused\"], \"Next\": {}}}", quoted(&target));
                behind(s, state, "Catch", &after)
            })
            .collect()
    }),
    warning("E4", "misspelt predefined error", Both, |s| {
        names(s).filter_map(|name| rename(s, name, "States.TaskFail")).collect()
    }),
    warning("E4", "predefined error in another case", Both, |s| {
        names(s).filter_map(|name| rename(s, name, "States.TIMEOUT")).collect()
    }),
    warning("E8", "retrier after one that already takes its errors", Both, |s| {
        s.states().filter_map(|state| shadowed(s, state, "Retry")).collect()
    }),
    warning("E8", "catcher after one that already takes its errors", Both, |s| {
        s.states().filter_map(|state| shadowed(s, state, "Catch")).collect()
    }),
    warning("E9", "error named twice in one retrier or catcher", Both, |s| {
        names(s)
            .filter(|name| !name.is_text("States.ALL"))
            .filter_map(|name| {
                let text = name.text()?;
                let both = format!("{0}, {0}", quoted(&text));
                Some(s.replace(name, &both)?.named(text))
            })
            .collect()
    }),
];

fn handlers<'m>(s: &Sites<'m>) -> impl Iterator<Item = Value<'m>> {
    s.retriers().chain(s.catchers())
}

fn errors<'m>(s: &Sites<'m>) -> impl Iterator<Item = Value<'m>> {
    handlers(s).filter_map(|one| one.get("ErrorEquals")).filter(|list| list.is_sequence())
}

/// Error names between brackets: a second one can stand beside each.
fn names<'m>(s: &Sites<'m>) -> impl Iterator<Item = Value<'m>> {
    let flow = errors(s).filter(|list| list.style() != steplint::tree::Style::Block);
    flow.flat_map(Value::items).filter(|name| steplint::asl::known_text(*name).is_some())
}

fn rename(s: &Sites, name: Value, text: &str) -> Option<Mutant> {
    Some(s.retext(name, text)?.named(text))
}

/// Another one behind a last one that takes every error.
fn last(s: &Sites, list: &str, json: &str) -> Vec<Mutant> {
    s.states().filter_map(|state| behind(s, state, list, json)).collect()
}

fn behind(s: &Sites, state: State, list: &str, json: &str) -> Option<Mutant> {
    let last = state.field(list)?.items().last()?;
    let all = last.get("ErrorEquals")?.items().find(|name| name.is_text("States.ALL"))?;
    let end = last.span().end as usize;
    let mutant = s.is_json().then(|| Mutant::new(end..end, format!(", {json}")))?;
    Some(mutant.or_at(all.span().start).or_at(last.span().start).named("States.ALL"))
}

/// The first one again, behind itself. What takes every error has a stricter rule.
fn shadowed(s: &Sites, state: State, list: &str) -> Option<Mutant> {
    let first = state.field(list)?.items().next()?;
    let mut names = first.get("ErrorEquals")?.items();
    let name = names.next().filter(|name| !name.is_text("States.ALL"))?;
    let span = first.span();
    let copy = s.text.get(span.start as usize..span.end as usize)?;
    let flat: Vec<&str> = copy.split_whitespace().collect();
    let end = span.end as usize;
    let mutant = s.is_json().then(|| Mutant::new(end..end, format!(", {}", flat.join(" "))))?;
    Some(mutant.named(name.text()?))
}
