//! Whole deployments: their findings as a snapshot, and a clean one that stays silent.
#![allow(clippy::unwrap_used, missing_docs)]

use std::path::{Path, PathBuf};

use steplint::config::{Config, Selection};
use steplint::output::{self, Findings, Format, Terminal};
use steplint::project::collect;

fn concise(project: &str) -> String {
    let folder: PathBuf = ["testdata", "projects", project].iter().collect();
    let input = collect(&[Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)], &|_| false).unwrap();
    let outcome = steplint::check(input, &Config::new(Selection::default()).unwrap());
    let findings = Findings {
        sources: &outcome.project.sources,
        diagnostics: &outcome.diagnostics,
        files: outcome.project.files.len(),
        suppressed: outcome.suppressed,
        docs_url: None,
    };
    let terminal = Terminal { color: false, width: 100, wraps: true, links: false, unicode: true };
    let mut text = Vec::new();
    output::write(Format::Concise, &findings, &[], &terminal, &mut text).unwrap();
    let prefix = format!("testdata/projects/{project}/");
    String::from_utf8(text).unwrap().replace(&prefix, "")
}

#[test]
fn order_workflow_sam() {
    insta::assert_snapshot!("order-workflow-sam", concise("order-workflow-sam"));
}

#[test]
fn cdk_synth() {
    insta::assert_snapshot!("cdk-synth", concise("cdk-synth"));
}

#[test]
fn approval_stack() {
    insta::assert_snapshot!("approval-stack", concise("approval-stack"));
}

#[test]
fn the_clean_one_is_silent() {
    assert_eq!(concise("payments-clean"), "");
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let many = rayon::ThreadPoolBuilder::new().num_threads(8).build().unwrap();
    for project in ["order-workflow-sam", "cdk-synth", "approval-stack"] {
        assert_eq!(alone.install(|| concise(project)), many.install(|| concise(project)), "{project}");
    }
}
