use crate::diagnostic::{Safety, Severity};
use crate::iam::{self, Policy, Text};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::is_meant;
use crate::text::Span;
use crate::tree::{Style, Value};

rule! {
    code: "iam/missing-version",
    group: Correctness,
    severity: Warning,
    fixes: Sometimes,
    check: Policy(check),
}

fn check(policy: &Policy, report: &mut Report) {
    let is_meant = || is_meant(&["Version"], &iam::DOCUMENT, &policy.elements);
    let Some(first) = policy.value.entries().next() else { return };
    if policy.version.is_some() || !policy.elements_complete || is_meant() {
        return;
    }
    let (uses_variables, may_use) = (variables_in(policy, true), variables_in(policy, false));
    let (message, severity) = match uses_variables {
        true => ("the policy has no `Version`, so its variables are plain text", Severity::Warning),
        false => ("the policy has no `Version`, so the language is that of 2008", Severity::Info),
    };
    let finding = report
        .at_span(first.name_span(), policy.value, message)
        .help("write `\"Version\": \"2012-10-17\"` first")
        .severity(severity)
        .service_code("MISSING_VERSION");
    if let Some((span, text)) = insertion(policy.value, first) {
        let safety = if may_use { Safety::Unsafe } else { Safety::Safe };
        finding.fix(safety, "add version 2012-10-17", span, text);
    }
}

/// Whether a text of the policy holds what is a variable in the newer version: for certain, or perhaps.
fn variables_in(policy: &Policy, certainly: bool) -> bool {
    let is_one = |text: &Text| {
        let text = text.symbolic().unwrap_or_default();
        iam::variables(text).any(|one| !certainly || one.key().is_some())
    };
    policy.statements.iter().any(|statement| {
        let resources = statement.resources.iter().chain(&statement.not_resources);
        resources.chain(statement.conditions.tests.iter().flat_map(|test| &test.values)).any(is_one)
    })
}

/// Where to put the version and how it is written there.
fn insertion(document: Value, first: Value) -> Option<(Span, String)> {
    let key = first.key()?;
    let span = Span { end: key.span().start, ..key.span() };
    let indent = key.indent();
    Some(match (document.style(), indent) {
        (Style::Block, Some(indent)) => (span, format!("Version: \"2012-10-17\"\n{indent}")),
        (Style::Block, None) => return None,
        (Style::Json, Some(indent)) => (span, format!("\"Version\": \"2012-10-17\",\n{indent}")),
        _ if key.raw().starts_with('"') => (span, "\"Version\": \"2012-10-17\", ".to_owned()),
        _ => (span, "Version: \"2012-10-17\", ".to_owned()),
    })
}
