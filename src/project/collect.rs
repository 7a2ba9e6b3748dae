//! Which files a run reads.

use std::path::{Component, Path, PathBuf};

use ignore::WalkBuilder;
use rayon::prelude::*;

use crate::text::{MAX_FILE_BYTES, Source, SourceId};

/// Endings of the files that can hold one of the dialects.
const EXTENSIONS: [&str; 5] = ["json", "yaml", "yml", "asl", "template"];

/// The run itself failed: there is nothing to say about the files.
#[derive(Debug)]
pub struct Failure(pub String);

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}

/// The files of a run, read.
#[derive(Debug, Default)]
pub struct Input {
    /// In the order of their paths.
    pub sources: Vec<Source>,
    /// For each source whether the run was asked about it.
    pub reported: Vec<bool>,
    /// Files that are too large to be read, with their size in bytes.
    pub too_large: Vec<(String, u64)>,
}

impl Input {
    /// Adds a text that does not come from a file.
    pub fn add(&mut self, path: &str, bytes: Vec<u8>) {
        let id = SourceId(self.sources.len() as u32);
        self.sources.push(Source::new(id, path, bytes));
        self.reported.push(true);
    }
}

/// Reads what paths name: a file as it is, a folder with everything below it that git would track.
/// With files given, the rest of their repository is read too, for the links between files.
///
/// # Errors
/// A path that does not exist, or a named file that cannot be read.
pub fn collect(paths: &[PathBuf], exclude: &(dyn Fn(&str) -> bool + Sync)) -> Result<Input, Failure> {
    let mut wanted = Vec::new();
    let mut context = Vec::new();
    for path in paths {
        let metadata = path.metadata().map_err(|error| Failure(format!("{}: {error}", path.display())))?;
        if metadata.is_dir() {
            wanted.extend(walk(path));
        } else {
            context.extend(repository_of(path));
            wanted.push(path.clone());
        }
    }
    context.sort();
    context.dedup();
    let mut files: Vec<(String, PathBuf, bool)> =
        wanted.into_iter().map(|path| (display(&path), path, true)).collect();
    files.extend(context.iter().flat_map(|root| walk(root)).map(|path| (display(&path), path, false)));
    files.retain(|(shown, _, _)| !exclude(shown));
    files.sort_by(|a, b| a.0.cmp(&b.0).then(b.2.cmp(&a.2)));
    files.dedup_by(|later, earlier| later.0 == earlier.0);
    read(files)
}

/// Every candidate below a folder, hidden ones such as `.drone.yml` included.
fn walk(root: &Path) -> Vec<PathBuf> {
    WalkBuilder::new(root)
        .hidden(false)
        .follow_links(false)
        .filter_entry(|entry| entry.file_name() != ".git" && entry.file_name() != "node_modules")
        .build()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()))
        .map(ignore::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|end| EXTENSIONS.iter().any(|known| end == *known)))
        .collect()
}

/// The root of the git repository that holds a file.
fn repository_of(file: &Path) -> Option<PathBuf> {
    let absolute = std::path::absolute(file).ok()?;
    let root = absolute.ancestors().skip(1).find(|folder| folder.join(".git").exists())?;
    let current = std::env::current_dir().ok()?;
    Some(root.strip_prefix(&current).map_or(root.to_path_buf(), Path::to_path_buf))
        .map(|root| if root.as_os_str().is_empty() { PathBuf::from(".") } else { root })
}

/// The path as it is shown: relative to the working directory, with `/`, without `./`.
fn display(path: &Path) -> String {
    let current = std::env::current_dir().unwrap_or_default();
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let shown = absolute.strip_prefix(&current).unwrap_or(&absolute);
    let parts: Vec<_> = shown.components().filter(|part| *part != Component::CurDir).collect();
    parts.iter().collect::<PathBuf>().to_string_lossy().replace('\\', "/")
}

fn read(files: Vec<(String, PathBuf, bool)>) -> Result<Input, Failure> {
    enum Content {
        Bytes(Vec<u8>),
        TooLarge(u64),
    }
    let contents: Vec<_> = files
        .par_iter()
        .map(|(_, path, _)| {
            let size = path.metadata().map_or(0, |metadata| metadata.len());
            if size > MAX_FILE_BYTES {
                Ok(Content::TooLarge(size))
            } else {
                std::fs::read(path).map(Content::Bytes)
            }
        })
        .collect();
    let mut input = Input::default();
    for ((shown, _, reported), content) in files.into_iter().zip(contents) {
        match content {
            Ok(Content::Bytes(bytes)) => {
                let id = SourceId(input.sources.len() as u32);
                input.sources.push(Source::new(id, shown, bytes));
                input.reported.push(reported);
            }
            Ok(Content::TooLarge(size)) if reported => input.too_large.push((shown, size)),
            Err(error) if reported => return Err(Failure(format!("{shown}: {error}"))),
            _ => {}
        }
    }
    Ok(input)
}
