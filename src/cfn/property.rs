//! Known, unknown, absent: what a key path leads to, through `Fn::If` and `AWS::NoValue`.

use std::borrow::Cow;

use crate::tree::{Kind, Value};

use super::conditions;
use super::intrinsic::{Function, Intrinsic, is_open};
use super::template::{Parameter, Template};
use super::variant::{Branch, Variant};

/// Variants that are told apart; more are one unknown value.
pub const MAX_VARIANTS: usize = 16;

/// Functions within functions that are followed on the way to one property.
const MAX_DEPTH: usize = 32;

/// What stands at the end of a path of keys.
#[derive(Clone, Copy, Debug)]
pub enum Property<'t> {
    /// A scalar, list or mapping as written; what it holds may call functions.
    Known(Value<'t>),
    /// The `Ref` of a parameter: unknown, within what the parameter allows.
    Parameter(Value<'t>, Parameter<'t>),
    /// Anything else that the template does not tell; the nearest value that is written.
    Unknown(Value<'t>),
    /// Certainly nothing, `AWS::NoValue` included.
    Absent,
}

impl<'t> Property<'t> {
    /// The value as written, if it is known.
    pub fn known(self) -> Option<Value<'t>> {
        match self {
            Property::Known(value) => Some(value),
            _ => None,
        }
    }

    /// Whether there is certainly nothing.
    pub fn is_absent(self) -> bool {
        matches!(self, Property::Absent)
    }

    /// Where it is written, if anything is.
    pub fn place(self) -> Option<Value<'t>> {
        match self {
            Property::Known(value) | Property::Parameter(value, _) | Property::Unknown(value) => Some(value),
            Property::Absent => None,
        }
    }
}

/// What stands at the end of a path of keys below a value, in each variant that these branches allow.
pub fn variants<'t>(
    root: Value<'t>,
    path: &[&str],
    template: &Template<'t>,
    given: &[Branch<'t>],
) -> Vec<Variant<'t, Property<'t>>> {
    let mut walk = Walk { template, found: Vec::new(), overflow: false };
    walk.step(root, path, given, 0);
    if walk.overflow {
        return vec![Variant { branches: given.to_vec(), value: Property::Unknown(root) }];
    }
    walk.found
}

/// The items of a list in all variants that these branches allow, as far as they are written; a value
/// that is no list is its only item. `AWS::NoValue` is left out, functions that are not seen through stay.
pub fn items<'t>(
    list: Value<'t>,
    template: &Template<'t>,
    given: &[Branch<'t>],
) -> Vec<Variant<'t, Value<'t>>> {
    let mut found = Vec::new();
    for list in places(list, template, given) {
        match list.value.is_sequence() && Intrinsic::of(list.value).is_none() {
            true => found.extend(list.value.items().flat_map(|item| places(item, template, &list.branches))),
            false => found.push(list),
        }
    }
    found
}

fn places<'t>(
    value: Value<'t>,
    template: &Template<'t>,
    given: &[Branch<'t>],
) -> Vec<Variant<'t, Value<'t>>> {
    let all = variants(value, &[], template, given).into_iter();
    all.filter_map(|variant| variant.filter_map(Property::place)).collect()
}

struct Walk<'a, 't> {
    template: &'a Template<'t>,
    found: Vec<Variant<'t, Property<'t>>>,
    overflow: bool,
}

