//! steplint: a policy linter for the whole path on which an AWS Step Functions workflow reaches
//! production: the Drone pipeline that ships it, the CloudFormation/SAM template that declares it, the
//! Amazon States Language definition that is it, and the IAM policies that say what it may do.
//!
//! The floors, each using only those above it: [`text`], [`diagnostic`], [`tree`], the dialects,
//! [`project`], [`rule`], [`rules`], [`config`], [`output`], [`cli`].

pub mod asl;
pub mod aws;
pub mod cfn;
pub mod cli;
pub mod config;
pub mod diagnostic;
pub mod drone;
pub mod fix;
pub mod iam;
pub mod output;
pub mod project;
pub mod rule;
pub mod rules;
pub mod secret;
pub mod suppress;
pub mod text;
pub mod tree;

use rayon::prelude::*;

use config::Config;
use diagnostic::Diagnostic;
use project::{File, Input, Project};
use rule::Report;

/// What a run found.
#[derive(Debug)]
pub struct Outcome {
    /// The files, by the ids that spans carry.
    pub project: Project,
    /// Sorted by file and place; the same for any number of threads.
    pub diagnostics: Vec<Diagnostic>,
    /// How many findings were suppressed.
    pub suppressed: usize,
}

/// Checks files: parse, look at each on its own, then at all together.
pub fn check(input: Input, config: &Config) -> Outcome {
    let project = Project::load(input);
    let reported = project.files.par_iter().filter(|file| file.reported);
    let checked: Vec<_> = reported.map(|file| check_file(&project, file, config)).collect();
    let suppressed = checked.iter().map(|(_, suppressed)| suppressed).sum();
    let mut diagnostics: Vec<Diagnostic> = checked.into_iter().flat_map(|(findings, _)| findings).collect();
    // Rules quote names and keys of the file, and anything may stand there.
    diagnostics.iter_mut().for_each(secret::redact_texts);
    diagnostics.sort_by(|a, b| (a.span, a.code, &a.message).cmp(&(b.span, b.code, &b.message)));
    // A definition inside a template is read as text of the template and as a definition.
    diagnostics.dedup_by(|a, b| a.span == b.span && a.code == b.code && a.message == b.message);
    Outcome { project, diagnostics, suppressed }
}

/// Findings of one file that are not suppressed, and the number of those that are.
fn check_file(project: &Project, file: &File, config: &Config) -> (Vec<Diagnostic>, usize) {
    let path = project.source(file.source).map_or("", |source| &source.path);
    let rules = config.rules_for(path);
    let mut report = Report::default();
    for document in file.documents() {
        rules.document(&document, &mut report);
        rules.secrets(&document, &mut report);
    }
    if let Some(template) = file.template() {
        rules.template(&template, &mut report);
    }
    for machine in project.machines(file) {
        rules.machine(&machine, &mut report);
    }
    for policy in project.policies(file) {
        rules.policy(&policy, &mut report);
    }
    for pipeline in file.pipelines() {
        rules.pipeline(&pipeline, &mut report);
    }
    let mut findings = report.into_diagnostics();
    // Before suppressions, which are written for what is shown.
    secret::keep_surest(&mut findings);
    suppress::apply(project, file, &rules, findings)
}
