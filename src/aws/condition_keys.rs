//! The condition keys that a statement can ask for.

use super::sections::{self, Sections};

/// A section for each service, and in it `id key type`, where `@` after the type marks a global key and `!` a
/// sensitive one. `[aws]` holds the global keys, `[*]` those that their prefix does not lead to.
static KEYS: Sections<ConditionKey> =
    Sections::new(include_str!("data/condition_keys.txt"), ConditionKey::read);

/// Section of the keys whose prefix is no service, or is one that does not list them.
const FOREIGN: &str = "*";

/// A condition key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConditionKey {
    /// As AWS writes it; `${…}` stands for a part that varies.
    pub name: &'static str,
    /// What its value is.
    pub key_type: KeyType,
    /// Whether a wildcard is never allowed in its value.
    pub sensitive: bool,
    /// Whether it does not belong to the service it is asked of.
    pub global: bool,
    /// Whether a part of its name varies: `aws:RequestTag/${TagKey}`.
    pub is_template: bool,
    id: &'static str,
}

/// What the value of a key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyType {
    /// Text.
    String,
    /// Several texts.
    ArrayOfString,
    /// An ARN.
    Arn,
    /// Several ARNs.
    ArrayOfArn,
    /// `true` or `false`.
    Bool,
    /// Several of these.
    ArrayOfBool,
    /// A number.
    Numeric,
    /// A point in time.
    Date,
    /// An address.
    IpAddress,
}

/// A claim of an identity provider's tokens: any host, perhaps with a path, may issue them and name them.
const CLAIM: ConditionKey = ConditionKey {
    name: "${Issuer}:${Claim}",
    key_type: KeyType::String,
    sensitive: false,
    global: false,
    is_template: true,
    id: "",
};

/// The key of this name, in any case. Where a part of it varies, any text may stand there.
pub fn find(key: &str) -> Option<ConditionKey> {
    let (prefix, _) = key.split_once(':')?;
    // `events:Metadata/x/Matcher` fits two names, of which the longer one says more.
    let found = |name| {
        let keys = KEYS.rows(name).iter().copied().filter(|one| one.is(key));
        keys.max_by_key(|one| (!one.is_template, one.name.len()))
    };
    let known = found(prefix).filter(|one| has_prefix(one.name, prefix)).or_else(|| found(FOREIGN));
    known.or_else(|| (prefix.contains('.') && fits(CLAIM.name, key)).then_some(CLAIM))
}

/// The keys that requests to this service can carry, global ones among them only where not all services have
/// them. None where there is no such service.
pub fn of_service(prefix: &str) -> impl Iterator<Item = ConditionKey> {
    KEYS.rows(prefix).iter().copied()
}

/// The global keys, without those of other services that stay with a session.
pub fn global() -> impl Iterator<Item = ConditionKey> {
    of_service("aws")
}

/// The key of a service with this id.
pub(super) fn name(service: &str, id: &str) -> Option<&'static str> {
    sections::by_id(KEYS.rows(service), id, |key| key.id).map(|key| key.name)
}

fn has_prefix(key: &str, prefix: &str) -> bool {
    key.split(':').next().is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

impl ConditionKey {
    fn read(_: &'static str, line: &'static str) -> Option<ConditionKey> {
        let mut words = line.split(' ');
        let (id, name, kind) = (words.next()?, words.next()?, words.next()?);
        let key_type = KeyType::read(kind.trim_end_matches(['@', '!']))?;
        let (sensitive, global) = (kind.ends_with('!'), kind.contains('@'));
        Some(ConditionKey { name, key_type, sensitive, global, is_template: name.contains("${"), id })
    }

    /// Whether a policy that writes this means this key.
    pub fn is(self, written: &str) -> bool {
        if self.is_template { fits(self.name, written) } else { self.name.eq_ignore_ascii_case(written) }
    }

    /// Whether a request carries several values of it, so that a condition says `ForAllValues` or
    /// `ForAnyValue`.
    pub fn multi_valued(self) -> bool {
        matches!(self.key_type, KeyType::ArrayOfString | KeyType::ArrayOfArn | KeyType::ArrayOfBool)
    }

    /// The name up to the part that varies.
    pub fn literal_start(self) -> &'static str {
        self.name.split("${").next().unwrap_or_default()
    }
}

