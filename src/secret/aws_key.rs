//! AWS access keys: what their id says about itself, and how the secret half looks.

use super::{entropy, words};
use crate::diagnostic::Confidence;

/// Letters before the encoded part of a key id.
const PREFIX: usize = 4;

/// No account id has more than twelve digits.
const LARGEST_ACCOUNT: u64 = 999_999_999_999;

/// How sure a key id is one, and the account it belongs to: an id whose account cannot exist is a
/// made-up one as a rule (nine of a hundred random strings are found out so).
pub fn verify(id: &str) -> (Confidence, Option<String>) {
    match account(id) {
        Account::Known(number) => (Confidence::High, Some(format!("account {number:012}"))),
        Account::Untold => (Confidence::High, None),
        Account::Impossible => (Confidence::Low, Some("of no possible account".to_owned())),
    }
}

/// The account in a key id.
#[derive(Debug, PartialEq, Eq)]
enum Account {
    Known(u64),
    /// An id issued before about 2019: those begin with `I` or `J` after the prefix and hold no account.
    Untold,
    Impossible,
}

/// The characters after the prefix are base32; bits 1 to 40 of them are the account. Found by Aidan
/// Steele and Tal Be'ery; that ids in `I` and `J` are older is documented by the crate
/// `aws_account_id_from_key_id`.
fn account(id: &str) -> Account {
    let encoded = id.as_bytes().get(PREFIX..).unwrap_or_default();
    if matches!(encoded.first(), Some(b'I' | b'J')) {
        return Account::Untold;
    }
    // Nine characters hold the first 45 bits; the account ends with the 41st.
    let first = encoded.get(..9).unwrap_or(b"-");
    let bits = first.iter().try_fold(0_u64, |bits, &byte| Some(bits << 5 | base32(byte)?));
    match bits.map(|bits| bits >> 4 & 0xff_ffff_ffff) {
        Some(number) if number <= LARGEST_ACCOUNT => Account::Known(number),
        _ => Account::Impossible,
    }
}

fn base32(byte: u8) -> Option<u64> {
    match byte {
        b'A'..=b'Z' => Some(u64::from(byte - b'A')),
        b'2'..=b'7' => Some(u64::from(byte - b'2') + 26),
        _ => None,
    }
}

/// Characters of a secret key.
const SECRET_LENGTH: usize = 40;

/// Loses one in ten thousand secret keys and keeps out every run of 40 hexadecimal digits, which
/// cannot have more than 4 bits.
const SECRET_ENTROPY: f64 = 4.25;

/// Whether a key announces a secret key: `AWS_SECRET…`, `…secret…key` or just `secret`, in any spelling.
pub fn announces_secret(key: &str) -> bool {
    let name: String = words::split(key).map(str::to_ascii_lowercase).collect();
    name.split_once("secret").is_some_and(|(before, after)| {
        before.contains("aws") || after.contains("key") || (before.is_empty() && after.is_empty())
    })
}

/// Whether a value has the form of a secret key.
pub fn is_secret(value: &str) -> bool {
    value.len() == SECRET_LENGTH
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/+=".contains(&byte))
        && entropy::shannon(value) >= SECRET_ENTROPY
        && (value.bytes().any(|byte| byte.is_ascii_digit()) || !words::reads_as_words(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_account_is_decoded() {
        // The first two are published examples, the next two were encoded by hand.
        let table = [
            ("ASIA", "QNZGKIQY56JQ7WML", Account::Known(29_608_264_753)),
            ("ASIA", "Y34FZKBOKMUTVV7A", Account::Known(609_629_065_308)),
            ("AKIA", "BZPUZDIKAAAAAAAA", Account::Known(123_456_789_012)),
            ("AKIA", "AAAAAAAAQAAAAAAA", Account::Known(1)),
            ("AKIA", "IOSFODNN7ABCDEFG", Account::Untold),
            ("AKIA", "J2SFODNN7ABCDEFG", Account::Untold),
            ("AKIA", "7777777777777777", Account::Impossible),
            ("AKIA", "", Account::Impossible),
        ];
        for (prefix, rest, expected) in table {
            assert_eq!(account(&[prefix, rest].concat()), expected, "{rest}");
        }
    }

    #[test]
    fn an_account_is_told_with_twelve_digits_and_an_impossible_one_lowers_the_confidence() {
        let id = |rest: &str| ["AK", "IA", rest].concat();
        assert_eq!(verify(&id("AAAAAAAAQAAAAAAA")), (Confidence::High, Some("account 000000000001".into())));
        assert_eq!(verify(&id("777AB3CD4EF5GH6Q")).0, Confidence::Low);
        assert_eq!(verify(&id("IOSFODNN7ABCDEFG")), (Confidence::High, None));
    }

    #[test]
    fn keys_announce_a_secret_key_in_any_spelling() {
        for key in
            ["AWS_SECRET_ACCESS_KEY", "secretAccessKey", "aws-secret", "secret_key", "SecretKey", "secret"]
        {
            assert!(announces_secret(key), "{key}");
        }
        for key in ["AWS_ACCESS_KEY_ID", "secret_name", "token", "key_of_secret", ""] {
            assert!(!announces_secret(key), "{key}");
        }
    }
}
