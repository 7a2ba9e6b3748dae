//! The machines of a template together with what they need and the roles that they run under.

use std::borrow::Cow;
use std::collections::HashMap;

use super::permissions::{Names, Needs, Pattern, Subject};
use super::principal::{Principal, PrincipalKind, boundaries, principals};
use super::{Dialect, File, Inner, InnerKind, Project};
use crate::asl::Machine;
use crate::cfn::{self, Property, Resource, StateMachine, Template};
use crate::iam::{Effect, Policy, PolicyKind};
use crate::tree::Value;

/// A template with its machines, and everybody who is granted something there.
pub struct Deployment<'d, 'p> {
    /// The template.
    pub template: &'d Template<'p>,
    /// Roles, users and groups with their policies.
    pub principals: Vec<Principal<'p>>,
    /// The policies that limit roles.
    pub boundaries: Vec<Principal<'p>>,
    /// The machines.
    pub machines: Vec<Deployed<'p>>,
    /// Policies of buckets, queues and the like.
    pub resource_policies: Vec<Policy<'p>>,
}

/// A machine of a template.
pub struct Deployed<'p> {
    /// Logical id.
    pub id: Cow<'p, str>,
    /// The resource.
    pub resource: Resource<'p>,
    /// What it needs, over all variants of its definition.
    pub needs: Needs,
    /// Whether a definition was read.
    pub is_defined: bool,
    /// The role it runs under.
    pub role: Role,
}

/// The role of a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// By its place among the principals.
    Here(usize),
    /// In another template, or not known.
    Elsewhere,
}

impl Project {
    /// Shows every template that runs a definition of a file, the file itself if it is a template.
    pub fn with_deployments(&self, file: &File, show: &mut dyn FnMut(&Deployment)) {
        let refers = |other: &&File| {
            other.references.iter().any(|reference| self.find(&reference.path) == Some(file.source))
        };
        let is_own = file.dialect == Dialect::CloudFormation;
        let others = self.files.iter().filter(|_| file.dialect == Dialect::Asl).filter(refers);
        for holder in is_own.then_some(file).into_iter().chain(others) {
            let Some(template) = holder.template() else { continue };
            if cfn::state_machines(&template).next().is_some() {
                show(&self.deployment(holder, &template));
            }
        }
    }

    /// Whether a machine runs the definition in this file.
    pub fn runs(&self, deployment: &Deployment, machine: &Deployed, file: &File) -> bool {
        let holder = self.files.iter().find(|one| one.source == deployment.template.root().tree().source());
        let references = holder.into_iter().flat_map(|holder| &holder.references);
        let own = references.filter(|reference| reference.resource == machine.id);
        own.into_iter().any(|reference| self.find(&reference.path) == Some(file.source))
    }

    fn deployment<'d, 'p>(&'p self, file: &'p File, template: &'d Template<'p>) -> Deployment<'d, 'p> {
        let mut principals = principals(file);
        principals.iter_mut().for_each(|one| one.complete &= !has_connectors(template));
        let policies = file.inner.iter().filter(|inner| inner.resource.is_some()).filter_map(Inner::policy);
        let resource_policies = policies.filter(|policy| policy.kind == PolicyKind::Resource).collect();
        let by_arn = role_arns(template, &principals);
        let machines = cfn::state_machines(template)
            .map(|declared| {
                let (needs, is_defined) = self.needs_of(file, declared);
                let id = declared.resource.id();
                let role = role_of(declared, &id, &principals, &by_arn);
                Deployed { id, resource: declared.resource, needs, is_defined, role }
            })
            .collect();
        let boundaries = boundaries(file, template);
        Deployment { template, principals, boundaries, machines, resource_policies }
    }

    /// What a machine needs over all of its definitions, and whether any was read.
    fn needs_of<'p>(&'p self, file: &'p File, declared: StateMachine<'_, 'p>) -> (Needs, bool) {
        let id = declared.resource.id();
        let inner = file.inner.iter().filter(|inner| {
            matches!(inner.kind, InnerKind::Definition(_)) && inner.resource.as_deref() == Some(&*id)
        });
        let mut machines: Vec<Machine> = inner.filter_map(|inner| inner.machine()).collect();
        for reference in file.references.iter().filter(|reference| reference.resource == *id) {
            let source = self.find(&reference.path);
            let found = self.files.iter().find(|file| Some(file.source) == source);
            machines.extend(found.map(|file| Machine::of(file.tree.root(), reference.kind)));
        }
        let mut all = Needs { complete: !machines.is_empty(), ..Needs::default() };
        for machine in &machines {
            all.join(Subject::declared(machine, declared).needs());
        }
        (all, !machines.is_empty())
    }
}

/// Properties of a policy that name whom it is attached to.
const GRANTED_TO: [&str; 2] = ["RoleName", "Roles"];

/// Properties of a machine that name the role that it runs under.
const RUN_UNDER: [&str; 2] = ["Role", "RoleArn"];

