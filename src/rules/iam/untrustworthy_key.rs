use crate::iam::{KeyTest, PolicyKind, PrincipalKind};
use crate::rule::{Report, rule};

rule! {
    code: "iam/untrustworthy-key",
    group: Security,
    severity: Warning,
    check: Condition(check),
}

/// Keys whose values the caller writes into the request.
const KEYS: [&str; 2] = ["aws:referer", "aws:UserAgent"];

fn check(asked: &KeyTest, report: &mut Report) {
    let statement = asked.statement;
    let is_for_all = statement.kind == PolicyKind::Trust
        || statement.principals.iter().any(|one| one.kind == PrincipalKind::Everyone);
    let is_judged = matches!(statement.kind, PolicyKind::Trust | PolicyKind::Resource);
    let decides = asked.test.operator.is_some_and(|operator| operator.needs_key());
    if is_judged
        && is_for_all
        && decides
        && statement.is_allow()
        && KEYS.iter().any(|key| asked.test.is_key(key))
    {
        report
            .at_key(asked.test.value, format!("the caller writes `{}` as it likes, so it protects nothing", asked.test.key))
            .help("limit the principal, or test a key that AWS sets, such as `aws:SourceArn` or `aws:PrincipalOrgID`")
            .service_code("UNTRUSTWORTHY_CONDITION_KEY");
    }
}
