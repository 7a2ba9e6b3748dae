//! Single values of a policy: plain text, text with holes, or unknown.

use std::borrow::Cow;
use std::sync::OnceLock;

use crate::aws::actions::{self, Action, ActionPattern};
use crate::aws::arn::{Arn, Part};
use crate::aws::hole;
use crate::tree::{Kind, Value};

/// What a value stands for, said by whoever knows the language around the policy.
#[derive(Clone, Debug, PartialEq)]
pub enum Resolved<'t> {
    /// Nothing special: the value is what it looks like.
    Plain,
    /// Text, perhaps with `${holes}`.
    Text(String),
    /// One of these, which is decided later: the branches of an `Fn::If`.
    OneOf(Vec<Value<'t>>),
    /// It will not be there: `AWS::NoValue`.
    Absent,
    /// Something that cannot be told from the file; perhaps a list.
    Unknown,
}

/// Says what values stand for; asked about each value before it is read.
pub type Resolver<'r, 't> = dyn Fn(Value<'t>) -> Resolved<'t> + 'r;

/// The resolver of a file that is a policy and nothing else. What looks like an intrinsic function of
/// CloudFormation all the same, because the file is a fragment of a template, is unknown.
pub fn standalone<'t>(value: Value<'t>) -> Resolved<'t> {
    let own_tag = value.tag().is_some_and(|tag| tag.starts_with('!') && !tag.starts_with("!!"));
    let mut entries = value.entries();
    let intrinsic = match (entries.next().and_then(Value::key_text), entries.next()) {
        (Some(name), None) => name == "Ref" || name.starts_with("Fn::"),
        _ => false,
    };
    if own_tag || intrinsic { Resolved::Unknown } else { Resolved::Plain }
}

/// One text of a policy: an action, an ARN, a principal, a condition's value.
#[derive(Clone, Debug)]
pub struct Text<'t> {
    /// The single item, not the list it stands in.
    pub value: Value<'t>,
    /// Whether it is there only in one branch of a template's condition.
    pub conditional: bool,
    text: Option<Cow<'t, str>>,
    /// What it is as an action; many rules ask.
    as_action: OnceLock<AsAction>,
}

/// A text read as an action.
#[derive(Clone, Copy, Debug, Default)]
struct AsAction {
    /// Where its colon is, if it has the form of an action; for `*` its end.
    colon: Option<usize>,
    /// The one action that it names.
    named: Option<Action>,
}

impl<'t> Text<'t> {
    /// The decoded text, with `${holes}` where parts are not known; nothing when all of it is unknown
    /// or the value is no text.
    pub fn symbolic(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// The text, if all of it is known.
    pub fn known(&self) -> Option<&str> {
        self.symbolic().filter(|text| !hole::has_hole(text))
    }

    /// As an action, if all of it is known and it has the form of one.
    pub fn action(&self) -> Option<ActionPattern<'_>> {
        ActionPattern::of_parts(self.symbolic()?, self.as_action().colon?)
    }

    /// The one action that it names, in any case and without wildcards, if there is such an action.
    pub fn named_action(&self) -> Option<Action> {
        self.as_action().named
    }

    /// Every known action that it covers. For `*` that is all there are.
    pub fn covered_actions(&self) -> impl Iterator<Item = Action> {
        let named = self.named_action();
        let pattern = self.action().filter(|pattern| named.is_none() && !pattern.is_literal());
        named.into_iter().chain(pattern.into_iter().flat_map(ActionPattern::expand))
    }

