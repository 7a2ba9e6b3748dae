use crate::iam::{self, Policy, PolicyKind, Statement, Text};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::is_meant;

rule! {
    code: "iam/missing-element",
    group: Correctness,
    severity: Error,
    check: Policy(check),
}

/// Services whose resource policies must name the resource, as their guides say. Others take the
/// resource that a policy is attached to for granted.
const NAMING: [&str; 4] = ["kms", "s3", "secretsmanager", "sqs"];

fn check(policy: &Policy, report: &mut Report) {
    let element = policy.elements.iter().find(|element| element.name() == "Statement");
    let is_meant = || is_meant(&["Statement"], &iam::DOCUMENT, &policy.elements);
    match element {
        Some(element) if element.is_empty() => {
            report
                .at(element.value, "`Statement` is empty, so the policy says nothing")
                .service_code("MISSING_STATEMENT");
        }
        None if policy.elements_complete && !is_meant() => {
            report
                .at(policy.value, "the policy has no `Statement`")
                .help("write what it allows or denies as a list of statements")
                .service_code("MISSING_STATEMENT");
        }
        _ => {}
    }
    policy.statements.iter().for_each(|statement| check_statement(statement, report));
}

fn check_statement(statement: &Statement, report: &mut Report) {
    let mut missing = |names: &[&str], code: &'static str| {
        if statement.may_have(names) || is_meant(names, &iam::STATEMENT, &statement.elements) {
            return;
        }
        let what = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" nor ");
        let neither = if names.len() > 1 { "neither" } else { "no" };
        report.at(statement.value, format!("{} has {neither} {what}", statement.label())).service_code(code);
    };
    missing(&["Effect"], "MISSING_EFFECT");
    missing(&["Action", "NotAction"], "MISSING_ACTION");
    if needs_resource(statement) {
        missing(&["Resource", "NotResource"], "MISSING_RESOURCE");
    }
    if matches!(statement.kind, PolicyKind::Trust | PolicyKind::Resource | PolicyKind::Endpoint) {
        missing(&["Principal", "NotPrincipal"], "MISSING_PRINCIPAL");
    }
}

fn needs_resource(statement: &Statement) -> bool {
    use PolicyKind::*;
    match statement.kind {
        // A file of its own with neither a principal nor a resource may be one or the other.
        Identity => !statement.actions.iter().all(assumes_role),
        Boundary | ServiceControl | ResourceControl => true,
        Resource => !statement.actions.is_empty() && statement.actions.iter().all(is_of_naming_service),
        Trust | Endpoint | Unknown => false,
    }
}

fn assumes_role(action: &Text) -> bool {
    action.symbolic().is_none_or(|text| text.to_ascii_lowercase().starts_with("sts:assume"))
}

fn is_of_naming_service(action: &Text) -> bool {
    let service = action.known().and_then(|text| text.split_once(':'));
    service.is_some_and(|(service, _)| NAMING.contains(&service.to_ascii_lowercase().as_str()))
}
