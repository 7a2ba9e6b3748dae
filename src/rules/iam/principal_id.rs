use crate::iam::{PrincipalKind, Statement};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::principals;

rule! {
    code: "iam/principal-id",
    group: Reliability,
    severity: Warning,
    check: Statement(check),
}

/// How the ids of identities start, what they are of, and Access Analyzer's code (IAM User Guide, "IAM
/// identifiers").
const PREFIXES: [(&str, &str, &str); 2] =
    [("AROA", "role", "INVALID_ROLE_REFERENCE"), ("AIDA", "user", "INVALID_USER_REFERENCE")];

/// Letters and digits of an id, prefix included, at the least.
const MIN_LENGTH: usize = 16;

fn check(statement: &Statement, report: &mut Report) {
    for principal in principals::all(statement).filter(|one| one.kind == PrincipalKind::Aws) {
        let Some(text) = principal.text.known() else { continue };
        let Some((_, owner, code)) = owner(text) else { continue };
        report
            .at(
                principal.text.value,
                format!("`{text}` is the id of a {owner}, which IAM shows in place of one that was deleted"),
            )
            .help(format!(
                "write the ARN of the {owner}; one that was made again under the old name has another id"
            ))
            .service_code(code);
    }
}

/// What an id is of; nothing for any other text.
pub(super) fn owner(text: &str) -> Option<(&'static str, &'static str, &'static str)> {
    let is_id =
        text.len() >= MIN_LENGTH && text.bytes().all(|one| one.is_ascii_uppercase() || one.is_ascii_digit());
    PREFIXES.into_iter().find(|(prefix, ..)| is_id && text.starts_with(prefix))
}
