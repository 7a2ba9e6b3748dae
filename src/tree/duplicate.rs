//! Keys that stand twice.

use std::borrow::Cow;

use super::{Kind, Style, Value};

/// Keys that stand twice in this mapping: the earlier and the later, one pair for each later one.
/// A hole says nothing about the key it will be.
pub fn duplicate_keys<'t>(mapping: Value<'t>) -> Vec<(Value<'t>, Value<'t>)> {
    let mut keys: Vec<(Cow<'t, str>, Value<'t>)> = mapping
        .entries()
        .filter(|entry| !entry.is_merge())
        .filter_map(|entry| entry.key())
        .filter(|key| key.kind() != Kind::Hole)
        // A word that stands where a JSON key should is no key.
        .filter(|key| mapping.style() != Style::Json || key.raw().starts_with('"'))
        .filter_map(|key| Some((key.scalar_text()?, key)))
        .collect();
    if keys.len() < 2 || are_few_and_distinct(&keys) {
        return Vec::new();
    }
    keys.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.index.cmp(&b.1.index)));
    let is_twice = |pair: &&[(Cow<str>, Value)]| pair[0].0 == pair[1].0 && !pair[0].0.contains("${");
    let mut pairs: Vec<_> = keys.windows(2).filter(is_twice).map(|pair| (pair[0].1, pair[1].1)).collect();
    pairs.sort_by_key(|(_, later)| later.index);
    pairs
}

/// Most mappings: their few keys are compared with each other faster than they are sorted.
fn are_few_and_distinct(keys: &[(Cow<str>, Value)]) -> bool {
    let is_new =
        |(at, (key, _)): (usize, &(Cow<str>, Value))| keys[..at].iter().all(|(other, _)| other != key);
    keys.len() <= 8 && keys.iter().enumerate().all(is_new)
}
