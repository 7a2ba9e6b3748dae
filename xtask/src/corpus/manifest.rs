//! The manifest beside the files of a corpus folder.

use std::path::{Path, PathBuf};

/// What the source of a file says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Nothing is wrong with it.
    Valid,
    /// At least one error must be reported.
    Invalid,
    /// It does not say.
    Unknown,
}

/// A file.
#[derive(Debug)]
pub struct Row {
    /// Relative to the manifest.
    pub path: String,
    /// The verdict.
    pub expected: Expected,
    /// The message that goes with it.
    pub message: String,
    /// A template with a definition that can be found in it or beside it.
    pub has_definition: bool,
}

/// All files of a folder.
#[derive(Debug)]
pub struct Manifest {
    /// In the order of the manifest.
    pub rows: Vec<Row>,
}

/// The folder itself if it has a manifest, else those folders in it that have one.
pub fn folders(root: &Path) -> Vec<PathBuf> {
    if root.join("manifest.tsv").is_file() {
        return vec![root.to_path_buf()];
    }
    let mut folders: Vec<PathBuf> = std::fs::read_dir(root)
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|folder| folder.join("manifest.tsv").is_file())
        .collect();
    folders.sort();
    folders
}

impl Manifest {
    /// Reads `manifest.tsv` of a folder.
    pub fn read(folder: &Path) -> Result<Manifest, String> {
        let path = folder.join("manifest.tsv");
        let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let mut lines = text.lines();
        let header: Vec<&str> = lines.next().unwrap_or("").split('\t').collect();
        let column = |name: &str| header.iter().position(|column| *column == name);
        let (path, expected, notes) = (column("path"), column("expected"), column("notes"));
        let message = column("expected_message");
        let rows = lines.map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            let field = |at: Option<usize>| at.and_then(|at| fields.get(at)).copied().unwrap_or("");
            let notes = field(notes);
            Row {
                path: field(path).to_owned(),
                expected: verdict(field(expected), notes),
                message: field(message).to_owned(),
                has_definition: has_definition(notes),
            }
        });
        Ok(Manifest { rows: rows.collect() })
    }
}

fn verdict(expected: &str, notes: &str) -> Expected {
    let is_template = notes.starts_with("template") || notes.starts_with("asl");
    match expected {
        "valid" => Expected::Valid,
        "invalid" => Expected::Invalid,
        "" if notes.contains("broken-on-purpose") => Expected::Unknown,
        "" if is_template => Expected::Valid,
        _ => match expected.parse::<u32>() {
            Ok(0) => Expected::Valid,
            Ok(_) => Expected::Invalid,
            Err(_) => Expected::Unknown,
        },
    }
}

/// Counted are definitions written in the template, and files that exist in the source repository.
fn has_definition(notes: &str) -> bool {
    let written =
        ["DefString-Sub", "DefString-Join", "Definition-object"].iter().any(|word| notes.contains(word));
    let local = notes.split(';').filter_map(|word| word.strip_prefix("DefinitionUri:"));
    notes.starts_with("template") && (written || local.clone().any(|counts| !counts.starts_with("0/")))
}
