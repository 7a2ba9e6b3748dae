//! Faults that only the finished tree shows: steps that are no steps, groups and predicates in the wrong
//! order, and `%` where no step has a parent.

use std::ops::Range;

use super::Error;
use super::tree::{Id, Kind, Node};

/// Steps that are looked at for the parents of all `%` of an expression before the search is given up:
/// no expression of a person comes near.
const MAX_SEEKS: usize = 100_000;

/// Checks a tree from its first node to its last, so that of several faults the first is found.
pub(super) fn check(text: &str, nodes: &[Node], root: Id) -> Result<(), Error> {
    let mut checker =
        Checker { text, nodes, facts: Vec::with_capacity(nodes.len()), parents: Vec::new(), seeks: 0 };
    for (index, node) in nodes.iter().enumerate() {
        let fact = checker.fact(Id(index as u32), node)?;
        checker.facts.push(fact);
    }
    let fact = checker.of(root);
    match fact.own_parent.or_else(|| fact.seeking.first().copied()) {
        Some(parent) => Err(checker.no_parent(parent)),
        None => Ok(()),
    }
}

/// What has to be known of a part to check what it is part of. "It" is what JSONata takes it for: a
/// predicate, a group or a variable is bound to what it follows, and names, sorted and numbered things
/// are paths.
#[derive(Clone, Debug)]
struct Fact {
    /// Without predicates, groups and bound variables.
    base: Id,
    is_path: bool,
    /// Whether it is grouped, and whether its last step is.
    has_group: bool,
    step_has_group: bool,
    /// Whether its last step has a predicate, or sorts.
    has_stage: bool,
    is_sort: bool,
    /// Whether a variable is bound to the context.
    has_focus: bool,
    /// `%` that found no parent within it.
    seeking: Vec<Slot>,
    /// Those of its last step, where it is a path.
    step_seeking: Vec<Slot>,
    /// The `%` that it is.
    own_parent: Option<Slot>,
}

/// One `%`: its place among all of them.
type Slot = usize;

/// How many steps up its parent is, and where the `%` stands.
struct Parent {
    level: usize,
    range: Range<usize>,
}

struct Checker<'a> {
    text: &'a str,
    nodes: &'a [Node],
    facts: Vec<Fact>,
    parents: Vec<Parent>,
    seeks: usize,
}

impl<'a> Checker<'a> {
    fn fact(&mut self, id: Id, node: &Node) -> Result<Fact, Error> {
        let mut fact = Fact {
            base: id,
            is_path: false,
            has_group: false,
            step_has_group: false,
            has_stage: false,
            is_sort: false,
            has_focus: false,
            seeking: Vec::new(),
            step_seeking: Vec::new(),
            own_parent: None,
        };
        match &node.kind {
            Kind::Missing => return Err(missing(node)),
            Kind::Name => fact.is_path = true,
            Kind::Parent => {
                fact.own_parent = Some(self.parents.len());
                self.parents.push(Parent { level: 1, range: node.range.clone() });
            }
            Kind::Minus(operand) if self.kind(self.of(*operand).base) == &Kind::Number => {
                return Ok(self.of(*operand).clone());
            }
            Kind::Minus(part) | Kind::Bind(_, part) => self.collect(&mut fact, [*part]),
            Kind::Binary(_, left, right) => self.collect(&mut fact, [*left, *right]),
            Kind::Condition(condition, then, other) => {
                self.collect(&mut fact, [Some(*condition), Some(*then), *other].into_iter().flatten());
            }
            Kind::Call(_, parts) | Kind::Block(parts) | Kind::Array(parts) => {
                self.collect(&mut fact, parts.iter().copied());
            }
            Kind::Object(pairs) => {
                self.collect(&mut fact, pairs.iter().flat_map(|(key, value)| [*key, *value]));
            }
            Kind::Path(steps) => self.path(&mut fact, steps)?,
            Kind::Predicate(left, filter) => self.predicate(&mut fact, *left, *filter, node)?,
            Kind::Group(left, _) => self.group(&mut fact, *left, node)?,
            Kind::Sort(left, terms) => self.sort(&mut fact, *left, terms)?,
            Kind::Focus(left, _) => self.focus(&mut fact, *left, node)?,
            Kind::Index(left, _) => self.index(&mut fact, *left),
            _ => {}
        }
        Ok(fact)
    }

