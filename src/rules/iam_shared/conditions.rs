//! What several rules on the tests of a condition need.

use std::borrow::Cow;

use crate::aws::condition_keys::{self, ConditionKey};
use crate::diagnostic::Safety;
use crate::iam::{Condition, Family, KeyTest, Operator, Quantifier, Text};
use crate::rule::Finding;
use crate::rules::shared::{MISTAKES, is_near, nearest_within};
use crate::text::Span;
use crate::tree::Value;

/// Tests of one statement that are compared with each other, and for whose keys others are looked for: a longer
/// list was not written by a person.
pub const MAX_TESTS: usize = 100;

/// As [`MAX_TESTS`], for actions.
pub const MAX_ACTIONS: usize = 500;

/// The operator as it is written.
pub fn operator_text<'t>(test: &Condition<'t>) -> Cow<'t, str> {
    test.operator_value.and_then(Value::scalar_text).unwrap_or_default()
}

/// The bytes of the operator's name, without what stands around it.
pub fn operator_span(test: &Condition) -> Option<Span> {
    let (written, operator) = (test.operator_value?, test.operator?);
    let start = written.scalar_text()?.find(':').map_or(0, |colon| colon + 1);
    Some(written.text_span(start..start + operator.name.len()))
}

/// Whether no other key stands under the operator, as far as a statement of such a length is looked through.
pub fn is_alone(asked: &KeyTest) -> bool {
    let place = asked.test.operator_value.map(Value::span);
    let conditions = &asked.statement.conditions;
    let mut block = conditions.tests.iter().filter(|one| one.operator_value.map(Value::span) == place);
    conditions.complete && conditions.tests.len() <= MAX_TESTS && block.nth(1).is_none()
}

/// Whether a test holds when the request does not carry its key; nothing where its value says so.
pub fn holds_without_key(operator: Operator) -> Option<bool> {
    let any = operator.quantifier == Some(Quantifier::ForAnyValue);
    let all = operator.quantifier == Some(Quantifier::ForAllValues);
    let is_open = operator.family == Family::Existence;
    (!is_open).then_some(operator.if_exists || all || operator.negated && !any)
}

/// Whether a key is a claim of an identity provider, which may say more of it than is known here.
pub fn is_claim(key: &str) -> bool {
    let issuer = key.split(':').next().unwrap_or_default();
    issuer.contains('.') || ["saml", "localhost"].iter().any(|word| issuer.eq_ignore_ascii_case(word))
}

/// Whether a key is that of a tag of the resource: `aws:ResourceTag/…`, or a service's own name for it.
pub fn is_resource_tag(key: ConditionKey) -> bool {
    key.literal_start().to_ascii_lowercase().ends_with(":resourcetag/")
}

/// Whether a known text has a wildcard that is no part of a variable.
pub fn has_open_wildcard(text: &Text) -> bool {
    text.symbolic().is_some_and(|text| crate::aws::hole::find_outside(text, b"*?").is_some())
}

/// The start of a key of tags that stands there without the tag: `aws:RequestTag/` or `aws:RequestTag`.
pub fn lacks_tag(key: &str) -> Option<&'static str> {
    let prefix = key.split(':').next().unwrap_or_default();
    let is_start = |start: &&'static str| {
        let name = start.strip_suffix('/').unwrap_or_default();
        name.to_ascii_lowercase().ends_with("tag")
            && (start.eq_ignore_ascii_case(key) || name.eq_ignore_ascii_case(key))
    };
    let templates = condition_keys::of_service(prefix).filter(|one| one.is_template);
    templates.map(ConditionKey::literal_start).find(is_start)
}

/// The word that differs from one that is not known by typing mistakes alone, and whether no other is as near.
pub fn nearest_of<'a>(word: &str, known: &'a [String]) -> Option<(&'a str, bool)> {
    let best = nearest_within(word, known.iter().map(String::as_str), MISTAKES)?;
    let mistakes = (0..=MISTAKES).find(|&mistakes| is_near(word, best, mistakes))?;
    let is_alone = !known.iter().any(|one| one != best && is_near(word, one, mistakes));
    Some((best, is_alone))
}

