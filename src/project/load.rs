//! From bytes to typed files: each is parsed once, in parallel.

use std::sync::Arc;

use rayon::prelude::*;

use super::{Dialect, File, Input, Project, link};
use crate::asl;
use crate::cfn;
use crate::text::{Encoding, Source};
use crate::tree::{Tree, Value, json, yaml};

/// A file of any dialect holds one of these words; others are not parsed.
const MARKS: [&str; 5] = ["States", "Resources", "Statement", "kind", "pipeline"];

/// A file that is only read for links holds this word.
const LINK_MARK: &str = "StateMachine";

pub(super) fn load(input: Input) -> Project {
    let files = input
        .sources
        .par_iter()
        .zip(&input.reported)
        .filter_map(|(source, &reported)| file(source, reported))
        .collect();
    Project { sources: input.sources, files }
}

fn file(source: &Source, reported: bool) -> Option<File> {
    let text = source.text();
    let name = source.path.rsplit('/').next().unwrap_or(&source.path);
    let named = dialect_by_name(name);
    let has = |mark: &&str| memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_some();
    if named.is_none() && !MARKS.iter().any(|mark| has(mark)) {
        return None;
    }
    if !reported && !has(&LINK_MARK) {
        return None;
    }
    let mut tree = parse(source, name);
    match source.encoding() {
        Encoding::Utf8 => {}
        Encoding::InvalidAt(at) => {
            tree.refuse(at as usize..at as usize + 1, "this byte is not UTF-8: save the file as UTF-8")
        }
        Encoding::Utf16 => tree.refuse(0..0, "the file is UTF-16: save it as UTF-8"),
    }
    let dialect = dialect_by_content(&tree).or(named)?;
    let embedded =
        if dialect == Dialect::CloudFormation { link::embedded_definitions(&tree) } else { Vec::new() };
    Some(File { source: source.id, dialect, tree, reported, embedded })
}

fn parse(source: &Source, name: &str) -> Tree {
    let text: Arc<str> = source.text().clone();
    let length = text.len();
    let is_json =
        name.ends_with(".json") || (!is_yaml_name(name) && text.trim_start().starts_with(['{', '[']));
    if is_json { json::parse(source.id, text, 0..length) } else { yaml::parse(source.id, text) }
}

fn is_yaml_name(name: &str) -> bool {
    name.ends_with(".yaml") || name.ends_with(".yml")
}

fn dialect_by_name(name: &str) -> Option<Dialect> {
    asl::is_definition_name(name).then_some(Dialect::Asl)
}

fn dialect_by_content(tree: &Tree) -> Option<Dialect> {
    let root: Value = tree.root();
    let is_template = || cfn::is_template(root).then_some(Dialect::CloudFormation);
    asl::is_definition(root).then_some(Dialect::Asl).or_else(is_template)
}
