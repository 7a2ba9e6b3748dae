//! What a template holds of other dialects: definitions and policies, and the names of files with
//! definitions.

use super::{Dialect, link};
use crate::cfn::{self, DefinitionSource, Function, Intrinsic, StateMachine, Template};
use crate::text::Source;
use crate::tree::{Tree, Value};
use crate::{asl, iam};

/// A definition or a policy inside a template, with the template's functions as text and holes.
#[derive(Debug)]
pub struct Inner {
    /// What it is.
    pub kind: InnerKind,
    /// The definition or the policy.
    pub tree: Tree,
    /// Whether it is written as text, with a grammar of its own to break.
    pub is_text: bool,
}

/// What a part of a template is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InnerKind {
    /// A state machine definition.
    Definition(asl::Kind),
    /// A policy document.
    Policy(iam::PolicyKind),
}

impl InnerKind {
    pub(super) fn dialect(self) -> Dialect {
        match self {
            InnerKind::Definition(_) => Dialect::Asl,
            InnerKind::Policy(_) => Dialect::Iam,
        }
    }
}

/// A definition in a file of its own.
#[derive(Debug)]
pub(super) struct Reference {
    /// Path of the file, as sources have it.
    pub path: String,
    /// What the template makes of it.
    pub kind: asl::Kind,
}

/// Everything that a template holds or names.
pub(super) fn read(source: &Source, root: Value) -> (Vec<Inner>, Vec<Reference>) {
    let template = Template::of(root);
    let (mut inner, mut references) = (Vec::new(), Vec::new());
    for machine in cfn::state_machines(&template) {
        read_machine(source, machine, &mut inner, &mut references);
    }
    for policy in cfn::policies(&template) {
        let kind = InnerKind::Policy(policy_kind(&policy));
        let is_text = is_text(policy.document);
        let trees = policy.trees(&template).into_iter();
        inner.extend(trees.map(|variant| Inner { kind, tree: variant.value, is_text }));
    }
    (inner, references)
}

fn read_machine(
    source: &Source,
    machine: StateMachine,
    inner: &mut Vec<Inner>,
    references: &mut Vec<Reference>,
) {
    let kind = match machine.kind() {
        cfn::Kind::Standard => asl::Kind::Standard,
        cfn::Kind::Express => asl::Kind::Express,
        cfn::Kind::Unknown => asl::Kind::Unknown,
    };
    let mut refer = |path: &str| references.push(Reference { path: link::beside(&source.path, path), kind });
    for definition in machine.definitions() {
        let (value, is_text) = match definition.value {
            DefinitionSource::Text(value) => (value, true),
            DefinitionSource::Object(value) => (value, false),
            DefinitionSource::Uri { path, .. } => {
                refer(&path);
                continue;
            }
            DefinitionSource::S3 { key, .. } => {
                key.as_deref().and_then(cfn::asset_path).iter().for_each(|path| refer(path));
                continue;
            }
            DefinitionSource::Unknown(_) | DefinitionSource::Absent => continue,
        };
        let trees = cfn::parse_variants(value, machine.template).into_iter();
        inner.extend(trees.map(|tree| Inner {
            kind: InnerKind::Definition(kind),
            tree: tree.value,
            is_text,
        }));
    }
}

/// Whether a document is the text of JSON rather than an object of the template.
fn is_text(document: Value) -> bool {
    match Intrinsic::of(document) {
        Some(call) => call.function != Function::ToJsonString,
        None => !document.is_mapping(),
    }
}

fn policy_kind(policy: &cfn::Policy) -> iam::PolicyKind {
    match policy.kind {
        cfn::PolicyKind::Identity => iam::PolicyKind::Identity,
        cfn::PolicyKind::Boundary => iam::PolicyKind::Boundary,
        cfn::PolicyKind::Trust => iam::PolicyKind::Trust,
        cfn::PolicyKind::Resource if policy.resource.is("AWS::EC2::VPCEndpoint") => iam::PolicyKind::Endpoint,
        cfn::PolicyKind::Resource => iam::PolicyKind::Resource,
        cfn::PolicyKind::ServiceControl => iam::PolicyKind::ServiceControl,
        cfn::PolicyKind::ResourceControl => iam::PolicyKind::ResourceControl,
    }
}