/// A key that was meant by one that is not known.
#[derive(Debug, PartialEq)]
pub struct Meant {
    /// All of it.
    pub name: String,
    /// So many bytes of what is written are to be replaced by so many of the name.
    replaced: (usize, usize),
}

impl Meant {
    /// Offers to write the key that was meant at `key`; with it the statement begins to match.
    pub fn offer(&self, finding: Finding, key: Option<Value>) {
        let finding = finding.help(format!("did you mean `{}`?", self.name));
        let Some(key) = key else { return };
        let text = self.name.get(..self.replaced.1).unwrap_or_default();
        finding.fix(
            Safety::Unsafe,
            format!("write `{}`", self.name),
            key.text_span(0..self.replaced.0),
            text,
        );
    }
}

/// The key among `known` that was meant. What stands for the part of a key that varies is kept.
pub fn meant(written: &str, known: impl Iterator<Item = ConditionKey>) -> Option<Meant> {
    let (names, replaced): (Vec<String>, Vec<(usize, usize)>) =
        known.filter_map(|key| candidate(key, written)).unzip();
    let (name, _) = nearest_of(written, &names)?;
    let at = names.iter().position(|one| one == name)?;
    Some(Meant { name: name.to_owned(), replaced: *replaced.get(at)? })
}

fn candidate(key: ConditionKey, written: &str) -> Option<(String, (usize, usize))> {
    if !key.is_template {
        return Some((key.name.to_owned(), (written.len(), key.name.len())));
    }
    let start = key.literal_start();
    let separator = start.chars().last().filter(|_| key.name.ends_with('}'))?;
    let first = written.find(':')? + 1;
    let end = first + written.get(first..)?.find(separator)? + 1;
    let rest = written.get(end..).filter(|rest| !rest.is_empty())?;
    Some((format!("{start}{rest}"), (end, start.len())))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_key_that_was_meant() {
        let meant = |written: &str| meant(written, condition_keys::global());
        assert_eq!(meant("aws:SourceIpp").unwrap().name, "aws:SourceIp");
        let tag = meant("aws:RequestTags/Owner").unwrap();
        assert_eq!((tag.name.as_str(), tag.replaced), ("aws:RequestTag/Owner", (16, 15)));
        assert_eq!(meant("aws:Completely/Different"), None);
        assert_eq!(meant("aws"), None);
    }

    #[test]
    fn words_as_near_as_another_are_not_alone() {
        let known = ["abcx".to_owned(), "abcy".to_owned(), "what is far".to_owned()];
        assert_eq!(nearest_of("abcz", &known), Some(("abcx", false)));
        assert_eq!(nearest_of("abcyy", &known), Some(("abcy", true)));
        assert_eq!(nearest_of("what iz fur x", &known), None);
    }

    #[test]
    fn keys_of_tags_without_the_tag() {
        assert_eq!(lacks_tag("AWS:requesttag/"), Some("aws:RequestTag/"));
        assert_eq!(lacks_tag("aws:ResourceTag"), Some("aws:ResourceTag/"));
        assert_eq!(lacks_tag("s3:ExistingObjectTag/"), Some("s3:ExistingObjectTag/"));
        assert_eq!(lacks_tag("aws:RequestTag/a"), None);
        assert_eq!(lacks_tag("aws:TagKeys"), None);
        assert_eq!(lacks_tag(""), None);
    }

    #[test]
    fn what_holds_where_the_key_is_absent() {
        let holds = |text: &str| holds_without_key(Operator::parse(text).unwrap());
        assert_eq!(holds("StringEquals"), Some(false));
        assert_eq!(holds("StringNotEquals"), Some(true));
        assert_eq!(holds("BoolIfExists"), Some(true));
        assert_eq!(holds("ForAllValues:StringEquals"), Some(true));
        assert_eq!(holds("ForAnyValue:StringNotEquals"), Some(false));
        assert_eq!(holds("Null"), None);
    }

    #[test]
    fn claims_of_identity_providers() {
        assert!(is_claim("token.actions.githubusercontent.com:sub") && is_claim("SAML:aud"));
        assert!(is_claim("oidc.eks.eu-west-1.amazonaws.com/id/AB:sub"));
        assert!(!is_claim("s3:a.b") && !is_claim("aws:SourceIp"));
    }
}
