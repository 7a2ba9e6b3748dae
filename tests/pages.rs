//! The pages of the rules are their tests: every failing example gives exactly the findings shown
//! below it, every passing one none. `STEPLINT_REFRESH=1 cargo test --test pages` writes the findings.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::fmt::Write as _;
use std::path::PathBuf;

use steplint::config::{Config, FILE_NAME, Selection};
use steplint::diagnostic::{Diagnostic, Safety};
use steplint::project::Input;
use steplint::rule::{Check, Fixes, Rule};
use steplint::rules::RULES;
use steplint::text::{Source, SourceId};
use steplint::{Outcome, fix};

/// One project of an example, and the lines of the `findings` block after it.
struct Example {
    section: String,
    files: Vec<(String, String)>,
    findings: Option<(usize, usize, String)>,
}

fn page_path(rule: &Rule) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("rules").join(format!("{}.md", rule.code))
}

/// Fenced blocks under `## Fails` and `## Passes`; blocks with nothing but blank lines between them
/// are one project.
fn examples(page: &str) -> Vec<Example> {
    let lines: Vec<&str> = page.lines().collect();
    let (mut section, mut examples, mut open) = (String::new(), Vec::<Example>::new(), false);
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        if let Some(title) = line.strip_prefix("## ") {
            (section, open) = (title.to_owned(), false);
        } else if let Some(info) = line.strip_prefix("```").filter(|info| !info.is_empty()) {
            let end = (at + 1..lines.len()).find(|&end| lines[end] == "```").expect("an open block");
            let body: String = lines[at + 1..end].iter().flat_map(|line| [line, "\n"]).collect();
            match info.split_once(' ') {
                Some((_, name)) if matches!(section.as_str(), "Fails" | "Passes") => {
                    if !open {
                        examples.push(Example {
                            section: section.clone(),
                            files: Vec::new(),
                            findings: None,
                        });
                    }
                    examples.last_mut().unwrap().files.push((name.to_owned(), body));
                    open = true;
                }
                None if info == "findings" => {
                    examples.last_mut().expect("findings after an example").findings =
                        Some((at + 1, end, body));
                    open = false;
                }
                _ => {}
            }
            at = end;
        } else if !line.trim().is_empty() {
            open = false;
        }
        at += 1;
    }
    examples
}

/// Puts what no page should hold where it is named: credentials that look real, long texts.
fn with_substitutes(text: &str) -> String {
    text.replace("%ACCESS_KEY_ID%", &["AK", "IA", "BZPUZDIKQ2W7RX5T"].concat())
        .replace("%SECRET_KEY%", &["h7Tq0/wLr2Vb9+Zx", "C4mNy8KdPf3s", "Jg6UoEa1QiWe"].concat())
        .replace("%KIBIBYTE%", &"x".repeat(1 << 10))
        .replace("%MEBIBYTE%", &"x".repeat(1 << 20))
}

fn run(rule: &Rule, files: &[(String, String)]) -> Outcome {
    let mut input = Input::default();
    for (name, text) in files.iter().filter(|(name, _)| name != FILE_NAME) {
        input.add(name, with_substitutes(text).into_bytes());
    }
    if let Some((name, text)) = files.iter().find(|(name, _)| name == FILE_NAME) {
        let source = Source::new(SourceId(0), name.as_str(), text.clone().into_bytes());
        let mut outcome = steplint::check(input, &Config::read(source).expect("a configuration"));
        outcome.diagnostics.retain(|finding| finding.code == rule.code);
        return outcome;
    }
    if !matches!(rule.check, Check::Engine) {
        return steplint::check(input, &Config::only(&[rule.code]));
    }
    // What the engine says depends on which rules are on.
    let mut outcome = steplint::check(input, &Config::new(Selection::default()).unwrap());
    outcome.diagnostics.retain(|finding| finding.code == rule.code);
    outcome
}

/// The concise output, with the repair below each finding that has one.
fn show(outcome: &Outcome) -> String {
    let mut shown = String::new();
    for finding in &outcome.diagnostics {
        let source = outcome.project.source(finding.span.source).unwrap();
        let at = source.position(finding.span.start);
        let severity = finding.severity.as_str();
        writeln!(
            shown,
            "{}:{}:{}: {severity}[{}] {}",
            source.path, at.line, at.column, finding.code, finding.message
        )
        .unwrap();
        if let Some(fix) = &finding.fix {
            writeln!(shown, "  fix ({}): {}", fix.safety.as_str(), fix.title).unwrap();
        }
    }
    shown
}

fn refresh(rule: &Rule, examples: &[Example]) {
    let page = std::fs::read_to_string(page_path(rule)).unwrap();
    let mut lines: Vec<String> = page.lines().map(str::to_owned).collect();
    for example in examples.iter().rev() {
        if let Some((start, end, _)) = example.findings {
            let shown = show(&run(rule, &example.files));
            lines.splice(start..end, shown.lines().map(str::to_owned));
        }
    }
    std::fs::write(page_path(rule), lines.join("\n") + "\n").unwrap();
}

