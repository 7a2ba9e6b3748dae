use crate::aws::hole;
use crate::iam::{Family, KeyTest, PolicyKind};
use crate::rule::{Report, rule};

rule! {
    code: "iam/wildcard-too-permissive",
    group: Security,
    severity: Error,
    check: Condition(check),
}

/// Keys whose values are paths that start with the id of an organization.
const PATHS: [&str; 4] =
    ["aws:PrincipalOrgPaths", "aws:ResourceOrgPaths", "aws:SourceOrgPaths", "aws:VpceOrgPaths"];

/// What Access Analyzer wants before a wildcard.
const LITERALS: usize = 6;

fn check(asked: &KeyTest, report: &mut Report) {
    let takes = asked.test.operator.is_some_and(|one| one.family == Family::String && one.takes_wildcards());
    if !takes {
        return;
    }
    let is_sensitive = asked.key.is_some_and(|key| key.sensitive);
    let is_path = PATHS.iter().any(|key| asked.test.is_key(key));
    let kind = asked.statement.kind;
    let is_user = asked.test.is_key("aws:userid");
    for value in &asked.test.values {
        let Some(text) = value.symbolic() else { continue };
        let Some(at) = hole::find_outside(text, b"*?") else { continue };
        // In the policy of an identity a star alone only says that the key is there.
        let is_presence = value.is_all() && !matches!(kind, PolicyKind::Trust | PolicyKind::Resource);
        let help = if is_presence {
            continue;
        } else if is_sensitive {
            "write the whole value; list several, if there are several"
        } else if is_path && !hole::has_hole(text) && at < LITERALS {
            "start with the id of the organization, such as `o-a1b2c3d4e5/`"
        } else if is_user && !hole::has_hole(text) && !is_user_pattern(text) {
            "write `AROAEXAMPLEID:*` for all sessions of a role"
        } else {
            continue;
        };
        report
            .at(
                value.value,
                format!("`{text}` matches values of `{}` that belong to others, too", asked.test.key),
            )
            .help(help)
            .service_code("WILDCARD_USAGE_TOO_PERMISSIVE");
    }
}

/// Right of the colon anything goes; left of it only a star alone.
fn is_user_pattern(text: &str) -> bool {
    let Some((id, session)) = text.split_once(':') else { return false };
    let is_literal = |text: &str| !crate::aws::has_wildcard(text);
    is_literal(id) || id == "*" && session != "*"
}
