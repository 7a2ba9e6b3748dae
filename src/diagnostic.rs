//! What a rule says. Nothing here knows how it is shown.

use crate::text::Span;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Best practice.
    Info,
    /// It deploys, but it fails, hangs or leaks.
    Warning,
    /// The service refuses it, or it cannot work as written.
    Error,
}

impl Severity {
    /// The word used in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// How sure a rule is that its finding is true; separate from how bad it would be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// A judgement that is often right.
    Low,
    /// Right unless something unusual is going on.
    Medium,
    /// A fact.
    High,
}

impl Confidence {
    /// The word used in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Confidence::Low => "low",
            Confidence::Medium => "medium",
            Confidence::High => "high",
        }
    }
}

/// A second place that belongs to a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is there, in lower case without a full stop.
    pub message: String,
}

/// Whether a fix may be applied without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Safety {
    /// The meaning stays, or the written meaning is restored.
    Safe,
    /// Probably what was meant; read it.
    Unsafe,
}

impl Safety {
    /// The word used in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Safety::Safe => "safe",
            Safety::Unsafe => "unsafe",
        }
    }
}

/// One replacement of bytes; an empty span inserts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The bytes to replace.
    pub span: Span,
    /// The text to put there.
    pub text: String,
}

/// A repair: all of its edits, or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as an order: "replace `Retreive` by `Retrieve`".
    pub title: String,
    /// Whether it may be applied unread.
    pub safety: Safety,
    /// The replacements; they do not overlap.
    pub edits: Vec<Edit>,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule: `asl/missing-timeout`.
    pub code: &'static str,
    /// How bad.
    pub severity: Severity,
    /// How sure.
    pub confidence: Confidence,
    /// What is wrong, naming the thing: lower case, no full stop, one line.
    pub message: String,
    /// What to write instead, and why.
    pub help: Option<String>,
    /// The exact bytes.
    pub span: Span,
    /// Path of the node that the finding is about: `/Resources/Order/Properties/…`.
    pub subject: String,
    /// Other places that belong to it.
    pub related: Vec<Label>,
    /// The code of the service itself for the same fault: `MISSING_TRANSITION_TARGET`.
    pub service_code: Option<&'static str>,
    /// Where the service says the fault is: `/States/Ship/Catch[0]/Next`.
    pub service_location: Option<String>,
    /// A repair, where one is certain enough to offer.
    pub fix: Option<Fix>,
    /// Whether the bytes of the span are a secret that must not be shown.
    pub secret: bool,
}

impl Diagnostic {
    /// Identifies the finding across edits elsewhere in the file: a hash of the code, the subject and
    /// the message, never of line numbers. 64-bit FNV-1a in hexadecimal.
    pub fn fingerprint(&self) -> String {
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        for part in [self.code, "\0", &self.subject, "\0", &self.message] {
            for byte in part.bytes() {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
        format!("{hash:016x}")
    }
}
