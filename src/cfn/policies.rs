//! Every place of a template that holds an IAM policy document.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::tree::{Tree, Value};

use super::intrinsic::Intrinsic;
use super::known::parse_variants;
use super::property::{Property, items, variants};
use super::references::references;
use super::template::{Resource, Template};
use super::text::assemble;
use super::variant::{Branch, Variant};

/// What a policy document is attached to, which decides about its grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyKind {
    /// A role, user, group or permission set: what it may do.
    Identity,
    /// A managed policy that is only named as the most that roles or users may be granted.
    Boundary,
    /// Who may assume a role.
    Trust,
    /// A bucket, queue, key …: who may do what with it.
    Resource,
    /// What accounts of an organization may do at most.
    ServiceControl,
    /// What may be done with resources of an organization at most.
    ResourceControl,
}

/// A policy document of a template.
#[derive(Clone, Debug)]
pub struct Policy<'t> {
    /// The document: an object, or text of JSON.
    pub document: Value<'t>,
    /// Its grammar.
    pub kind: PolicyKind,
    /// The resource that holds it.
    pub resource: Resource<'t>,
    /// The conditions under which the resource holds it.
    pub branches: Vec<Branch<'t>>,
}

/// An entry of SAM's `Policies` that is no document.
#[derive(Clone, Copy, Debug)]
pub enum SamPolicy<'t> {
    /// Name or ARN of a managed policy; maybe a function that gives one.
    Managed(Value<'t>),
    /// A policy template with its parameters, keyed by its name.
    Template(Value<'t>),
}

impl<'t> Policy<'t> {
    /// The document with functions as text and holes, in every variant that conditions within it make.
    pub fn trees(&self, template: &Template<'t>) -> Vec<Variant<'t, Tree>> {
        parse_variants(self.document, template, &self.branches)
    }
}

/// A step of a path that goes through the items of a list.
const EACH: &str = "[]";

use PolicyKind::{Boundary, Identity, Resource as OfResource, Trust};

/// Resource type, path below `Properties`, kind. Source: CloudFormation template reference and the SAM
/// specification. IoT policies are left out: they have a grammar of their own.
const PLACES: &[(&str, &[&str], PolicyKind)] = &[
    ("AWS::IAM::Role", &["AssumeRolePolicyDocument"], Trust),
    ("AWS::IAM::Role", &["Policies", EACH, "PolicyDocument"], Identity),
    ("AWS::IAM::User", &["Policies", EACH, "PolicyDocument"], Identity),
    ("AWS::IAM::Group", &["Policies", EACH, "PolicyDocument"], Identity),
    ("AWS::IAM::Policy", &["PolicyDocument"], Identity),
    ("AWS::IAM::ManagedPolicy", &["PolicyDocument"], Identity),
    ("AWS::IAM::RolePolicy", &["PolicyDocument"], Identity),
    ("AWS::IAM::UserPolicy", &["PolicyDocument"], Identity),
    ("AWS::IAM::GroupPolicy", &["PolicyDocument"], Identity),
    ("AWS::SSO::PermissionSet", &["InlinePolicy"], Identity),
    ("AWS::Transfer::User", &["Policy"], Identity),
    ("AWS::RolesAnywhere::Profile", &["SessionPolicy"], Identity),
    ("AWS::Serverless::Function", &["AssumeRolePolicyDocument"], Trust),
    ("AWS::S3::BucketPolicy", &["PolicyDocument"], OfResource),
    ("AWS::S3::AccessPoint", &["Policy"], OfResource),
    ("AWS::S3::MultiRegionAccessPointPolicy", &["Policy"], OfResource),
    ("AWS::S3Express::BucketPolicy", &["PolicyDocument"], OfResource),
    ("AWS::S3ObjectLambda::AccessPointPolicy", &["PolicyDocument"], OfResource),
    ("AWS::S3Outposts::AccessPoint", &["Policy"], OfResource),
    ("AWS::S3Outposts::BucketPolicy", &["PolicyDocument"], OfResource),
    ("AWS::SQS::QueuePolicy", &["PolicyDocument"], OfResource),
    ("AWS::SQS::QueueInlinePolicy", &["PolicyDocument"], OfResource),
    ("AWS::SNS::TopicPolicy", &["PolicyDocument"], OfResource),
    ("AWS::SNS::TopicInlinePolicy", &["PolicyDocument"], OfResource),
    ("AWS::KMS::Key", &["KeyPolicy"], OfResource),
    ("AWS::KMS::ReplicaKey", &["KeyPolicy"], OfResource),
    ("AWS::SecretsManager::ResourcePolicy", &["ResourcePolicy"], OfResource),
    ("AWS::ECR::Repository", &["RepositoryPolicyText"], OfResource),
    ("AWS::ECR::PublicRepository", &["RepositoryPolicyText"], OfResource),
    ("AWS::ECR::RegistryPolicy", &["PolicyText"], OfResource),
    ("AWS::ApiGateway::RestApi", &["Policy"], OfResource),
    ("AWS::Events::EventBus", &["Policy"], OfResource),
    ("AWS::EventSchemas::RegistryPolicy", &["Policy"], OfResource),
    ("AWS::OpenSearchService::Domain", &["AccessPolicies"], OfResource),
    ("AWS::Elasticsearch::Domain", &["AccessPolicies"], OfResource),
    ("AWS::Backup::BackupVault", &["AccessPolicy"], OfResource),
    ("AWS::Logs::ResourcePolicy", &["PolicyDocument"], OfResource),
    ("AWS::EFS::FileSystem", &["FileSystemPolicy"], OfResource),
    ("AWS::CodeArtifact::Domain", &["PermissionsPolicyDocument"], OfResource),
    ("AWS::CodeArtifact::Repository", &["PermissionsPolicyDocument"], OfResource),
    ("AWS::EC2::VPCEndpoint", &["PolicyDocument"], OfResource),
    ("AWS::DynamoDB::Table", &["ResourcePolicy", "PolicyDocument"], OfResource),
    ("AWS::DynamoDB::Table", &["StreamSpecification", "ResourcePolicy", "PolicyDocument"], OfResource),
    ("AWS::DynamoDB::GlobalTable", &["Replicas", EACH, "ResourcePolicy", "PolicyDocument"], OfResource),
    ("AWS::Kinesis::ResourcePolicy", &["ResourcePolicy"], OfResource),
    ("AWS::CloudTrail::ResourcePolicy", &["ResourcePolicy"], OfResource),
    ("AWS::MSK::ClusterPolicy", &["Policy"], OfResource),
    ("AWS::MediaStore::Container", &["Policy"], OfResource),
    ("AWS::Lex::ResourcePolicy", &["Policy"], OfResource),
    ("AWS::VpcLattice::AuthPolicy", &["Policy"], OfResource),
    ("AWS::VpcLattice::ResourcePolicy", &["Policy"], OfResource),
    ("AWS::XRay::ResourcePolicy", &["PolicyDocument"], OfResource),
    ("AWS::Organizations::ResourcePolicy", &["Content"], OfResource),
];

const MANAGED_POLICY: &str = "AWS::IAM::ManagedPolicy";

/// Properties of a managed policy that attach it.
const HOLDERS: [&str; 3] = ["Roles", "Users", "Groups"];

/// SAM types that take `Policies`.
const SAM_TYPES: [&str; 2] = ["AWS::Serverless::Function", "AWS::Serverless::StateMachine"];

/// All policy documents of a template, through `Fn::If`; what is unknown is left out.
pub fn policies<'t>(template: &Template<'t>) -> Vec<Policy<'t>> {
    let mut found = Vec::new();
    let uses = Uses::of(template);
    for resource in template.resources() {
        let type_name = resource.type_name();
        let mut add = |documents: Vec<Variant<'t, Value<'t>>>, kind| {
            found.extend(documents.into_iter().map(|variant| Policy {
                document: variant.value,
                kind,
                resource,
                branches: variant.branches,
            }));
        };
        for (_, path, kind) in PLACES.iter().filter(|(name, ..)| *name == type_name) {
            let kind = if uses.is_boundary(resource, template) { Boundary } else { *kind };
            add(documents_at(properties(resource), path, template), kind);
        }
        if let Some(kind) = organization_kind(resource, template) {
            add(documents_at(properties(resource), &["Content"], template), kind);
        }
        let entries = sam_entries(resource, template).into_iter();
        add(entries.filter(|entry| is_document(entry.value)).collect(), Identity);
    }
    found
}

