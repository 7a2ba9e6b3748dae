//! How principals are put together from the resources of a template.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::{ATTACHED, MANAGED_LISTS, Managed, NAMES, Principal, PrincipalKind, kind_of};
use crate::cfn::{self, Resource, SamPolicy, Template};
use crate::iam::{Policy, PolicyKind, Statement, Text};
use crate::project::File;
use crate::project::inner::{Inner, InnerKind};
use crate::tree::Value;

pub(super) struct Reader<'a, 'p> {
    template: &'a Template<'p>,
    /// Identity and trust policies by the resource that holds them.
    documents: HashMap<&'p str, Vec<&'p Inner>>,
    /// Logical ids by the names that are written.
    by_name: HashMap<Cow<'p, str>, Cow<'p, str>>,
    /// Policies by the principals that they are attached to.
    attached: HashMap<Cow<'p, str>, Vec<Attachment<'p>>>,
    /// Policies that somebody of the template holds.
    held: HashSet<Cow<'p, str>>,
    /// Names in policies that are no resources of the template as it is written: one may be the role that SAM makes.
    undeclared: HashSet<Cow<'p, str>>,
}

/// A resource whose documents somebody holds.
#[derive(Clone, Copy)]
struct Attachment<'p> {
    resource: Resource<'p>,
    conditional: bool,
}

