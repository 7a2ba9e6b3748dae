//! What a rule is: a value and a plain function. What it says goes into a [`Report`].

use std::collections::BTreeMap;

use crate::asl::{Machine, State};
use crate::cfn::Template;
use crate::diagnostic::{Confidence, Diagnostic, Edit, Fix, Label, Safety, Severity};
use crate::drone::Pipeline;
use crate::iam::{Policy, Statement};
use crate::project::{Document, FoundSecret};
use crate::text::Span;
use crate::tree::Value;

/// What a finding endangers; users select by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Group {
    /// The service refuses it, or it cannot work.
    Correctness,
    /// It gives away more than it must.
    Security,
    /// It hangs, or gives up at the first fault.
    Reliability,
    /// Nobody can tell afterwards what ran.
    Traceability,
    /// Nobody can tell what it does.
    Naming,
    /// A matter of taste; off by default.
    Pedantic,
}

/// How settled a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// May change or go.
    Preview,
    /// Stays.
    Stable,
    /// Goes.
    Deprecated,
}

/// Whether findings of a rule come with a repair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Fixes {
    /// Never.
    None,
    /// Where the repair is certain.
    Sometimes,
}

/// Kind and default of an option.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OptionDefault {
    /// `true` or `false`.
    Bool(bool),
    /// A list of words, empty by default.
    Words,
}

/// An option of a rule, as `steplint.yaml` may set it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RuleOption {
    /// Its key under `options`.
    pub name: &'static str,
    /// Its kind and what holds without it.
    pub default: OptionDefault,
}

/// The value that a configuration gives to an option.
#[derive(Clone, Debug, PartialEq)]
pub enum OptionValue {
    /// `true` or `false`.
    Bool(bool),
    /// A list of words.
    Words(Vec<String>),
}

/// The thing that a rule looks at, and its function.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// A file of the rule's own dialect, or a definition embedded in another file.
    Document(fn(&Document, &mut Report)),
    /// A state machine.
    Machine(fn(&Machine, &mut Report)),
    /// A state, at any depth.
    State(fn(&State, &mut Report)),
    /// A CloudFormation or SAM template.
    Template(fn(&Template, &mut Report)),
    /// A Drone pipeline: one document of a file.
    Pipeline(fn(&Pipeline, &mut Report)),
    /// A secret in a text of any dialect.
    Secret(fn(&FoundSecret, &mut Report)),
    /// An IAM policy document.
    Policy(fn(&Policy, &mut Report)),
    /// A statement of an IAM policy.
    Statement(fn(&Statement, &mut Report)),
    /// Found by the engine itself.
    Engine,
}

/// A rule. Its code is its name and its place: `asl/unreachable-state`.
#[derive(Debug)]
pub struct Rule {
    /// Dialect and name.
    pub code: &'static str,
    /// What its findings endanger.
    pub group: Group,
    /// How bad its worst finding is.
    pub severity: Severity,
    /// How sure its findings are.
    pub confidence: Confidence,
    /// How settled it is.
    pub status: Status,
    /// Whether it repairs.
    pub fixes: Fixes,
    /// What a configuration may set.
    pub options: &'static [RuleOption],
    /// Its page, in Markdown.
    pub page: &'static str,
    /// What it looks at.
    pub check: Check,
}

impl Group {
    /// The word under which users select it.
    pub fn as_str(self) -> &'static str {
        match self {
            Group::Correctness => "correctness",
            Group::Security => "security",
            Group::Reliability => "reliability",
            Group::Traceability => "traceability",
            Group::Naming => "naming",
            Group::Pedantic => "pedantic",
        }
    }
}

impl Rule {
    /// The part of the code before the slash.
    pub fn prefix(&self) -> &'static str {
        self.code.split('/').next().unwrap_or(self.code)
    }

    /// The first line of the page without its `#`.
    pub fn title(&self) -> &'static str {
        self.page.lines().next().unwrap_or("").trim_start_matches('#').trim()
    }
}

