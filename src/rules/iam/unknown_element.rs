use crate::diagnostic::{Safety, Severity};
use crate::iam::{self, Element, Policy};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::misspelt;

rule! {
    code: "iam/unknown-element",
    group: Correctness,
    severity: Error,
    fixes: Sometimes,
    check: Policy(check),
}

fn check(policy: &Policy, report: &mut Report) {
    check_elements(&policy.elements, &iam::DOCUMENT, "a policy document", report);
    for statement in &policy.statements {
        check_elements(&statement.elements, &iam::STATEMENT, "a statement", report);
    }
}

fn check_elements(elements: &[Element], known: &[&'static str], place: &str, report: &mut Report) {
    for element in elements {
        let name = element.name();
        if known.contains(&&*name) {
            continue;
        }
        let finding = report
            .at_key(element.value, format!("`{name}` is no element of {place}"))
            .service_code("INVALID_POLICY_ELEMENT");
        let Some(meant) = misspelt(&name, known, elements) else { continue };
        // Whether IAM minds the case of names is not documented.
        let severity = if meant.eq_ignore_ascii_case(&name) { Severity::Warning } else { Severity::Error };
        let finding = finding.help(format!("did you mean `{meant}`?")).severity(severity);
        if let Some(key) = element.value.key() {
            finding.rewrite(Safety::Unsafe, format!("write `{meant}`"), key, meant);
        }
    }
}