/// Whether a text fits a template: any text but none may stand for each `${…}`.
fn fits(template: &str, text: &str) -> bool {
    let Some((before, rest)) = template.split_once("${") else {
        return template.eq_ignore_ascii_case(text);
    };
    let Some((_, after)) = rest.split_once('}') else { return false };
    let Some((start, tail)) = text.split_at_checked(before.len()) else { return false };
    if !start.eq_ignore_ascii_case(before) {
        return false;
    }
    if after.is_empty() {
        return !tail.is_empty();
    }
    // Few templates go on after a part that varies, and none but these has two of them.
    tail.char_indices().skip(1).any(|(at, _)| fits(after, &tail[at..]))
}

impl KeyType {
    fn read(word: &str) -> Option<KeyType> {
        Some(match word {
            "String" => KeyType::String,
            "ArrayOfString" => KeyType::ArrayOfString,
            "ARN" => KeyType::Arn,
            "ArrayOfARN" => KeyType::ArrayOfArn,
            "Bool" => KeyType::Bool,
            "ArrayOfBool" => KeyType::ArrayOfBool,
            "Numeric" => KeyType::Numeric,
            "Date" => KeyType::Date,
            "IPAddress" => KeyType::IpAddress,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_row_of_the_table_is_read() {
        let mut rows = 0;
        assert!(KEYS.is_sound());
        for section in KEYS.all() {
            for key in section.rows() {
                assert_eq!(name(section.name, key.id), Some(key.name));
                let found = find(key.name).unwrap();
                assert!(
                    found.name.eq_ignore_ascii_case(key.name) && found.global == key.global,
                    "{key:?} {found:?}"
                );
            }
            rows += section.line_count();
        }
        let row =
            include_str!("data/README.md").lines().find(|line| line.starts_with("| `condition_keys.txt`"));
        assert!(row.unwrap().ends_with(&format!("| {rows} |")));
    }

    #[test]
    fn finds_in_any_case_and_with_parts_that_vary() {
        let tag = find("AWS:requesttag/Owner").unwrap();
        assert_eq!((tag.name, tag.global, tag.is_template), ("aws:RequestTag/${TagKey}", true, true));
        let account = find("aws:sourceaccount").unwrap();
        assert!(account.sensitive && account.global && account.key_type == KeyType::String);
        assert!(find("aws:TagKeys").unwrap().multi_valued());
        assert_eq!(find("kms:EncryptionContext:app").unwrap().literal_start(), "kms:EncryptionContext:");
        assert!(find("s3:ExistingObjectTag/a").is_some() && find("secretsmanager:ResourceTag/b").is_some());
        assert_eq!(find("token.actions.githubusercontent.com:sub"), Some(CLAIM));
        assert_eq!(find("www.amazon.com:user_id").map(|one| one.is_template), Some(false));
        assert!(find("agent.x.buildkite.dev:build_branch").is_some());
        assert!(find("lambda:SourceFunctionArn").unwrap().global);
        assert!(find("ec2:SourceInstanceARN").unwrap().global);
        assert_eq!(find("s3:prefix").unwrap().key_type, KeyType::String);
    }

    #[test]
    fn what_does_not_exist_is_not_found() {
        for key in [
            "aws:RequestTag/",
            "aws:RequestTag",
            "aws:SourceIpp",
            "s3",
            "",
            ":",
            "nosuch:x",
            "s3:aws:TagKeys",
        ] {
            assert_eq!(find(key), None, "{key}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_safe(key in ".*") {
            let _ = find(&key);
            prop_assert!(of_service(&key).count() < 1_000);
        }

        #[test]
        fn whatever_stands_for_a_part_fits(part in "[a-z:/.-]{1,12}") {
            let written = format!("A.{part}.b:C");
            prop_assert!(fits("a.${X}.b:c", &written), "{}", written);
        }
    }
}
