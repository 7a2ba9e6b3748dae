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

use std::collections::HashSet;

use rayon::prelude::*;

use config::Config;
use diagnostic::Diagnostic;
use project::{File, Inner, Input, Project};
use rule::{Check, Report, RuleSet};

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
    sort(&mut diagnostics);
    // One place of a template may be part of several definitions, by an alias.
    diagnostics.dedup_by(|a, b| a.span == b.span && a.code == b.code && a.message == b.message);
    Outcome { project, diagnostics, suppressed }
}

/// By place. What comes from the files in their order and sorted is left as it is, at the price of one look.
fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by(|a, b| (a.span, a.code, &a.message).cmp(&(b.span, b.code, &b.message)));
}

/// Findings of one file that are not suppressed, and the number of those that are; sorted.
fn check_file(project: &Project, file: &File, config: &Config) -> (Vec<Diagnostic>, usize) {
    let path = project.source(file.source).map_or("", |source| &source.path);
    let rules = config.rules_for(path);
    let mut report = Report::default();
    // The file itself; the texts inside a template come after it.
    for document in file.documents().take(1) {
        rules.document(&document, &mut report);
        rules.secrets(&document, &mut report);
    }
    let asks_principals = rules.holds(|rule| matches!(rule.check, Check::Principal(_)));
    let principals = match file.template() {
        Some(template) => {
            rules.template(&template, &mut report);
            if asks_principals { project::principals(file) } else { Vec::new() }
        }
        None => {
            project.machines(file).iter().for_each(|machine| rules.machine(machine, &mut report));
            let policies = project.policies(file);
            policies.iter().for_each(|policy| rules.policy(policy, &mut report));
            project::unnamed_principals(policies)
        }
    };
    principals.iter().for_each(|principal| rules.principal(principal, &mut report));
    for pipeline in file.pipelines() {
        rules.pipeline(&pipeline, &mut report);
    }
    let mut found = report.into_diagnostics();
    found.extend(check_deployments(project, file, &rules));
    found.extend(check_inner(file, &rules, &found));
    // Before suppressions, which are written for what is shown.
    secret::keep_surest(&mut found);
    let (mut kept, suppressed) = suppress::apply(project, file, &rules, found);
    // Rules quote names and keys of the file, and anything may stand there.
    kept.iter_mut().for_each(secret::redact_texts);
    sort(&mut kept);
    (kept, suppressed)
}

/// Findings about machines and their roles that stand in this file. A definition in a file of its own is looked
/// at with each template that runs it.
fn check_deployments(project: &Project, file: &File, rules: &RuleSet) -> Vec<Diagnostic> {
    let mut report = Report::default();
    if rules.holds(|rule| matches!(rule.check, Check::Deployment(_))) {
        project.with_deployments(file, &mut |deployment| rules.deployment(deployment, &mut report));
    }
    let mut found = report.into_diagnostics();
    found.retain(|finding| finding.span.source == file.source);
    found
}

/// Findings in the definitions and policies inside a template that are none of the template's own: a
/// definition is read as text of the template and as a definition.
fn check_inner(file: &File, rules: &RuleSet, own: &[Diagnostic]) -> Vec<Diagnostic> {
    let own: HashSet<_> = own.iter().map(|one| (one.code, one.span, one.message.as_str())).collect();
    let is_new = |one: &Diagnostic| !own.contains(&(one.code, one.span, one.message.as_str()));
    let check = |inner| check_variant(inner, rules).into_iter().filter(is_new).collect();
    let all = file.inner.chunk_by(Inner::is_variant_of);
    all.flat_map(|variants| Inner::merge(variants, variants.iter().map(check).collect())).collect()
}

/// Findings in a definition or a policy inside a template, as it is under some conditions.
fn check_variant(inner: &Inner, rules: &RuleSet) -> Vec<Diagnostic> {
    let mut report = Report::default();
    if let Some(document) = inner.document() {
        rules.document(&document, &mut report);
        rules.secrets(&document, &mut report);
    }
    if let Some(machine) = inner.machine() {
        rules.machine(&machine, &mut report);
    }
    if let Some(policy) = inner.policy() {
        rules.policy(&policy, &mut report);
    }
    report.into_diagnostics()
}
