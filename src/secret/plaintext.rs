//! A value that its key calls a secret and that looks like one.

use super::key::{self, Gate};
use super::keyed::Found;
use super::{allow, base64, entropy, words};
use crate::diagnostic::Confidence;

/// Shorter values, in characters, are words and test credentials.
pub(super) const SHORTEST: usize = 8;

/// Least entropy of a token, as in the generic rule of gitleaks.
const TOKEN_ENTROPY: f64 = 3.5;

/// The same for hexadecimal digits, as in detect-secrets: they cannot have more than 4 bits, and 3.5
/// would lose a fifth of all random runs of 32.
const HEXADECIMAL_ENTROPY: f64 = 3.0;
const SHORTEST_HEXADECIMAL: usize = 32;

/// The secret in a value under this key. Only a name speaks for it: the confidence is low.
pub fn find(key: &str, value: &str) -> Option<Found> {
    let range = match key::gate(key)? {
        Gate::Password => (is_password(value) && !repeats_key(key, value)).then_some(0..value.len()),
        Gate::Token => {
            let start = start_of_credential(value);
            is_token(value.get(start..)?).then_some(start..value.len())
        }
    };
    Some((range?, Confidence::Low))
}

fn is_password(value: &str) -> bool {
    is_long_enough(value)
        && !is_harmless(value)
        && !is_name(value)
        && !is_structure(value)
        && !is_prose(value)
}

/// A token is one run of random characters with digits among them: without a digit it is a name.
fn is_token(value: &str) -> bool {
    is_long_enough(value)
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=_-.~:!@#%^&*?".contains(&byte))
        && value.bytes().any(|byte| byte.is_ascii_digit())
        && value.bytes().any(|byte| byte.is_ascii_alphabetic())
        && entropy::shannon(value) >= least_entropy(value)
        && !is_harmless(value)
        && !words::reads_as_words(value)
        && !encodes_no_secret(value)
}

fn least_entropy(value: &str) -> f64 {
    let is_long_hexadecimal = value.len() >= SHORTEST_HEXADECIMAL && words::is_hexadecimal(value);
    if is_long_hexadecimal { HEXADECIMAL_ENTROPY } else { TOKEN_ENTROPY }
}

fn is_long_enough(value: &str) -> bool {
    value.chars().count() >= SHORTEST
}

/// `Bearer x`, `Basic x`: the credential starts after the name of the scheme.
fn start_of_credential(value: &str) -> usize {
    const SCHEMES: &[&str] = &["ApiKey", "Basic", "Bearer", "Token"];
    match value.split_once(' ') {
        Some((scheme, _)) if SCHEMES.iter().any(|known| known.eq_ignore_ascii_case(scheme)) => {
            scheme.len() + 1
        }
        _ => 0,
    }
}

/// Places, identifiers and digests stand under the same keys as the secrets they lead to.
fn is_harmless(value: &str) -> bool {
    is_place(value) || is_uuid(value) || is_digest(value) || allow::is_reference_or_placeholder(value)
}

/// An ARN, a URL, or a path: pieces between slashes that are made of words, or short and of one case.
fn is_place(value: &str) -> bool {
    let is_short = |piece: &str| {
        let has = |class: fn(&u8) -> bool| piece.as_bytes().iter().any(class);
        piece.len() < SHORTEST
            && !(has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_digit))
    };
    let is_piece = |piece: &str| {
        piece.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-~:".contains(&byte))
            && (is_short(piece) || words::reads_as_words(piece))
    };
    value.starts_with("arn:")
        || value.contains("://")
        || value.contains(['/', '\\']) && value.split(['/', '\\']).all(is_piece)
}

fn is_uuid(value: &str) -> bool {
    value.split('-').map(str::len).eq([8, 4, 4, 4, 12])
        && value.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

fn is_digest(value: &str) -> bool {
    const ALGORITHMS: &[&str] = &["md5", "sha1", "sha256", "sha384", "sha512"];
    value.split_once([':', '-']).is_some_and(|(algorithm, _)| ALGORITHMS.contains(&algorithm))
}

/// `docker_password` under `password` is the name of a secret: only letters and separators, and it
/// names one itself.
fn is_name(value: &str) -> bool {
    value.bytes().all(|byte| byte.is_ascii_alphabetic() || b"_-./:".contains(&byte))
        && key::gate(value).is_some()
}

/// `POSTGRES_PASSWORD: postgres`: what a test server is started with.
fn repeats_key(key: &str, value: &str) -> bool {
    words::split(key).any(|word| word.eq_ignore_ascii_case(value))
}

/// JSON, a list, or a call: what is in it is judged where it is parsed.
fn is_structure(value: &str) -> bool {
    [('{', '}'), ('[', ']'), ('(', ')')].iter().any(|&(open, close)| {
        value.ends_with(close) && (value.starts_with(open) || open == '(' && value.contains(open))
    })
}

/// White space makes a sentence, unless it parts the three or more plain words of a passphrase.
fn is_prose(value: &str) -> bool {
    let is_passphrase_word = |word: &str| {
        word.len() >= 4 && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    let words = value.split_whitespace().count();
    words > 1 && (words < 3 || !value.split(' ').all(is_passphrase_word))
}

/// Base64 of readable text is as secret as that text; `user:password` is what an `auth` encodes.
fn encodes_no_secret(value: &str) -> bool {
    base64::decode_text(value).is_some_and(|text| !text.contains(':') && !is_token(&text))
}
