use crate::aws::has_wildcard;
use crate::aws::issuers::{Issuer, Subject};
use crate::diagnostic::Severity;
use crate::iam::{Condition, Family, Policy, Text};
use crate::rule::{Finding, Report, rule};
use crate::rules::iam_shared::oidc::subject::{Reach, reach};
use crate::rules::iam_shared::oidc::{self, Grant};

rule! {
    code: "iam/oidc-trust-broad-subject",
    group: Security,
    severity: Warning,
    check: Policy(check),
}

const COGNITO: &str = "cognito-identity.amazonaws.com";

/// Claims that name one repository, and claims that name what runs in it.
const REPOSITORY: [&str; 5] =
    ["repository", "repository_id", "job_workflow_ref", "project_path", "project_id"];
const RUN: [&str; 4] = ["ref", "environment", "job_workflow_ref", "workflow_ref"];

fn check(policy: &Policy, report: &mut Report) {
    for grant in oidc::grants(policy).into_iter().filter(|grant| grant.foreign.is_none()) {
        if grant.issuer == Some(COGNITO) {
            check_guests(&grant, report);
            continue;
        }
        let subject = grant.known.map_or(Subject::Unknown, |issuer| issuer.subject);
        // All tests of a statement must hold, so the narrowest decides.
        let graded = grant.tests("sub").map(|test| reach(test, subject));
        let Some((reach, place)) = graded.max_by(|left, right| left.0.cmp(&right.0)) else { continue };
        let reach = narrowed(&grant, reach);
        if let Some((message, severity)) = message(&grant, &reach) {
            tell(report.at(place, message).severity(severity), grant.known);
        }
    }
}

/// The tokens of an identity pool say whether the user has signed in.
fn check_guests(grant: &Grant, report: &mut Report) {
    let has_pool = grant.tests("aud").next().is_some();
    if has_pool && grant.tests("amr").next().is_none() {
        report
            .at(
                grant.provider.text.value,
                "guests of the identity pool can assume the role as well as users that have signed in",
            )
            .severity(Severity::Info)
            .help(format!("add `\"ForAnyValue:StringLike\": {{\"{COGNITO}:amr\": \"authenticated\"}}`"));
    }
}

/// What other claims leave of what the subject admits.
fn narrowed(grant: &Grant, reach: Reach) -> Reach {
    let names = |claims: &[&str]| claims.iter().any(|claim| grant.tests(claim).any(names_one));
    let is_repository = matches!(grant.known.map(|issuer| issuer.subject), Some(Subject::Repository(_)));
    if !is_repository {
        // Other claims than those of repositories are not graded: any that is fixed may name the caller.
        let is_named = |one: &oidc::Claim| !one.is("sub") && !one.is("aud") && names_one(one.test);
        return if grant.claims.iter().any(is_named) { Reach::Fixed } else { reach };
    }
    let repository = match &reach {
        Reach::Repository(name) => Some(name.clone()),
        Reach::Everyone | Reach::OwnersLike(_) | Reach::Owner(_) if names(&REPOSITORY) => Some(String::new()),
        _ => None,
    };
    match repository {
        Some(_) if names(&RUN) => Reach::Fixed,
        Some(name) => Reach::Repository(name),
        None => reach,
    }
}

/// Whether a test is for values that have no wildcard.
fn names_one(test: &Condition) -> bool {
    let Some(operator) = test.operator else { return true };
    let is_plain =
        |text: &Text| !operator.takes_wildcards() || text.symbolic().is_none_or(|text| !has_wildcard(text));
    !operator.negated && operator.family != Family::Existence && test.values.iter().all(is_plain)
}

fn message(grant: &Grant, reach: &Reach) -> Option<(String, Severity)> {
    let issuer = grant.issuer_words();
    let is_cluster = grant.known.is_some_and(Issuer::is_cluster);
    let has_owners = !matches!(grant.known.map(|issuer| issuer.subject), None | Some(Subject::Unknown));
    let (who, severity) = match reach {
        Reach::Fixed => return None,
        Reach::Everyone if is_cluster => ("every pod of the cluster".to_owned(), Severity::Warning),
        Reach::OwnersLike(start) if is_cluster => {
            (format!("every pod of a namespace whose name starts with `{start}`"), Severity::Warning)
        }
        Reach::Owner(namespace) if is_cluster => {
            (format!("every pod of the namespace `{namespace}`"), Severity::Warning)
        }
        Reach::Everyone if has_owners => {
            (format!("the subject names no owner: any customer of {issuer}"), Severity::Warning)
        }
        Reach::Everyone => {
            (format!("the subject names nobody: whoever gets a token of {issuer}"), Severity::Warning)
        }
        Reach::OwnersLike(start) => (
            format!("any customer of {issuer} whose name starts with `{start}`, such as `{start}-evil`,"),
            Severity::Warning,
        ),
        Reach::Owner(owner) => (format!("more than one repository of `{owner}`"), Severity::Warning),
        Reach::Repository(name) => {
            let name = if name.is_empty() { "the repository".to_owned() } else { format!("`{name}`") };
            (format!("more than one branch, tag or environment of {name}"), Severity::Info)
        }
        Reach::PullRequests => {
            ("every pull request of the repository, reviewed or not,".to_owned(), Severity::Info)
        }
    };
    Some((format!("{who} can assume the role"), severity))
}

fn tell(finding: Finding, issuer: Option<Issuer>) {
    let is = |such: fn(Issuer) -> bool| issuer.is_some_and(such);
    let help = if is(Issuer::is_cluster) {
        "name the service account: `system:serviceaccount:<namespace>:<account>`"
    } else if is(Issuer::is_github) {
        "name the repository, and the branch or environment: `repo:<organization>/<repository>:ref:refs/heads/main`"
    } else {
        "name who may assume the role, without wildcards"
    };
    let finding = finding.help(help);
    if is(Issuer::is_github) {
        finding.service_code("SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED");
    }
}
