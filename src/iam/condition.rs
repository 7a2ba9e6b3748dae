//! Conditions: `{operator: {key: values}}`.

use std::borrow::Cow;

use super::element::{self, Element, Shape};
use super::statement::Statement;
use super::text::{Reader, Text};
use crate::aws::condition_keys::{self, ConditionKey};
use crate::aws::hole;
use crate::tree::Value;

/// All tests of a statement; each must hold.
#[derive(Clone, Debug)]
pub struct Conditions<'t> {
    /// The whole element, if the statement has one.
    pub value: Option<Value<'t>>,
    /// The operators as they are written, each with what stands under it.
    pub blocks: Vec<Element<'t>>,
    /// One for each key of each operator.
    pub tests: Vec<Condition<'t>>,
    /// False where a template leaves open which tests there are.
    pub complete: bool,
}

/// One test: a key against its values, any of which may match.
#[derive(Clone, Debug)]
pub struct Condition<'t> {
    /// The operator; nothing when it is none of the grammar's.
    pub operator: Option<Operator>,
    /// The operator as written, at its key.
    pub operator_value: Option<Value<'t>>,
    /// The key as written: `aws:SourceArn`. Case does not matter in it.
    pub key: Cow<'t, str>,
    /// What stands under the key; it knows the span of the key.
    pub value: Value<'t>,
    /// What sort of thing stands under the key.
    pub shape: Shape,
    /// The single values.
    pub values: Vec<Text<'t>>,
}

/// A test with the statement that makes it and what is known of its key.
#[derive(Clone, Copy, Debug)]
pub struct KeyTest<'a, 't> {
    /// The statement.
    pub statement: &'a Statement<'t>,
    /// The test.
    pub test: &'a Condition<'t>,
    /// The key; nothing when no service sends such a key, or a template leaves its name open.
    pub key: Option<ConditionKey>,
}

/// A condition operator with what is written around its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operator {
    /// The name alone: `StringLike`.
    pub name: &'static str,
    /// The kind of values it compares.
    pub family: Family,
    /// Whether it holds when nothing matches, which includes an absent key.
    pub negated: bool,
    /// `…IfExists`: it holds also when the key is absent.
    pub if_exists: bool,
    /// `ForAllValues:` or `ForAnyValue:`.
    pub quantifier: Option<Quantifier>,
}

/// The kinds of values that operators compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Text.
    String,
    /// Integers and decimals.
    Numeric,
    /// Dates and seconds of the epoch.
    Date,
    /// `true` and `false`.
    Boolean,
    /// Base64.
    Binary,
    /// Addresses and ranges of addresses.
    Ip,
    /// ARNs, part by part.
    Arn,
    /// Whether the key is absent.
    Existence,
}

/// How a key with several values is tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantifier {
    /// Every value must match; an absent key does.
    ForAllValues,
    /// Some value must match; an absent key does not.
    ForAnyValue,
}

const FAMILIES: [(Family, &[&str], &[&str]); 8] = [
    (
        Family::String,
        &["StringEquals", "StringEqualsIgnoreCase", "StringLike"],
        &["StringNotEquals", "StringNotEqualsIgnoreCase", "StringNotLike"],
    ),
    (
        Family::Numeric,
        &[
            "NumericEquals",
            "NumericLessThan",
            "NumericLessThanEquals",
            "NumericGreaterThan",
            "NumericGreaterThanEquals",
        ],
        &["NumericNotEquals"],
    ),
    (
        Family::Date,
        &["DateEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals"],
        &["DateNotEquals"],
    ),
    (Family::Boolean, &["Bool"], &[]),
    (Family::Binary, &["BinaryEquals"], &[]),
    (Family::Ip, &["IpAddress"], &["NotIpAddress"]),
    (Family::Arn, &["ArnEquals", "ArnLike"], &["ArnNotEquals", "ArnNotLike"]),
    (Family::Existence, &["Null"], &[]),
];

const QUANTIFIERS: [(&str, Quantifier); 2] =
    [("ForAllValues:", Quantifier::ForAllValues), ("ForAnyValue:", Quantifier::ForAnyValue)];

