//! How findings are shown: one file a format. What they have in common is here.

mod concise;
mod excerpt;
mod github;
mod json;
mod mask;
mod plain;
mod pretty;
mod sarif;
#[cfg(test)]
mod tests;

use std::fmt;
use std::io::{self, BufWriter, Write};

pub use plain::{escaped, escaped_lines};

use crate::diagnostic::{Diagnostic, Severity};
use crate::text::{Position, Source, Span};

pub use mask::{Secrets, mask};

/// Bytes gathered before they are handed on: standard output is flushed at every line otherwise.
const BUFFER_BYTES: usize = 64 * 1024;

/// The forms in which findings can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For a person: the lines of the file with the place marked.
    Pretty,
    /// One line a finding: `path:line:col: LEVEL[CODE] message`.
    Concise,
    /// One JSON object.
    Json,
    /// SARIF 2.1.0, for code scanning services and editors.
    Sarif,
    /// Workflow commands that GitHub Actions turns into annotations.
    Github,
}

impl Format {
    /// Whether it lists the rules beside the findings.
    pub fn describes_rules(self) -> bool {
        self == Format::Sarif
    }
}

/// Everything that a run has to tell.
#[derive(Clone, Copy, Debug)]
pub struct Findings<'a> {
    /// All files, at the index that their id names.
    pub sources: &'a [Source],
    /// What was found, in the order in which it is written.
    pub diagnostics: &'a [Diagnostic],
    /// Number of files checked.
    pub files: usize,
    /// Number of findings that a comment, the configuration or the baseline took away.
    pub suppressed: usize,
    /// Where rule pages are published: the page of a rule is `<docs_url>/<code>`. Without it no format
    /// writes a link.
    pub docs_url: Option<&'a str>,
}

/// What is known of a rule, for formats that list the rules.
#[derive(Clone, Copy, Debug)]
pub struct RuleInfo<'a> {
    /// The rule: `asl/missing-timeout`.
    pub code: &'a str,
    /// What it finds, in one line.
    pub title: &'a str,
    /// Its severity unless configured otherwise.
    pub severity: Severity,
    /// Its page, as Markdown.
    pub page: &'a str,
}

/// What the terminal can do; only [`Format::Pretty`] asks.
#[derive(Clone, Copy, Debug)]
pub struct Terminal {
    /// Colours, as ANSI escape sequences.
    pub color: bool,
    /// Columns.
    pub width: usize,
    /// Sentences are broken to the width; a log breaks them itself, and a search finds them whole.
    pub wraps: bool,
    /// Links, as OSC 8 escape sequences.
    pub links: bool,
    /// Box-drawing characters; ASCII otherwise. The text of files is never changed for it.
    pub unicode: bool,
}

/// Counts of a run. Its text is the last line that a person reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Summary {
    /// Findings of severity error.
    pub error: usize,
    /// Findings of severity warning.
    pub warning: usize,
    /// Findings of severity info.
    pub info: usize,
    /// Findings taken away.
    pub suppressed: usize,
    /// Findings that carry a fix, safe or not.
    pub fixable: usize,
    /// Files checked; in JSON a member of the report, not of the summary.
    #[serde(skip)]
    pub files: usize,
}

/// Writes findings in a format. `rules` lists the rules for formats that describe them, `terminal` says
/// what [`Format::Pretty`] may use.
pub fn write(
    format: Format,
    findings: &Findings,
    rules: &[RuleInfo],
    terminal: &Terminal,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(BUFFER_BYTES, out);
    match format {
        Format::Pretty => pretty::write(findings, terminal, &mut out)?,
        Format::Concise => concise::write(findings, &mut out)?,
        Format::Json => json::write(findings, &mut out)?,
        Format::Sarif => sarif::write(findings, rules, &mut out)?,
        Format::Github => github::write(findings, &mut out)?,
    }
    out.flush()
}

impl Summary {
    /// Counts the findings.
    pub fn of(findings: &Findings) -> Summary {
        let count = |severity| findings.diagnostics.iter().filter(|found| found.severity == severity).count();
        Summary {
            error: count(Severity::Error),
            warning: count(Severity::Warning),
            info: count(Severity::Info),
            suppressed: findings.suppressed,
            fixable: findings.diagnostics.iter().filter(|found| found.fix.is_some()).count(),
            files: findings.files,
        }
    }

    fn asides(&self) -> String {
        let asides: Vec<String> = [(self.suppressed, "suppressed"), (self.fixable, "fixable")]
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        if asides.is_empty() { String::new() } else { format!(" ({})", asides.join(", ")) }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let files = counted(self.files, "file");
        if self.error + self.warning + self.info == 0 {
            write!(f, "no findings in {files}{}", self.asides())
        } else {
            let errors = counted(self.error, "error");
            let warnings = counted(self.warning, "warning");
            write!(f, "{files}, {errors}, {warnings}, {} info{}", self.info, self.asides())
        }
    }
}

fn counted(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

/// A span as it is shown: the path, and both ends as line and column in characters.
struct Place<'a> {
    path: &'a str,
    start: Position,
    end: Position,
}

impl<'a> Findings<'a> {
    fn source(&self, span: Span) -> Option<&'a Source> {
        self.sources.get(span.source.0 as usize)
    }

    /// A span of a file that is not in the list has no path, and is at its beginning.
    fn place(&self, span: Span) -> Place<'a> {
        match self.source(span) {
            Some(source) => {
                let (start, end) = (source.position(span.start), source.position(span.end));
                Place { path: &source.path, start, end }
            }
            None => {
                let start = Position { line: 1, column: 1 };
                Place { path: "", start, end: start }
            }
        }
    }

    fn url(&self, code: &str) -> Option<String> {
        self.docs_url.map(|base| format!("{}/{code}", base.trim_end_matches('/')))
    }
}
