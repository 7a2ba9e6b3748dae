//! Which files a run reads.

use std::collections::HashSet;
use std::io::Read;
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
    /// Files and folders that the run was asked about and could not read, with the reason.
    pub unread: Vec<(String, String)>,
    /// Files that the run was asked about and that are excluded.
    pub excluded: Vec<String>,
}

impl Input {
    /// Adds a text that does not come from a file.
    pub fn add(&mut self, path: &str, bytes: Vec<u8>) {
        self.add_source(Source::new(SourceId(0), path, bytes), true);
    }

    /// Adds a source and gives it the id of its place.
    fn add_source(&mut self, mut source: Source, reported: bool) {
        source.id = SourceId(self.sources.len() as u32);
        self.sources.push(source);
        self.reported.push(reported);
    }
}

/// A file to be read.
struct Candidate {
    /// The path as it is shown.
    shown: String,
    path: PathBuf,
    /// The same for every path that leads to this file.
    canonical: PathBuf,
    reported: bool,
}

/// Reads what paths name: a file as it is, a folder with everything below it that git would track.
/// With files given, the rest of their repository is read too, for the links between files. A file
/// that several paths lead to is read once, by the first of them.
///
/// # Errors
/// A path that does not exist.
pub fn collect(paths: &[PathBuf], exclude: &(dyn Fn(&str) -> bool + Sync)) -> Result<Input, Failure> {
    let mut input = Input::default();
    let (mut files, mut context) = (Vec::new(), Vec::new());
    let here = std::env::current_dir().unwrap_or_default();
    for path in paths {
        let metadata = path.metadata().map_err(|error| Failure(format!("{}: {error}", path.display())))?;
        if metadata.is_dir() {
            files.extend(walk(path, &here, true, &mut input.unread));
        } else {
            context.extend(repository_of(path));
            files.push(Candidate {
                shown: display(path, &here),
                canonical: path.canonicalize().unwrap_or_else(|_| path.clone()),
                path: path.clone(),
                reported: true,
            });
        }
    }
    context.sort();
    context.dedup();
    // Of the rest of the repository nobody asked whether it can be read.
    files.extend(context.iter().flat_map(|root| walk(root, &here, false, &mut Vec::new())));
    files.retain(|file| {
        let excluded = exclude(&file.shown);
        if excluded && file.reported {
            input.excluded.push(file.shown.clone());
        }
        !excluded
    });
    let mut known = HashSet::new();
    files.retain(|file| known.insert(file.canonical.clone()));
    files.sort_by(|a, b| a.shown.cmp(&b.shown));
    read(files, &mut input);
    Ok(input)
}

/// Reads to the end, or until there is more than [`MAX_FILE_BYTES`]. As many bytes as are expected are read at
/// once; 0 if nothing is known.
///
/// # Errors
/// The reason why there is no text, for a person.
pub fn read_limited(from: impl Read, expected: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::with_capacity(usize::try_from(expected.min(MAX_FILE_BYTES)).unwrap_or_default());
    from.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(format!("it has more than {MAX_FILE_BYTES} bytes, the limit"));
    }
    Ok(bytes)
}

/// Every candidate below a folder, hidden ones such as `.drone.yml` included.
fn walk(root: &Path, here: &Path, reported: bool, unread: &mut Vec<(String, String)>) -> Vec<Candidate> {
    let canonical = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
    let shown = display(root, here);
    let entries = WalkBuilder::new(root)
        .hidden(false)
        .follow_links(false)
        .filter_entry(|entry| entry.file_name() != ".git" && entry.file_name() != "node_modules")
        .build();
    let mut files = Vec::new();
    for entry in entries {
        match entry {
            Ok(entry) if is_candidate(&entry) => {
                let path = entry.into_path();
                let below = path.strip_prefix(root).unwrap_or(&path);
                let canonical = canonical.join(below);
                let shown = with_slashes(&Path::new(&shown).join(below));
                files.push(Candidate { shown, path, canonical, reported });
            }
            Ok(_) => {}
            Err(error) => unread.push(told(&error, root, here)),
        }
    }
    files
}

fn is_candidate(entry: &ignore::DirEntry) -> bool {
    entry.file_type().is_some_and(|kind| kind.is_file())
        && entry.path().extension().is_some_and(|end| EXTENSIONS.iter().any(|known| end == *known))
}

/// The path and the reason of an error of the walk.
fn told(error: &ignore::Error, path: &Path, here: &Path) -> (String, String) {
    match error {
        ignore::Error::WithPath { path, err } => told(err, path, here),
        ignore::Error::WithDepth { err, .. } => told(err, path, here),
        ignore::Error::Io(error) => (display(path, here), error.to_string()),
        other => (display(path, here), other.to_string()),
    }
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
fn display(path: &Path, here: &Path) -> String {
    let absolute = std::path::absolute(here.join(path)).unwrap_or_else(|_| path.to_path_buf());
    let shown = absolute.strip_prefix(here).unwrap_or(&absolute);
    let parts: Vec<_> = shown.components().filter(|part| *part != Component::CurDir).collect();
    with_slashes(&parts.iter().collect::<PathBuf>())
}

fn with_slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

fn read(files: Vec<Candidate>, input: &mut Input) {
    // The texts are looked over side by side too; the ids wait until it is known which files could be read.
    let contents: Vec<_> = files
        .par_iter()
        .map(|file| Ok(Source::new(SourceId(0), file.shown.as_str(), read_file(&file.path)?)))
        .collect();
    for (file, content) in files.into_iter().zip(contents) {
        match content {
            Ok(source) => input.add_source(source, file.reported),
            Err(reason) if file.reported => input.unread.push((file.shown, reason)),
            Err(_) => {}
        }
    }
}

fn read_file(path: &Path) -> Result<Vec<u8>, String> {
    let metadata = path.metadata().map_err(|error| error.to_string())?;
    if !metadata.is_file() {
        return Err("it is not a regular file; to read a pipe use `--stdin-filename`".into());
    }
    if metadata.len() > MAX_FILE_BYTES {
        return Err(format!("it has {} bytes, the limit is {MAX_FILE_BYTES}", metadata.len()));
    }
    let file = std::fs::File::open(path).map_err(|error| error.to_string())?;
    read_limited(file, metadata.len())
}
