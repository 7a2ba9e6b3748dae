//! Statements: what is allowed or denied, to whom, on what, and when.

use super::condition::Conditions;
use super::element::{self, Element};
use super::policy::PolicyKind;
use super::principal::{self, Principal};
use super::text::{Reader, Text};
use crate::aws::has_wildcard;
use crate::tree::Value;

/// One statement of a policy.
#[derive(Clone, Debug)]
pub struct Statement<'t> {
    /// The whole statement.
    pub value: Value<'t>,
    /// The kind of policy it stands in.
    pub kind: PolicyKind,
    /// Its place in the policy, from 0; branches of a template's condition count one by one.
    pub index: usize,
    /// Whether it is there only in one branch of a template's condition.
    pub conditional: bool,
    /// Everything that it has, known to the grammar or not.
    pub elements: Vec<Element<'t>>,
    /// False where a template leaves open which elements there are.
    pub complete: bool,
    /// Its name, unique within the policy.
    pub sid: Option<Text<'t>>,
    /// Whether it allows or denies.
    pub effect: Effect,
    /// `Action`.
    pub actions: Vec<Text<'t>>,
    /// `NotAction`: all but these.
    pub not_actions: Vec<Text<'t>>,
    /// `Resource`.
    pub resources: Vec<Text<'t>>,
    /// `NotResource`: all but these.
    pub not_resources: Vec<Text<'t>>,
    /// `Principal`.
    pub principals: Vec<Principal<'t>>,
    /// `NotPrincipal`: all but these.
    pub not_principals: Vec<Principal<'t>>,
    /// `Condition`.
    pub conditions: Conditions<'t>,
}

/// What a statement does with a request that it matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// `Allow`.
    Allow,
    /// `Deny`, which no other statement overrides.
    Deny,
    /// Missing, misspelt, or left open by a template.
    Unknown,
}

impl<'t> Statement<'t> {
    /// Whether it allows for certain.
    pub fn is_allow(&self) -> bool {
        self.effect == Effect::Allow
    }

    /// `Action` and `NotAction`.
    pub fn all_actions(&self) -> impl Iterator<Item = &Text<'t>> {
        self.actions.iter().chain(&self.not_actions)
    }

    /// `Resource` and `NotResource`; none in a trust policy, which has neither.
    pub fn all_resources(&self) -> impl Iterator<Item = &Text<'t>> {
        let all = self.resources.iter().chain(&self.not_resources);
        all.filter(|_| self.kind != PolicyKind::Trust)
    }

    /// The element of this name.
    pub fn element(&self, name: &str) -> Option<&Element<'t>> {
        self.elements.iter().rev().find(|element| element.name() == name)
    }

    /// Whether one of these elements is there, or may be.
    pub fn may_have(&self, names: &[&str]) -> bool {
        !self.complete || self.elements.iter().any(|element| names.contains(&&*element.name()))
    }

    /// What to call it: ``statement `Read` ``, or by its place from 1 when it has no name.
    pub fn label(&self) -> String {
        match self.sid.as_ref().and_then(Text::symbolic) {
            Some(sid) if !sid.is_empty() => format!("statement `{sid}`"),
            _ => format!("statement {}", self.index + 1),
        }
    }

    pub(super) fn read(value: Value<'t>, kind: PolicyKind, index: usize, reader: Reader<'_, 't>) -> Self {
        let texts = |name| reader.texts(value.get(name));
        let actions = |name| bounded(texts(name));
        let (elements, complete) = element::read(value, reader);
        Statement {
            value,
            kind,
            index,
            conditional: false,
            elements,
            complete,
            sid: reader.text(value.get("Sid")),
            effect: effect(reader.text(value.get("Effect"))),
            actions: actions("Action"),
            not_actions: actions("NotAction"),
            resources: texts("Resource"),
            not_resources: texts("NotResource"),
            principals: principal::read(value.get("Principal"), reader),
            not_principals: principal::read(value.get("NotPrincipal"), reader),
            conditions: Conditions::read(value.get("Condition"), reader),
        }
    }
}

/// Patterns of one list that go through every service and are compared with all actions that there are. No
/// list of a person has as many; what comes after them is not known.
const MAX_ACROSS_SERVICES: usize = 100;

fn bounded(mut actions: Vec<Text>) -> Vec<Text> {
    let is_across = |text: &Text| {
        let service = text.symbolic().and_then(|text| text.split_once(':')).map(|(service, _)| service);
        service.is_some_and(has_wildcard)
    };
    let across = actions.iter_mut().filter(|text| is_across(text)).skip(MAX_ACROSS_SERVICES);
    across.for_each(Text::forget);
    actions
}

/// The word is case-sensitive.
fn effect(text: Option<Text>) -> Effect {
    match text.as_ref().and_then(Text::symbolic) {
        Some("Allow") => Effect::Allow,
        Some("Deny") => Effect::Deny,
        _ => Effect::Unknown,
    }
}
