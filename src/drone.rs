//! Drone CI pipelines: what a `.drone.yml` means to the Drone server and its runners.
//!
//! A file is cut into documents first ([`split`]); each is parsed on its own
//! (`tree::yaml::parse_parts`) and is a [`Document`] of some kind. Most are a [`Pipeline`].

mod condition;
mod documents;
mod entry;
pub mod glob;
mod pipeline;

pub use condition::{CONDITION_KEYS, Condition, Conditions, EVENTS, pattern};
pub use documents::{LINE_LIMIT, Split, documents, split};
pub use entry::{Entry, EntryValue};
pub use pipeline::{Pipeline, PipelineType, Role, Step};

use crate::tree::{Tree, Value};

/// Which language a file is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Documents with a `kind`.
    Current,
    /// The format of Drone 0.8: a mapping `pipeline` and no `kind`. The server converts it.
    Legacy,
}

/// A document by its kind.
#[derive(Clone, Copy, Debug)]
pub enum Document<'t> {
    /// `kind: pipeline`.
    Pipeline(Pipeline<'t>),
    /// `kind: secret`: encrypted in the file, or a place in an external store.
    Secret(Value<'t>),
    /// `kind: signature`: covers the text of all other documents.
    Signature(Value<'t>),
    /// `kind: template`: the file is made on the server.
    Template(Value<'t>),
    /// `kind: cron`; deprecated.
    Cron(Value<'t>),
    /// `kind: registry`; deprecated.
    Registry(Value<'t>),
    /// No kind, or one that nothing knows; the server decodes it as a pipeline and no runner takes it.
    Unknown(Value<'t>),
}

impl<'t> Document<'t> {
    /// The document that has this root.
    pub fn of(root: Value<'t>) -> Document<'t> {
        match kind(root).as_deref() {
            Some("pipeline") => Document::Pipeline(Pipeline::new(root)),
            Some("secret") => Document::Secret(root),
            Some("signature") => Document::Signature(root),
            Some("template") => Document::Template(root),
            Some("cron") => Document::Cron(root),
            Some("registry") => Document::Registry(root),
            _ => Document::Unknown(root),
        }
    }

    /// The document itself.
    pub fn value(self) -> Value<'t> {
        match self {
            Document::Pipeline(pipeline) => pipeline.value(),
            Document::Secret(value)
            | Document::Signature(value)
            | Document::Template(value)
            | Document::Cron(value)
            | Document::Registry(value)
            | Document::Unknown(value) => value,
        }
    }
}

/// The pipelines of a file in their order.
pub fn pipelines(tree: &Tree) -> impl Iterator<Item = Pipeline<'_>> {
    tree.documents().filter_map(|root| match Document::of(root) {
        Document::Pipeline(pipeline) => Some(pipeline),
        _ => None,
    })
}

/// Whether a file of this path is a pipeline by its name: `.drone.yml` is the default, the others
/// are what repositories set instead. Others may bear such a name too; see [`dialect`].
pub fn is_pipeline_file(path: &str) -> bool {
    let mut parts = path.rsplit(['/', '\\']);
    let name = parts.next().unwrap_or(path);
    let is_yaml = name.ends_with(".yml") || name.ends_with(".yaml");
    is_yaml
        && (name.starts_with(".drone.") || name.starts_with("drone.") || parts.any(|part| part == ".drone"))
}

/// Whether a file is a pipeline by its name alone: the one that Drone reads by default.
pub fn is_default_file(path: &str) -> bool {
    matches!(path.rsplit(['/', '\\']).next(), Some(".drone.yml" | ".drone.yaml"))
}

/// Whether a text may hold a pipeline: a line that starts with `kind:` and goes on with `pipeline`.
/// Cheap, and without a miss on what is written by indentation.
pub fn looks_like(text: &str) -> bool {
    memchr::memmem::find_iter(text.as_bytes(), b"kind:").any(|at| {
        let before = &text[..at];
        let starts_line = before.is_empty() || before.ends_with(['\n', '\u{feff}']);
        starts_line && text[at + 5..].trim_start_matches([' ', '\t', '"', '\'']).starts_with("pipeline")
    })
}

/// Whether a document is a pipeline by its content. Manifests of Kubernetes and Tekton have an
/// `apiVersion`, pipelines of Harness a `spec`.
pub fn is_pipeline(root: Value) -> bool {
    const TELLING: [&str; 4] = ["steps", "services", "trigger", "clone"];
    let has = |key: &str| root.get_merged(key).is_some();
    let has_known_type = || {
        let name = root.get_merged("type").and_then(Value::text);
        name.is_some_and(|name| !name.is_empty() && PipelineType::of(&name) != PipelineType::Unknown)
    };
    kind(root).as_deref() == Some("pipeline")
        && !has("apiVersion")
        && !has("spec")
        && (TELLING.iter().any(|key| has(key)) || has_known_type())
}

/// Decides by path and content whether a parsed file is a pipeline, and in which dialect.
pub fn dialect(path: &str, tree: &Tree) -> Option<Dialect> {
    if tree.documents().any(is_pipeline) {
        return Some(Dialect::Current);
    }
    if !is_pipeline_file(path) {
        return None;
    }
    // `matrix` and `build` are keys of many formats.
    if is_legacy(tree.root()) && (is_default_file(path) || has_mapping(tree.root(), "pipeline")) {
        return Some(Dialect::Legacy);
    }
    let is_drone = |root| !matches!(Document::of(root), Document::Unknown(_));
    let is_foreign = |root: Value| root.get("apiVersion").is_some() || root.get("spec").is_some();
    let by_content = || tree.documents().any(|root| is_drone(root) && !is_foreign(root));
    (is_default_file(path) || by_content()).then_some(Dialect::Current)
}

/// Whether a document is in the format of Drone 0.8: no `kind`, and a mapping that only that format has.
pub fn is_legacy(root: Value) -> bool {
    kind(root).is_none() && ["pipeline", "matrix", "build"].iter().any(|key| has_mapping(root, key))
}

fn has_mapping(root: Value, key: &str) -> bool {
    root.get_merged(key).is_some_and(Value::is_mapping)
}

fn kind(root: Value<'_>) -> Option<std::borrow::Cow<'_, str>> {
    root.get_merged("kind").and_then(Value::text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::SourceId;
    use crate::tree::yaml;

    fn parse(text: &str) -> Tree {
        yaml::parse_parts(SourceId(0), text.into(), &documents(text))
    }

    #[test]
    fn files_are_known_by_name() {
        for path in [
            ".drone.yml",
            "a/.drone.yaml",
            "drone.yml",
            "a/drone.yaml",
            ".drone/deploy.yml",
            "a/.drone/x/y.yml",
            "drone.ci.yml",
        ] {
            assert!(is_pipeline_file(path), "{path}");
        }
        for path in [".drone.star", "mydrone.yml", "drone.md", ".drone.yml.bak", ""] {
            assert!(!is_pipeline_file(path), "{path}");
        }
    }

    #[test]
    fn the_text_is_checked_line_by_line() {
        for text in [
            "kind: pipeline",
            "---\nkind: 'pipeline'\n",
            "\u{feff}kind:   \"pipeline\"",
            "a: 1\r\nkind: pipeline",
        ] {
            assert!(looks_like(text), "{text:?}");
        }
        for text in ["", "kind: Pod\n", "  kind: pipeline", "mankind: pipeline", "# kind: pipeline", "kind:"]
        {
            assert!(!looks_like(text), "{text:?}");
        }
    }

    #[test]
    fn only_drone_pipelines_are_taken() {
        for text in ["kind: pipeline\nsteps: []", "kind: pipeline\ntype: exec", "kind: pipeline\ntrigger: {}"]
        {
            assert_eq!(dialect("ci/any.yml", &parse(text)), Some(Dialect::Current), "{text}");
        }
        for text in [
            "apiVersion: tekton.dev/v1\nkind: Pipeline\nspec: {}",
            "apiVersion: v1\nkind: pipeline\nsteps: []",
            "kind: pipeline\nspec: {stages: []}",
            "kind: pipeline\nname: report",
            "kind: pipeline\ntype: azure",
            "pipeline: {build: {image: example}}",
            "kind: secret\nname: a",
            "[]",
            "",
        ] {
            assert_eq!(dialect("ci/any.yml", &parse(text)), None, "{text}");
        }
    }

    #[test]
    fn the_default_name_is_enough() {
        let of = |path: &str, text: &str| dialect(path, &parse(text));
        assert_eq!(of(".drone.yml", ""), Some(Dialect::Current));
        assert_eq!(of(".drone.yml", "kind: [\n"), Some(Dialect::Current));
        assert_eq!(of(".drone.yml", "pipeline: {build: {image: example}}"), Some(Dialect::Legacy));
        assert_eq!(of("drone.yml", "pipeline: {build: {image: example}}"), Some(Dialect::Legacy));
        assert_eq!(of(".drone.yml", "build: {image: example}"), Some(Dialect::Legacy));
        assert_eq!(of("drone.yml", "build: {image: example}"), None);
        assert_eq!(of("drone.yml", "services: {web: {image: example}}"), None);
        assert_eq!(of(".drone/cron.yml", "kind: secret\nname: a"), Some(Dialect::Current));
        assert_eq!(of(".drone/pod.yml", "kind: secret\napiVersion: v1"), None);
    }

    #[test]
    fn every_document_has_its_kind() {
        let text = "kind: pipeline\n---\nkind: secret\n---\nkind: signature\n---\nkind: template\n---\n\
                    kind: cron\n---\nkind: registry\n---\nkind: Pipeline\n---\nsteps: []\n";
        let tree = parse(text);
        let found: Vec<_> = tree.documents().map(Document::of).collect();
        assert!(matches!(
            found[..],
            [
                Document::Pipeline(_),
                Document::Secret(_),
                Document::Signature(_),
                Document::Template(_),
                Document::Cron(_),
                Document::Registry(_),
                Document::Unknown(_),
                Document::Unknown(_)
            ]
        ));
        assert_eq!(pipelines(&tree).count(), 1);
        assert!(found.iter().all(|document| document.value().is_mapping()));
    }

    #[test]
    fn a_broken_document_does_not_hide_the_next() {
        let tree = parse("kind: pipeline\nsteps: [\n---\nkind: pipeline\nname: second\nsteps:\n- name: a\n");
        let names: Vec<_> = pipelines(&tree).map(Pipeline::name).collect();
        assert_eq!(names, ["default", "second"]);
        assert_eq!(tree.errors().count(), 1);
    }
}