#[test]
fn every_failing_example_gives_its_findings_and_every_passing_one_none() {
    let mut faults = String::new();
    for rule in RULES {
        let examples = examples(rule.page);
        if std::env::var_os("STEPLINT_REFRESH").is_some() {
            refresh(rule, &examples);
            continue;
        }
        for (number, example) in examples.iter().enumerate() {
            let shown = show(&run(rule, &example.files));
            let expected = example.findings.as_ref().map_or("", |(_, _, text)| text);
            if shown != expected {
                writeln!(
                    faults,
                    "{} example {number} ({}):\n--- page\n{expected}--- found\n{shown}",
                    rule.code, example.section
                )
                .unwrap();
            }
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

#[test]
fn every_rule_has_failing_and_passing_examples() {
    for rule in RULES {
        let examples = examples(rule.page);
        let failing = examples.iter().filter(|example| example.section == "Fails");
        assert!(failing.clone().count() > 0, "{} has no failing example", rule.code);
        for example in failing {
            let findings = example.findings.as_ref().map_or("", |(_, _, text)| text);
            assert!(!findings.trim().is_empty(), "{}: a failing example without findings", rule.code);
        }
        let passing = examples.iter().filter(|example| example.section == "Passes").count();
        assert!(passing > 0, "{} has no passing example", rule.code);
    }
}

#[test]
fn every_claimed_fix_is_shown_and_leaves_nothing_to_find() {
    for rule in RULES {
        let mut shown = 0;
        for example in examples(rule.page) {
            let outcome = run(rule, &example.files);
            let fixable: Vec<&Diagnostic> =
                outcome.diagnostics.iter().filter(|finding| finding.fix.is_some()).collect();
            shown += fixable.len();
            if fixable.is_empty() {
                continue;
            }
            let mut fixed = example.files.clone();
            for ((_, text), source) in fixed.iter_mut().zip(&outcome.project.sources) {
                let own = fixable.iter().copied().filter(|finding| finding.span.source == source.id);
                *text = fix::apply(source, own, Safety::Unsafe).0;
            }
            let after = run(rule, &fixed);
            let left = outcome.diagnostics.len() - fixable.len();
            assert!(
                after.diagnostics.len() <= left,
                "{}: the fix leaves\n{}\nof\n{:?}",
                rule.code,
                show(&after),
                fixed
            );
            for (before, after) in outcome.project.files.iter().zip(&after.project.files) {
                assert!(
                    before.tree.errors().count() >= after.tree.errors().count(),
                    "{}: the fix breaks the file",
                    rule.code
                );
            }
        }
        assert_eq!(
            rule.fixes == Fixes::Sometimes,
            shown > 0,
            "{}: fixes claimed and shown differ",
            rule.code
        );
    }
}

#[test]
fn messages_and_pages_keep_their_form() {
    for rule in RULES {
        assert!(rule.page.starts_with("# "), "{}: the page starts with its title", rule.code);
        for heading in ["## Why", "## How to mend", "## Fails", "## Passes"] {
            assert!(rule.page.contains(heading), "{}: no section `{heading}`", rule.code);
        }
        for option in rule.options {
            assert!(
                rule.page.contains(&format!("`{}`", option.name)),
                "{}: option {} is not documented",
                rule.code,
                option.name
            );
        }
        for example in examples(rule.page) {
            for finding in run(rule, &example.files).diagnostics {
                let message = &finding.message;
                let first = message.chars().next().unwrap();
                let named = message.split([' ', '-']).next().unwrap_or("");
                let is_name = named.chars().skip(1).any(char::is_uppercase);
                assert!(!first.is_uppercase() || is_name, "{}: `{message}` starts with a capital", rule.code);
                assert!(!message.ends_with('.') && !message.contains('\n'), "{}: `{message}`", rule.code);
            }
        }
    }
}

#[test]
fn pages_and_registry_match() {
    let mut pages = Vec::new();
    for folder in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/rules")).unwrap() {
        let folder = folder.unwrap().path();
        for page in std::fs::read_dir(&folder).unwrap().map(|page| page.unwrap().path()) {
            if page.extension().is_some_and(|end| end == "md") {
                let dialect = folder.file_name().unwrap().to_string_lossy().into_owned();
                pages.push(format!("{dialect}/{}", page.file_stem().unwrap().to_string_lossy()));
            }
        }
    }
    pages.sort();
    let mut codes: Vec<String> = RULES.iter().map(|rule| rule.code.to_owned()).collect();
    codes.sort();
    assert_eq!(pages, codes);
}
