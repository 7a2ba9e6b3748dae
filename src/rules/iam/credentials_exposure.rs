use crate::diagnostic::Severity;
use crate::iam::Statement;
use crate::rule::{Report, rule};
use crate::rules::iam_shared::exposure::{self, Exposure};

/// What hands out credentials, sorted. Without those that `iam/privilege-escalation` tells: access keys and
/// passwords of IAM users, and roles to assume.
pub const ACTIONS: [&str; 43] = [
    "airflow:CreateCliToken",
    "airflow:CreateWebLoginToken",
    "appsync:CreateApiKey",
    "chime:CreateApiKey",
    "cloud9:CreateEnvironmentToken",
    "codeartifact:GetAuthorizationToken",
    "codepipeline:PollForJobs",
    "cognito-identity:GetCredentialsForIdentity",
    "cognito-identity:GetOpenIdToken",
    "cognito-identity:GetOpenIdTokenForDeveloperIdentity",
    "cognito-idp:GetSigningCertificate",
    "connect:GetFederationToken",
    "ec2:GetPasswordData",
    "ecr-public:GetAuthorizationToken",
    "ecr:GetAuthorizationToken",
    "emr-containers:GetManagedEndpointSessionCredentials",
    "finspace-api:GetProgrammaticAccessCredentials",
    "gamelift:GetComputeAccess",
    "gamelift:GetComputeAuthToken",
    "gamelift:GetInstanceAccess",
    "gamelift:RequestUploadCredentials",
    "glue:GetConnection",
    "grafana:CreateWorkspaceApiKey",
    "iam:CreateServiceSpecificCredential",
    "iam:ResetServiceSpecificCredential",
    "iam:UpdateAccessKey",
    "license-manager:GetAccessToken",
    "lightsail:CreateBucketAccessKey",
    "lightsail:DownloadDefaultKeyPair",
    "lightsail:GetInstanceAccessDetails",
    "lightsail:GetRelationalDatabaseMasterUserPassword",
    "mediapackage:RotateChannelCredentials",
    "mediapackage:RotateIngestEndpointCredentials",
    "rds-db:connect",
    "redshift-serverless:GetCredentials",
    "redshift:GetClusterCredentials",
    "redshift:GetClusterCredentialsWithIAM",
    "states:RevealSecrets",
    "sts:AssumeRoleWithSAML",
    "sts:AssumeRoleWithWebIdentity",
    "sts:GetFederationToken",
    "sts:GetSessionToken",
    "sts:GetWebIdentityToken",
];

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
    let Some(Exposure { grants, place, names }) = exposure::of(statement, &ACTIONS) else { return };
    let only_pulls = grants.iter().all(|grant| PULLING.contains(&grant.action));
    let severity = if only_pulls || grants.iter().all(|one| one.conditional) {
        Severity::Info
    } else {
        Severity::Warning
    };
    report
        .at(place, format!("{names} gives out credentials, whatever the resource"))
        .severity(severity)
        .help("name the resources by ARN, or leave the action out");
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_action_exists_in_order() {
        crate::rules::iam_shared::exposure::check_list(&super::ACTIONS);
    }
}
