use crate::iam::Policy;
use crate::project::{Principal, PrincipalKind};
use crate::rule::{Report, rule};
use crate::rules::iam::policy_too_long::{IDENTITY, length};

rule! {
    code: "iam/inline-policies-too-long",
    group: Correctness,
    severity: Error,
    check: Principal(check),
}

/// Resources whose documents become inline policies of whom they name.
const INLINE: [&str; 4] =
    ["AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::IAM::UserPolicy", "AWS::IAM::GroupPolicy"];

fn check(principal: &Principal, report: &mut Report) {
    let Some(limit) = limit(principal.kind) else { return };
    let inline: Vec<&Policy> =
        principal.policies.iter().filter(|policy| is_inline(policy, principal)).collect();
    let lengths: Vec<usize> = inline.iter().map(|policy| length(policy.value)).collect();
    let sum: usize = lengths.iter().sum();
    // A document that is too long for everybody is told by a rule of its own.
    if sum <= limit || lengths.iter().any(|&length| length > IDENTITY) {
        return;
    }
    let message = format!(
        "the inline policies of `{}` have {sum} characters without white space, more than {limit}",
        principal.id
    );
    let mut finding = report
        .at_key(principal.value, message)
        .help("move some to a managed policy, which has a limit of its own")
        .service_code("POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA");
    for policy in inline {
        finding = finding.related(policy.value.span(), "one is here");
    }
}

/// Characters of all inline policies together (IAM User Guide, "IAM and AWS STS quotas").
fn limit(kind: PrincipalKind) -> Option<usize> {
    match kind {
        PrincipalKind::User => Some(2_048),
        PrincipalKind::Group => Some(5_120),
        PrincipalKind::Role | PrincipalKind::SamFunction | PrincipalKind::SamStateMachine => Some(IDENTITY),
        PrincipalKind::PermissionSet | PrincipalKind::Standalone => None,
    }
}

/// Whether a document is surely there and counts for this principal, and not for its groups or on its own.
fn is_inline(policy: &Policy, principal: &Principal) -> bool {
    let path = policy.value.path();
    let Some(id) = path.strip_prefix("/Resources/").and_then(|rest| rest.split('/').next()) else {
        return false;
    };
    let template = principal.value.tree().document_at(principal.value.span().start);
    let holder = template.at(&["Resources", id, "Type"]).and_then(|name| name.text());
    let is_attached = || holder.is_some_and(|name| INLINE.contains(&&*name)) && !principal.in_group;
    let is_certain = policy.statements.iter().all(|statement| !statement.conditional);
    is_certain && (id == principal.id || is_attached())
}
