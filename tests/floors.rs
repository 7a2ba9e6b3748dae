//! The floors of the house: a file may use only what lies below its own floor in this list.
#![allow(clippy::unwrap_used, missing_docs)]

use std::path::{Path, PathBuf};

const FLOORS: [&[&str]; 10] = [
    &["text"],
    &["diagnostic"],
    &["tree"],
    &["aws", "secret"],
    &["asl", "cfn", "drone", "iam"],
    &["project"],
    &["rule"],
    &["rules"],
    &["config", "fix", "suppress", "output"],
    &["cli"],
];

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            files(&entry, found);
        } else if entry.extension().is_some_and(|end| end == "rs") {
            found.push(entry);
        }
    }
}

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&module))
}

/// Names of floors that a file names after `crate::`.
fn used(text: &str) -> Vec<String> {
    let names = text.split("crate::").skip(1);
    let names =
        names.map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>());
    names.filter(|name| floor(name).is_some()).collect()
}

#[test]
fn no_floor_uses_one_above_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    files(&root, &mut sources);
    let mut faults = Vec::new();
    for path in sources {
        let inside = path.strip_prefix(&root).unwrap().with_extension("");
        let module = inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
        let Some(own) = floor(&module) else { continue };
        for other in used(&std::fs::read_to_string(&path).unwrap()) {
            let beside = floor(&other) == Some(own) && other != module && own != 8;
            if floor(&other) > Some(own) || beside {
                faults.push(format!("{} uses {other}", inside.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_module_has_a_floor() {
    let library = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    for module in library.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')) {
        assert!(floor(module).is_some(), "{module} has no floor");
    }
}
