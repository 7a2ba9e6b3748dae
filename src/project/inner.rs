//! What a file holds of other dialects: definitions and policies, and the names of files with
//! definitions.

use std::collections::HashMap;

use super::{Dialect, Document, link, task_policies};
use crate::cfn::{self, Branch, DefinitionSource, Function, Intrinsic, StateMachine, Template, Variant};
use crate::diagnostic::Diagnostic;
use crate::text::{Source, Span};
use crate::tree::{Tree, Value};
use crate::{asl, iam};

/// A definition or a policy inside a template, with the template's functions as text and holes, as it is
/// under conditions; or a policy inside a definition.
#[derive(Debug)]
pub struct Inner {
    /// What it is.
    pub kind: InnerKind,
    /// The definition or the policy.
    pub tree: Tree,
    /// Whether it is written as text, with a grammar of its own to break.
    pub is_text: bool,
    /// The service of the resource that holds a policy.
    holder: Option<&'static str>,
    /// Whether the policy is a managed one.
    is_managed: bool,
    /// Logical id of the resource that holds it.
    pub(super) resource: Option<String>,
    /// Whether the resource holds the policy only in one branch of a condition.
    pub(super) conditional: bool,
    /// The conditions under which it is like this.
    branches: Vec<Branch<'static>>,
    /// Variants of the same definition or policy have the same number and follow one another.
    number: usize,
}

impl Inner {
    fn of(variant: Variant<Tree>, kind: InnerKind, is_text: bool, number: usize) -> Inner {
        let branches = variant.branches.into_iter().map(Branch::into_owned).collect();
        Inner {
            kind,
            tree: variant.value,
            is_text,
            holder: None,
            is_managed: false,
            resource: None,
            conditional: false,
            branches,
            number,
        }
    }

    /// A policy that is written as text, always and in one way.
    pub(super) fn of_text(tree: Tree, kind: InnerKind, holder: Option<&'static str>, number: usize) -> Inner {
        let always = Variant { value: tree, branches: Vec::new() };
        Inner { holder, ..Inner::of(always, kind, true, number) }
    }

    /// Whether both are the same definition or policy under different conditions.
    pub fn is_variant_of(&self, other: &Inner) -> bool {
        self.number == other.number
    }

    /// It as a text with a grammar of its own.
    pub fn document(&self) -> Option<Document<'_>> {
        self.is_text.then(|| Document { dialect: self.kind.dialect(), tree: &self.tree })
    }

    /// The machine that it defines.
    pub fn machine(&self) -> Option<asl::Machine<'_>> {
        match self.kind {
            InnerKind::Definition(kind) => Some(asl::Machine::of(self.tree.root(), kind)),
            InnerKind::Policy(_) => None,
        }
    }

    /// The policy that it is.
    pub fn policy(&self) -> Option<iam::Policy<'_>> {
        match self.kind {
            InnerKind::Policy(kind) => {
                let policy = iam::Policy::of(self.tree.root(), kind, &|_| iam::Resolved::Plain);
                Some(iam::Policy { holder: self.holder, is_managed: self.is_managed, ..policy })
            }
            InnerKind::Definition(_) => None,
        }
    }

    /// What was found in each variant of a definition or policy: each finding once, as bad as it gets,
    /// with the conditions under which it is true.
    pub fn merge(variants: &[Inner], found: Vec<Vec<Diagnostic>>) -> Vec<Diagnostic> {
        let mut merged: Vec<Merged> = Vec::new();
        let mut places: HashMap<Place, usize> = HashMap::new();
        for (number, findings) in found.into_iter().enumerate() {
            let mut counts: HashMap<(&str, Span), usize> = HashMap::new();
            for finding in findings {
                let count = counts.entry((finding.code, finding.span)).or_default();
                *count += 1;
                let at = *places.entry((finding.code, finding.span, *count)).or_insert(merged.len());
                match merged.get_mut(at) {
                    Some(merged) => merged.add(number, finding),
                    None => merged.push(Merged { finding, variants: vec![number] }),
                }
            }
        }
        merged.into_iter().map(|merged| merged.told(variants)).collect()
    }
}

