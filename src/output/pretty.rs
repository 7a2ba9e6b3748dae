//! For a person: the message, the lines of the file with the place marked, what to do. The one file that
//! knows miette, which draws; what it draws comes from [`Excerpt`].

use std::borrow::Cow;
use std::fmt;
use std::io::{self, Write};

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode,
    SourceSpan, SpanContents,
};

use rayon::prelude::*;

use super::excerpt::{Canvas, Excerpt};
use super::mask::Hidden;
use super::{Findings, Summary, Terminal, plain};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::text::{Position, Span};

/// Narrower than this nothing is readable; such a width is not believed.
const MIN_WIDTH: usize = 40;
/// Columns beside the lines of the file: their numbers and the frame.
const FRAME: usize = 12;
/// Fewest and most characters shown of a line.
const LINE_COLUMNS: (usize, usize) = (60, 160);

/// Bytes that most drawings need at most.
const DRAWN_BYTES: usize = 1024;

/// Findings that are drawn before any of them is written.
const DRAWN_TOGETHER: usize = 512;

/// Writes the findings, then the counts.
pub fn write(findings: &Findings, terminal: &Terminal, out: &mut impl Write) -> io::Result<()> {
    let printer = Printer::new(findings, terminal);
    // Drawing costs more than finding: it is done side by side, a few at a time to save memory.
    for together in findings.diagnostics.chunks(DRAWN_TOGETHER) {
        let drawn: Vec<Result<String, fmt::Error>> = together
            .par_iter()
            .map(|found| {
                let mut text = String::with_capacity(DRAWN_BYTES);
                printer.print(found, &mut text).map(|()| text)
            })
            .collect();
        for text in drawn {
            out.write_all(text.map_err(io::Error::other)?.as_bytes())?;
        }
    }
    writeln!(out, "{}", Summary::of(findings))
}

struct Printer<'a> {
    findings: &'a Findings<'a>,
    hidden: Hidden,
    canvas: Canvas,
    handler: GraphicalReportHandler,
    color: bool,
}

impl<'a> Printer<'a> {
    fn new(findings: &'a Findings<'a>, terminal: &Terminal) -> Printer<'a> {
        let (fewest, most) = LINE_COLUMNS;
        let columns = terminal.width.saturating_sub(FRAME).clamp(fewest, most);
        let handler = GraphicalReportHandler::new_themed(theme(terminal))
            .with_width(terminal.width.max(MIN_WIDTH))
            .with_links(terminal.links)
            .with_wrap_lines(terminal.wraps)
            // Wrapping costs half of the drawing where it looks for every place that Unicode would break.
            .with_word_separator(textwrap::WordSeparator::AsciiSpace)
            .without_cause_chain()
            .without_syntax_highlighting();
        Printer {
            findings,
            hidden: Hidden::of(findings),
            canvas: Canvas { columns, unicode: terminal.unicode },
            handler,
            color: terminal.color,
        }
    }

    fn print(&self, found: &Diagnostic, text: &mut String) -> fmt::Result {
        let report = self.report(found);
        self.handler.render_report(text, &report)?;
        self.notes(found, &report, text)?;
        if let Some(fix) = &found.fix {
            self.fix(fix, text)?;
        }
        fmt::Write::write_char(text, '\n')
    }

    fn report<'f>(&self, found: &'f Diagnostic) -> Report<'f> {
        let view = self.findings.source(found.span).map(|source| View {
            path: plain::escaped(&source.path).into_owned(),
            position: source.position(found.span.start),
            excerpt: Excerpt::new(source, found, &self.hidden, self.canvas),
        });
        Report { found, url: self.findings.url(found.code), view }
    }

    /// The related places that are not marked in the excerpt, and the name that the service has for the fault.
    fn notes(&self, found: &Diagnostic, report: &Report, text: &mut String) -> fmt::Result {
        let marked = report.view.as_ref().map_or(&[][..], |view| &view.excerpt.related);
        for (index, label) in found.related.iter().enumerate() {
            if marked.iter().all(|(other, _)| *other != index) {
                let message = plain::escaped(&label.message);
                self.aside(text, "= note:", format_args!("{message} ({})", self.place(label.span)))?;
            }
        }
        match (found.service_code, &found.service_location) {
            (Some(code), Some(location)) => {
                let location = plain::escaped(location);
                self.aside(text, "= note:", format_args!("the service calls this {code} at {location}"))
            }
            (Some(code), None) => self.aside(text, "= note:", format_args!("the service calls this {code}")),
            (None, _) => Ok(()),
        }
    }

    fn fix(&self, fix: &Fix, text: &mut String) -> fmt::Result {
        let title = plain::escaped(&fix.title);
        self.aside(text, "fix:", format_args!("{title} ({})", fix.safety.as_str()))
    }

    fn aside(&self, text: &mut String, head: &str, rest: fmt::Arguments) -> fmt::Result {
        use fmt::Write;
        // The colour of miette's own "help:".
        let (on, off) = if self.color { ("\u{1b}[36m", "\u{1b}[0m") } else { ("", "") };
        writeln!(text, "  {on}{head}{off} {rest}")
    }

    fn place(&self, span: Span) -> String {
        let place = self.findings.place(span);
        format!("{}:{}:{}", plain::escaped(place.path), place.start.line, place.start.column)
    }
}

