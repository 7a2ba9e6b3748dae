//! Roles that a task hands over to another service.

use super::Call;
use crate::aws::needs::Row;
use crate::cfn;
use crate::project::permissions::Need;
use crate::project::permissions::inputs::Given;
use crate::project::permissions::pattern::{Pattern, Token};

impl Call<'_, '_, '_, '_> {
    /// The roles of the task definition, if the template has it, and those that the call puts in their place.
    pub(super) fn task_role(&self, row: &Row) -> Vec<Need> {
        let property = if row.resource.contains("Execution") { "ExecutionRoleArn" } else { "TaskRoleArn" };
        let pass = |role, dynamic| Need::pass(role, Some("ecs-tasks.amazonaws.com"), dynamic);
        let mut found = Vec::new();
        match self.inputs.get(&["Overrides", property]) {
            Given::Absent => {}
            Given::Text(role) => {
                let (role, dynamic) = self.role_arn(role);
                found.push(pass(role, dynamic));
            }
            Given::Dynamic(_) => found.push(Need { optional: true, ..pass(any_role(), true) }),
        }
        let names = &self.subject.names;
        let definition = match self.inputs.get(&["TaskDefinition"]) {
            Given::Text(definition) => definition.tokens.first().cloned(),
            _ => None,
        };
        let resource = match (&definition, names.template()) {
            (Some(Token::Open(id)), Some(template)) => template.resource(id).map(|found| (found, template)),
            _ => None,
        };
        match resource.filter(|(found, _)| found.is("AWS::ECS::TaskDefinition")) {
            Some((resource, template)) => match resource.property(template, &[property]) {
                cfn::Property::Absent => {}
                role => match role.place().and_then(|role| names.value(role)) {
                    Some(role) => {
                        let (role, dynamic) = self.role_arn(role);
                        found.push(pass(role, dynamic));
                    }
                    None => found.push(Need { optional: true, ..pass(any_role(), true) }),
                },
            },
            None => found.push(Need { optional: true, ..pass(any_role(), true) }),
        }
        found
    }

    /// The ARN of a role that is given by its ARN or its name, and whether its path is unknown.
    pub(super) fn role_arn(&self, role: Pattern) -> (Pattern, bool) {
        let names = &self.subject.names;
        if names.is_arn(&role) {
            return (role, false);
        }
        if let ([Token::Name(id)], Some(template)) = (role.tokens.as_slice(), names.template())
            && let Some(arn) = template.resource(id).and_then(|resource| names.arn(resource))
        {
            return (arn, false);
        }
        let mut arn = any_role();
        arn.tokens.pop();
        arn.push(&role);
        (arn, true)
    }

    /// The service role and that of the instances, of which an instance profile has the name.
    pub(super) fn cluster_roles(&self) -> Vec<Need> {
        let service = match self.inputs.get(&["ServiceRole"]) {
            Given::Text(role) => self.role_arn(role),
            _ => (any_role(), true),
        };
        let instances = Need::pass(any_role(), Some("ec2.amazonaws.com"), true);
        let service = Need::pass(service.0, Some("elasticmapreduce.amazonaws.com"), service.1);
        vec![service, Need { optional: true, ..instances }]
    }
}

pub(in crate::project::permissions) fn any_role() -> Pattern {
    let mut arn = Pattern::of("arn:");
    arn.tokens.push(Token::Place("AWS::Partition".to_owned()));
    arn.push_text(":iam::");
    arn.tokens.push(Token::Place("AWS::AccountId".to_owned()));
    arn.push_text(":role/*");
    arn
}
