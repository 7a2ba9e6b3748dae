//! What a rule is: a value and a plain function. What it says goes into a [`Report`].

mod report;

use std::collections::BTreeMap;

use crate::asl::{Element, Machine, Slot, State};
use crate::cfn::Template;
use crate::diagnostic::{Confidence, Severity};
use crate::drone::Pipeline;
use crate::iam::{KeyTest, Policy, Statement};
use crate::project::{Deployment, Document, FoundSecret, Principal};

pub use report::{Finding, Report};

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
    /// An object of a definition whose grammar is known: a state, a retrier, a choice rule.
    Element(fn(&Element, &mut Report)),
    /// A field of such an object.
    Slot(fn(&Slot, &mut Report)),
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
    /// A test of the condition of such a statement.
    Condition(fn(&KeyTest, &mut Report)),
    /// A role, user, group or permission set with all policies that are attached to it.
    Principal(fn(&Principal, &mut Report)),
    /// The machines of a template with their needs and their roles.
    Deployment(fn(&Deployment, &mut Report)),
    /// An IAM policy document, and what a template writes as properties instead of one.
    PolicyAndTemplate(fn(&Policy, &mut Report), fn(&Template, &mut Report)),
    /// Found by the engine itself.
    Engine,
}

impl Check {
    /// Whether it looks at a machine or a part of one.
    fn is_of_machines(self) -> bool {
        use Check::{Element, Machine, Slot, State};
        matches!(self, Machine(_) | State(_) | Element(_) | Slot(_))
    }
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
    /// Those that look at machines first: there are the most of them, and of machines there are many.
    active: Vec<Active>,
    /// How many look at machines.
    of_machines: usize,
}

impl RuleSet {
    /// Takes the rules that are on.
    pub fn new(active: impl IntoIterator<Item = Active>) -> RuleSet {
        let (mut active, others): (Vec<Active>, Vec<Active>) =
            active.into_iter().partition(|active| active.rule.check.is_of_machines());
        let of_machines = active.len();
        active.extend(others);
        RuleSet { active, of_machines }
    }

    /// Runs the rules for a text of a dialect.
    pub fn document(&self, document: &Document, report: &mut Report) {
        for active in &self.active {
            // Few rules look at documents: the prefix is asked of these alone.
            if let Check::Document(check) = active.rule.check
                && active.rule.prefix() == document.dialect.prefix()
            {
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
        let earlier = report.count();
        for active in self.active.iter().take(self.of_machines) {
            match active.rule.check {
                Check::Machine(check) => report.run(active, |report| check(machine, report)),
                Check::State(check) => {
                    report.run(active, |report| machine.states().for_each(|state| check(&state, report)));
                }
                Check::Element(check) => {
                    report
                        .run(active, |report| machine.elements().for_each(|element| check(&element, report)));
                }
                Check::Slot(check) => {
                    report.run(active, |report| machine.slots().for_each(|slot| check(&slot, report)));
                }
                _ => {}
            }
        }
        report.locate(earlier, &machine.value().path());
    }

    /// Runs the rules for a policy and all of its statements.
    pub fn policy(&self, policy: &Policy, report: &mut Report) {
        // Each key is looked up once for all rules.
        let tests: Vec<KeyTest> = policy.statements.iter().flat_map(Statement::key_tests).collect();
        for active in &self.active {
            match active.rule.check {
                Check::Policy(check) | Check::PolicyAndTemplate(check, _) => {
                    report.run(active, |report| check(policy, report));
                }
                Check::Statement(check) => {
                    report.run(active, |report| policy.statements.iter().for_each(|one| check(one, report)));
                }
                Check::Condition(check) if !tests.is_empty() => {
                    report.run(active, |report| tests.iter().for_each(|test| check(test, report)));
                }
                _ => {}
            }
        }
    }

    /// Runs the rules for a role, user, group or permission set.
    pub fn principal(&self, principal: &Principal, report: &mut Report) {
        for active in &self.active {
            if let Check::Principal(check) = active.rule.check {
                report.run(active, |report| check(principal, report));
            }
        }
    }

    /// Runs the rules for the machines of a template and their roles.
    pub fn deployment(&self, deployment: &Deployment, report: &mut Report) {
        for active in &self.active {
            if let Check::Deployment(check) = active.rule.check {
                report.run(active, |report| check(deployment, report));
            }
        }
    }

    /// Runs the rules for a template.
    pub fn template(&self, template: &Template, report: &mut Report) {
        for active in &self.active {
            if let Check::Template(check) | Check::PolicyAndTemplate(_, check) = active.rule.check {
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
