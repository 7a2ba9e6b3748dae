//! `permissions DIR`: derives the policy of every definition below DIR and lints it, as a document of its own and
//! as part of a template, where names that the definition leaves open are parameters.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use steplint::config::{Config, Selection};
use steplint::diagnostic::{Diagnostic, Severity};
use steplint::project::permissions::parameters::parameterize;
use steplint::project::permissions::policy::{Statement, statements};
use steplint::project::permissions::{Needs, Pattern, Place, Subject};
use steplint::project::{Input, Project, collect};
use steplint::rule::Group;
use steplint::rules::RULES;

/// Findings shown of one rule.
const SHOWN: usize = 8;

/// Counts definitions and findings in their policies; fails if a policy has a fault of its own.
pub fn run(dir: &Path) -> Result<(), String> {
    let input = collect(&[PathBuf::from(dir)], &|_| false).map_err(|error| error.to_string())?;
    let project = Project::load(input);
    let config = Config::new(Selection { select: vec!["iam".to_owned()], ..Selection::default() })?;
    let mut counts = [Form::Document, Form::Template].map(|form| (form, Count::default()));
    let mut look = |path: &str, needs: &Needs| {
        counts.iter_mut().for_each(|(form, count)| count.look(path, needs, *form, &config));
    };
    for file in &project.files {
        let path = project.source(file.source).map_or("", |source| &source.path);
        let path = path.strip_prefix(&*dir.to_string_lossy()).unwrap_or(path).trim_start_matches('/');
        for machine in project.machines(file) {
            look(path, &Subject::alone(&machine).needs());
        }
        project.with_deployments(file, &mut |deployment| {
            deployment.machines.iter().filter(|machine| machine.is_defined).for_each(|machine| {
                look(path, &machine.needs);
            });
        });
    }
    let faults = counts.map(|(form, count)| count.told(form)).into_iter().sum();
    match faults {
        0 => Ok(()),
        faults => Err(format!("{faults} faults in policies that were derived")),
    }
}

/// How a policy is written.
#[derive(Clone, Copy, Debug)]
enum Form {
    /// By itself: `*` stands for the place and for names that are not known.
    Document,
    /// In a template, which fills in the place and has parameters for the names.
    Template,
}

/// Messages of each rule, and where each was found.
type Findings = BTreeMap<&'static str, BTreeMap<String, Vec<String>>>;

#[derive(Default)]
struct Count {
    policies: usize,
    statements: usize,
    incomplete: usize,
    /// Policies without any finding.
    clean: usize,
    /// What is wrong with a policy, whatever the machine does.
    faults: Findings,
    /// What a policy says truly of its machine: it reads any bucket, it passes any role.
    truths: Findings,
}

impl Count {
    fn look(&mut self, path: &str, needs: &Needs, form: Form, config: &Config) {
        let mut list = statements(needs);
        match form {
            Form::Document => list = placed(list),
            Form::Template => {
                parameterize(&mut list);
            }
        }
        self.policies += 1;
        self.statements += list.len();
        self.incomplete += usize::from(!needs.complete);
        if list.is_empty() {
            self.clean += 1;
            return;
        }
        let text = written(&list);
        let mut input = Input::default();
        input.add("policy.json", text.clone().into_bytes());
        let found = steplint::check(input, config).diagnostics;
        self.clean += usize::from(found.is_empty());
        for finding in found {
            // Each statement is one line.
            let start = text.get(..finding.span.start as usize).unwrap_or_default();
            let line = start.matches('\n').count();
            let sources = line.checked_sub(1).and_then(|at| list.get(at)).map(|one| one.sources.join(", "));
            let list = if is_fault(&finding) { &mut self.faults } else { &mut self.truths };
            let places = list.entry(finding.code).or_default().entry(finding.message).or_default();
            places.push(format!("{path}: {}", sources.unwrap_or_default()));
        }
    }

    /// Prints what was counted; how many faults there are.
    fn told(self, form: Form) -> usize {
        let Count { policies, statements, incomplete, clean, faults, truths } = self;
        println!(
            "{form:?}: {policies} policies, {statements} statements, {incomplete} with calls that are not known"
        );
        println!("{clean} policies without findings");
        show("faults of policies", &faults);
        show("truths about machines", &truths);
        total(&faults)
    }
}

fn total(findings: &Findings) -> usize {
    findings.values().flat_map(BTreeMap::values).map(Vec::len).sum()
}

fn show(title: &str, findings: &Findings) {
    println!("{title}: {}", total(findings));
    for (code, messages) in findings {
        println!("{:6}  {code}", messages.values().map(Vec::len).sum::<usize>());
        for (message, places) in messages {
            println!("{:10}  {message}", places.len());
            places.iter().take(SHOWN).for_each(|place| println!("                {place}"));
        }
    }
}

/// Whether a policy is wrong in itself.
fn is_fault(finding: &Diagnostic) -> bool {
    let rule = RULES.iter().find(|rule| rule.code == finding.code);
    finding.severity == Severity::Error || rule.is_none_or(|rule| rule.group == Group::Correctness)
}

/// A policy that no template fills has `*` where the place is not known; others are for a template.
fn placed(list: Vec<Statement>) -> Vec<Statement> {
    let place = Place { alone: true, ..Place::default() };
    let mut alone = list.clone();
    let mut is_open = false;
    for statement in &mut alone {
        let values = statement.facts.iter_mut().map(|fact| &mut fact.value);
        for pattern in statement.resources.iter_mut().chain(values) {
            place.fill(pattern);
            is_open |= pattern.has_symbol();
        }
    }
    if is_open { list } else { alone }
}

/// The policy as a document, or as a resource of a template where it has holes; each statement is one line.
fn written(list: &[Statement]) -> String {
    let statements: Vec<String> = list.iter().map(statement).collect();
    let policy = format!("{{\"Version\": \"2012-10-17\", \"Statement\": [\n{}\n]}}", statements.join(",\n"));
    if !policy.contains("${") {
        return policy;
    }
    format!(
        "{{\"Resources\": {{\"Needs\": {{\"Type\": \"AWS::IAM::ManagedPolicy\", \"Properties\": {{\"PolicyDocument\": {policy}}}}}}}}}"
    )
}

fn statement(statement: &Statement) -> String {
    let mut condition = serde_json::Map::new();
    for fact in &statement.facts {
        let block = condition.entry(fact.operator).or_insert_with(|| serde_json::json!({}));
        block[&fact.key] = substituted(&fact.value);
    }
    let resources: Vec<serde_json::Value> = statement.resources.iter().map(substituted).collect();
    let mut object = serde_json::json!({
        "Sid": statement.sid, "Effect": "Allow", "Action": statement.actions, "Resource": resources,
    });
    if !condition.is_empty() {
        object["Condition"] = condition.into();
    }
    object.to_string()
}

fn substituted(pattern: &Pattern) -> serde_json::Value {
    match pattern.to_string() {
        text if pattern.has_symbol() => serde_json::json!({ "Fn::Sub": text }),
        text => text.into(),
    }
}
