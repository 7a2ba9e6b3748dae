//! One JSON object. The members and their order are a promise to the programs that read it.

use std::io::{self, Write};

use serde::{Serialize, Serializer};

use super::{Findings, Summary, plain};
use crate::diagnostic::{Confidence, Diagnostic, Edit, Fix, Label, Severity};
use crate::text;

/// Writes the findings; each one is made when its turn comes.
pub fn write(findings: &Findings, out: &mut impl Write) -> io::Result<()> {
    let report = Report {
        version: env!("CARGO_PKG_VERSION"),
        files: findings.files,
        diagnostics: Diagnostics(findings),
        summary: Summary::of(findings),
    };
    plain::write_json(&report, out)
}

#[derive(Serialize)]
struct Report<'a> {
    version: &'static str,
    files: usize,
    diagnostics: Diagnostics<'a>,
    summary: Summary,
}

struct Diagnostics<'a>(&'a Findings<'a>);

#[derive(Serialize)]
struct Finding<'a> {
    code: &'a str,
    severity: Severity,
    confidence: Confidence,
    message: &'a str,
    help: Option<&'a str>,
    url: Option<String>,
    path: &'a str,
    span: Span,
    subject: &'a str,
    related: Vec<Related<'a>>,
    service_code: Option<&'a str>,
    service_location: Option<&'a str>,
    fix: Option<Repair<'a>>,
    fingerprint: String,
}

/// Bytes from 0, end exclusive; lines and columns, in characters, from 1.
#[derive(Serialize)]
struct Span {
    start: u32,
    end: u32,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    path: &'a str,
    span: Span,
}

#[derive(Serialize)]
struct Repair<'a> {
    title: &'a str,
    safety: &'static str,
    edits: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
struct Replacement<'a> {
    path: &'a str,
    start: u32,
    end: u32,
    text: &'a str,
}

impl Serialize for Diagnostics<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.diagnostics.iter().map(|found| finding(self.0, found)))
    }
}

fn finding<'a>(findings: &Findings<'a>, found: &'a Diagnostic) -> Finding<'a> {
    let (path, span) = place(findings, found.span);
    Finding {
        code: found.code,
        severity: found.severity,
        confidence: found.confidence,
        message: &found.message,
        help: found.help.as_deref(),
        url: findings.url(found.code),
        path,
        span,
        subject: &found.subject,
        related: found.related.iter().map(|label| related(findings, label)).collect(),
        service_code: found.service_code,
        service_location: found.service_location.as_deref(),
        fix: found.fix.as_ref().map(|fix| repair(findings, fix)),
        fingerprint: found.fingerprint(),
    }
}

fn place<'a>(findings: &Findings<'a>, span: text::Span) -> (&'a str, Span) {
    let place = findings.place(span);
    let span = Span {
        start: span.start,
        end: span.end,
        line: place.start.line,
        column: place.start.column,
        end_line: place.end.line,
        end_column: place.end.column,
    };
    (place.path, span)
}

fn related<'a>(findings: &Findings<'a>, label: &'a Label) -> Related<'a> {
    let (path, span) = place(findings, label.span);
    Related { message: &label.message, path, span }
}

fn repair<'a>(findings: &Findings<'a>, fix: &'a Fix) -> Repair<'a> {
    let replacement = |edit: &'a Edit| Replacement {
        path: findings.source(edit.span).map_or("", |source| &source.path),
        start: edit.span.start,
        end: edit.span.end,
        text: &edit.text,
    };
    Repair {
        title: &fix.title,
        safety: fix.safety.as_str(),
        edits: fix.edits.iter().map(replacement).collect(),
    }
}
