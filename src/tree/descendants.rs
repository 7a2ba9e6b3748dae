//! A value with everything below it.

use super::value::NO_KEY;
use super::{Kind, Tree, Value};

impl<'t> Value<'t> {
    /// This value and everything below it in the order of the text, what aliases stand for included; keys come
    /// with their values. What `keep` refuses is left out with all that is below it.
    pub fn descendants<F: FnMut(Value<'t>) -> bool>(self, keep: F) -> Descendants<'t, F> {
        Descendants { tree: self.tree, first: Some(self), open: Vec::new(), keep }
    }
}

/// Iterator over a value and what is below it; see [`Value::descendants`].
pub struct Descendants<'t, F> {
    tree: &'t Tree,
    first: Option<Value<'t>>,
    /// The mappings and sequences around the next value.
    open: Vec<Level>,
    keep: F,
}

/// What is left of a mapping or a sequence.
#[derive(Clone, Copy)]
struct Level {
    at: u32,
    end: u32,
    is_mapping: bool,
}

impl<'t, F: FnMut(Value<'t>) -> bool> Iterator for Descendants<'t, F> {
    type Item = Value<'t>;

    fn next(&mut self) -> Option<Value<'t>> {
        loop {
            let value = match self.first.take() {
                Some(value) => value,
                None => self.below()?,
            };
            if (self.keep)(value) {
                self.enter(value);
                return Some(value);
            }
        }
    }
}

impl<'t, F> Descendants<'t, F> {
    /// The next value of the innermost level that has one.
    fn below(&mut self) -> Option<Value<'t>> {
        let tree = self.tree;
        let level = loop {
            let level = self.open.last_mut()?;
            if level.at < level.end {
                break level;
            }
            self.open.pop();
        };
        let first = level.at;
        let after = tree.nodes.get(first as usize)?.next;
        if !level.is_mapping {
            level.at = after;
            return Some(Value { tree, index: first, key: NO_KEY });
        }
        level.at = tree.nodes.get(after as usize)?.next;
        Some(Value { tree, index: after, key: first })
    }

    fn enter(&mut self, value: Value<'t>) {
        let node = value.target();
        if matches!(node.kind, Kind::Mapping | Kind::Sequence) {
            let (at, end) = (value.target_index() + 1, node.next);
            self.open.push(Level { at, end, is_mapping: node.kind == Kind::Mapping });
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::text::SourceId;
    use crate::tree::yaml;

    #[test]
    fn values_come_in_the_order_of_the_text() {
        let text = "a: &x [1, {b: 2}]\nskip: {c: 3}\nd: *x\ne: {f: [], g: 4}\n";
        let tree = yaml::parse(SourceId(0), text.into());
        let kept = tree.root().descendants(|value| !value.key_is("skip"));
        let told: Vec<_> =
            kept.map(|value| format!("{}={}", value.key_text().unwrap_or_default(), value.raw())).collect();
        let expected = [
            "a=[1, {b: 2}]",
            "=1",
            "={b: 2}",
            "b=2",
            "d=[1, {b: 2}]",
            "=1",
            "={b: 2}",
            "b=2",
            "e={f: [], g: 4}",
            "f=[]",
            "g=4",
        ];
        assert_eq!(told.get(1..).unwrap_or_default(), expected);
    }
}
