//! `corpus DIR [--gate FILE] [--record FILE]`: runs over folders of real files with their manifests
//! and prints what users would meet: parse failures, errors on files that are valid, invalid files
//! without an error, findings by rule, time and memory.

pub mod manifest;
#[path = "../../tests/oracle/mod.rs"]
mod oracle;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rayon::prelude::*;
use serde_json::json;
use steplint::Outcome;
use steplint::config::{Config, Selection};
use steplint::diagnostic::{Diagnostic, Severity};
use steplint::project::{Dialect, Input, collect};
use steplint::text::{Source, SourceId};
use steplint::tree::{json as json_tree, yaml as yaml_tree};

use manifest::{Expected, Manifest};

/// Runs the command.
pub fn run(arguments: &[String]) -> Result<(), String> {
    let mut folder = None;
    let (mut gate, mut record) = (None, None);
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--gate" => gate = rest.next().cloned(),
            "--record" => record = rest.next().cloned(),
            _ => folder = Some(PathBuf::from(argument)),
        }
    }
    let folder = folder.ok_or("corpus needs a folder")?;
    let mut numbers = serde_json::Map::new();
    for folder in manifest::folders(&folder) {
        let kind = folder.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        numbers.insert(kind.clone(), measure(&kind, &folder)?);
    }
    if let Some(path) = record {
        let text = serde_json::to_string_pretty(&numbers).map_err(|error| error.to_string())? + "\n";
        std::fs::write(&path, text).map_err(|error| format!("{path}: {error}"))?;
    }
    gate.map_or(Ok(()), |path| compare(&path, &numbers))
}

fn measure(kind: &str, folder: &Path) -> Result<serde_json::Value, String> {
    let manifest = Manifest::read(folder)?;
    let started = Instant::now();
    let input = collect(&[folder.to_path_buf()], &|_| false).map_err(|failure| failure.to_string())?;
    let read = started.elapsed();
    let config = Config::new(Selection::default())?;
    let started = Instant::now();
    let outcome = steplint::check(input, &config);
    let checked = started.elapsed();
    let by_file = findings_by_file(&outcome, folder);
    println!("\n== {kind}: {} files in the manifest", manifest.rows.len());
    let dialects = dialects(&outcome);
    println!("   recognised: {}", list(&dialects));
    let parse_failures = compare_with_oracles(&outcome);
    let false_errors = list_false_errors(&manifest, &by_file);
    let missed = list_missed(folder, &manifest, &by_file);
    let definitions = definitions(&manifest, &outcome, folder);
    print_rules(&outcome);
    print_cost(read, checked);
    Ok(json!({
        "recognised": dialects.iter().map(|(_, count)| count).sum::<usize>(),
        "parse_failures": parse_failures,
        "errors_on_valid": false_errors,
        "invalid_without_error": missed,
        "definitions_not_found": definitions,
    }))
}

fn findings_by_file<'o>(outcome: &'o Outcome, folder: &Path) -> BTreeMap<String, Vec<&'o Diagnostic>> {
    let mut by_file: BTreeMap<String, Vec<&Diagnostic>> = BTreeMap::new();
    for finding in &outcome.diagnostics {
        if let Some(source) = outcome.project.source(finding.span.source) {
            by_file.entry(relative(source, folder)).or_default().push(finding);
        }
    }
    by_file
}

/// The path of a source below the folder, as the manifest writes it.
fn relative(source: &Source, folder: &Path) -> String {
    let absolute = std::path::absolute(&source.path).unwrap_or_default();
    let folder = std::path::absolute(folder).unwrap_or_default();
    let folder = folder.canonicalize().unwrap_or(folder);
    let absolute = absolute.canonicalize().unwrap_or(absolute);
    absolute
        .strip_prefix(&folder)
        .map_or_else(|_| source.path.clone(), |path| path.to_string_lossy().into_owned())
}

fn dialects(outcome: &Outcome) -> Vec<(&'static str, usize)> {
    let count = |dialect| outcome.project.files.iter().filter(|file| file.dialect == dialect).count();
    [Dialect::Asl, Dialect::CloudFormation, Dialect::Drone, Dialect::Iam]
        .into_iter()
        .map(|dialect| (dialect.prefix(), count(dialect)))
        .filter(|(_, count)| *count > 0)
        .collect()
}

fn list(counts: &[(&str, usize)]) -> String {
    counts.iter().map(|(name, count)| format!("{count} {name}")).collect::<Vec<_>>().join(", ")
}

/// Every text that the reference parser of its format accepts must parse, and mean the same.
fn compare_with_oracles(outcome: &Outcome) -> usize {
    let compared: Vec<_> =
        outcome.project.sources.par_iter().map(|source| (source, compare_source(source))).collect();
    let accepted =
        compared.iter().filter(|(_, verdict)| !matches!(verdict, Verdict::RefusedByOracle)).count();
    println!("   oracles accept {accepted} of {} texts", compared.len());
    let mut failures = 0;
    for (source, verdict) in compared {
        if let Verdict::Differs(reason) = verdict {
            failures += 1;
            println!("   PARSE  {}: {reason}", source.path);
        }
    }
    println!("   parse failures: {failures}");
    failures
}

enum Verdict {
    Same,
    RefusedByOracle,
    Differs(String),
}

