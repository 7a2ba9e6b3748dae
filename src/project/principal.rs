//! Who the policies of a file belong to: each role, user, group or permission set with everything that the
//! file grants it. Rules that ask what statements allow together look at these.

mod reader;

use std::borrow::Cow;

use super::{File, Inner, InnerKind};
use crate::cfn::{Resource, Template};
use crate::iam::{Policy, PolicyKind, Statement};
use crate::tree::Value;

/// Somebody who is granted something.
#[derive(Clone, Debug)]
pub struct Principal<'p> {
    /// Logical id in the template; empty for a policy that stands alone.
    pub id: Cow<'p, str>,
    /// What it is.
    pub kind: PrincipalKind,
    /// Every identity policy document that is attached to it in this file. Statements that are there only under
    /// a condition of the template are marked so.
    pub policies: Vec<Policy<'p>>,
    /// Who may assume it.
    pub trust: Vec<Policy<'p>>,
    /// Policies that are attached by name and whose documents lie elsewhere.
    pub managed: Vec<Managed<'p>>,
    /// False where more may be granted than is written here: a policy from a parameter or another stack, a
    /// document that cannot be read. Policies of AWS and of SAM, which are known by name, leave nothing open.
    pub complete: bool,
    /// Whether a permissions boundary or a session policy limits it.
    pub limited: bool,
    /// Whether it is a user in a group, or may be.
    pub in_group: bool,
    /// The resource, keyed by its id, or the document that stands alone.
    pub value: Value<'p>,
}

impl Principal<'_> {
    /// Logical id of the role: SAM calls the one that it makes after the function or machine (SAM specification,
    /// "Generated CloudFormation resources").
    pub fn role_id(&self) -> Cow<'_, str> {
        match self.kind {
            PrincipalKind::SamFunction | PrincipalKind::SamStateMachine => format!("{}Role", self.id).into(),
            _ => Cow::Borrowed(&self.id),
        }
    }
}

/// The sorts of principals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PrincipalKind {
    /// `AWS::IAM::Role`.
    Role,
    /// `AWS::IAM::User`.
    User,
    /// `AWS::IAM::Group`.
    Group,
    /// The role that SAM makes for a function.
    SamFunction,
    /// The role that SAM makes for a state machine.
    SamStateMachine,
    /// `AWS::SSO::PermissionSet`.
    PermissionSet,
    /// Whoever a policy will be attached to that names nobody of this file.
    Standalone,
}

/// A policy that is attached by its name.
#[derive(Clone, Debug)]
pub struct Managed<'p> {
    /// Where it is named.
    pub value: Value<'p>,
    /// As written, with holes: an ARN, the name of a policy of AWS, or of a policy template of SAM.
    pub name: String,
    /// Whether it is a policy template of SAM; the value then holds its parameters.
    pub is_sam_template: bool,
}

impl Managed<'_> {
    /// The name of a policy that AWS manages, without its path: `AWSLambdaBasicExecutionRole`.
    pub fn aws_name(&self) -> Option<&str> {
        if self.is_sam_template {
            return None;
        }
        let name = match self.name.split_once(":iam::aws:policy/") {
            Some((_, name)) => name,
            None if self.name.contains(':') => return None,
            None => &self.name,
        };
        name.rsplit('/').next()
    }
}

impl<'p> Principal<'p> {
    /// Every statement of its identity policies.
    pub fn statements(&self) -> impl Iterator<Item = &Statement<'p>> {
        self.policies.iter().flat_map(|policy| &policy.statements)
    }
}

/// Type, and what a principal of this type is.
const TYPES: [(&str, PrincipalKind); 6] = [
    ("AWS::IAM::Role", PrincipalKind::Role),
    ("AWS::IAM::User", PrincipalKind::User),
    ("AWS::IAM::Group", PrincipalKind::Group),
    ("AWS::Serverless::Function", PrincipalKind::SamFunction),
    ("AWS::Serverless::StateMachine", PrincipalKind::SamStateMachine),
    ("AWS::SSO::PermissionSet", PrincipalKind::PermissionSet),
];

