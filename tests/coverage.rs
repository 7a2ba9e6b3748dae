//! Every check of the reference tables has a rule or a reason to have none, and definitions that show
//! what is found and where: `testdata/rows`. `STEPLINT_REFRESH=1 cargo test --test coverage` writes the
//! table of rows and rules.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "coverage/case.rs"]
mod case;

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::ops::Range;

use case::{Case, Expected, Row};
use steplint::Outcome;
use steplint::config::{Config, Selection};
use steplint::diagnostic::{Diagnostic, Severity};
use steplint::project::Input;
use steplint::rules;

/// Letters of the tables and how many rows each has; one row was put between two others. `S` are the
/// messages of the service.
const TABLES: [(&str, u32); 15] = [
    ("F", 16),
    ("G", 12),
    ("A", 6),
    ("V", 20),
    ("R", 13),
    ("I", 12),
    ("C", 11),
    ("E", 9),
    ("T", 9),
    ("N", 16),
    ("M", 13),
    ("B", 16),
    ("X", 9),
    ("S", 28),
    ("G6b", 0),
];

#[test]
fn every_row_is_there_once() {
    for (dialect, _) in case::DIALECTS {
        let rows = case::rows(dialect);
        let ids: HashSet<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        assert_eq!(ids.len(), rows.len(), "a row of {dialect} is there twice");
    }
}

#[test]
fn every_row_of_the_states_language_is_there() {
    let of = |(letter, count): (&str, u32)| match count {
        0 => vec![letter.to_owned()],
        _ => (1..=count).map(|number| format!("{letter}{number}")).collect(),
    };
    let wanted: HashSet<String> = TABLES.into_iter().flat_map(of).collect();
    let written: HashSet<String> = case::rows("asl").into_iter().map(|row| row.id).collect();
    let mut differing: Vec<_> = wanted.symmetric_difference(&written).collect();
    differing.sort();
    assert!(differing.is_empty(), "missing or unknown: {differing:?}");
}

fn all_rows() -> Vec<Row> {
    case::DIALECTS.iter().flat_map(|(dialect, _)| case::rows(dialect)).collect()
}

