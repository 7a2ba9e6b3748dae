use crate::aws::arn::Arn;
use crate::aws::{has_wildcard, hole};
use crate::iam::{PolicyKind, PrincipalKind, Statement};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::principals;

rule! {
    code: "iam/trust-federated-form",
    group: Correctness,
    severity: Error,
    check: Statement(check),
}

const PROVIDERS: [&str; 2] = ["oidc-provider/", "saml-provider/"];

fn check(statement: &Statement, report: &mut Report) {
    if statement.kind != PolicyKind::Trust {
        return;
    }
    for principal in statement.principals.iter().filter(|one| one.kind == PrincipalKind::Federated) {
        let Some(text) = principal.text.symbolic().filter(|text| !has_wildcard(text) && !is_provider(text))
        else {
            continue;
        };
        let help = match text.split_once("://") {
            Some((_, host)) => format!(
                "write the ARN of the provider, `arn:aws:iam::<account>:oidc-provider/{}`",
                host.trim_end_matches('/')
            ),
            None => "write the ARN of the provider, `arn:aws:iam::<account>:oidc-provider/…` or `…:saml-provider/…`"
                .to_owned(),
        };
        report
            .at(
                principal.text.value,
                format!("`{text}` is neither a domain name nor the ARN of an identity provider"),
            )
            .help(help)
            .service_code("INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY");
    }
}

fn is_provider(text: &str) -> bool {
    let Some(arn) = Arn::parse(text) else {
        return hole::has_hole(text) || is_domain(text);
    };
    let resource = arn.resource.text();
    let is_open = resource.split('/').next().is_some_and(hole::has_hole);
    let named = |prefix: &&str| resource.strip_prefix(*prefix).is_some_and(|name| !name.is_empty());
    let has_account = arn.account.has_hole() || principals::is_account_number(arn.account.text());
    let is_iam = arn.service.has_hole() || arn.service.text() == "iam";
    is_iam && has_account && (is_open || PROVIDERS.iter().any(named))
}

/// Letters, digits and dashes with dots between.
fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.contains('.') && text.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::is_provider;

    #[test]
    fn forms_of_providers() {
        for text in [
            "cognito-identity.amazonaws.com",
            "arn:aws:iam::123456789012:saml-provider/Okta",
            "arn:${AWS::Partition}:iam::${AWS::AccountId}:oidc-provider/${Issuer}",
            "arn:aws:iam::${Rest}",
            "${Provider}",
        ] {
            assert!(is_provider(text), "{text}");
        }
        for text in [
            "",
            "https://gitlab.com",
            "gitlab",
            "arn:aws:iam::123456789012:role/x",
            "arn:aws:iam:::oidc-provider/x",
        ] {
            assert!(!is_provider(text), "{text}");
        }
    }
}
