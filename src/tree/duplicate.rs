//! Keys that stand twice.

use std::borrow::Cow;

use super::{Kind, Style, Value};

/// Keys that stand twice in this mapping: the earlier and the later, one pair for each later one.
/// A hole says nothing about the key it will be.
pub fn duplicate_keys<'t>(mapping: Value<'t>) -> Vec<(Value<'t>, Value<'t>)> {
    if are_plainly_distinct(mapping) {
        return Vec::new();
    }
    let mut keys: Vec<(Cow<'t, str>, Value<'t>)> = mapping
        .entries()
        .filter(|entry| !entry.is_merge())
        .filter_map(|entry| entry.key())
        .filter(|key| key.kind() != Kind::Hole)
        // A word that stands where a JSON key should is no key.
        .filter(|key| mapping.style() != Style::Json || key.raw().starts_with('"'))
        .filter_map(|key| Some((key.scalar_text()?, key)))
        .collect();
    keys.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.index.cmp(&b.1.index)));
    let is_twice = |pair: &&[(Cow<str>, Value)]| pair[0].0 == pair[1].0 && !pair[0].0.contains("${");
    let mut pairs: Vec<_> = keys.windows(2).filter(is_twice).map(|pair| (pair[0].1, pair[1].1)).collect();
    pairs.sort_by_key(|(_, later)| later.index);
    pairs
}

/// Whether a mapping has few keys, all written out, that differ as they are written. So it is with most, and
/// comparing them with each other is faster than sorting them.
fn are_plainly_distinct(mapping: Value) -> bool {
    let mut known = [""; FEW];
    let mut style = None;
    for (at, key) in mapping.entries().filter_map(Value::key).enumerate() {
        let node = key.target();
        let raw = key.raw();
        let is_other = at == FEW || node.decoded || *style.get_or_insert(node.style) != node.style;
        if is_other || known[..at].contains(&raw) {
            return false;
        }
        known[at] = raw;
    }
    true
}

/// Keys that are compared with each other.
const FEW: usize = 16;