#[test]
fn every_row_has_rules_that_exist_or_a_reason() {
    let mut faults = String::new();
    for row in all_rows() {
        if row.rules.is_empty() == row.reason.is_empty() {
            writeln!(faults, "{}: needs either rules or a reason", row.id).unwrap();
        }
        if !row.rules.is_empty() && row.cases.is_empty() {
            writeln!(faults, "{}: has no definition", row.id).unwrap();
        }
        for code in row.rules.iter().filter(|code| rules::find(code).is_none()) {
            writeln!(faults, "{}: there is no rule {code}", row.id).unwrap();
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}

/// Whatever is asked for by a row is found by one of its rules.
#[test]
fn every_expected_code_is_one_of_the_row() {
    for row in all_rows() {
        for case in &row.cases {
            if let Some(expected) = &case.expected {
                for code in &expected.codes {
                    let is_guess = expected.codes.len() > 1;
                    assert!(is_guess || row.rules.contains(code), "{}: {code} is none of its rules", row.id);
                }
            }
        }
    }
}

#[test]
fn every_definition_gives_its_finding_and_nothing_else() {
    let config = Config::new(Selection { pedantic: true, ..Selection::default() }).unwrap();
    let mut faults = String::new();
    let mut missing: BTreeMap<&str, usize> = BTreeMap::new();
    let rows = all_rows();
    for row in &rows {
        for case in &row.cases {
            let mut input = Input::default();
            input.add(&case.file, case.text.clone().into_bytes());
            let outcome = steplint::check(input, &config);
            let fault = match &case.expected {
                Some(expected) => failing(expected, case, &outcome),
                None => passing(row, &outcome),
            };
            if let Err(fault) = fault {
                *missing.entry(row.id.as_str()).or_default() += 1;
                writeln!(faults, "{} (line {}): {fault}\n{}", row.id, case.line, show(&outcome)).unwrap();
            }
        }
    }
    assert!(faults.is_empty(), "\n{faults}\nrows with faults: {missing:?}");
}

fn failing(expected: &Expected, case: &Case, outcome: &Outcome) -> Result<(), String> {
    let is_expected = |one: &&Diagnostic| expected.codes.iter().any(|code| code == one.code);
    let found: Vec<&Diagnostic> = outcome.diagnostics.iter().filter(is_expected).collect();
    let codes = expected.codes.join(" or ");
    if found.is_empty() {
        return Err(format!("{codes} is not found"));
    }
    let other = outcome.diagnostics.iter().find(|one| {
        one.severity == Severity::Error && !is_expected(one) && !case.also.iter().any(|code| code == one.code)
    });
    if let Some(other) = other {
        return Err(format!("there is an error of {} too", other.code));
    }
    is_placed(expected, case, &found)?;
    for one in found {
        if one.severity.as_str() != expected.severity {
            return Err(format!("{} is {} and no {}", one.code, one.severity.as_str(), expected.severity));
        }
        if !expected.words.is_empty() && !one.message.contains(&expected.words) {
            return Err(format!("the message does not say {:?}", expected.words));
        }
        let service = one.service_code.unwrap_or("none");
        if !expected.service_codes.is_empty() && !expected.service_codes.iter().any(|code| code == service) {
            return Err(format!("the code of the service is {service}, not {:?}", expected.service_codes));
        }
        let location = one.service_location.as_deref().unwrap_or("-");
        if expected.location.as_ref().is_some_and(|wanted| wanted != location) {
            return Err(format!("the service's location is {location}, not {:?}", expected.location));
        }
    }
    Ok(())
}

fn is_placed(expected: &Expected, case: &Case, found: &[&Diagnostic]) -> Result<(), String> {
    let is_in = |one: &Diagnostic, mark: &Range<usize>| {
        mark.start <= one.span.start as usize && one.span.end as usize <= mark.end
    };
    let is_right = match expected.any {
        true => found.iter().all(|one| case.marks.iter().any(|mark| is_in(one, mark))),
        false => {
            found.len() == case.marks.len()
                && found.iter().zip(&case.marks).all(|(one, mark)| is_in(one, mark))
        }
    };
    is_right.then_some(()).ok_or_else(|| "it is not found at the marks".to_owned())
}

fn passing(row: &Row, outcome: &Outcome) -> Result<(), String> {
    let is_wrong =
        |one: &&Diagnostic| one.severity == Severity::Error || row.rules.iter().any(|code| code == one.code);
    let wrong = outcome.diagnostics.iter().find(is_wrong);
    wrong.map_or(Ok(()), |one| Err(format!("{} is found where nothing is wrong", one.code)))
}

fn show(outcome: &Outcome) -> String {
    let mut shown = String::new();
    for one in &outcome.diagnostics {
        let at = outcome.project.sources.first().unwrap().slice(one.span);
        let at: String = at.chars().take(60).collect();
        let severity = one.severity.as_str();
        writeln!(shown, "    {severity}[{}] {} ({:?} at {at})", one.code, one.message, one.service_code)
            .unwrap();
    }
    shown
}

/// What the rows of a dialect are about.
fn head(dialect: &str) -> String {
    let subject = match dialect {
        "asl" => "the Amazon States Language",
        _ => "IAM policies",
    };
    format!(
        "\
# Rows and rules

Each check of the reference tables of {subject}, and the rules that find it. Written by
`STEPLINT_REFRESH=1 cargo test --test coverage`.

| row | what must hold | rules |
|---|---|---|
"
    )
}

#[test]
fn the_tables_of_rows_and_rules_are_up_to_date() {
    for (dialect, _) in case::DIALECTS {
        let name = format!("tests/coverage/{dialect}.md");
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(&name);
        let mut table = head(dialect);
        for row in case::rows(dialect) {
            let page = |code: &String| format!("[{code}](../../rules/{code}.md)");
            let rules: Vec<String> = row.rules.iter().map(page).collect();
            let rules = if rules.is_empty() { format!("none: {}", row.reason) } else { rules.join(", ") };
            writeln!(table, "| {} | {} | {rules} |", row.id, row.what.replace('|', "\\|")).unwrap();
        }
        if std::env::var_os("STEPLINT_REFRESH").is_some() {
            std::fs::write(&path, &table).unwrap();
        }
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(written == table, "STEPLINT_REFRESH=1 cargo test --test coverage writes {name}");
    }
}
