//! `permissions DIR`: derives the policy of every definition below DIR and lints it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use steplint::config::{Config, Selection};
use steplint::project::permissions::policy::{Statement, statements};
use steplint::project::permissions::{Needs, Subject};
use steplint::project::{Input, Project, collect};

/// Findings shown of one rule.
const SHOWN: usize = 3;

/// Counts definitions and findings in their policies; fails if there is any finding.
pub fn run(dir: &Path) -> Result<(), String> {
    let input = collect(&[PathBuf::from(dir)], &|_| false).map_err(|error| error.to_string())?;
    let project = Project::load(input);
    let config = Config::new(Selection { select: vec!["iam".to_owned()], ..Selection::default() })?;
    let mut count = Count::default();
    for file in &project.files {
        let path = project.source(file.source).map_or("", |source| &source.path);
        for machine in project.machines(file) {
            count.look(path, &Subject::alone(&machine).needs(), &config);
        }
        project.with_deployments(file, &mut |deployment| {
            deployment.machines.iter().filter(|machine| machine.is_defined).for_each(|machine| {
                count.look(path, &machine.needs, &config);
            });
        });
    }
    count.told()
}

#[derive(Default)]
struct Count {
    policies: usize,
    statements: usize,
    incomplete: usize,
    findings: BTreeMap<&'static str, Vec<String>>,
}

impl Count {
    fn look(&mut self, path: &str, needs: &Needs, config: &Config) {
        let list = statements(needs);
        self.policies += 1;
        self.statements += list.len();
        self.incomplete += usize::from(!needs.complete);
        if list.is_empty() {
            return;
        }
        let mut input = Input::default();
        input.add("policy.json", written(&list).into_bytes());
        for finding in steplint::check(input, config).diagnostics {
            self.findings.entry(finding.code).or_default().push(format!("{path}: {}", finding.message));
        }
    }

    fn told(self) -> Result<(), String> {
        let Count { policies, statements, incomplete, findings } = self;
        println!("{policies} policies, {statements} statements, {incomplete} with calls that are not known");
        for (code, messages) in &findings {
            println!("{:6}  {code}", messages.len());
            messages.iter().take(SHOWN).for_each(|message| println!("        {message}"));
        }
        let total: usize = findings.values().map(Vec::len).sum();
        if total == 0 { Ok(()) } else { Err(format!("{total} findings in policies that were derived")) }
    }
}

fn written(list: &[Statement]) -> String {
    let statements = list.iter().map(|statement| {
        let mut condition = serde_json::Map::new();
        for fact in &statement.facts {
            let block = condition.entry(fact.operator).or_insert_with(|| serde_json::json!({}));
            block[&fact.key] = fact.value.to_string().into();
        }
        let resources: Vec<String> = statement.resources.iter().map(ToString::to_string).collect();
        let mut object = serde_json::json!({
            "Sid": statement.sid, "Effect": "Allow", "Action": statement.actions, "Resource": resources,
        });
        if !condition.is_empty() {
            object["Condition"] = condition.into();
        }
        object
    });
    serde_json::json!({ "Version": "2012-10-17", "Statement": statements.collect::<Vec<_>>() }).to_string()
}