impl<'a, 'p> Reader<'a, 'p> {
    pub(super) fn of(file: &'p File, template: &'a Template<'p>) -> Reader<'a, 'p> {
        let mut documents: HashMap<&str, Vec<&Inner>> = HashMap::new();
        for inner in &file.inner {
            if let Some(id) = &inner.resource {
                documents.entry(id).or_default().push(inner);
            }
        }
        let mut by_name = HashMap::new();
        for resource in template.resources().filter(|resource| kind_of(*resource).is_some()) {
            let names = NAMES.iter().filter_map(|name| resource.properties()?.get(name)?.text());
            by_name.extend(names.map(|name| (name, resource.id())));
        }
        let is_attached = |resource: &Resource<'p>| {
            let type_name = resource.type_name();
            ATTACHED.iter().any(|(name, _)| *name == type_name)
        };
        let policies = template.resources().filter(is_attached).filter_map(|resource| resource.properties());
        let undeclared = policies.flat_map(|one| cfn::references(one, template).others).collect();
        let (attached, held) = (HashMap::new(), HashSet::new());
        let mut reader = Reader { template, documents, by_name, attached, held, undeclared };
        reader.attach();
        reader.hold();
        reader
    }

    pub(super) fn read(&self) -> Vec<Principal<'p>> {
        let mut found = Vec::new();
        for resource in self.template.resources() {
            if let Some(kind) = kind_of(resource) {
                found.extend(self.principal(resource, kind));
            } else if self.is_unattached(resource) {
                let mut principal = Principal::new(resource.id(), PrincipalKind::Standalone, resource.value);
                self.take_documents(resource, PolicyKind::Identity, false, &mut principal);
                found.extend((!principal.policies.is_empty()).then_some(principal));
            }
        }
        found
    }

    /// The documents of resources of their own, and of the groups of users.
    fn attach(&mut self) {
        for resource in self.template.resources() {
            let type_name = resource.type_name();
            let holders = ATTACHED.iter().find(|(name, _)| *name == type_name).map(|(_, holders)| *holders);
            for holder in holders.into_iter().flatten().filter_map(|name| resource.properties()?.get(name)) {
                self.attach_to(holder, resource);
            }
            let properties = resource.properties();
            if resource.is("AWS::IAM::User")
                && let Some(groups) = properties.and_then(|properties| properties.get("Groups"))
            {
                self.join(groups, resource);
            }
            if resource.is("AWS::IAM::UserToGroupAddition")
                && let Some(group) = properties.and_then(|properties| properties.get("GroupName"))
                && let Some(users) = properties.and_then(|properties| properties.get("Users"))
                && let Some(group) = self.named(group).and_then(|id| self.template.resource(&id))
            {
                self.attach_to(users, group);
            }
        }
    }

    fn attach_to(&mut self, holders: Value<'p>, resource: Resource<'p>) {
        for holder in cfn::items(holders, self.template, &[]) {
            let conditional = !holder.branches.is_empty();
            if let Some(id) = self.named(holder.value) {
                self.held.insert(resource.id());
                self.attached.entry(id).or_default().push(Attachment { resource, conditional });
            }
        }
    }

    fn join(&mut self, groups: Value<'p>, user: Resource<'p>) {
        for group in cfn::items(groups, self.template, &[]) {
            let conditional = !group.branches.is_empty();
            if let Some(resource) = self.named(group.value).and_then(|id| self.template.resource(&id)) {
                self.attached.entry(user.id()).or_default().push(Attachment { resource, conditional });
            }
        }
    }

    /// The resource of the template that a value names, by function or by the name that it is given.
    fn named(&self, value: Value<'p>) -> Option<Cow<'p, str>> {
        let resources = cfn::references(value, self.template).resources;
        resources.into_iter().next().or_else(|| self.by_name.get(&value.text()?).cloned())
    }

    /// Whether it is a policy that nobody of this template holds.
    fn is_unattached(&self, resource: Resource<'p>) -> bool {
        let type_name = resource.type_name();
        ATTACHED.iter().any(|(name, _)| *name == type_name) && !self.held.contains(&resource.id())
    }

    /// The policies that principals name as managed policies.
    fn hold(&mut self) {
        for resource in self.template.resources().filter(|resource| kind_of(*resource).is_some()) {
            let lists = MANAGED_LISTS.iter().chain(&["Policies"]);
            for list in lists.filter_map(|name| resource.properties()?.get(name)) {
                self.held.extend(cfn::references(list, self.template).resources);
            }
        }
    }

    fn principal(&self, resource: Resource<'p>, kind: PrincipalKind) -> Option<Principal<'p>> {
        let of_sam = matches!(kind, PrincipalKind::SamFunction | PrincipalKind::SamStateMachine);
        if of_sam && self.has_role(resource, kind) {
            return None;
        }
        let mut principal = Principal::new(resource.id(), kind, resource.value);
        let properties = resource.properties();
        let has = |name: &str| properties.is_some_and(|properties| properties.get(name).is_some());
        principal.limited = has("PermissionsBoundary");
        principal.in_group = has("Groups");
        let is_open = self.template.has_unknown_resources()
            || has("CustomerManagedPolicyReferences")
            || (of_sam && (self.has_connectors(resource) || self.undeclared.contains(&*principal.role_id())));
        principal.complete = !is_open;
        let documents = self.take_documents(resource, PolicyKind::Identity, false, &mut principal);
        self.take_documents(resource, PolicyKind::Trust, false, &mut principal);
        if of_sam {
            self.take_sam_policies(resource, &mut principal);
        } else if let Some(list) = properties.and_then(|properties| properties.get("Policies")) {
            principal.complete &= documents >= cfn::items(list, self.template, &[]).len();
        }
        for list in MANAGED_LISTS.iter().filter_map(|name| properties?.get(name)) {
            for item in cfn::items(list, self.template, &[]) {
                self.take_managed(item.value, !item.branches.is_empty(), false, &mut principal);
            }
        }
        self.take_attached(resource, &mut principal, 0);
        Some(principal)
    }

    /// SAM makes no role where one is named.
    fn has_role(&self, resource: Resource<'p>, kind: PrincipalKind) -> bool {
        let section = if kind == PrincipalKind::SamFunction { "Function" } else { "StateMachine" };
        let globals = self.template.root().at(&["Globals", section]);
        resource.properties().into_iter().chain(globals).any(|properties| properties.get("Role").is_some())
    }

    /// A connector grants what the two resources need.
    fn has_connectors(&self, resource: Resource<'p>) -> bool {
        resource.value.get("Connectors").is_some()
            || self.template.resources_of("AWS::Serverless::Connector").next().is_some()
    }

    fn take_attached(&self, resource: Resource<'p>, principal: &mut Principal<'p>, depth: usize) {
        for attachment in self.attached.get(&resource.id()).into_iter().flatten() {
            let other = attachment.resource;
            let conditional = attachment.conditional || is_under_other_condition(other, resource);
            let count = self.take_documents(other, PolicyKind::Identity, conditional, principal);
            if other.is("AWS::IAM::Group") && depth == 0 {
                principal.in_group = true;
                for list in MANAGED_LISTS.iter().filter_map(|name| other.properties()?.get(name)) {
                    for item in cfn::items(list, self.template, &[]) {
                        self.take_managed(item.value, conditional, false, principal);
                    }
                }
                self.take_attached(other, principal, 1);
            } else {
                principal.complete &= count > 0;
            }
        }
    }

    fn take_sam_policies(&self, resource: Resource<'p>, principal: &mut Principal<'p>) {
        for policy in cfn::sam_policies(resource, self.template) {
            match policy {
                SamPolicy::Managed(value) => self.take_managed(value, false, true, principal),
                SamPolicy::Template(value) => principal.managed.push(Managed {
                    value,
                    name: value.key_text().unwrap_or_default().into_owned(),
                    is_sam_template: true,
                }),
            }
        }
    }

    /// One entry of a list of managed policies: a policy of the template, one of AWS, or one that is unknown.
    fn take_managed(
        &self,
        value: Value<'p>,
        conditional: bool,
        bare_names: bool,
        principal: &mut Principal<'p>,
    ) {
        let own = cfn::references(value, self.template).resources.into_iter().next();
        if let Some(policy) = own.and_then(|id| self.template.resource(&id)) {
            let count = self.take_documents(policy, PolicyKind::Identity, conditional, principal);
            principal.complete &= count > 0;
            return;
        }
        let written = cfn::assemble(value, self.template).map(|text| text.text().to_owned());
        let Some(name) = written.or_else(|| plain(value)) else {
            principal.complete = false;
            return;
        };
        let managed = Managed { value, name, is_sam_template: false };
        let is_of_aws = match managed.aws_name() {
            Some(known) => !known.contains("${") && (bare_names || managed.name.contains(':')),
            None => false,
        };
        principal.complete &= is_of_aws;
        principal.managed.push(managed);
    }

    /// Adds the documents of one kind that a resource holds, and tells how many there are.
    fn take_documents(
        &self,
        resource: Resource<'p>,
        kind: PolicyKind,
        conditional: bool,
        principal: &mut Principal<'p>,
    ) -> usize {
        let id = resource.id();
        let all = self.documents.get(&*id).map(Vec::as_slice).unwrap_or_default();
        let of_kind: Vec<&Inner> =
            all.iter().copied().filter(|inner| inner.kind == InnerKind::Policy(kind)).collect();
        let mut count = 0;
        for variants in of_kind.chunk_by(|one, other| one.is_variant_of(other)) {
            count += 1;
            let conditional = conditional || variants.iter().any(|inner| inner.conditional);
            for policy in joined(variants.iter().filter_map(|inner| inner.policy()).collect()) {
                match kind {
                    PolicyKind::Trust => principal.trust.push(policy),
                    _ => principal.add(policy, conditional),
                }
            }
        }
        count
    }
}

/// The text of a value that calls no function.
fn plain(value: Value) -> Option<String> {
    let is_call = cfn::Intrinsic::of(value).is_some();
    value.text().filter(|_| !is_call).map(Cow::into_owned)
}

/// Whether a resource may be missing while the other one is there.
fn is_under_other_condition(resource: Resource, other: Resource) -> bool {
    let name = |resource: Resource| resource.condition().and_then(|value| Some(value.text()?.into_owned()));
    resource.condition().is_some() && name(resource) != name(other)
}

/// The variants of one document: statements that all of them have once, the others marked as conditional.
fn joined(mut variants: Vec<Policy<'_>>) -> Vec<Policy<'_>> {
    if variants.len() < 2 {
        return variants;
    }
    let common: Vec<bool> = match variants.split_first() {
        Some((first, others)) => {
            let is_in = |statement: &Statement, policy: &Policy| {
                policy.statements.iter().any(|other| is_same(statement, other))
            };
            let in_all = |statement: &Statement| others.iter().all(|policy| is_in(statement, policy));
            first.statements.iter().map(in_all).collect()
        }
        None => Vec::new(),
    };
    let mut shared: Vec<Statement> = Vec::new();
    for (at, policy) in variants.iter_mut().enumerate() {
        if at == 0 {
            for (statement, common) in policy.statements.iter_mut().zip(&common) {
                statement.conditional |= !common;
            }
            shared = policy.statements.iter().filter(|one| !one.conditional).cloned().collect();
        } else {
            policy.statements.retain(|statement| !shared.iter().any(|one| is_same(one, statement)));
            policy.statements.iter_mut().for_each(|statement| statement.conditional = true);
        }
    }
    variants
}

/// Whether two statements of variants are the same text with the same meaning.
fn is_same(one: &Statement, other: &Statement) -> bool {
    let same =
        |one: &[Text], other: &[Text]| one.iter().map(Text::symbolic).eq(other.iter().map(Text::symbolic));
    one.value.span() == other.value.span()
        && one.effect == other.effect
        && same(&one.actions, &other.actions)
        && same(&one.not_actions, &other.not_actions)
        && same(&one.resources, &other.resources)
        && same(&one.not_resources, &other.not_resources)
        && one.conditions.tests.len() == other.conditions.tests.len()
        && one
            .conditions
            .tests
            .iter()
            .zip(&other.conditions.tests)
            .all(|(one, other)| one.key == other.key && same(&one.values, &other.values))
}