/// Types whose documents belong to the principals that these properties name.
const ATTACHED: [(&str, &[&str]); 5] = [
    ("AWS::IAM::Policy", &["Roles", "Users", "Groups"]),
    ("AWS::IAM::ManagedPolicy", &["Roles", "Users", "Groups"]),
    ("AWS::IAM::RolePolicy", &["RoleName"]),
    ("AWS::IAM::UserPolicy", &["UserName"]),
    ("AWS::IAM::GroupPolicy", &["GroupName"]),
];

/// Properties that give a principal the name by which it is known outside.
const NAMES: [&str; 3] = ["RoleName", "UserName", "GroupName"];

/// Properties of a resource that list managed policies.
const MANAGED_LISTS: [&str; 2] = ["ManagedPolicyArns", "ManagedPolicies"];

/// The principals of a template, in the order of the file; none of any other file.
pub fn principals(file: &File) -> Vec<Principal<'_>> {
    match file.template() {
        Some(template) if file.inner.iter().any(|inner| inner.resource.is_some()) || has_any(&template) => {
            reader::Reader::of(file, &template).read()
        }
        _ => Vec::new(),
    }
}

/// Those that policies without a template will be attached to: one for each that may be attached to anybody.
pub fn unnamed_principals(policies: Vec<Policy<'_>>) -> Vec<Principal<'_>> {
    let attachable = policies.into_iter().filter(|policy| policy.kind == PolicyKind::Identity);
    attachable
        .map(|policy| {
            let mut principal = Principal::new(Cow::Borrowed(""), PrincipalKind::Standalone, policy.value);
            principal.add(policy, false);
            principal
        })
        .collect()
}

/// The policies of a template that limit its roles and users.
pub(super) fn boundaries<'p>(file: &'p File, template: &Template<'p>) -> Vec<Principal<'p>> {
    let mut found: Vec<Principal> = Vec::new();
    let is_boundary = |inner: &&Inner| inner.kind == InnerKind::Policy(PolicyKind::Boundary);
    for inner in file.inner.iter().filter(is_boundary) {
        let resource = inner.resource.as_deref().and_then(|id| template.resource(id));
        let (Some(resource), Some(policy)) = (resource, inner.policy()) else { continue };
        match found.iter_mut().find(|one| one.id == resource.id()) {
            // Which variant holds is decided later.
            Some(known) => known.complete = false,
            None => {
                let mut boundary = Principal::new(resource.id(), PrincipalKind::Standalone, resource.value);
                boundary.add(policy, inner.conditional);
                found.push(boundary);
            }
        }
    }
    found
}

fn has_any(template: &Template) -> bool {
    template.resources().any(|resource| kind_of(resource).is_some())
}

fn kind_of(resource: Resource) -> Option<PrincipalKind> {
    let type_name = resource.type_name();
    TYPES.iter().find(|(name, _)| *name == type_name).map(|&(_, kind)| kind)
}

impl<'p> Principal<'p> {
    fn new(id: Cow<'p, str>, kind: PrincipalKind, value: Value<'p>) -> Principal<'p> {
        let (policies, trust, managed) = (Vec::new(), Vec::new(), Vec::new());
        Principal {
            id,
            kind,
            policies,
            trust,
            managed,
            complete: true,
            limited: false,
            in_group: false,
            value,
        }
    }

    fn add(&mut self, mut policy: Policy<'p>, conditional: bool) {
        self.complete &= policy.complete;
        policy.statements.iter_mut().for_each(|statement| statement.conditional |= conditional);
        self.policies.push(policy);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::{Input, Project};

    /// Each principal in a line: id, kind, actions (`?` under a condition), managed policies, what is open.
    fn shown(text: &str) -> Vec<String> {
        let mut input = Input::default();
        input.add("template.yaml", text.as_bytes().to_vec());
        let project = Project::load(input);
        let show = |principal: &Principal| {
            let mut words = vec![principal.id.to_string(), format!("{:?}", principal.kind)];
            for statement in principal.statements() {
                let mark = if statement.conditional { "?" } else { "" };
                words.extend(
                    statement.actions.iter().filter_map(|one| Some(format!("{}{mark}", one.symbolic()?))),
                );
            }
            words.extend(principal.managed.iter().filter_map(|one| Some(format!("+{}", one.aws_name()?))));
            words.extend((!principal.complete).then(|| "open".to_owned()));
            words.extend(principal.limited.then(|| "limited".to_owned()));
            words.extend((!principal.trust.is_empty()).then(|| "trusted".to_owned()));
            words.join(" ")
        };
        let of_policies = project.files.iter().filter(|file| file.template().is_none());
        let unnamed = of_policies.flat_map(|file| unnamed_principals(project.policies(file)));
        project.files.iter().flat_map(principals).chain(unnamed).map(|principal| show(&principal)).collect()
    }

    #[test]
    fn everything_that_is_attached_is_found() {
        let text = r#"
Parameters: {P: {Type: String}}
Conditions: {C: !Equals [!Ref P, x]}
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: worker
      PermissionsBoundary: arn:aws:iam::123456789012:policy/edge
      AssumeRolePolicyDocument: {Statement: {Effect: Allow, Action: "sts:AssumeRole", Principal: {Service: states.amazonaws.com}}}
      ManagedPolicyArns: [!Ref Managed, !Sub "arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaRole"]
      Policies:
      - {PolicyName: a, PolicyDocument: {Statement: {Effect: Allow, Action: "a:Inline", Resource: "*"}}}
      - !If [C, {PolicyName: b, PolicyDocument: {Statement: {Effect: Allow, Action: "a:Maybe", Resource: "*"}}}, !Ref AWS::NoValue]
  Managed:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
        - {Effect: Allow, Action: "a:Managed", Resource: "*"}
        - !If [C, {Effect: Allow, Action: "a:Then", Resource: "*"}, {Effect: Allow, Action: "a:Else", Resource: "*"}]
  Added:
    Type: AWS::IAM::Policy
    Condition: C
    Properties: {Roles: [worker], PolicyDocument: {Statement: {Effect: Allow, Action: "a:Added", Resource: "*"}}}
  Other: {Type: AWS::IAM::Role, Properties: {ManagedPolicyArns: [!Ref P]}}
  User: {Type: AWS::IAM::User, Properties: {Groups: [!Ref Group]}}
  Group:
    Type: AWS::IAM::Group
    Properties: {Policies: [{PolicyName: a, PolicyDocument: {Statement: {Effect: Allow, Action: "a:Group", Resource: "*"}}}]}
  Loose:
    Type: AWS::IAM::ManagedPolicy
    Properties: {PolicyDocument: {Statement: {Effect: Allow, Action: "a:Loose", Resource: "*"}}}
"#;
        assert_eq!(
            shown(text),
            [
                "Role Role a:Inline a:Maybe? a:Managed a:Then? a:Else? a:Added? +AWSLambdaRole limited trusted",
                "Other Role open",
                "User User a:Group",
                "Group Group a:Group",
                "Loose Standalone a:Loose",
            ]
        );
    }

    #[test]
    fn roles_that_sam_makes() {
        let text = r#"
Transform: AWS::Serverless-2016-10-31
Resources:
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      Policies:
      - AWSLambdaRole
      - SQSPollerPolicy: {QueueName: q}
      - Statement: {Effect: Allow, Action: "a:B", Resource: "*"}
  Function:
    Type: AWS::Serverless::Function
    Properties: {Role: arn:aws:iam::123456789012:role/x}
"#;
        assert_eq!(shown(text), ["Machine SamStateMachine a:B +AWSLambdaRole"]);
    }

    #[test]
    fn documents_of_policy_files_stand_alone() {
        let text = r#"[{Version: "2012-10-17", Statement: {Effect: Allow, Action: "a:B", Resource: "*"}},
            {Version: "2012-10-17", Statement: {Effect: Allow, Action: "sts:AssumeRole", Principal: "*"}}]"#;
        assert_eq!(shown(text), [" Standalone a:B"]);
    }
}
