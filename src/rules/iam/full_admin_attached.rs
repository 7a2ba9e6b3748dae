use crate::cfn::{Resource, SamPolicy, Template, assemble, items, sam_policies};
use crate::rule::{Report, rule};
use crate::tree::Value;

rule! {
    code: "iam/full-admin-attached",
    group: Security,
    severity: Warning,
    check: Template(check),
}

/// What attaches managed policies to roles, users and groups (CloudFormation) and to permission sets.
const LISTS: [&str; 2] = ["ManagedPolicyArns", "ManagedPolicies"];
const NAME: &str = "AdministratorAccess";

fn check(template: &Template, report: &mut Report) {
    for resource in template.resources() {
        for policy in attached(resource, template).into_iter().filter(|policy| is_admin(*policy, template)) {
            let message = format!("`{}` gets `{NAME}`: every action on every resource", resource.id());
            report
                .at(policy, message)
                .help("attach a policy with the actions that are needed, and the resources by ARN");
        }
    }
}

fn attached<'t>(resource: Resource<'t>, template: &Template<'t>) -> Vec<Value<'t>> {
    let of_sam = sam_policies(resource, template).into_iter().filter_map(|policy| match policy {
        SamPolicy::Managed(value) => Some(value),
        SamPolicy::Template(_) => None,
    });
    let is_holder = resource.type_name().starts_with("AWS::IAM::") || resource.is("AWS::SSO::PermissionSet");
    let properties = resource.properties().filter(|_| is_holder);
    let lists = properties.into_iter().flat_map(|own| LISTS.map(|key| own.get(key))).flatten();
    let listed = lists.flat_map(|list| items(list, template, &[]));
    listed.map(|item| item.value).chain(of_sam).collect()
}

/// The policy of AWS, by its ARN, or in SAM by its name.
fn is_admin(policy: Value, template: &Template) -> bool {
    assemble(policy, template).is_some_and(|text| {
        let text = text.text();
        text == NAME || text.strip_suffix(NAME).is_some_and(|start| start.ends_with(":iam::aws:policy/"))
    })
}
