//! `analyzer DIR`: compares findings with those that IAM Access Analyzer recorded for policies of a
//! corpus, code by code. A recorded finding is found when one of the same code stands in the same
//! statement of the same policy.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use steplint::config::{Config, Selection};
use steplint::project::collect;

/// Where the records of a policy lie, and where the policy lies.
const RECORDS: &str = "mamip/aa_findings";
const POLICIES: &str = "mamip/policies";

/// File, code, and the path of the statement.
type Place = (String, String, String);

/// Counts of one code.
#[derive(Default)]
struct Agreement {
    recorded: usize,
    found: usize,
    extra: usize,
    unrecorded: usize,
    missing: Vec<String>,
    surplus: Vec<String>,
}

/// Runs the command; fails if a recorded finding is missing.
pub fn run(folder: &Path) -> Result<(), String> {
    let recorded = read_records(&folder.join(RECORDS))?;
    let files: BTreeSet<&str> = recorded.iter().map(|(file, ..)| file.as_str()).collect();
    let ours = findings(&folder.join(POLICIES))?;
    let mut codes: BTreeMap<&str, Agreement> = BTreeMap::new();
    for place in &recorded {
        let agreement = codes.entry(&place.1).or_default();
        agreement.recorded += 1;
        match ours.contains(place) {
            true => agreement.found += 1,
            false => agreement.missing.push(format!("{} {}", place.0, place.2)),
        }
    }
    for place in ours.difference(&recorded) {
        let agreement = codes.entry(&place.1).or_default();
        match files.contains(place.0.as_str()) {
            true => {
                agreement.extra += 1;
                agreement.surplus.push(format!("{} {}", place.0, place.2));
            }
            false => agreement.unrecorded += 1,
        }
    }
    print(&codes, files.len());
    match codes.values().map(|one| one.missing.len()).sum::<usize>() {
        0 => Ok(()),
        missing => Err(format!("{missing} recorded findings are not found")),
    }
}

fn print(codes: &BTreeMap<&str, Agreement>, files: usize) {
    println!("{files} policies with recorded findings; statements by code");
    println!("{:58} {:>8} {:>6} {:>6} {:>11}", "code", "recorded", "found", "extra", "elsewhere");
    for (code, one) in codes {
        println!("{code:58} {:>8} {:>6} {:>6} {:>11}", one.recorded, one.found, one.extra, one.unrecorded);
        one.missing.iter().for_each(|place| println!("    missing  {place}"));
        one.surplus.iter().for_each(|place| println!("    extra    {place}"));
    }
}

fn read_records(folder: &Path) -> Result<BTreeSet<Place>, String> {
    let error = |error: &dyn std::fmt::Display| format!("{}: {error}", folder.display());
    let mut places = BTreeSet::new();
    for entry in std::fs::read_dir(folder).map_err(|e| error(&e))? {
        let path = entry.map_err(|e| error(&e))?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let text = std::fs::read_to_string(&path).map_err(|e| error(&e))?;
        let records: serde_json::Value = serde_json::from_str(&text).map_err(|e| error(&e))?;
        for record in records.as_array().into_iter().flatten() {
            let code = record["issueCode"].as_str().unwrap_or_default().to_owned();
            let steps = record["locations"][0]["path"].as_array().cloned().unwrap_or_default();
            let pointer: String = steps.iter().map(step).collect();
            places.insert((name.clone(), code, statement(&pointer)));
        }
    }
    Ok(places)
}

/// A step of a recorded path as one of a JSON pointer.
fn step(step: &serde_json::Value) -> String {
    match (step["value"].as_str(), step["key"].as_str(), step["index"].as_u64()) {
        (Some(name), ..) | (None, Some(name), _) => format!("/{name}"),
        (None, None, Some(index)) => format!("/{index}"),
        _ => String::new(),
    }
}

fn findings(folder: &Path) -> Result<BTreeSet<Place>, String> {
    let input = collect(&[folder.to_path_buf()], &|_| false).map_err(|failure| failure.to_string())?;
    let outcome = steplint::check(input, &Config::new(Selection::default())?);
    let coded = outcome.diagnostics.iter().filter_map(|found| Some((found, found.service_code?)));
    let places = coded.filter_map(|(found, code)| {
        let path = &outcome.project.source(found.span.source)?.path;
        let name = path.rsplit('/').next()?.to_owned();
        Some((name, code.to_owned(), statement(&found.subject)))
    });
    Ok(places.collect())
}

/// The part of a path that names the statement: `/Statement/3`; of a single statement `/Statement`.
fn statement(pointer: &str) -> String {
    let mut steps = pointer.split('/').skip_while(|step| *step != "Statement");
    match (steps.next(), steps.next().filter(|index| index.parse::<usize>().is_ok())) {
        (Some(_), Some(index)) => format!("/Statement/{index}"),
        (Some(_), None) => "/Statement".to_owned(),
        (None, _) => String::new(),
    }
}
