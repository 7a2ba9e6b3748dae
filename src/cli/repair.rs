//! `--fix`, `--unsafe-fixes` and `--diff`.

use std::io::{BufWriter, Write};
use std::path::Path;

use super::Stop;
use crate::config::Config;
use crate::diagnostic::{Safety, Severity};
use crate::drone;
use crate::project::{Dialect, Input};
use crate::text::{Source, SourceId};
use crate::{Outcome, fix};

/// Shows the repairs as a unified diff.
pub(super) fn show(outcome: &Outcome, config: &Config, limit: Safety) -> Result<(), Stop> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    for repair in repairs(outcome, config, limit) {
        if repair.refusal.is_none() {
            let source = repair.source;
            let diff = similar::TextDiff::from_lines(&**source.text(), &repair.text);
            write!(out, "{}", diff.unified_diff().header(&source.path, &source.path))?;
        }
    }
    Ok(out.flush()?)
}

/// Writes repaired files beside themselves and renames them into place, unless they have changed
/// since they were read. Whether any was.
pub(super) fn make(outcome: &Outcome, config: &Config, limit: Safety, quiet: bool) -> Result<bool, Stop> {
    let mut made = false;
    for repair in repairs(outcome, config, limit) {
        let path = &repair.source.path;
        match repair.refusal {
            Some(reason) => eprintln!("steplint: {path} was not repaired: {reason}"),
            None => {
                replace(repair.source, &repair.text)?;
                made = true;
                if !quiet {
                    eprintln!("steplint: {path}: {} repaired", repair.count);
                }
            }
        }
    }
    Ok(made)
}

/// A file and its text after the repairs.
struct Repair<'o> {
    source: &'o Source,
    text: String,
    count: usize,
    refusal: Option<&'static str>,
}

fn repairs<'o>(outcome: &'o Outcome, config: &Config, limit: Safety) -> Vec<Repair<'o>> {
    let mut repairs: Vec<Repair> = outcome
        .project
        .sources
        .iter()
        .filter_map(|source| {
            let own = outcome.diagnostics.iter().filter(|finding| finding.span.source == source.id);
            let (text, count) = fix::apply(source, own, limit);
            (count > 0).then_some(Repair { source, text, count, refusal: None })
        })
        .collect();
    if repairs.is_empty() {
        return repairs;
    }
    let after = after(outcome, config, &repairs);
    for repair in &mut repairs {
        let id = repair.source.id;
        repair.refusal = if is_signed(outcome, id) {
            Some("it carries a signature: repair it by hand, then `drone sign --save`")
        } else if errors(&after, id) > errors(outcome, id) {
            Some("the repairs would bring new errors: make them by hand")
        } else {
            None
        };
    }
    repairs
}

/// The same files with the repaired texts, checked again.
fn after(outcome: &Outcome, config: &Config, repairs: &[Repair]) -> Outcome {
    let mut input = Input::default();
    for source in &outcome.project.sources {
        let repaired = repairs.iter().find(|repair| repair.source.id == source.id).map(|repair| &repair.text);
        let text = repaired.map_or(&**source.text(), String::as_str);
        input.add(&source.path, text.as_bytes().to_vec());
    }
    crate::check(input, config)
}

fn errors(outcome: &Outcome, id: SourceId) -> usize {
    let own = outcome.diagnostics.iter().filter(|finding| finding.span.source == id);
    own.filter(|finding| finding.severity == Severity::Error).count()
}

/// A signature of Drone covers every byte of the other documents.
fn is_signed(outcome: &Outcome, id: SourceId) -> bool {
    let file = outcome.project.files.iter().find(|file| file.source == id && file.dialect == Dialect::Drone);
    file.is_some_and(|file| {
        file.tree.documents().any(|root| matches!(drone::Document::of(root), drone::Document::Signature(_)))
    })
}

fn replace(source: &Source, text: &str) -> Result<(), Stop> {
    let path = Path::new(&source.path);
    let fail = |error: std::io::Error| Stop::Failed(format!("{}: {error}", source.path));
    // A link keeps leading to the file that is repaired.
    let target = path.canonicalize().map_err(fail)?;
    if std::fs::read(&target).map_err(fail)? != source.text().as_bytes() {
        return Err(Stop::Failed(format!("{} has changed since it was read: run again", source.path)));
    }
    let beside = target.with_extension("steplint-tmp");
    std::fs::write(&beside, text)
        .and_then(|()| std::fs::set_permissions(&beside, std::fs::metadata(&target)?.permissions()))
        .and_then(|()| std::fs::rename(&beside, &target))
        .map_err(fail)
}
