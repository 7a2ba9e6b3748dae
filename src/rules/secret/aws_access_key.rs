use crate::project::FoundSecret;
use crate::rule::{Report, rule};
use crate::secret::{Kind, redact};

rule! {
    code: "secret/aws-access-key",
    group: Security,
    severity: Warning,
    confidence: High,
    check: Secret(check),
}

fn check(found: &FoundSecret, report: &mut Report) {
    if found.secret.kind != Kind::AwsAccessKey {
        return;
    }
    let account = found.secret.detail.as_deref().map_or(String::new(), |detail| format!(" ({detail})"));
    report
        .at_span(
            found.span,
            found.subject,
            format!("the AWS access key id `{}`{account} is written here", redact(&found.text)),
        )
        .help("deactivate the key, and let the role of the runner or of the machine act instead")
        .confidence(found.secret.confidence)
        .secret();
}