fn compare_source(source: &Source) -> Verdict {
    let text = source.text();
    if source.path.ends_with(".json") {
        let Ok(theirs) = serde_json::from_str::<serde_json::Value>(text) else {
            return Verdict::RefusedByOracle;
        };
        let tree = json_tree::parse(SourceId(0), text.clone(), 0..text.len());
        let ours = oracle::to_json(tree.root());
        return verdict(
            tree.errors().next().map(|(_, error)| error.message.clone()),
            ours.as_ref() == Some(&theirs),
        );
    }
    let Ok(theirs) = serde_yaml::from_str::<serde_yaml::Value>(text) else { return Verdict::RefusedByOracle };
    let tree = yaml_tree::parse(SourceId(0), text.clone());
    let same = oracle::to_yaml(tree.root()).is_some_and(|ours| oracle::same_yaml(&ours, &theirs));
    verdict(tree.errors().next().map(|(_, error)| error.message.clone()), same)
}

fn verdict(error: Option<String>, same: bool) -> Verdict {
    match error {
        Some(error) => Verdict::Differs(error),
        None if !same => Verdict::Differs("another value".to_owned()),
        None => Verdict::Same,
    }
}

fn list_false_errors(manifest: &Manifest, by_file: &BTreeMap<String, Vec<&Diagnostic>>) -> usize {
    let valid = manifest.rows.iter().filter(|row| row.expected == Expected::Valid);
    let mut files = 0;
    for row in valid.clone() {
        let errors: Vec<_> = errors(by_file, &row.path).collect();
        files += usize::from(!errors.is_empty());
        for error in errors {
            println!("   ERROR on a valid file  {}: {} {}", row.path, error.code, error.message);
        }
    }
    println!("   valid files with an error: {files} of {}", valid.count());
    files
}

fn list_missed(folder: &Path, manifest: &Manifest, by_file: &BTreeMap<String, Vec<&Diagnostic>>) -> usize {
    let invalid = manifest.rows.iter().filter(|row| row.expected == Expected::Invalid);
    let missed: Vec<_> = invalid.clone().filter(|row| errors(by_file, &row.path).next().is_none()).collect();
    for row in &missed {
        let note = if is_told_by_name(&folder.join(&row.path)) {
            " (a fragment: told by a name that says what it is)"
        } else {
            ""
        };
        println!("   MISSED  {} {}{note}", row.path, row.message);
    }
    println!("   invalid files without an error: {} of {}", missed.len(), invalid.count());
    missed.len()
}

/// Whether there is an error in what nothing but its name would tell to be a definition.
fn is_told_by_name(path: &Path) -> bool {
    let Ok(bytes) = std::fs::read(path) else { return false };
    let is_known = |name: &str| {
        let mut input = Input::default();
        input.add(name, bytes.clone());
        let outcome = Config::new(Selection::default()).map(|config| steplint::check(input, &config));
        outcome.is_ok_and(|outcome| outcome.diagnostics.iter().any(|found| found.severity == Severity::Error))
    };
    !is_known("fragment.json") && is_known("fragment.asl.json")
}

fn errors<'o>(
    by_file: &'o BTreeMap<String, Vec<&'o Diagnostic>>,
    path: &str,
) -> impl Iterator<Item = &'o &'o Diagnostic> {
    by_file.get(path).into_iter().flatten().filter(|finding| finding.severity == Severity::Error)
}

/// Of the templates that hold a definition which can be resolved, those whose machine was not found.
fn definitions(manifest: &Manifest, outcome: &Outcome, folder: &Path) -> usize {
    let (mut wanted, mut missing) = (0, 0);
    for row in manifest.rows.iter().filter(|row| row.has_definition) {
        wanted += 1;
        let file = outcome.project.files.iter().find(|file| {
            outcome.project.source(file.source).is_some_and(|source| relative(source, folder) == row.path)
        });
        if file.is_none_or(|file| outcome.project.definitions_of(file) == 0) {
            missing += 1;
            println!("   DEFINITION not found  {}", row.path);
        }
    }
    if wanted > 0 {
        println!(
            "   templates with a resolvable definition that was found: {} of {wanted}",
            wanted - missing
        );
    }
    missing
}

fn print_rules(outcome: &Outcome) {
    let mut counts: BTreeMap<(&str, Severity), usize> = BTreeMap::new();
    for finding in &outcome.diagnostics {
        *counts.entry((finding.code, finding.severity)).or_default() += 1;
    }
    for ((code, severity), count) in counts {
        println!("   {count:6}  {:7}  {code}", severity.as_str());
    }
}

fn print_cost(read: Duration, checked: Duration) {
    let memory = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = memory.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("unknown").trim();
    println!("   read {read:.1?}, checked {checked:.1?}, peak memory so far {peak}");
}

/// Fails when a number is worse than recorded: fewer files recognised, more of anything else.
fn compare(path: &str, numbers: &serde_json::Map<String, serde_json::Value>) -> Result<(), String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    let recorded: serde_json::Value =
        serde_json::from_str(&text).map_err(|error| format!("{path}: {error}"))?;
    let mut worse = Vec::new();
    for (kind, now) in numbers {
        for (name, before) in recorded[kind].as_object().into_iter().flatten() {
            let (before, now) = (before.as_u64().unwrap_or(0), now[name].as_u64().unwrap_or(0));
            let is_worse = if name == "recognised" { now < before } else { now > before };
            if is_worse {
                worse.push(format!("{kind}: {name} was {before}, is {now}"));
            }
        }
    }
    if worse.is_empty() {
        Ok(())
    } else {
        Err(format!("worse than recorded in {path}:\n  {}", worse.join("\n  ")))
    }
}
