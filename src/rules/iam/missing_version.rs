use crate::diagnostic::Safety;
use crate::iam::{self, Policy};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::is_meant;
use crate::rules::iam_shared::variables;
use crate::text::Span;
use crate::tree::{Style, Value};

rule! {
    code: "iam/missing-version",
    group: Correctness,
    severity: Info,
    fixes: Sometimes,
    check: Policy(check),
}

fn check(policy: &Policy, report: &mut Report) {
    let is_meant = || is_meant(&["Version"], &iam::DOCUMENT, &policy.elements);
    let Some(first) = policy.value.entries().next() else { return };
    if policy.version.is_some() || !policy.elements_complete || is_meant() {
        return;
    }
    // What becomes of variables is told at each of them.
    let finding = report
        .at_span(
            first.name_span(),
            policy.value,
            "the policy has no `Version`, so the language is that of 2008",
        )
        .help("write `\"Version\": \"2012-10-17\"` first")
        .service_code("MISSING_VERSION");
    if let Some((span, text)) = insertion(policy.value, first) {
        let safety = if may_use_variables(policy) { Safety::Unsafe } else { Safety::Safe };
        finding.fix(safety, "add version 2012-10-17", span, text);
    }
}

/// Whether a text of the policy holds what may be a variable in the newer version.
fn may_use_variables(policy: &Policy) -> bool {
    let mut texts = policy.statements.iter().flat_map(variables::texts);
    texts.any(|text| text.symbolic().is_some_and(|text| iam::variables(text).next().is_some()))
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
