//! A kind of fault.

use steplint::asl::Language;
use steplint::diagnostic::Severity;

use super::mutant::Mutant;
use super::sites::Sites;

/// States of which query language can have the fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Of any.
    Both,
    /// Of JSONPath.
    JsonPath,
    /// Of JSONata.
    Jsonata,
}

impl Mode {
    /// The language to look at, if only one is.
    pub fn language(self) -> Option<Language> {
        match self {
            Mode::Both => None,
            Mode::JsonPath => Some(Language::JsonPath),
            Mode::Jsonata => Some(Language::Jsonata),
        }
    }
}

/// One way to spoil a definition.
pub struct Kind {
    /// The check of the specification that must catch it.
    pub row: &'static str,
    /// What is done.
    pub name: &'static str,
    /// Where it can be done.
    pub mode: Mode,
    /// The least severity that the fault deserves.
    pub severity: Severity,
    /// Every mutant of a definition.
    pub apply: fn(&Sites) -> Vec<Mutant>,
}

/// A fault that the service refuses.
pub const fn error(
    row: &'static str,
    name: &'static str,
    mode: Mode,
    apply: fn(&Sites) -> Vec<Mutant>,
) -> Kind {
    Kind { row, name, mode, severity: Severity::Error, apply }
}

/// A fault that deploys, and then fails or does nothing.
pub const fn warning(
    row: &'static str,
    name: &'static str,
    mode: Mode,
    apply: fn(&Sites) -> Vec<Mutant>,
) -> Kind {
    Kind { row, name, mode, severity: Severity::Warning, apply }
}