/// Which managed policies of the template others name, and as what.
struct Uses<'t> {
    as_boundary: HashSet<Cow<'t, str>>,
    attached: HashSet<Cow<'t, str>>,
}

impl<'t> Uses<'t> {
    fn of(template: &Template<'t>) -> Uses<'t> {
        let mut uses = Uses { as_boundary: HashSet::new(), attached: HashSet::new() };
        if template.resources_of(MANAGED_POLICY).next().is_none() {
            return uses;
        }
        let globals = template.root().get("Globals").into_iter().flat_map(Value::entries);
        let properties = template.resources().filter_map(Resource::properties);
        for boundary in properties.chain(globals).filter_map(|holder| holder.get("PermissionsBoundary")) {
            uses.as_boundary.extend(references(boundary, template).resources);
        }
        for resource in template.resources() {
            let managed = resource.properties().and_then(|properties| properties.get("ManagedPolicyArns"));
            let of_sam = sam_policies(resource, template).into_iter().filter_map(|policy| match policy {
                SamPolicy::Managed(value) => Some(value),
                SamPolicy::Template(_) => None,
            });
            for value in managed.into_iter().chain(of_sam) {
                uses.attached.extend(references(value, template).resources);
            }
        }
        uses
    }

    /// Whether a policy limits others and, as far as the template tells, grants nothing itself.
    fn is_boundary(&self, policy: Resource<'t>, template: &Template<'t>) -> bool {
        let id = policy.id();
        let lists = || policy.properties().into_iter().flat_map(|own| HOLDERS.map(|key| own.get(key)));
        self.as_boundary.contains(&id)
            && policy.is(MANAGED_POLICY)
            && !self.attached.contains(&id)
            && lists().flatten().all(|list| items(list, template, &policy.branches()).is_empty())
    }
}

/// The entries of SAM's `Policies` of a resource that are no documents.
pub fn sam_policies<'t>(resource: Resource<'t>, template: &Template<'t>) -> Vec<SamPolicy<'t>> {
    sam_entries(resource, template)
        .into_iter()
        .map(|entry| entry.value)
        .filter(|entry| !is_document(*entry))
        .filter_map(|entry| match entry.entries().next() {
            Some(policy) if Intrinsic::of(entry).is_none() => Some(SamPolicy::Template(policy)),
            _ if entry.is_mapping() && Intrinsic::of(entry).is_none() => None,
            _ => Some(SamPolicy::Managed(entry)),
        })
        .collect()
}

fn properties<'t>(resource: Resource<'t>) -> Vec<Variant<'t, Value<'t>>> {
    let properties = resource.properties().into_iter();
    properties.map(|value| Variant { value, branches: resource.branches() }).collect()
}

