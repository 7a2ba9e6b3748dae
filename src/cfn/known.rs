//! What a template tells of an object that it holds, a definition or a policy: a tree whose functions
//! have become text or holes, so that its readers need not know CloudFormation.

use std::borrow::Cow;

use crate::tree::embed::Embedded;
use crate::tree::graft::{self, Graft};
use crate::tree::{Kind, Tree, Value};

use super::conditions;
use super::intrinsic::{Function, Intrinsic, is_open_key};
use super::property::{Choice, MAX_VARIANTS, resolve};
use super::template::Template;
use super::text::{NAMELESS, Text, has_dynamic_reference, has_literal, is_only_holes, starts_with_hole};
use super::variant::{Branch, Variant};

/// The tree of an object under conditions. `Fn::If` over any other condition is a hole.
pub fn known<'t>(value: Value<'t>, template: &Template<'t>, branches: &[Branch<'t>]) -> Tree {
    graft::copy(value, &mut |value| graft(value, template, branches))
}

/// The tree of the object that a function is called with; the tag of a short form stands at the object.
fn known_operand<'t>(value: Value<'t>, template: &Template<'t>, branches: &[Branch<'t>]) -> Tree {
    graft::copy(value, &mut |node| if node == value { None } else { graft(node, template, branches) })
}

/// All ways in which the conditions that a value holds can be under these branches, at most 16. Beyond
/// that many the later conditions stay open.
fn branchings<'t>(value: Value<'t>, template: &Template<'t>, given: &[Branch<'t>]) -> Vec<Vec<Branch<'t>>> {
    let mut all = vec![given.to_vec()];
    for condition in conditions_in(value) {
        if all.len() * 2 > MAX_VARIANTS {
            break;
        }
        all = all.iter().flat_map(|branches| conditions::split(branches, &condition, template)).collect();
    }
    all
}

/// The object that a value is or is the JSON text of, in every variant that conditions within it make
/// under these branches. Empty if nothing of it is known, and for a text whose beginning is unknown: it
/// may open what the rest closes.
pub fn parse_variants<'t>(
    value: Value<'t>,
    template: &Template<'t>,
    given: &[Branch<'t>],
) -> Vec<Variant<'t, Tree>> {
    let each_branching = |value, parse: &dyn Fn(&[Branch<'t>]) -> Option<Tree>| {
        let all = branchings(value, template, given).into_iter();
        all.filter_map(|branches| Some(Variant { value: parse(&branches)?, branches })).collect()
    };
    if let Some(object) = json_text_of_object(value) {
        return each_branching(object, &|branches| Some(known_operand(object, template, branches)));
    }
    if Intrinsic::of(value).is_none() && value.is_mapping() {
        return each_branching(value, &|branches| Some(known(value, template, branches)));
    }
    if let Some(scalar) = whole_scalar(value) {
        let tree = Embedded::parse_json_of(scalar).with_base(value.path());
        return vec![Variant { branches: given.to_vec(), value: tree }];
    }
    each_branching(value, &|branches| {
        let text = Text::under(value, template, branches)?.embedded;
        (!starts_with_hole(text.text())).then(|| text.parse_json().with_base(value.path()))
    })
}

/// The object of `Fn::ToJsonString`.
pub(super) fn json_text_of_object(value: Value) -> Option<Value> {
    let call = Intrinsic::of(value).filter(|call| call.function == Function::ToJsonString)?;
    (call.inner().is_none() && call.argument.is_mapping()).then_some(call.argument)
}

/// The scalar that is the text as it stands: of no function, or of an `Fn::Sub` that escapes nothing and
/// puts in nothing that is known.
fn whole_scalar(value: Value) -> Option<Value> {
    let call = Intrinsic::of(value);
    let scalar = match call {
        None => value,
        Some(call) if call.function == Function::Sub => {
            let scalar = call.argument.items().next().unwrap_or(call.argument);
            let is_other_call = scalar != call.argument && Intrinsic::of(scalar).is_some();
            (!is_other_call && !has_literal(call)).then_some(scalar)?
        }
        Some(_) => return None,
    };
    let text = scalar.text()?;
    let is_final = call.is_none() || !text.contains("${!");
    (is_final && !has_dynamic_reference(scalar) && !starts_with_hole(&text)).then_some(scalar)
}

fn graft<'t>(value: Value<'t>, template: &Template<'t>, branches: &[Branch<'t>]) -> Option<Graft<'t>> {
    let Some(call) = Intrinsic::of(value) else {
        return graft_plain(value, template);
    };
    if call.is_no_value() {
        return Some(Graft::Absent);
    }
    if call.function == Function::If {
        let chosen = Choice::of(call).and_then(|choice| choice.under(branches));
        return Some(chosen.map_or(Graft::Hole(NAMELESS.to_owned()), Graft::As));
    }
    if let Some(value) = resolve(call, template) {
        return Some(Graft::As(value));
    }
    Some(match Text::under(value, template, branches) {
        Some(text) if is_only_holes(text.embedded.text()) => Graft::Hole(text.embedded.text().to_owned()),
        Some(text) => Graft::Text(text.embedded),
        None => Graft::Hole(NAMELESS.to_owned()),
    })
}

/// Keys that bring other keys are unknown keys, and their values are not part of the object.
fn graft_plain<'t>(value: Value<'t>, template: &Template<'t>) -> Option<Graft<'t>> {
    let is_open = |text: Option<Cow<str>>| text.is_some_and(|text| is_open_key(&text));
    if is_open(value.key_text()) || (value.kind() == Kind::String && is_open(value.text())) {
        return Some(Graft::Hole(NAMELESS.to_owned()));
    }
    if value.kind() != Kind::String || !has_dynamic_reference(value) {
        return None;
    }
    let text = Text::under(value, template, &[])?.embedded;
    Some(if is_only_holes(text.text()) { Graft::Hole(text.text().to_owned()) } else { Graft::Text(text) })
}

/// The conditions of every `Fn::If` within a value, each once, in the order of the template.
fn conditions_in<'t>(value: Value<'t>) -> Vec<Cow<'t, str>> {
    let mut found: Vec<Cow<'t, str>> = Vec::new();
    for value in value.descendants(|_| true) {
        if let Some(choice) = Intrinsic::of(value).and_then(Choice::of)
            && !found.contains(&choice.condition)
        {
            found.push(choice.condition);
        }
        if found.len() >= MAX_VARIANTS {
            break;
        }
    }
    found
}