/// Declares the rule of a file: `code`, `group`, `severity` and `check` are given, the rest where it
/// differs from high confidence, stable, without fixes and options. The page is found by the code.
macro_rules! rule {
    (
        code: $code:literal,
        group: $group:ident,
        severity: $severity:ident,
        $(confidence: $confidence:ident,)?
        $(fixes: $fixes:ident,)?
        $(options: $options:expr,)?
        check: $check:expr $(,)?
    ) => {
        pub(crate) const RULE: $crate::rule::Rule = {
            #[allow(unused_imports)]
            use $crate::rule::Check::*;
            $crate::rule::Rule {
                code: $code,
                group: $crate::rule::Group::$group,
                severity: $crate::diagnostic::Severity::$severity,
                confidence: $crate::rule::rule!(@confidence $($confidence)?),
                status: $crate::rule::Status::Stable,
                fixes: $crate::rule::rule!(@fixes $($fixes)?),
                options: $crate::rule::rule!(@options $($options)?),
                page: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/", $code, ".md")),
                check: $check,
            }
        };
    };
    (@confidence) => { $crate::diagnostic::Confidence::High };
    (@confidence $confidence:ident) => { $crate::diagnostic::Confidence::$confidence };
    (@fixes) => { $crate::rule::Fixes::None };
    (@fixes $fixes:ident) => { $crate::rule::Fixes::$fixes };
    (@options) => { &[] };
    (@options $options:expr) => { $options };
}
pub(crate) use rule;

/// A rule that is switched on, with what the configuration says of it.
#[derive(Clone, Debug)]
pub struct Active {
    /// The rule.
    pub rule: &'static Rule,
    /// Replaces the severity of its findings.
    pub severity: Option<Severity>,
    /// Options that are set.
    pub options: BTreeMap<String, OptionValue>,
}

/// The rules that hold for a file. Each thing is shown to the rules that look at such things.
#[derive(Clone, Debug, Default)]
pub struct RuleSet {
    active: Vec<Active>,
}

impl RuleSet {
    /// Takes the rules that are on.
    pub fn new(active: impl IntoIterator<Item = Active>) -> RuleSet {
        RuleSet { active: active.into_iter().collect() }
    }

    /// Runs the rules for a text of a dialect.
    pub fn document(&self, document: &Document, report: &mut Report) {
        for active in self.active.iter().filter(|active| active.rule.prefix() == document.dialect.prefix()) {
            if let Check::Document(check) = active.rule.check {
                report.run(active, |report| check(document, report));
            }
        }
    }

    /// Runs the rules for the secrets of a text of any dialect.
    pub fn secrets(&self, document: &Document, report: &mut Report) {
        if !self.active.iter().any(|active| matches!(active.rule.check, Check::Secret(_))) {
            return;
        }
        for found in crate::project::secrets(document) {
            for active in &self.active {
                if let Check::Secret(check) = active.rule.check {
                    report.run(active, |report| check(&found, report));
                }
            }
        }
    }

    /// Runs the rules for a machine and all of its states.
    pub fn machine(&self, machine: &Machine, report: &mut Report) {
        for active in &self.active {
            match active.rule.check {
                Check::Machine(check) => report.run(active, |report| check(machine, report)),
                Check::State(check) => {
                    report.run(active, |report| machine.states().for_each(|state| check(&state, report)));
                }
                _ => {}
            }
        }
    }

    /// Runs the rules for a policy and all of its statements.
    pub fn policy(&self, policy: &Policy, report: &mut Report) {
        for active in &self.active {
            match active.rule.check {
                Check::Policy(check) => report.run(active, |report| check(policy, report)),
                Check::Statement(check) => {
                    report.run(active, |report| policy.statements.iter().for_each(|one| check(one, report)));
                }
                _ => {}
            }
        }
    }

    /// Runs the rules for a template.
    pub fn template(&self, template: &Template, report: &mut Report) {
        for active in &self.active {
            if let Check::Template(check) = active.rule.check {
                report.run(active, |report| check(template, report));
            }
        }
    }

    /// Runs the rules for a pipeline.
    pub fn pipeline(&self, pipeline: &Pipeline, report: &mut Report) {
        for active in &self.active {
            if let Check::Pipeline(check) = active.rule.check {
                report.run(active, |report| check(pipeline, report));
            }
        }
    }

    /// Whether any rule that is on is such a one.
    pub fn holds(&self, is_such: impl Fn(&Rule) -> bool) -> bool {
        self.active.iter().any(|active| is_such(active.rule))
    }

    /// The rule of this code that the engine itself speaks for, if it is on.
    pub fn engine(&self, code: &str) -> Option<&Active> {
        self.active.iter().find(|active| active.rule.code == code)
    }
}

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
        self.at_span(value.key_span().unwrap_or_else(|| value.span()), value, message)
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
        let edits = vec![Edit { span, text: text.into() }];
        self.diagnostic.fix = Some(Fix { title: title.into(), safety, edits });
        self
    }
}
