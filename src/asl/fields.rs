//! The fields of a state.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::tree::Value;

/// The fields of a state by name, without a walk through the tree for each question.
#[derive(Debug)]
pub(super) struct Fields<'t> {
    list: Vec<(Cow<'t, str>, Value<'t>)>,
    /// The marks of all names: most questions are for fields that are not there.
    marks: u64,
    /// Of a state with more of them than any grammar has.
    by_name: Option<HashMap<Cow<'t, str>, Value<'t>>>,
}

/// A state has at most some thirty fields; only of a state with far more is an index worth its price.
const MAX_SEARCHED: usize = 64;

impl<'t> Fields<'t> {
    pub fn of(state: Value<'t>) -> Fields<'t> {
        let fields = state.merged_entries();
        let list: Vec<_> = fields.filter_map(|field| Some((field.key_text()?, field))).collect();
        let marks = list.iter().fold(0, |marks, (name, _)| marks | mark(name));
        let by_name = (list.len() > MAX_SEARCHED).then(|| list.iter().cloned().collect());
        Fields { list, marks, by_name }
    }

    /// Of several fields of one name the last, as every parser takes it that takes one.
    pub fn get(&self, name: &str) -> Option<Value<'t>> {
        if self.marks & mark(name) == 0 {
            return None;
        }
        match &self.by_name {
            Some(fields) => fields.get(name).copied(),
            None => self.list.iter().rev().find(|(known, _)| known == name).map(|(_, value)| *value),
        }
    }
}

/// One bit; by these factors few names of the language share one.
fn mark(name: &str) -> u64 {
    let byte = |byte: Option<&u8>| byte.copied().map_or(0, usize::from);
    let (first, last) = (byte(name.as_bytes().first()), byte(name.as_bytes().last()));
    1 << ((name.len() + first * 29 + last * 3) % 64)
}