impl<'t> Walk<'_, 't> {
    fn step(&mut self, value: Value<'t>, path: &[&str], branches: &[Branch<'t>], depth: usize) {
        if depth > MAX_DEPTH {
            return self.found(Property::Unknown(value), branches);
        }
        if let Some(call) = Intrinsic::of(value) {
            return self.call(call, path, branches, depth);
        }
        let Some((key, rest)) = path.split_first() else {
            return self.found(end_of_path(value), branches);
        };
        match (value.kind(), value.get_merged(key)) {
            (_, Some(next)) => self.step(next, rest, branches, depth),
            (Kind::Mapping, None) if is_open(value) || self.template.has_unknown_macro() => {
                self.found(Property::Unknown(value), branches);
            }
            (Kind::Mapping | Kind::Null, None) => self.found(Property::Absent, branches),
            _ => self.found(Property::Unknown(value), branches),
        }
    }

    fn call(&mut self, call: Intrinsic<'t>, path: &[&str], branches: &[Branch<'t>], depth: usize) {
        if call.is_no_value() {
            return self.found(Property::Absent, branches);
        }
        if call.function == Function::If {
            return self.choose(call, path, branches, depth);
        }
        if let Some(value) = resolve(call, self.template) {
            return self.step(value, path, branches, depth + 1);
        }
        let parameter = (call.function == Function::Ref && path.is_empty())
            .then(|| self.template.parameter(&call.reference()?.name))
            .flatten();
        match parameter {
            Some(parameter) => self.found(Property::Parameter(call.value, parameter), branches),
            None => self.found(Property::Unknown(call.value), branches),
        }
    }

    fn choose(&mut self, call: Intrinsic<'t>, path: &[&str], branches: &[Branch<'t>], depth: usize) {
        let Some(choice) = Choice::of(call) else {
            return self.found(Property::Unknown(call.value), branches);
        };
        for branches in conditions::split(branches, &choice.condition, self.template) {
            if self.found.len() >= MAX_VARIANTS {
                self.overflow = true;
                return;
            }
            if let Some(chosen) = choice.under(&branches) {
                self.step(chosen, path, &branches, depth + 1);
            }
        }
    }

    fn found(&mut self, value: Property<'t>, branches: &[Branch<'t>]) {
        if self.found.len() >= MAX_VARIANTS {
            self.overflow = true;
            return;
        }
        self.found.push(Variant { branches: branches.to_vec(), value });
    }
}

fn end_of_path(value: Value) -> Property {
    match value.kind() {
        Kind::Null => Property::Absent,
        Kind::Hole | Kind::Missing => Property::Unknown(value),
        Kind::String if value.text().is_some_and(|text| text.contains("{{resolve:")) => {
            Property::Unknown(value)
        }
        _ => Property::Known(value),
    }
}

/// An `Fn::If`.
pub(super) struct Choice<'t> {
    pub condition: Cow<'t, str>,
    when_true: Value<'t>,
    when_false: Value<'t>,
}

impl<'t> Choice<'t> {
    /// The choice that a call is, if it is one and complete.
    pub fn of(call: Intrinsic<'t>) -> Option<Choice<'t>> {
        let mut items = call.argument.items().take_while(|_| call.function == Function::If);
        let condition = items.next()?.text()?;
        Some(Choice { condition, when_true: items.next()?, when_false: items.next()? })
    }

    /// What is chosen if the branches say so.
    pub fn under(&self, branches: &[Branch]) -> Option<Value<'t>> {
        let branch = branches.iter().find(|branch| branch.condition == self.condition)?;
        Some(if branch.holds { self.when_true } else { self.when_false })
    }
}

/// Mappings hold literals and lists of them and no functions (CloudFormation user guide, "Mappings").
fn is_constant(value: Value) -> bool {
    let is_literal =
        |value: Value| Intrinsic::of(value).is_none() && !value.is_mapping() && !value.is_sequence();
    if value.is_sequence() { value.items().all(is_literal) } else { is_literal(value) }
}

/// What a function gives that needs nothing but the template: `Fn::FindInMap` and `Fn::Select` of
/// literals.
pub(super) fn resolve<'t>(call: Intrinsic<'t>, template: &Template<'t>) -> Option<Value<'t>> {
    let items: Vec<Value> = call.argument.items().take(4).collect();
    let literal = |value: &Value<'t>| Intrinsic::of(*value).is_none().then(|| value.scalar_text())?;
    match (call.function, items.as_slice()) {
        (Function::FindInMap, [map, first, second]) => template
            .mapping(&literal(map)?, &literal(first)?, &literal(second)?)
            .filter(|value| is_constant(*value)),
        (Function::Select, [index, list]) if Intrinsic::of(*list).is_none() => {
            let index: usize = literal(index)?.parse().ok()?;
            // A list of several values, or `AWS::NoValue`, may stand for an item and move the rest.
            let is_single = |item: Value| {
                Intrinsic::of(item).is_none_or(|call| call.function != Function::If && !call.is_no_value())
            };
            list.items().all(is_single).then(|| list.items().nth(index))?
        }
        _ => None,
    }
}
