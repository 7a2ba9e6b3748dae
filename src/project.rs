//! All files of a run, what each of them is, and the links between them.

mod collect;
mod deployment;
mod inner;
mod link;
mod load;
pub mod permissions;
mod principal;
mod secrets;
mod task_policies;

use std::collections::HashMap;

use crate::asl::{self, Machine};
use crate::cfn::Template;
use crate::drone;
use crate::iam::{self, Policy};
use crate::text::{Source, SourceId};
use crate::tree::Tree;

pub use collect::{Failure, Input, collect, read_limited};
pub use deployment::{Deployed, Deployment, Role};
pub use inner::{Inner, InnerKind};
pub use principal::{Managed, Principal, PrincipalKind, principals, unnamed_principals};
pub use secrets::{FoundSecret, secrets};

/// The kinds of file that are checked. Another one has its typed view beside [`crate::asl`], is told from
/// the rest in `project/load.rs`, is shown to its rules by a variant of `Check`, and is walked in `lib.rs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// A state machine definition.
    Asl,
    /// A CloudFormation or SAM template.
    CloudFormation,
    /// A Drone pipeline.
    Drone,
    /// An IAM policy.
    Iam,
}

impl Dialect {
    /// The first part of the codes of its rules.
    pub fn prefix(self) -> &'static str {
        match self {
            Dialect::Asl => "asl",
            Dialect::CloudFormation => "cfn",
            Dialect::Drone => "drone",
            Dialect::Iam => "iam",
        }
    }
}

/// A text of one dialect: a file, or a text inside a template.
#[derive(Clone, Copy, Debug)]
pub struct Document<'p> {
    /// What it is.
    pub dialect: Dialect,
    /// The text.
    pub tree: &'p Tree,
}

/// A file that is one of the dialects.
#[derive(Debug)]
pub struct File {
    /// Where its text is.
    pub source: SourceId,
    /// What it is.
    pub dialect: Dialect,
    /// The text.
    pub tree: Tree,
    /// Whether the run was asked about it; otherwise it is only read for the links of others.
    pub reported: bool,
    /// Definitions and policies inside a template.
    pub inner: Vec<Inner>,
    /// Definitions of a template that lie in files of their own.
    references: Vec<inner::Reference>,
}

impl File {
    /// The file as a text of its dialect, and the texts inside it.
    pub fn documents(&self) -> impl Iterator<Item = Document<'_>> {
        let own = Document { dialect: self.dialect, tree: &self.tree };
        std::iter::once(own).chain(self.inner.iter().filter_map(Inner::document))
    }

    /// The template that it is.
    pub fn template(&self) -> Option<Template<'_>> {
        (self.dialect == Dialect::CloudFormation).then(|| Template::of(self.tree.root()))
    }

    /// Paths of the files that hold definitions of a template, as sources have them.
    pub fn definition_paths(&self) -> impl Iterator<Item = &str> {
        self.references.iter().map(|reference| reference.path.as_str())
    }

    /// The pipelines of a Drone file.
    pub fn pipelines(&self) -> impl Iterator<Item = drone::Pipeline<'_>> {
        (self.dialect == Dialect::Drone).then(|| drone::pipelines(&self.tree)).into_iter().flatten()
    }
}

/// All files of a run. `sources` also holds files that are none of the dialects.
#[derive(Debug)]
pub struct Project {
    /// By [`SourceId`].
    pub sources: Vec<Source>,
    /// Those that are one of the dialects.
    pub files: Vec<File>,
    /// What templates say of the definitions in files of their own.
    machine_kinds: HashMap<SourceId, asl::Kind>,
}

impl Project {
    /// Reads, parses and links the files of a run.
    pub fn load(input: Input) -> Project {
        load::load(input)
    }

    /// The source of a span.
    pub fn source(&self, id: SourceId) -> Option<&Source> {
        self.sources.get(id.0 as usize)
    }

    /// The machines that a file holds: the file itself, or those written inside a template. A
    /// definition in a file of its own belongs to that file, whichever template refers to it.
    pub fn machines<'p>(&'p self, file: &'p File) -> Vec<Machine<'p>> {
        let kind = self.machine_kinds.get(&file.source).copied().unwrap_or_default();
        let own = (file.dialect == Dialect::Asl).then(|| Machine::of(file.tree.root(), kind));
        let inner = file.inner.iter().filter_map(Inner::machine);
        own.into_iter().chain(inner).collect()
    }

    /// The policies that a file holds.
    pub fn policies<'p>(&'p self, file: &'p File) -> Vec<Policy<'p>> {
        let own = (file.dialect == Dialect::Iam).then(|| file.tree.documents().flat_map(iam::documents));
        let inner = file.inner.iter().filter_map(Inner::policy);
        own.into_iter().flatten().map(Policy::standalone).chain(inner).collect()
    }

    /// How many definitions of a template are at hand: written in it, or in files of this run.
    pub fn definitions_of(&self, file: &File) -> usize {
        let inner = file.inner.iter().filter(|inner| matches!(inner.kind, InnerKind::Definition(_)));
        inner.count()
            + file.references.iter().filter(|reference| self.find(&reference.path).is_some()).count()
    }

    fn find(&self, path: &str) -> Option<SourceId> {
        link::find(&self.sources, path)
    }
}
