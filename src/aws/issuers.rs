//! Issuers of OpenID Connect tokens that roles trust: which claim tells the callers of one customer from
//! those of another, and what else is known of their tokens. Source: IAM User Guide, "Identity-provider
//! controls for shared OIDC providers", and the guides of the issuers.

/// An issuer, or a family of issuers whose tokens look alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Issuer {
    /// Host, and the path where that is part of the name; without `https://`.
    name: &'static str,
    /// The claims that identify a caller; one of them must be tested. One with a colon is a whole key.
    pub claims: &'static [&'static str],
    /// Whether IAM refuses a trust policy that does not test the first of these claims.
    pub enforced: bool,
    /// The audience of tokens that are meant for AWS, where the issuer has one for all.
    pub audience: Option<&'static str>,
    /// How `sub` is made.
    pub subject: Subject,
}

/// How the subject of a token is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// After this word the path of a repository, then what ran in it: `repo:org/name:ref:refs/heads/main`.
    Repository(&'static str),
    /// `system:serviceaccount:namespace:account`.
    ServiceAccount,
    /// Claims with their values, the first of which names the customer: `organization:acme:…`.
    Claims,
    /// Nothing is known of it.
    Unknown,
}

const AWS_AUDIENCE: Option<&str> = Some("sts.amazonaws.com");

/// One cluster of EKS; its own issuer.
const CLUSTER: Issuer = Issuer {
    name: "oidc.eks",
    claims: &["sub"],
    enforced: false,
    audience: AWS_AUDIENCE,
    subject: Subject::ServiceAccount,
};

/// Issuers that all their customers share. The last four are shared, too, but IAM is not known to refuse
/// anything for them.
const SHARED: [Issuer; 20] = [
    Issuer {
        audience: AWS_AUDIENCE,
        ..enforced("token.actions.githubusercontent.com", &["sub"], Subject::Repository("repo:"))
    },
    enforced("vstoken.actions.githubusercontent.com", &["sub"], Subject::Repository("repo:")),
    enforced("oidc-configuration.audit-log.githubusercontent.com", &["sub"], Subject::Unknown),
    enforced("gitlab.com", &["sub"], Subject::Repository("project_path:")),
    enforced("agent.buildkite.com", &["sub"], Subject::Claims),
    enforced("oidc.codefresh.io", &["sub"], Subject::Unknown),
    enforced("app.terraform.io", &["sub"], Subject::Claims),
    enforced("studio.datachain.ai/api", &["sub"], Subject::Unknown),
    enforced("scalr.io", &["sub"], Subject::Unknown),
    enforced("tokens.cloud.shisho.dev", &["sub"], Subject::Unknown),
    enforced("proidc.upbound.io", &["sub"], Subject::Unknown),
    enforced("api.pulumi.com/oidc", &["aud"], Subject::Unknown),
    enforced("oidc.vercel.com", &["aud"], Subject::Unknown),
    enforced("sandboxes.cloud", &["aud"], Subject::Unknown),
    enforced("cognito-identity.amazonaws.com", &["aud"], Subject::Unknown),
    enforced(
        "sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d",
        &["sts:RoleSessionName"],
        Subject::Unknown,
    ),
    shared("oidc.circleci.com", &["sub"]),
    shared("accounts.google.com", &["aud", "sub", "email"]),
    shared("www.amazon.com", &["app_id"]),
    shared("graph.facebook.com", &["app_id"]),
];

const fn enforced(name: &'static str, claims: &'static [&'static str], subject: Subject) -> Issuer {
    Issuer { name, claims, enforced: true, audience: None, subject }
}

const fn shared(name: &'static str, claims: &'static [&'static str]) -> Issuer {
    Issuer { name, claims, enforced: false, audience: None, subject: Subject::Unknown }
}

impl Issuer {
    /// Whether it is GitHub Actions.
    pub fn is_github(self) -> bool {
        self.subject == Subject::Repository("repo:")
    }

    /// Whether its tokens are made for a cluster of EKS.
    pub fn is_cluster(self) -> bool {
        self.subject == Subject::ServiceAccount
    }

    /// Whether one of the claims that identify a caller is this one.
    pub fn is_identified_by(self, claim: &str) -> bool {
        self.claims.iter().any(|one| one.eq_ignore_ascii_case(claim))
    }
}

/// What is known of an issuer by its name, which is its address without `https://`. Customers may have a
/// path of their own below that of a shared issuer.
pub fn find(issuer: &str) -> Option<Issuer> {
    let issuer = issuer.trim_end_matches('/');
    if is_cluster(issuer) {
        return Some(CLUSTER);
    }
    SHARED.into_iter().find(|one| {
        let rest = issuer.split_at_checked(one.name.len());
        rest.is_some_and(|(start, rest)| {
            start.eq_ignore_ascii_case(one.name) && (rest.is_empty() || rest.starts_with('/'))
        })
    })
}

/// `oidc.eks.<region>.amazonaws.com/id/<hex>`.
fn is_cluster(issuer: &str) -> bool {
    let rest = issuer.strip_prefix("oidc.eks.");
    rest.is_some_and(|rest| rest.contains(".amazonaws.com") && rest.contains("/id/"))
        || issuer.starts_with("oidc.eks.") && issuer.contains("${")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn issuers_by_host_path_and_pattern() {
        assert!(find("token.actions.githubusercontent.com").unwrap().is_github());
        assert!(find("token.actions.githubusercontent.com/acme").unwrap().enforced);
        assert!(find("oidc.eks.eu-west-1.amazonaws.com/id/AB12").unwrap().is_cluster());
        assert!(find("oidc.eks.${AWS::Region}.amazonaws.com/id/${Id}").unwrap().is_cluster());
        assert!(find("oidc.circleci.com/org/1").is_some_and(|one| !one.enforced));
        assert_eq!(find("cognito-identity.amazonaws.com").unwrap().claims, ["aud"]);
        for issuer in ["", "gitlab.com.evil.example", "gitlab.example.com", "oidc.eks.example", "é"] {
            assert_eq!(find(issuer), None, "{issuer}");
        }
    }
}