    /// Takes over what the parts of something are looking for.
    fn collect(&mut self, fact: &mut Fact, parts: impl IntoIterator<Item = Id>) {
        for part in parts {
            let part = &mut self.facts[part.0 as usize];
            let own_parent = part.own_parent;
            append(&mut fact.seeking, std::mem::take(&mut part.seeking));
            fact.seeking.extend(own_parent);
        }
    }

    fn path(&mut self, fact: &mut Fact, steps: &[Id]) -> Result<(), Error> {
        let Some(first) = steps.first().and_then(|first| self.facts.get_mut(first.0 as usize)) else {
            return Ok(());
        };
        fact.is_path = true;
        fact.has_group = first.is_path && first.has_group;
        if first.is_path || first.own_parent.is_some() {
            fact.seeking = std::mem::take(&mut first.seeking);
            fact.seeking.extend(first.own_parent);
        }
        for (index, step) in steps.iter().enumerate() {
            self.check_step(*step)?;
            if index > 0 {
                fact.step_seeking = self.sought_by_step(*step);
                let left = self.resolve(&steps[..index], &fact.step_seeking)?;
                fact.seeking.extend(left);
            }
        }
        if let Some(last) = steps.last().map(|last| self.of(*last)) {
            (fact.step_has_group, fact.has_stage, fact.is_sort) =
                (last.step_has_group, last.has_stage, last.is_sort);
        }
        Ok(())
    }

    /// A number or a constant is no step.
    fn check_step(&self, step: Id) -> Result<(), Error> {
        let mut base = self.of(step).base;
        while let Kind::Sort(left, _) = self.kind(base) {
            base = self.of(*left).base;
        }
        if !matches!(self.kind(base), Kind::Number | Kind::Constant) {
            return Ok(());
        }
        let range = self.nodes[base.0 as usize].range.clone();
        let message = format!("`{}` is no step of a path", self.text.get(range.clone()).unwrap_or_default());
        Err(Error::new("S0213", message, range))
    }

    fn predicate(&mut self, fact: &mut Fact, left: Id, filter: Id, node: &Node) -> Result<(), Error> {
        self.inherit(fact, left);
        if fact.step_has_group {
            let range = self.nodes[left.0 as usize].range.end..node.range.end;
            return Err(Error::new("S0209", "a predicate follows a grouping", range));
        }
        fact.has_stage = true;
        let slots = std::mem::take(&mut self.facts[filter.0 as usize].seeking);
        if slots.is_empty() {
            return Ok(());
        }
        let step = self.last_step(left);
        for &slot in &slots {
            match self.parents[slot].level {
                1 => self.seek(step, slot)?,
                level => self.parents[slot].level = level.saturating_sub(1),
            }
        }
        fact.step_seeking.extend(slots.iter().chain(&self.of(filter).own_parent.clone()));
        if !fact.is_path {
            append(&mut fact.seeking, slots);
        }
        Ok(())
    }

    fn group(&mut self, fact: &mut Fact, left: Id, node: &Node) -> Result<(), Error> {
        self.inherit(fact, left);
        if fact.has_group {
            let range = self.nodes[left.0 as usize].range.end..node.range.end;
            return Err(Error::new("S0210", "a grouping follows a grouping", range));
        }
        fact.has_group = true;
        fact.step_has_group |= !fact.is_path;
        Ok(())
    }

    fn sort(&mut self, fact: &mut Fact, left: Id, terms: &[Id]) -> Result<(), Error> {
        self.collect(fact, terms.iter().copied());
        fact.step_seeking = std::mem::take(&mut fact.seeking);
        (fact.is_path, fact.is_sort) = (true, true);
        let before = &mut self.facts[left.0 as usize];
        let base = before.base;
        if before.is_path {
            fact.has_group = before.has_group;
            fact.seeking = std::mem::take(&mut before.seeking);
        }
        let steps = match self.kind(base) {
            Kind::Path(steps) => steps.as_slice(),
            _ => &[left],
        };
        let unresolved = self.resolve(steps, &fact.step_seeking)?;
        fact.seeking.extend(unresolved);
        Ok(())
    }

    fn focus(&mut self, fact: &mut Fact, left: Id, node: &Node) -> Result<(), Error> {
        self.inherit(fact, left);
        let range = self.nodes[left.0 as usize].range.end..node.range.end;
        if fact.has_stage {
            return Err(Error::new("S0215", "a variable is bound by `@` after a predicate", range));
        }
        if fact.is_sort {
            return Err(Error::new("S0216", "a variable is bound by `@` after a sorting", range));
        }
        fact.has_focus = true;
        Ok(())
    }

