//! What rules say, while they say it.

use super::{Active, OptionDefault, OptionValue};
use crate::diagnostic::{Confidence, Diagnostic, Edit, Fix, Label, Safety, Severity};
use crate::text::Span;
use crate::tree::Value;

/// Collects what rules say.
#[derive(Debug, Default)]
pub struct Report<'a> {
    current: Option<&'a Active>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Report<'a> {
    /// Everything said so far.
    pub fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.diagnostics
    }

    /// How much has been said so far.
    pub fn count(&self) -> usize {
        self.diagnostics.len()
    }

    /// Says where the service would place what was said about a definition, from a number of findings on;
    /// `root` is the path of the definition in its file.
    pub fn locate(&mut self, from: usize, root: &str) {
        // A machine without an end has it nowhere, says the service (measured).
        let is_placed =
            |found: &&mut Diagnostic| found.service_code.is_some_and(|code| code != "MISSING_END_STATE");
        for found in self.diagnostics.iter_mut().skip(from).filter(is_placed) {
            found.service_location = found.subject.strip_prefix(root).map(location);
        }
    }

    /// Runs something in the name of a rule.
    pub fn run(&mut self, active: &Active, check: impl FnOnce(&mut Report)) {
        let mut report = Report { current: Some(active), diagnostics: std::mem::take(&mut self.diagnostics) };
        check(&mut report);
        self.diagnostics = report.diagnostics;
    }

    /// A finding at a value.
    pub fn at(&mut self, value: Value, message: impl Into<String>) -> Finding<'_> {
        self.at_span(value.span(), value, message)
    }

    /// A finding at the key of a value, or at the value if it has none.
    pub fn at_key(&mut self, value: Value, message: impl Into<String>) -> Finding<'_> {
        self.at_span(value.name_span(), value, message)
    }

    /// A finding at any bytes; `subject` is the node that it is about.
    pub fn at_span(&mut self, span: Span, subject: Value, message: impl Into<String>) -> Finding<'_> {
        self.at_path(span, subject.path(), message)
    }

    /// A finding about something that is no node.
    pub fn at_path(&mut self, span: Span, subject: String, message: impl Into<String>) -> Finding<'_> {
        let (code, severity, confidence, fixed) = match self.current {
            Some(active) => (active.rule.code, active.rule.severity, active.rule.confidence, active.severity),
            None => ("", Severity::Error, Confidence::High, None),
        };
        let index = self.diagnostics.len();
        self.diagnostics.push(Diagnostic {
            code,
            severity: fixed.unwrap_or(severity),
            confidence,
            message: shortened(message.into()),
            help: None,
            span,
            subject,
            related: Vec::new(),
            service_code: None,
            service_location: None,
            fix: None,
            secret: false,
        });
        Finding { diagnostic: &mut self.diagnostics[index], severity_is_fixed: fixed.is_some() }
    }

    /// An option that is `true` or `false`.
    pub fn flag(&self, name: &str) -> bool {
        let Some(active) = self.current else { return false };
        match active.options.get(name) {
            Some(OptionValue::Bool(value)) => *value,
            _ => active.rule.options.iter().any(|o| o.name == name && o.default == OptionDefault::Bool(true)),
        }
    }

    /// An option that is a list of words.
    pub fn words(&self, name: &str) -> &'a [String] {
        match self.current.and_then(|active| active.options.get(name)) {
            Some(OptionValue::Words(words)) => words,
            _ => &[],
        }
    }
}

/// A JSON pointer as the service writes places of a definition: indexes in brackets (measured). Names of
/// states may be numbers.
fn location(pointer: &str) -> String {
    let mut location = String::new();
    let mut before = "";
    for step in pointer.split('/').skip(1) {
        match step.parse::<usize>() {
            Ok(_) if before != "States" => location.extend(["[", step, "]"]),
            _ => location.extend(["/", step.replace("~1", "/").replace("~0", "~").as_str()]),
        }
        before = step;
    }
    if location.is_empty() { "/".to_owned() } else { location }
}

/// Longer texts hold a name that no person wrote; repeated in every finding it would fill the memory.
const MAX_MESSAGE: usize = 500;

fn shortened(mut text: String) -> String {
    if text.len() > MAX_MESSAGE {
        let end = (0..=MAX_MESSAGE).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
        text.truncate(end);
        text.push('…');
        text.shrink_to_fit();
    }
    text
}

/// A finding that is being written.
#[derive(Debug)]
pub struct Finding<'r> {
    diagnostic: &'r mut Diagnostic,
    severity_is_fixed: bool,
}

impl Finding<'_> {
    /// What to write instead, and why.
    pub fn help(self, help: impl Into<String>) -> Self {
        self.diagnostic.help = Some(shortened(help.into()));
        self
    }

    /// Another place that belongs to it.
    pub fn related(self, span: Span, message: impl Into<String>) -> Self {
        self.diagnostic.related.push(Label { span, message: shortened(message.into()) });
        self
    }

    /// Less bad than the worst that the rule finds; the configuration still wins.
    pub fn severity(self, severity: Severity) -> Self {
        if !self.severity_is_fixed {
            self.diagnostic.severity = severity;
        }
        self
    }

    /// Less sure than the rule mostly is.
    pub fn confidence(self, confidence: Confidence) -> Self {
        self.diagnostic.confidence = confidence;
        self
    }

    /// The service's own code for the fault.
    pub fn service_code(self, code: &'static str) -> Self {
        self.diagnostic.service_code = Some(code);
        self
    }

    /// The bytes of the finding are a secret.
    pub fn secret(self) -> Self {
        self.diagnostic.secret = true;
        self
    }

    /// A repair that writes another word for the text of a scalar, between its quotes, whatever they are:
    /// a definition may stand within the quotes of a template. None where a quoting might ask for escapes.
    pub fn rewrite(self, safety: Safety, title: impl Into<String>, value: Value, word: &str) -> Self {
        let is_plain = word.chars().all(|c| c.is_alphanumeric() || " -_.".contains(c));
        match value.scalar_text() {
            Some(text) if is_plain && word.trim() == word => {
                self.fix(safety, title, value.text_span(0..text.len()), word)
            }
            _ => self,
        }
    }

    /// A repair that replaces these bytes by this text.
    pub fn fix(self, safety: Safety, title: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        self.edits(safety, title, vec![Edit { span, text: text.into() }])
    }

    /// A repair of several places, which do not overlap.
    pub fn edits(self, safety: Safety, title: impl Into<String>, edits: Vec<Edit>) -> Self {
        self.diagnostic.fix = Some(Fix { title: title.into(), safety, edits });
        self
    }
}

#[cfg(test)]
mod tests {
    use super::location;

    #[test]
    fn places_are_written_as_the_service_writes_them() {
        assert_eq!(location(""), "/");
        assert_eq!(location("/States/A~1B/Catch/0/Next"), "/States/A/B/Catch[0]/Next");
        assert_eq!(
            location("/States/Split/Branches/1/States/2/Next"),
            "/States/Split/Branches[1]/States/2/Next"
        );
    }
}