impl Operator {
    /// The names of all operators, without what may stand around them.
    pub fn names() -> impl Iterator<Item = &'static str> {
        FAMILIES.iter().flat_map(|(_, plain, negated)| plain.iter().chain(*negated).copied())
    }

    /// Reads an operator as a policy writes it, in any case.
    pub fn parse(text: &str) -> Option<Operator> {
        let (quantifier, rest) = QUANTIFIERS
            .iter()
            .find_map(|&(prefix, found)| Some((Some(found), strip_prefix_any_case(text, prefix)?)))
            .unwrap_or((None, text));
        let (bare, if_exists) = match strip_suffix_any_case(rest, "IfExists") {
            Some(bare) => (bare, true),
            None => (rest, false),
        };
        FAMILIES.iter().find_map(|&(family, plain, negated)| {
            let find =
                |names: &[&'static str]| names.iter().copied().find(|name| name.eq_ignore_ascii_case(bare));
            let (name, negated) = match find(plain) {
                Some(name) => (name, false),
                None => (find(negated)?, true),
            };
            Some(Operator { name, family, negated, if_exists, quantifier })
        })
    }

    /// Whether it can hold only when the key is there: not negated, no `IfExists`, no `ForAllValues:`.
    /// `Null` is not such a test; it depends on its value.
    pub fn needs_key(self) -> bool {
        let demands = !self.negated && !self.if_exists && self.family != Family::Existence;
        demands && self.quantifier != Some(Quantifier::ForAllValues)
    }

    /// Whether `*` and `?` in its values are wildcards.
    pub fn takes_wildcards(self) -> bool {
        self.family == Family::Arn || matches!(self.name, "StringLike" | "StringNotLike")
    }
}

impl Condition<'_> {
    /// The key, if all of it is known.
    pub fn known_key(&self) -> Option<&str> {
        Some(&*self.key).filter(|key| !hole::has_hole(key))
    }

    /// Whether it tests this key.
    pub fn is_key(&self, key: &str) -> bool {
        self.key.eq_ignore_ascii_case(key)
    }
}

impl<'t> Conditions<'t> {
    /// Whether nothing limits the statement, as far as can be told.
    pub fn is_empty(&self) -> bool {
        self.complete && self.tests.is_empty()
    }

    pub(super) fn read(value: Option<Value<'t>>, reader: Reader<'_, 't>) -> Conditions<'t> {
        let mut conditions = Conditions { value, blocks: Vec::new(), tests: Vec::new(), complete: true };
        let Some(value) = value else { return conditions };
        let Some(operators) = reader.mapping(value) else {
            conditions.complete = false;
            return conditions;
        };
        let (blocks, complete) = element::read(operators, reader);
        conditions.complete = complete;
        blocks.iter().for_each(|block| conditions.read_block(block.value, reader));
        conditions.blocks = blocks;
        conditions
    }

    fn read_block(&mut self, block: Value<'t>, reader: Reader<'_, 't>) {
        let Some(keys) = reader.mapping(block) else {
            self.complete = false;
            return;
        };
        let operator = block.key_text().and_then(|text| Operator::parse(&text));
        for value in keys.entries() {
            // A key with holes is still one test: `${Issuer}:sub`.
            let is_open = value.key_text().is_none_or(|key| key.starts_with("Fn::"));
            if is_open || value.key().is_some_and(Value::is_unknown) {
                self.complete = false;
                continue;
            }
            let Some(shape) = element::shape(value, reader) else { continue };
            self.tests.push(Condition {
                operator,
                operator_value: block.key(),
                key: value.key_text().unwrap_or_default(),
                value,
                shape,
                values: reader.texts(Some(value)),
            });
        }
    }
}

impl<'t> Statement<'t> {
    /// The tests of its condition.
    pub fn key_tests(&self) -> impl Iterator<Item = KeyTest<'_, 't>> {
        self.conditions.tests.iter().map(|test| KeyTest {
            statement: self,
            test,
            key: test.known_key().and_then(condition_keys::find),
        })
    }
}

fn strip_prefix_any_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

fn strip_suffix_any_case<'a>(text: &'a str, suffix: &str) -> Option<&'a str> {
    let (rest, end) = text.split_at_checked(text.len().checked_sub(suffix.len())?)?;
    end.eq_ignore_ascii_case(suffix).then_some(rest)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn operators_with_all_that_may_stand_around_them() {
        let plain = Operator::parse("StringEquals").unwrap();
        assert!(plain.needs_key() && !plain.takes_wildcards() && plain.family == Family::String);
        let like = Operator::parse("ForAnyValue:StringNotLikeIfExists").unwrap();
        assert_eq!(like.name, "StringNotLike");
        assert!(like.negated && like.if_exists && like.quantifier == Some(Quantifier::ForAnyValue));
        assert!(like.takes_wildcards() && !like.needs_key());
        assert!(Operator::parse("arnequals").unwrap().takes_wildcards());
        assert!(!Operator::parse("ForAllValues:StringEquals").unwrap().needs_key());
        assert!(!Operator::parse("Null").unwrap().needs_key());
        assert!(Operator::parse("NotIpAddress").unwrap().negated);
    }

    #[test]
    fn what_is_no_operator() {
        for text in ["", "IfExists", "ForAnyValue:", "StringEqual", "ForSomeValue:Bool", "é"] {
            assert_eq!(Operator::parse(text), None, "{text}");
        }
    }
}