/// The values at the end of a path in all variants, as far as they can be read.
fn documents_at<'t>(
    values: Vec<Variant<'t, Value<'t>>>,
    path: &[&str],
    template: &Template<'t>,
) -> Vec<Variant<'t, Value<'t>>> {
    let Some((step, rest)) = path.split_first() else { return values };
    let next = values
        .into_iter()
        .flat_map(|variant| match *step {
            EACH => items(variant.value, template, &variant.branches),
            key => at_key(variant, key, rest.is_empty(), template),
        })
        .collect();
    documents_at(next, rest, template)
}

/// A document may be the text of a function; a value on the way to one may not.
fn at_key<'t>(
    value: Variant<'t, Value<'t>>,
    key: &str,
    is_last: bool,
    template: &Template<'t>,
) -> Vec<Variant<'t, Value<'t>>> {
    let read = |property| match property {
        Property::Known(value) => Some(value),
        Property::Unknown(value) if is_last && assemble(value, template).is_some() => Some(value),
        _ => None,
    };
    let all = variants(value.value, &[key], template, &value.branches).into_iter();
    all.filter_map(|variant| variant.filter_map(read)).collect()
}

fn organization_kind<'t>(resource: Resource<'t>, template: &Template<'t>) -> Option<PolicyKind> {
    if !resource.is("AWS::Organizations::Policy") {
        return None;
    }
    let kind: Cow<str> = resource.property(template, &["Type"]).known()?.text()?;
    match &*kind {
        "SERVICE_CONTROL_POLICY" => Some(PolicyKind::ServiceControl),
        "RESOURCE_CONTROL_POLICY" => Some(PolicyKind::ResourceControl),
        _ => None,
    }
}

fn sam_entries<'t>(resource: Resource<'t>, template: &Template<'t>) -> Vec<Variant<'t, Value<'t>>> {
    if !SAM_TYPES.contains(&&*resource.type_name()) {
        return Vec::new();
    }
    let Some(list) = resource.properties().and_then(|properties| properties.get("Policies")) else {
        return Vec::new();
    };
    items(list, template, &resource.branches())
}

fn is_document(entry: Value) -> bool {
    Intrinsic::of(entry).is_none() && entry.get("Statement").is_some()
}
