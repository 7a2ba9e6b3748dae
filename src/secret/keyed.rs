//! Secrets without a form of their own, which only the key beside them gives away.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::{Kind, Secret, allow, aws_key, plaintext};
use crate::diagnostic::Confidence;

/// The part of a value that is the secret, and how sure that is.
pub type Found = (Range<usize>, Confidence);

/// One judgement of a key and its value.
struct Keyed {
    kind: Kind,
    find: fn(key: &str, value: &str) -> Option<Found>,
}

/// Specific before generic: the first that applies has the value.
const KEYED: [Keyed; 2] = [
    Keyed { kind: Kind::AwsSecretKey, find: aws_secret },
    Keyed { kind: Kind::Plaintext, find: plaintext::find },
];

/// Bytes that a secret of either kind has at least; most values of a definition have fewer.
pub const SHORTEST: usize = plaintext::SHORTEST;

/// The secret that the key announces, white space around it left out.
pub fn find(key: &str, value: &str) -> Option<Secret> {
    if value.len() < SHORTEST || !may_announce(key) {
        return None;
    }
    let trimmed = value.trim();
    let start = value.len() - value.trim_start().len();
    let (kind, (range, confidence)) =
        KEYED.iter().find_map(|keyed| Some((keyed.kind, (keyed.find)(key, trimmed)?)))?;
    if allow::is_reference_or_placeholder(trimmed) {
        return None;
    }
    Some(Secret { kind, range: start + range.start..start + range.end, confidence, detail: None })
}

/// Whether a word that is in every key of a secret is in this one.
pub fn may_announce(key: &str) -> bool {
    STEMS.as_ref().is_some_and(|stems| stems.is_match(key))
}

static STEMS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let stems = ["auth", "cred", "key", "pass", "pwd", "secret", "token"];
    // Keys are short: a search of its own for where a stem may begin would cost more than it saves.
    AhoCorasick::builder().ascii_case_insensitive(true).prefilter(false).build(stems).ok()
});

fn aws_secret(key: &str, value: &str) -> Option<Found> {
    if !aws_key::announces_secret(key) || !aws_key::is_secret(value) {
        return None;
    }
    // Other services have secrets of this form as well.
    let of_aws = key.to_ascii_lowercase().contains("aws");
    Some((0..value.len(), if of_aws { Confidence::High } else { Confidence::Medium }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prefilter_knows_keys_in_any_case() {
        for key in ["PASSWORD", "dbPwd", "Api-Key", "authToken", "CREDS"] {
            assert!(may_announce(key), "{key}");
        }
    }
}