/// Code, bytes, and which of several such findings of one variant it is.
type Place = (&'static str, Span, usize);

/// A finding of one or several variants.
struct Merged {
    finding: Diagnostic,
    /// Positions of the variants that have it.
    variants: Vec<usize>,
}

impl Merged {
    fn add(&mut self, variant: usize, finding: Diagnostic) {
        self.variants.push(variant);
        if finding.severity > self.finding.severity {
            self.finding = finding;
        }
    }

    fn told(self, variants: &[Inner]) -> Diagnostic {
        let Merged { mut finding, variants: having } = self;
        let is_so = |at| having.binary_search(&at).is_ok();
        let all: Vec<_> =
            variants.iter().enumerate().map(|(at, inner)| (inner.branches.as_slice(), is_so(at))).collect();
        finding.message += &cfn::when(&all);
        finding
    }
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
    /// Logical id of the machine.
    pub resource: String,
}

/// Everything that a template holds or names.
pub(super) fn read(source: &Source, root: Value) -> (Vec<Inner>, Vec<Reference>) {
    let template = Template::of(root);
    let (mut inner, mut references) = (Vec::new(), Vec::new());
    for machine in cfn::state_machines(&template) {
        read_machine(source, machine, &mut inner, &mut references);
    }
    for policy in cfn::policies(&template) {
        let number = inner.len();
        let kind = InnerKind::Policy(policy_kind(&policy));
        let is_text = is_text(policy.document);
        let trees = policy.trees(&template).into_iter();
        let holder = holder(&policy.resource.type_name());
        let conditional = policy.branches.iter().any(|branch| !branch.is_implied);
        inner.extend(trees.map(|variant| Inner {
            holder,
            is_managed: policy.resource.is("AWS::IAM::ManagedPolicy"),
            resource: Some(policy.resource.id().into_owned()),
            conditional,
            ..Inner::of(variant, kind, is_text, number)
        }));
    }
    for at in 0..inner.len() {
        let definition = inner.get(at).filter(|one| matches!(one.kind, InnerKind::Definition(_)));
        let handed = definition.map(|one| task_policies::of_definition(&one.tree, inner.len()));
        inner.extend(handed.into_iter().flatten());
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
    let number = inner.len();
    let mut refer = |path: &str| {
        let resource = machine.resource.id().into_owned();
        references.push(Reference { path: link::beside(&source.path, path), kind, resource });
    };
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
        let kind = InnerKind::Definition(kind);
        let trees = cfn::parse_variants(value, machine.template, &definition.branches).into_iter();
        inner.extend(trees.map(|variant| Inner {
            resource: Some(machine.resource.id().into_owned()),
            ..Inner::of(variant, kind, is_text, number)
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

/// Types of resources whose policies take actions of one service only, and that service's prefix.
const HOLDERS: [(&str, &str); 15] = [
    ("AWS::DynamoDB::GlobalTable", "dynamodb"),
    ("AWS::DynamoDB::Table", "dynamodb"),
    ("AWS::ECR::Repository", "ecr"),
    ("AWS::EFS::FileSystem", "elasticfilesystem"),
    ("AWS::KMS::Key", "kms"),
    ("AWS::KMS::ReplicaKey", "kms"),
    ("AWS::Kinesis::ResourcePolicy", "kinesis"),
    ("AWS::Logs::ResourcePolicy", "logs"),
    ("AWS::S3::AccessPoint", "s3"),
    ("AWS::S3::BucketPolicy", "s3"),
    ("AWS::SNS::TopicInlinePolicy", "sns"),
    ("AWS::SNS::TopicPolicy", "sns"),
    ("AWS::SQS::QueueInlinePolicy", "sqs"),
    ("AWS::SQS::QueuePolicy", "sqs"),
    ("AWS::SecretsManager::ResourcePolicy", "secretsmanager"),
];

fn holder(type_name: &str) -> Option<&'static str> {
    let found = HOLDERS.iter().find(|(name, _)| *name == type_name);
    found.map(|(_, service)| *service)
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