    fn index(&mut self, fact: &mut Fact, left: Id) {
        self.inherit(fact, left);
        if !fact.is_path {
            fact.step_seeking = std::mem::take(&mut fact.seeking);
            (fact.is_path, fact.has_group) = (true, false);
            fact.own_parent = None;
        }
    }

    /// A thing with something bound to it is still that thing.
    fn inherit(&mut self, fact: &mut Fact, left: Id) {
        let left = &mut self.facts[left.0 as usize];
        let seeking = std::mem::take(&mut left.seeking);
        let step_seeking = std::mem::take(&mut left.step_seeking);
        *fact = Fact { seeking, step_seeking, ..left.clone() };
    }

    fn sought_by_step(&self, step: Id) -> Vec<Slot> {
        let fact = self.of(step);
        let slots = if fact.is_path { &fact.step_seeking } else { &fact.seeking };
        let is_parent = self.kind(fact.base) == &Kind::Parent;
        let own = self.of(fact.base).own_parent.filter(|_| is_parent);
        slots.iter().copied().chain(own).collect()
    }

    /// Looks for the parents of what a step asks for among the steps before it; gives what is not found.
    fn resolve(&mut self, before: &[Id], slots: &[Slot]) -> Result<Vec<Slot>, Error> {
        let mut unresolved = Vec::new();
        for &slot in slots {
            let mut rest = before;
            while self.parents[slot].level > 0 {
                let Some((step, others)) = rest.split_last() else {
                    unresolved.push(slot);
                    break;
                };
                let mut step = *step;
                rest = others;
                while self.of(step).has_focus
                    && self.seeks <= MAX_SEEKS
                    && let Some((previous, others)) = rest.split_last()
                    && self.of(*previous).has_focus
                {
                    (step, rest) = (*previous, others);
                    self.seeks += 1;
                }
                self.seek_step(step, slot)?;
            }
        }
        Ok(unresolved)
    }

    /// Counts the steps of a part towards the parent that a `%` asks for.
    fn seek(&mut self, step: Id, slot: Slot) -> Result<(), Error> {
        self.seeks += 1;
        if self.seeks > MAX_SEEKS {
            self.parents[slot].level = 0;
            return Ok(());
        }
        let base = self.of(step).base;
        let level = self.parents[slot].level;
        match self.kind(base) {
            Kind::Name | Kind::Wildcard => self.parents[slot].level = level.saturating_sub(1),
            Kind::Parent => self.parents[slot].level = level + 1,
            Kind::Block(parts) => {
                if let Some(last) = parts.last().copied() {
                    self.seek(last, slot)?;
                }
            }
            Kind::Path(steps) => {
                for (index, step) in steps.iter().copied().enumerate().rev() {
                    let is_last = index + 1 == steps.len();
                    if !is_last && self.parents[slot].level == 0 {
                        break;
                    }
                    self.seek_step(step, slot)?;
                }
            }
            _ => return Err(self.no_parent(slot)),
        }
        Ok(())
    }

    /// As a step of a path a string is a name.
    fn seek_step(&mut self, step: Id, slot: Slot) -> Result<(), Error> {
        if self.kind(self.of(step).base) != &Kind::Text {
            return self.seek(step, slot);
        }
        self.parents[slot].level = self.parents[slot].level.saturating_sub(1);
        Ok(())
    }

    fn no_parent(&self, slot: Slot) -> Error {
        let message = "no step before `%` tells what the parent is";
        Error::new("S0217", message, self.parents[slot].range.clone())
    }

    /// The last step of a path, or the thing itself.
    fn last_step(&self, id: Id) -> Id {
        match self.kind(self.of(id).base) {
            Kind::Path(steps) => steps.last().copied().unwrap_or(id),
            _ => id,
        }
    }

    fn of(&self, id: Id) -> &Fact {
        &self.facts[id.0 as usize]
    }

    fn kind(&self, id: Id) -> &'a Kind {
        &self.nodes[id.0 as usize].kind
    }
}

fn missing(node: &Node) -> Error {
    let message = "the expression ends where a value is expected";
    Error::new("S0207", message, node.range.clone())
}

/// Appends the shorter to the longer: chains of operators keep moving one long list.
fn append(to: &mut Vec<Slot>, mut from: Vec<Slot>) {
    if to.is_empty() {
        *to = from;
    } else {
        to.append(&mut from);
    }
}