    /// As an ARN, holes and all.
    pub fn arn(&self) -> Option<Arn<'_>> {
        Arn::parse(self.symbolic()?)
    }

    /// Whether this action covers another one, such as `iam:PassRole`; nothing when that cannot be told.
    pub fn covers_action(&self, action: &str) -> Option<bool> {
        match self.action() {
            Some(pattern) => Some(pattern.covers(action)),
            None => self.known().map(|_| false),
        }
    }

    /// Whether it is the wildcard for everything: stars and nothing else.
    pub fn is_all(&self) -> bool {
        self.symbolic().is_some_and(|text| Part::whole(text).is_star())
    }

    /// Whether, as an action, it covers every action of every service: `*`, `*:*`.
    pub fn is_every_action(&self) -> bool {
        let is_stars = |text: &str| Part::whole(text).is_star();
        self.symbolic().is_some_and(|text| match text.split_once(':') {
            Some((service, name)) => is_stars(service) && is_stars(name),
            None => is_stars(text),
        })
    }

    /// Makes it one of which nothing is known.
    pub(super) fn forget(&mut self) {
        *self = Text::new(self.value, self.conditional, None);
    }

    fn as_action(&self) -> AsAction {
        *self.as_action.get_or_init(|| self.symbolic().map(AsAction::of).unwrap_or_default())
    }

    pub(super) fn new(value: Value<'t>, conditional: bool, text: Option<Cow<'t, str>>) -> Text<'t> {
        Text { value, conditional, text, as_action: OnceLock::new() }
    }
}

impl AsAction {
    fn of(text: &str) -> AsAction {
        let Some(pattern) = ActionPattern::parse(text) else { return AsAction::default() };
        let find = || actions::service(pattern.service())?.action(pattern.name());
        let named = if pattern.is_literal() { find() } else { None };
        AsAction { colon: Some(text.find(':').unwrap_or(text.len())), named }
    }
}

/// A value after lists are opened and branches are laid side by side.
pub(super) struct Leaf<'t> {
    pub value: Value<'t>,
    pub conditional: bool,
    pub content: Content,
}

pub(super) enum Content {
    Plain,
    Text(String),
    Unknown,
}

/// Reads values with the resolver at hand.
#[derive(Clone, Copy)]
pub(super) struct Reader<'r, 't> {
    pub resolve: &'r Resolver<'r, 't>,
}

impl<'t> Reader<'_, 't> {
    /// The items of a list, or the one value that stands for a list of one. Unknown items are kept.
    pub fn leaves(self, value: Value<'t>) -> Vec<Leaf<'t>> {
        let mut leaves = Vec::new();
        self.collect(value, false, &mut leaves);
        leaves
    }

    /// The texts of an element that is missing, one text or a list.
    pub fn texts(self, value: Option<Value<'t>>) -> Vec<Text<'t>> {
        let leaves = value.map(|value| self.leaves(value)).unwrap_or_default();
        leaves.into_iter().map(Leaf::into_text).collect()
    }

    /// The text of an element that takes only one.
    pub fn text(self, value: Option<Value<'t>>) -> Option<Text<'t>> {
        let mut texts = self.texts(value);
        if texts.len() == 1 { texts.pop() } else { Some(Text::new(value?, false, None)) }
    }

    /// The one mapping that this value is, if that is certain.
    pub fn mapping(self, value: Value<'t>) -> Option<Value<'t>> {
        (value.is_mapping() && (self.resolve)(value) == Resolved::Plain).then_some(value)
    }

    fn collect(self, value: Value<'t>, conditional: bool, leaves: &mut Vec<Leaf<'t>>) {
        let content = match (self.resolve)(value) {
            Resolved::Absent => return,
            Resolved::OneOf(branches) => {
                return branches.into_iter().for_each(|branch| self.collect(branch, true, leaves));
            }
            Resolved::Plain if value.is_sequence() => {
                return value.items().for_each(|item| self.collect(item, conditional, leaves));
            }
            Resolved::Plain if value.is_unknown() => Content::Unknown,
            Resolved::Plain => Content::Plain,
            Resolved::Text(text) => Content::Text(text),
            Resolved::Unknown => Content::Unknown,
        };
        leaves.push(Leaf { value, conditional, content });
    }
}

impl<'t> Leaf<'t> {
    pub fn into_text(self) -> Text<'t> {
        let text = match self.content {
            Content::Plain if self.value.kind() == Kind::Null => None,
            Content::Plain => self.value.scalar_text(),
            Content::Text(text) => Some(Cow::Owned(text)),
            Content::Unknown => None,
        };
        Text::new(self.value, self.conditional, text)
    }
}