/// Whether connectors of SAM grant something to somebody.
fn has_connectors(template: &Template) -> bool {
    let is_one = |resource: Resource| {
        resource.value.get("Connectors").is_some() || resource.is("AWS::Serverless::Connector")
    };
    template.resources().any(is_one)
}

/// The roles of a template by the texts that their ARNs are.
fn role_arns(template: &Template, principals: &[Principal]) -> HashMap<Pattern, usize> {
    let names = Names::of_template(template);
    let roles = principals.iter().enumerate().filter(|(_, one)| one.kind == PrincipalKind::Role);
    roles.filter_map(|(at, one)| Some((names.arn(template.resource(&one.id)?)?, at))).collect()
}

fn role_of(
    declared: StateMachine,
    id: &str,
    principals: &[Principal],
    by_arn: &HashMap<Pattern, usize>,
) -> Role {
    let found = match declared.role() {
        Property::Absent => {
            principals.iter().position(|one| one.kind == PrincipalKind::SamStateMachine && one.id == id)
        }
        Property::Parameter(..) => None,
        Property::Known(role) | Property::Unknown(role) => {
            let arn = Names::of_template(declared.template).value(role);
            arn.and_then(|arn| by_arn.get(&arn).copied())
        }
    };
    found.map_or(Role::Elsewhere, Role::Here)
}

impl<'p> Deployment<'_, 'p> {
    /// What holes of the template stand for.
    pub fn names(&self) -> Names<'_, 'p> {
        Names::of_template(self.template)
    }

    /// The role of a machine, if it is in the template.
    pub fn role(&self, machine: &Deployed) -> Option<&Principal<'p>> {
        match machine.role {
            Role::Here(at) => self.principals.get(at),
            Role::Elsewhere => None,
        }
    }

    /// The policy that limits a role, if it is in the template.
    pub fn boundary(&self, role: &Principal<'p>) -> Option<&Principal<'p>> {
        let names = self.names();
        let arn = names.value(role.value.at(&["Properties", "PermissionsBoundary"])?)?;
        self.boundaries.iter().find(|one| {
            let policy = self.template.resource(&one.id);
            policy.and_then(|policy| names.arn(policy)).is_some_and(|own| own == arn)
        })
    }

    /// The machines that run under a role.
    pub fn machines_of(&self, role: usize) -> impl Iterator<Item = &Deployed<'p>> {
        self.machines.iter().filter(move |machine| machine.role == Role::Here(role))
    }

    /// Other resources that name a role, those aside that grant it something and the machines that run under it.
    pub fn other_users(&self, role: &Principal) -> Vec<Resource<'p>> {
        let is_runner = |resource: &Resource| {
            self.machines.iter().any(|one| {
                one.id == resource.id()
                    && self.role(one).is_some_and(|own| own.id == role.id && own.kind == role.kind)
            })
        };
        let is_user = |resource: &Resource<'p>| {
            let uses = |property: Value<'p>| {
                let is_grant = resource.type_name().starts_with("AWS::IAM::")
                    && GRANTED_TO.iter().any(|name| property.key_is(name));
                let is_run = is_runner(resource) && RUN_UNDER.iter().any(|name| property.key_is(name));
                !is_grant && !is_run && self.names_role(property, role)
            };
            resource.id() != role.id
                && resource.properties().is_some_and(|properties| properties.entries().any(uses))
        };
        self.template.resources().filter(is_user).collect()
    }

    /// Whether the role is told to other stacks.
    pub fn is_exported(&self, role: &Principal) -> bool {
        self.template.outputs().any(|output| self.names_role(output, role))
    }

    fn names_role(&self, value: Value<'p>, role: &Principal) -> bool {
        cfn::references(value, self.template).names(&role.role_id())
    }

    /// The same of resources that are a statement, and have no policy document.
    fn property_allows(&self, action: &str) -> bool {
        let mut permissions = self.template.resources_of("AWS::Lambda::Permission");
        let is_service = |principal: Value| principal.text().is_some_and(|name| name.contains(".amazon"));
        let may_be_role = |permission: Resource| {
            let principal = permission.properties().and_then(|properties| properties.get("Principal"));
            principal.is_some_and(|principal| !is_service(principal))
        };
        match action {
            "lambda:InvokeFunction" => permissions.any(may_be_role),
            "events:PutEvents" => self.template.resources_of("AWS::Events::EventBusPolicy").next().is_some(),
            _ => false,
        }
    }

    /// Whether a policy of a resource of the template may allow an action.
    pub fn resource_allows(&self, action: &str) -> bool {
        if self.property_allows(action) {
            return true;
        }
        let statements = self.resource_policies.iter().flat_map(|policy| &policy.statements);
        let allows = statements.filter(|statement| statement.effect == Effect::Allow);
        allows.into_iter().any(|statement| {
            let texts = statement.actions.iter();
            !statement.not_actions.is_empty()
                || texts.into_iter().any(|text| text.covers_action(action).unwrap_or(true))
        })
    }
}
