use crate::project::{Dialect, FoundSecret};
use crate::rule::{Report, rule};
use crate::secret::Kind;

rule! {
    code: "secret/plaintext",
    group: Security,
    severity: Warning,
    confidence: Low,
    check: Secret(check),
}

fn check(found: &FoundSecret, report: &mut Report) {
    if found.secret.kind != Kind::Plaintext || is_of_a_service(found) {
        return;
    }
    let key = found.key.as_deref().unwrap_or_default();
    let remedy = match found.dialect {
        Dialect::Drone => "read it with `from_secret`",
        Dialect::CloudFormation => {
            "refer to it: `{{resolve:secretsmanager:…}}`, or a parameter with `NoEcho`"
        }
        Dialect::Asl => "read it in a task, or let a connection or a role authenticate the call",
        Dialect::Iam => "a policy is no place for a secret",
    };
    report
        .at_span(found.span, found.subject, format!("`{key}` holds what looks like a secret in plain text"))
        .help(format!("change the secret, then {remedy}"))
        .confidence(found.secret.confidence)
        .secret();
}

/// The database that a pipeline starts for its own tests lives as long as the build.
fn is_of_a_service(found: &FoundSecret) -> bool {
    let pipeline = found.subject.tree().document_at(found.span.start);
    let services = pipeline.get("services").map(|services| services.span());
    found.dialect == Dialect::Drone && services.is_some_and(|services| services.contains(found.span))
}
