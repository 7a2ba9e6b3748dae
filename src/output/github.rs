//! Workflow commands of GitHub Actions, which become annotations on the lines of a change.
//!
//! Form and escaping: "Workflow commands for GitHub Actions" in GitHub's documentation, and `command.ts` of
//! its `@actions/core` package.

use std::io::{self, Write};

use super::{Findings, Place, plain};
use crate::diagnostic::{Diagnostic, Severity};

/// Writes the findings.
pub fn write(findings: &Findings, out: &mut impl Write) -> io::Result<()> {
    findings.diagnostics.iter().try_for_each(|found| command(&findings.place(found.span), found, out))
}

fn command(place: &Place, found: &Diagnostic, out: &mut impl Write) -> io::Result<()> {
    let level = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let (start, end) = (place.start, place.end);
    write!(out, "::{level} file={},line={},endLine={}", property(place.path), start.line, end.line)?;
    // Columns of an annotation are of one line: the service takes none for a range of lines.
    if start.line == end.line {
        write!(out, ",col={},endColumn={}", start.column, end.column)?;
    }
    write!(out, ",title={}::{}", property(found.code), data(&found.message))?;
    if let Some(help) = &found.help {
        write!(out, "%0Ahelp: {}", data(help))?;
    }
    writeln!(out)
}

/// Escapes the text of a command.
fn data(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '%' => out.push_str("%25"),
            '\r' => out.push_str("%0D"),
            '\n' => out.push_str("%0A"),
            hostile if plain::is_hostile(hostile) => out.push(plain::symbol(hostile, true)),
            harmless => out.push(harmless),
        }
    }
    out
}

/// Escapes a value before the second `::`.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
