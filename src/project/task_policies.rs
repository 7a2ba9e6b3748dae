//! Policies that a definition hands to a service: the text of `PolicyDocument` in a task that puts it on a role.

use super::inner::{Inner, InnerKind};
use crate::asl::{self, Machine, Task};
use crate::iam::PolicyKind::{self, Boundary, Identity, Resource, Trust};
use crate::tree::embed::Embedded;
use crate::tree::{Tree, Value};

/// A parameter that takes a policy as text (API references of the services).
struct Parameter {
    service: &'static str,
    /// The action, or nothing where it is so in all.
    action: &'static str,
    name: &'static str,
    kind: PolicyKind,
    /// The service whose actions a resource policy is about.
    holder: Option<&'static str>,
}

const fn parameter(
    service: &'static str,
    action: &'static str,
    name: &'static str,
    kind: PolicyKind,
    holder: Option<&'static str>,
) -> Parameter {
    Parameter { service, action, name, kind, holder }
}

/// The first that fits holds.
const PARAMETERS: [Parameter; 10] = [
    parameter("iam", "updateAssumeRolePolicy", "PolicyDocument", Trust, None),
    parameter("iam", "", "PolicyDocument", Identity, None),
    parameter("iam", "", "AssumeRolePolicyDocument", Trust, None),
    // The most that a session may do.
    parameter("sts", "", "Policy", Boundary, None),
    parameter("s3", "", "Policy", Resource, Some("s3")),
    parameter("kms", "", "Policy", Resource, Some("kms")),
    parameter("secretsmanager", "", "ResourcePolicy", Resource, Some("secretsmanager")),
    parameter("ecr", "", "PolicyText", Resource, Some("ecr")),
    parameter("logs", "", "PolicyDocument", Resource, Some("logs")),
    parameter("dynamodb", "", "Policy", Resource, Some("dynamodb")),
];

/// A text without one of these words hands none over; most do not, and are not read for it.
const MARKS: [&str; 2] = ["aws-sdk:", "Policy"];

/// The policies in the tasks of a definition, numbered from a number on.
pub(super) fn of_definition(tree: &Tree, first: usize) -> Vec<Inner> {
    let has = |mark: &&str| memchr::memmem::find(tree.text().as_bytes(), mark.as_bytes()).is_some();
    if !MARKS.iter().all(has) {
        return Vec::new();
    }
    let machine = Machine::of(tree.root(), asl::Kind::Unknown);
    let mut found = Vec::new();
    for task in machine.states().filter_map(Task::of) {
        for (parameter, value) in of_task(task) {
            let kind = InnerKind::Policy(parameter.kind);
            let policy = Embedded::parse_json_of(value).with_base(value.path());
            found.push(Inner::of_text(policy, kind, parameter.holder, first + found.len()));
        }
    }
    found
}

fn of_task(task: Task<'_>) -> Vec<(&'static Parameter, Value<'_>)> {
    let call = task.call().filter(|call| call.is_sdk).and_then(|call| call.known());
    let Some((service, action)) = call else { return Vec::new() };
    let takes = |name: &str| {
        let mut all = PARAMETERS.iter().filter(|one| one.service == service && one.name == name);
        all.find(|one| one.action.is_empty() || one.action == action)
    };
    let fields = task.fields().unwrap_or_default().into_iter();
    fields
        .filter(|(_, value)| is_document(*value))
        .filter_map(|(name, value)| Some((takes(&name)?, value)))
        .collect()
}

/// Whether a value is the text of an object, and not a path or an expression that gives one.
fn is_document(value: Value) -> bool {
    value.text().is_some_and(|text| {
        let text = text.trim_start();
        text.starts_with('{') && !text.starts_with("{%") && !text.starts_with("{{")
    })
}
