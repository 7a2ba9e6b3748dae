//! All files of a run, what each of them is, and the links between them.

mod collect;
mod link;
mod load;

use crate::asl;
use crate::cfn::Template;
use crate::text::{Source, SourceId};
use crate::tree::{Tree, Value};

pub use collect::{Failure, Input, collect};

/// The kinds of file that are checked.
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

/// A text of one dialect: a file, or a definition inside a template.
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
    /// Definitions inside it.
    pub embedded: Vec<Embedded>,
}

/// A definition that is written inside a template, in one of the variants that its conditions make.
#[derive(Debug)]
pub struct Embedded {
    /// Logical id of the state machine.
    pub resource: String,
    /// Standard or Express, where the template tells.
    pub kind: asl::Kind,
    /// Whether it is text of its own; otherwise it is a part of the template's own text.
    pub is_text: bool,
    /// The definition.
    pub tree: Tree,
}

impl File {
    /// The file as a text of its dialect, and the definitions inside it.
    pub fn documents(&self) -> impl Iterator<Item = Document<'_>> {
        let own = Document { dialect: self.dialect, tree: &self.tree };
        let embedded = self.embedded.iter().filter(|embedded| embedded.is_text);
        let embedded = embedded.map(|embedded| Document { dialect: Dialect::Asl, tree: &embedded.tree });
        std::iter::once(own).chain(embedded)
    }

    /// The template that it is.
    pub fn template(&self) -> Option<Template<'_>> {
        (self.dialect == Dialect::CloudFormation).then(|| Template::of(self.tree.root()))
    }
}

/// All files of a run. `sources` also holds files that are none of the dialects.
#[derive(Debug)]
pub struct Project {
    /// By [`SourceId`].
    pub sources: Vec<Source>,
    /// Those that are one of the dialects.
    pub files: Vec<File>,
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

    /// The machines that a file holds: the file itself, or what is written inside a template. A
    /// definition in a file of its own belongs to that file, whichever template refers to it.
    pub fn machines<'p>(&'p self, file: &'p File) -> Vec<asl::Machine<'p>> {
        link::machines(self, file)
    }
}

/// The definition of a file that is one.
fn definition_root(file: &File) -> Option<Value<'_>> {
    (file.dialect == Dialect::Asl).then(|| file.tree.root())
}
