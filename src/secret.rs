//! Finds credentials in parsed files: pure functions on a key and a value. Nothing here knows what a
//! tree or a file is, nothing is printed, and no service is ever asked whether a find is live.
//!
//! Two tables hold all knowledge: `format` has the secrets recognisable by their own form, wherever
//! they stand; `keyed` has those that only the name beside them gives away. `finding` looks over what
//! all rules have said.

mod allow;
mod aws_key;
mod base64;
mod entropy;
mod finding;
mod format;
mod key;
mod keyed;
mod plaintext;
mod redact;
mod words;

use std::ops::Range;

use crate::diagnostic::Confidence;

pub use allow::is_reference_or_placeholder;
pub use finding::{keep_surest, redact_texts};
pub use keyed::SHORTEST as SHORTEST_NAMED;
pub use redact::{hidden_part, redact};

/// One credential in a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// What it is.
    pub kind: Kind,
    /// Where it stands: bytes of the value that was scanned, on character boundaries.
    pub range: Range<usize>,
    /// How sure that is: a verified form is high, a judgement by the name of the key is low.
    pub confidence: Confidence,
    /// What the credential tells about itself without being shown, such as `account 123456789012`.
    pub detail: Option<String>,
}

/// What a credential is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// An AWS access key id (`AKIA…`, `ASIA…`).
    AwsAccessKey,
    /// The secret half of an AWS access key: 40 characters without a mark of their own.
    AwsSecretKey,
    /// Something the name of its key calls a password, a token or the like.
    Plaintext,
}

/// Credentials in one value under the last part of its key path. A credential of a known form wins over
/// what the key suggests, so a value is never reported twice.
pub fn scan_value(key: Option<&str>, value: &str) -> Vec<Secret> {
    let found = scan_text(value);
    if !found.is_empty() {
        return found;
    }
    scan_named(key, value)
}

/// The credential that the key of a value announces, in a value without one of a known form.
pub fn scan_named(key: Option<&str>, value: &str) -> Vec<Secret> {
    key.and_then(|key| keyed::find(key, value)).into_iter().collect()
}

/// Whether a text may hold a credential of a known form: one search, for many texts at once.
pub fn may_have_format(text: &str) -> bool {
    format::may_have_any(text)
}

/// Whether a key may announce a credential: nearly all keys are dismissed without being split.
pub fn may_announce(key: &str) -> bool {
    keyed::may_announce(key)
}

/// Credentials of a known form anywhere in a text that has no key: a command, a comment, a document.
pub fn scan_text(text: &str) -> Vec<Secret> {
    format::find(text)
}

#[cfg(test)]
mod tests;
