//! `--fix`, `--unsafe-fixes` and `--diff`.

use std::fs::{File, OpenOptions};
use std::hash::{BuildHasher, RandomState};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::say;
use crate::config::Config;
use crate::diagnostic::{Safety, Severity};
use crate::drone;
use crate::project::{Dialect, Input};
use crate::text::{Source, SourceId};
use crate::{Outcome, fix, output};

/// Writes the repairs as a unified diff; secrets in the lines around them are masked.
pub(super) fn show(
    outcome: &Outcome,
    config: &Config,
    limit: Safety,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let secrets = output::Secrets::of(&outcome.project.sources, &outcome.diagnostics);
    for repair in repairs(outcome, config, limit) {
        if repair.refusal.is_none() {
            let source = repair.source;
            let diff = similar::TextDiff::from_lines(&**source.text(), &repair.text);
            let shown = diff.unified_diff().header(&source.path, &source.path).to_string();
            out.write_all(output::mask(&shown, &secrets).as_bytes())?;
        }
    }
    Ok(())
}

/// What became of the repairs.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Made {
    /// Files were written.
    pub any: bool,
    /// Files could not be written.
    pub failed: bool,
}

/// Writes repaired files beside themselves and renames them into place, unless they have changed
/// since they were read.
pub(super) fn make(outcome: &Outcome, config: &Config, limit: Safety, quiet: bool) -> Made {
    let mut made = Made::default();
    for repair in repairs(outcome, config, limit) {
        let path = &repair.source.path;
        let done = match repair.refusal {
            Some(reason) => Err(reason.to_owned()),
            None => replace(repair.source, &repair.text).inspect_err(|_| made.failed = true),
        };
        made.any |= done.is_ok();
        match done {
            _ if quiet => {}
            Ok(()) => say(&format!("{path}: {} repaired", repair.count)),
            Err(reason) => say(&format!("{path} was not repaired: {reason}")),
        }
    }
    made
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

fn replace(source: &Source, text: &str) -> Result<(), String> {
    let fail = |error: std::io::Error| error.to_string();
    // A link keeps leading to the file that is repaired.
    let target = Path::new(&source.path).canonicalize().map_err(fail)?;
    if std::fs::read(&target).map_err(fail)? != source.text().as_bytes() {
        return Err("it has changed since it was read: run again".into());
    }
    let permissions = std::fs::metadata(&target).map_err(fail)?.permissions();
    let (beside, mut file) = create_beside(&target).map_err(fail)?;
    // First the permissions: nobody reads the text who could not before.
    file.set_permissions(permissions)
        .and_then(|()| file.write_all(text.as_bytes()))
        .and_then(|()| std::fs::rename(&beside, &target))
        .map_err(|error| {
            let _ = std::fs::remove_file(&beside);
            fail(error)
        })
}

/// A new file in the folder of another. What lies there may be made to harm: a name that is taken, be
/// it by a link, is left alone, and the name cannot be foreseen.
fn create_beside(target: &Path) -> std::io::Result<(PathBuf, File)> {
    const ATTEMPTS: u32 = 16;
    let mut last = std::io::Error::from(std::io::ErrorKind::AlreadyExists);
    for attempt in 0..ATTEMPTS {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos());
        let random = RandomState::new().hash_one((std::process::id(), attempt, now));
        let path = target.with_file_name(format!(".steplint-{random:016x}.tmp"));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => last = error,
            Err(error) => return Err(error),
        }
    }
    Err(last)
}