fn theme(terminal: &Terminal) -> GraphicalTheme {
    match (terminal.unicode, terminal.color) {
        (true, true) => GraphicalTheme::unicode(),
        (true, false) => GraphicalTheme::unicode_nocolor(),
        (false, true) => GraphicalTheme::ascii(),
        (false, false) => GraphicalTheme::none(),
    }
}

/// A finding in miette's terms.
struct Report<'f> {
    found: &'f Diagnostic,
    url: Option<String>,
    /// `None` when the file of the finding is not known.
    view: Option<View>,
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&plain::escaped(&self.found.message))
    }
}

impl fmt::Debug for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.found, f)
    }
}

impl std::error::Error for Report<'_> {}

impl miette::Diagnostic for Report<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(format!("{}[{}]", self.found.severity.as_str(), self.found.code)))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.found.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let help: Cow<'a, str> = plain::escaped_lines(self.found.help.as_deref()?);
        Some(Box::new(help))
    }

    fn url<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(plain::escaped(self.url.as_deref()?)))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.view.as_ref().map(|view| view as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let excerpt = &self.view.as_ref()?.excerpt;
        let more = excerpt.continues_to.map(|line| format!("continues to line {line}"));
        let primary = LabeledSpan::new_primary_with_span(more, excerpt.primary.clone());
        let related = excerpt.related.iter().filter_map(|(index, range)| {
            let message = plain::escaped(&self.found.related.get(*index)?.message).into_owned();
            Some(LabeledSpan::new_with_span(Some(message), range.clone()))
        });
        Some(Box::new(std::iter::once(primary).chain(related)))
    }
}

/// An excerpt as the only text there is: miette never sees the file.
struct View {
    path: String,
    /// Where the finding is in the file.
    position: Position,
    excerpt: Excerpt,
}

impl SourceCode for View {
    /// miette asks with context for the lines to draw, and without for the place to put above them.
    fn read_span<'a>(
        &'a self,
        _span: &SourceSpan,
        lines_before: usize,
        _lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let Excerpt { text, first_line, .. } = &self.excerpt;
        let (line, column) = match lines_before {
            0 => (self.position.line - 1, self.position.column - 1),
            _ => (*first_line, 0),
        };
        Ok(Box::new(MietteSpanContents::new_named(
            self.path.clone(),
            text.as_bytes(),
            (0, text.len()).into(),
            line as usize,
            column as usize,
            text.matches('\n').count(),
        )))
    }
}
