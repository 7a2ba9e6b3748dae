use crate::aws::wildcard_match;
use crate::aws::wildcard_match_ignore_case;
use crate::cfn::Template;
use crate::diagnostic::Severity;
use crate::iam::{Condition, Effect, Policy, PolicyKind, Principal, PrincipalKind, Statement, Text};
use crate::rule::{Report, rule};

/// Kinds that have principals and grant something.
const KINDS: [PolicyKind; 2] = [PolicyKind::Trust, PolicyKind::Resource];

/// Keys that let services through a Deny which shuts out everybody but fixed callers.
const SERVICE_EXCEPTIONS: [&str; 2] = ["aws:PrincipalIsAWSService", "aws:ViaAWSService"];

/// Keys whose fixed value names the account of the caller itself, as a principal would.
const ACCOUNT_OF_CALLER: [&str; 2] = ["aws:PrincipalAccount", "kms:CallerAccount"];

rule! {
    code: "iam/wildcard-principal",
    group: Security,
    severity: Warning,
    check: PolicyAndTemplate(check, check_template),
}

fn check(policy: &Policy, report: &mut Report) {
    if !KINDS.contains(&policy.kind) {
        return;
    }
    for statement in policy.statements.iter().filter(|statement| statement.is_allow()) {
        let everyone = statement.principals.iter().find(|one| is_taken(one, policy.kind));
        if let Some(everyone) = everyone
            && statement.conditions.complete
        {
            report_everyone(policy, statement, &everyone.text, report);
        }
    }
}

/// Whether it is everyone in a form that is not refused: a trust policy takes no bare `*`.
fn is_taken(principal: &Principal, kind: PolicyKind) -> bool {
    let is_bare = || principal.text.value.key_text().is_some_and(|key| key == "Principal");
    principal.kind == PrincipalKind::Everyone && !(kind == PolicyKind::Trust && is_bare())
}

fn report_everyone(policy: &Policy, statement: &Statement, everyone: &Text, report: &mut Report) {
    let limits = || statement.conditions.tests.iter().filter(|test| test.limits_caller());
    // The account is named, only in another place.
    if limits().any(|test| ACCOUNT_OF_CALLER.iter().any(|key| test.is_key(key))) {
        return;
    }
    let limit = limits().next();
    let shutting_out = policy.statements.iter().find(|other| shuts_others_out(other, statement));
    let what = match policy.kind {
        PolicyKind::Trust => "lets everyone in any AWS account assume the role",
        _ => "admits everyone from any AWS account",
    };
    let place = everyone.value;
    match (limit, shutting_out) {
        (Some(limit), _) => report
            .at(place, format!("`*` {what}, but for the condition on `{}`", limit.key))
            .severity(Severity::Info)
            .related(limit.value.entry_span(), "this condition alone keeps others out")
            .help(NAME_THEM),
        (None, Some(deny)) => report
            .at(place, format!("`*` {what}, but for the Deny of {}", deny.label()))
            .severity(Severity::Info)
            .related(deny.value.span(), "this statement alone keeps others out")
            .help(NAME_THEM),
        (None, None) => report.at(place, format!("`*` {what}")).help(format!("{NAME_THEM}; or add a condition on `aws:PrincipalOrgID`, `aws:SourceAccount` or `aws:SourceArn` with a fixed value")),
    };
}

const NAME_THEM: &str = "name the accounts, roles or services";

/// Properties of a Lambda permission that keep others out.
const LIMITS: [&str; 4] = ["PrincipalOrgID", "SourceAccount", "SourceArn", "EventSourceToken"];

fn check_template(template: &Template, report: &mut Report) {
    for permission in template.resources_of("AWS::Lambda::Permission") {
        let principal = permission.property(template, &["Principal"]).known();
        let Some(principal) = principal.filter(|one| one.is_text("*")) else { continue };
        let set = LIMITS.iter().find(|key| !permission.property(template, &[key]).is_absent());
        let finding = match set {
            Some(key) => report
                .at(
                    principal,
                    format!("`*` lets everyone from any AWS account call the function, but for `{key}`"),
                )
                .severity(Severity::Info),
            None => report.at(principal, "`*` lets everyone from any AWS account call the function"),
        };
        finding.help(
            "name the account, role or service; or set `PrincipalOrgID`, `SourceAccount` or `SourceArn`",
        );
    }
}

/// Whether a Deny takes from everybody but fixed callers what another statement allows.
fn shuts_others_out(deny: &Statement, allow: &Statement) -> bool {
    let everybody = deny.principals.iter().any(|one| one.kind == PrincipalKind::Everyone);
    let for_all = everybody || !deny.not_principals.is_empty();
    let tests = &deny.conditions.tests;
    let by_test = tests.iter().any(Condition::excludes_callers) || !deny.not_principals.is_empty();
    deny.effect == Effect::Deny
        && for_all
        && by_test
        && tests.iter().all(|test| test.excludes_callers() || is_service_exception(test))
        && covers(&deny.actions, &allow.actions, wildcard_match_ignore_case)
        && covers(&deny.resources, &allow.resources, wildcard_match)
}

fn is_service_exception(test: &Condition) -> bool {
    SERVICE_EXCEPTIONS.iter().any(|key| test.is_key(key))
}

/// Whether every allowed text is within a denied one; what is unknown is taken to be.
fn covers(denied: &[Text], allowed: &[Text], matches: fn(&str, &str) -> bool) -> bool {
    allowed.iter().all(|one| {
        denied.iter().any(|other| match (other.symbolic(), one.symbolic()) {
            (Some(pattern), Some(text)) => matches(pattern, text),
            _ => true,
        })
    })
}
