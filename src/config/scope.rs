//! The files that paths of the configuration mean.

use std::path::{Component, Path, PathBuf};

use globset::{Glob, GlobSet, GlobSetBuilder};

/// The folder to which the paths in a configuration are relative.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    folder: PathBuf,
}

impl Scope {
    /// That of a configuration file.
    pub(super) fn of(file: &Path) -> Scope {
        let file = absolute(file);
        Scope { folder: file.parent().map_or_else(PathBuf::new, Path::to_path_buf) }
    }

    /// Whether a set holds a file, which is named relative to the working directory.
    pub(super) fn holds(&self, set: &GlobSet, file: &str) -> bool {
        !set.is_empty() && set.is_match(self.relative(file))
    }

    /// The path from the folder; out of it through `..`.
    fn relative(&self, file: &str) -> PathBuf {
        let file = absolute(Path::new(file));
        let mut up = PathBuf::new();
        for folder in self.folder.ancestors() {
            if let Ok(below) = file.strip_prefix(folder) {
                return up.join(below);
            }
            up.push("..");
        }
        file
    }
}

/// Adds a pattern. One that names a folder covers what is below it.
///
/// # Errors
/// What is wrong with it.
pub(super) fn add(set: &mut GlobSetBuilder, pattern: &str) -> Result<(), globset::Error> {
    let mut name = pattern.trim_start_matches('/');
    while let Some(rest) = name.strip_prefix("./") {
        name = rest.trim_start_matches('/');
    }
    let name = name.trim_end_matches('/');
    if matches!(name, "" | ".") {
        set.add(Glob::new("**")?);
        return Ok(());
    }
    set.add(Glob::new(name)?);
    set.add(Glob::new(&format!("{name}/**"))?);
    Ok(())
}

/// The nearest folder that holds all paths; a path that is no folder is a file in one.
pub(super) fn common_folder(paths: &[PathBuf]) -> Option<PathBuf> {
    let mut folders = paths.iter().filter_map(|path| {
        let whole = absolute(path);
        if path.is_dir() { Some(whole) } else { whole.parent().map(Path::to_path_buf) }
    });
    let first = folders.next()?;
    folders.try_fold(first, |common, folder| {
        common.ancestors().find(|ancestor| folder.starts_with(ancestor)).map(Path::to_path_buf)
    })
}

/// The path from the root, without `.` and `..`.
fn absolute(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let mut plain = PathBuf::new();
    for part in whole.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}
