use crate::aws::hole;
use crate::diagnostic::Severity;
use crate::iam::{Policy, PolicyKind};
use crate::rule::{Report, rule};
use crate::text::Span;
use crate::tree::Value;

rule! {
    code: "iam/policy-too-long",
    group: Correctness,
    severity: Error,
    check: Policy(check),
}

fn check(policy: &Policy, report: &mut Report) {
    let Some((limit, code)) = limit(policy) else { return };
    // Quotes and braces that YAML does without are counted, so a text may come to more than it is long.
    if policy.value.raw().len() < limit / 2 {
        return;
    }
    let length = length(policy.value);
    if length <= limit {
        return;
    }
    let what = if policy.is_managed { "managed policy" } else { "policy" };
    let mut finding = report
        .at_span(
            start(policy.value),
            policy.value,
            format!("the {what} has {length} characters without white space, more than {limit}"),
        )
        .help("split it into several policies, or put actions together by a pattern");
    // Access Analyzer takes managed policies for others.
    if limit != MANAGED || length > IDENTITY {
        finding = finding.service_code(code);
    }
    // Other quotas of accounts can be raised; of other identity policies it is open which limit holds.
    let is_fixed =
        policy.is_managed || matches!(policy.kind, PolicyKind::ServiceControl | PolicyKind::ResourceControl);
    if !is_fixed {
        finding.severity(Severity::Warning);
    }
}

/// Characters without white space (IAM User Guide, "IAM and AWS STS quotas"), and what Access Analyzer
/// calls more; for identity policies the limit that it was seen to use.
fn limit(policy: &Policy) -> Option<(usize, &'static str)> {
    match policy.kind {
        PolicyKind::Identity | PolicyKind::Boundary => {
            let limit = if policy.is_managed { MANAGED } else { IDENTITY };
            Some((limit, "POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA"))
        }
        PolicyKind::Trust => Some((2_048, "POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA")),
        PolicyKind::ServiceControl => Some((5_120, "POLICY_SIZE_EXCEEDS_SCP_QUOTA")),
        PolicyKind::ResourceControl => Some((5_120, "POLICY_SIZE_EXCEEDS_RCP_QUOTA")),
        PolicyKind::Resource => {
            let (_, limit) = RESOURCE.iter().find(|(service, _)| policy.holder == Some(service))?;
            Some((*limit, "POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA"))
        }
        PolicyKind::Endpoint | PolicyKind::Unknown => None,
    }
}

/// Of an identity policy.
pub const IDENTITY: usize = 10_240;

/// Of a managed policy.
const MANAGED: usize = 6_144;

/// Of a resource policy, by the service that reads it (CloudWatch Logs quotas; the others are recalled).
const RESOURCE: [(&str, usize); 5] =
    [("kms", 32_768), ("logs", 5_120), ("s3", 20_480), ("sns", 30_720), ("sqs", 30_720)];

/// The length of a document as compact JSON, white space not counted. What is unknown counts nothing.
pub fn length(document: Value) -> usize {
    let mut length = 0;
    let mut open = vec![document];
    while let Some(value) = open.pop() {
        length += value.key().map_or(0, |key| scalar_length(key) + 1);
        let before = open.len();
        open.extend(value.entries().chain(value.items()));
        // Brackets, and a comma after every child but the last.
        length += match value.is_mapping() || value.is_sequence() {
            true => 2 + (open.len() - before).saturating_sub(1),
            false => scalar_length(value),
        };
    }
    length
}

fn scalar_length(value: Value) -> usize {
    let Some(text) = value.scalar_text().filter(|_| !value.is_unknown()) else { return 0 };
    let known: usize = match text.contains("${") {
        true => hole::outside(&text).filter(|(_, byte)| !byte.is_ascii_whitespace()).count(),
        false => text.chars().filter(|letter| !letter.is_whitespace()).count(),
    };
    let quotes = if value.text().is_some() { 2 } else { 0 };
    known + quotes
}

/// The opening bracket, or the first character.
fn start(value: Value) -> Span {
    let span = value.span();
    Span { end: span.end.min(span.start + 1), ..span }
}
