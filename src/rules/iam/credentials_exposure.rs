use crate::aws::exposures::CREDENTIALS;
use crate::diagnostic::Severity;
use crate::iam::Statement;
use crate::rule::{Report, rule};
use crate::rules::iam_shared::exposure::{self, Exposure};

/// Part of every role that pulls images or packages, and only possible on `*`.
const PULLING: [&str; 3] =
    ["codeartifact:GetAuthorizationToken", "ecr-public:GetAuthorizationToken", "ecr:GetAuthorizationToken"];

rule! {
    code: "iam/credentials-exposure",
    group: Security,
    severity: Warning,
    check: Statement(check),
}

fn check(statement: &Statement, report: &mut Report) {
    let Some(Exposure { grants, place, names }) = exposure::of(statement, &CREDENTIALS) else { return };
    let only_pulls = grants.iter().all(|grant| PULLING.contains(&grant.action));
    let severity = if only_pulls || grants.iter().all(|one| one.conditional) {
        Severity::Info
    } else {
        Severity::Warning
    };
    report
        .at(place, format!("{names} gives out credentials, whatever the resource"))
        .severity(severity)
        .help(match only_pulls {
            true => "it works on `*` only: leave the action out where nothing is pulled",
            false => "name the resources by ARN, or leave the action out",
        });
}
