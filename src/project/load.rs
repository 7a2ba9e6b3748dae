//! From bytes to typed files: each is parsed once, in parallel.

use std::sync::Arc;

use rayon::prelude::*;

use super::{Dialect, File, Input, Project, inner, link, task_policies};
use crate::text::{Encoding, Source};
use crate::tree::{Tree, Value, json, yaml};
use crate::{asl, cfn, drone, iam};

/// A file of any dialect holds one of these words; others are not parsed.
const MARKS: [&str; 5] = ["States", "Resources", "Statement", "kind", "pipeline"];

/// A file that is only read for links holds this word.
const LINK_MARK: &str = "StateMachine";

pub(super) fn load(input: Input) -> Project {
    let Input { sources, reported, .. } = input;
    let mut files: Vec<File> = sources
        .par_iter()
        .zip(&reported)
        .filter_map(|(source, &reported)| file(source, reported, None))
        .collect();
    files.extend(named_definitions(&sources, &reported, &files));
    files.sort_by_key(|file| file.source);
    let machine_kinds = link::machine_kinds(&sources, &files);
    Project { sources, files, machine_kinds }
}

/// Files that only the template which refers to them knows for definitions.
fn named_definitions(sources: &[Source], reported: &[bool], files: &[File]) -> Vec<File> {
    let mut named: Vec<_> = files
        .iter()
        .flat_map(|file| &file.references)
        .filter_map(|reference| link::find(sources, &reference.path))
        .filter(|id| !files.iter().any(|file| file.source == *id))
        .map(|id| id.0 as usize)
        .collect();
    named.sort();
    named.dedup();
    named
        .into_iter()
        .filter_map(|at| file(sources.get(at)?, *reported.get(at)?, Some(Dialect::Asl)))
        .collect()
}

/// Reads a file if it is one of the dialects; `known` is what is known of it from elsewhere.
fn file(source: &Source, reported: bool, known: Option<Dialect>) -> Option<File> {
    let text = source.text();
    let named = known.or_else(|| dialect_by_name(&source.path));
    let has = |mark: &&str| memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_some();
    if named.is_none() && !MARKS.iter().any(has) {
        return None;
    }
    if !reported && !has(&LINK_MARK) {
        return None;
    }
    let mut tree = parse(source);
    match source.encoding() {
        Encoding::Utf8 => {}
        Encoding::InvalidAt(at) => {
            tree.refuse(at as usize..at as usize + 1, "this byte is not UTF-8: save the file as UTF-8")
        }
        Encoding::Utf16 => tree.refuse(0..0, "the file is UTF-16: save it as UTF-8"),
    }
    let dialect = dialect_by_content(&source.path, &tree).or(named)?;
    let (inner, references) = match dialect {
        Dialect::CloudFormation => inner::read(source, tree.root()),
        Dialect::Asl => (task_policies::of_definition(&tree, 0), Vec::new()),
        _ => (Vec::new(), Vec::new()),
    };
    Some(File { source: source.id, dialect, tree, reported, inner, references })
}

fn parse(source: &Source) -> Tree {
    let name = source.path.rsplit('/').next().unwrap_or(&source.path);
    let text: Arc<str> = source.text().clone();
    let length = text.len();
    let is_json = name.ends_with(".json")
        || (!is_yaml_name(name) && text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '[']));
    if is_json {
        json::parse(source.id, text, 0..length)
    } else if drone::is_pipeline_file(&source.path) || drone::looks_like(&text) {
        let documents = drone::documents(&text);
        yaml::parse_parts(source.id, text, &documents)
    } else {
        yaml::parse(source.id, text)
    }
}

fn is_yaml_name(name: &str) -> bool {
    name.ends_with(".yaml") || name.ends_with(".yml")
}

fn dialect_by_name(path: &str) -> Option<Dialect> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_definition = asl::is_definition_name(name).then_some(Dialect::Asl);
    is_definition.or_else(|| drone::is_default_file(path).then_some(Dialect::Drone))
}

fn dialect_by_content(path: &str, tree: &Tree) -> Option<Dialect> {
    let root: Value = tree.root();
    let candidates: [(Dialect, &dyn Fn() -> bool); 4] = [
        (Dialect::Asl, &|| asl::is_definition(root)),
        (Dialect::CloudFormation, &|| cfn::is_template(root)),
        (Dialect::Iam, &|| iam::is_policy(root)),
        (Dialect::Drone, &|| drone::dialect(path, tree).is_some()),
    ];
    candidates.into_iter().find(|(_, is_it)| is_it()).map(|(dialect, _)| dialect)
}
