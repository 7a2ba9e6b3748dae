use std::collections::HashMap;

use crate::diagnostic::Severity;
use crate::iam::{Policy, PolicyKind, Text};
use crate::rule::{Report, rule};

rule! {
    code: "iam/duplicate-sid",
    group: Correctness,
    severity: Error,
    check: Policy(check),
}

fn check(policy: &Policy, report: &mut Report) {
    let by_iam = !matches!(policy.kind, PolicyKind::Resource | PolicyKind::Endpoint | PolicyKind::Unknown);
    let mut seen: HashMap<&str, &Text> = HashMap::new();
    // Of two branches of a template only one is there.
    for statement in policy.statements.iter().filter(|statement| !statement.conditional) {
        let Some(sid) = &statement.sid else { continue };
        let Some(text) = sid.known().filter(|text| !text.is_empty()) else { continue };
        let Some(first) = seen.get(text) else {
            seen.insert(text, sid);
            continue;
        };
        let finding = report
            .at(sid.value, format!("two statements have the `Sid` `{text}`"))
            .related(first.value.span(), "it is here first");
        match by_iam {
            true => finding.service_code("UNIQUE_SIDS_REQUIRED"),
            false => finding.severity(Severity::Warning).service_code("UNIQUE_SIDS_RECOMMENDED"),
        };
    }
}
