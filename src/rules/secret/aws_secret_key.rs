use crate::project::FoundSecret;
use crate::rule::{Report, rule};
use crate::secret::Kind;

rule! {
    code: "secret/aws-secret-key",
    group: Security,
    severity: Warning,
    confidence: High,
    check: Secret(check),
}

fn check(found: &FoundSecret, report: &mut Report) {
    if found.secret.kind != Kind::AwsSecretKey {
        return;
    }
    let key = found.key.as_deref().unwrap_or_default();
    report
        .at_span(found.span, found.subject, format!("`{key}` holds an AWS secret access key"))
        .help("deactivate the key, and let the role of the runner or of the machine act instead")
        .confidence(found.secret.confidence)
        .secret();
}
