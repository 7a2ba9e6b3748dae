//! Paths from file to file.

use std::collections::HashMap;

use super::File;
use crate::asl;
use crate::text::{Source, SourceId};

/// The path that a file names relative to its own folder, as sources have it. One that leads out of
/// the working directory stays as it is written there and finds nothing.
pub(super) fn beside(file: &str, path: &str) -> String {
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    for step in path.split('/') {
        match step {
            "" | "." => {}
            ".." if parts.last().is_some_and(|part| *part != "..") => {
                parts.pop();
            }
            step => parts.push(step),
        }
    }
    parts.join("/")
}

/// The source of this path; sources are sorted by it.
pub(super) fn find(sources: &[Source], path: &str) -> Option<SourceId> {
    match sources.binary_search_by(|source| source.path.as_str().cmp(path)) {
        Ok(at) => sources.get(at).map(|source| source.id),
        Err(_) => sources.iter().find(|source| source.path == path).map(|source| source.id),
    }
}

/// What templates say of the definitions in files of their own; where they disagree, nothing.
pub(super) fn machine_kinds(sources: &[Source], files: &[File]) -> HashMap<SourceId, asl::Kind> {
    let mut kinds = HashMap::new();
    for reference in files.iter().flat_map(|file| &file.references) {
        if let Some(source) = find(sources, &reference.path) {
            let kind = kinds.entry(source).or_insert(reference.kind);
            if *kind != reference.kind {
                *kind = asl::Kind::Unknown;
            }
        }
    }
    kinds
}

#[cfg(test)]
mod tests {
    use super::beside;

    #[test]
    fn a_path_is_read_from_the_folder_of_the_file() {
        assert_eq!(beside("infra/template.yaml", "machines/order.json"), "infra/machines/order.json");
        assert_eq!(beside("infra/template.yaml", "./../order.json"), "order.json");
        assert_eq!(beside("template.yaml", "../order.json"), "../order.json");
        assert_eq!(beside("template.yaml", "a/../b.json"), "b.json");
    }
}
