use crate::diagnostic::Severity;
use crate::iam::{Condition, Family, KeyTest, Quantifier};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::conditions::{MAX_TESTS, holds_without_key};

rule! {
    code: "iam/for-all-values-allow",
    group: Security,
    severity: Warning,
    check: Condition(check),
}

const TAG_KEYS: &str = "aws:TagKeys";

/// Keys of which another one, with a name that starts so, tells that there is a value.
const IMPLIED: [(&str, &str); 2] =
    [(TAG_KEYS, "aws:RequestTag/"), ("kms:EncryptionContextKeys", "kms:EncryptionContext:")];

/// Keys that come from a parameter which every request has that they are meant for.
const PRESENT: [&str; 8] = [
    "acm:DomainNames",
    // What is missing in a request for it is a matter of `dynamodb:Select`.
    "dynamodb:Attributes",
    "dynamodb:LeadingKeys",
    "kms:GrantOperations",
    "route53:ChangeResourceRecordSetsActions",
    "route53:ChangeResourceRecordSetsNormalizedRecordNames",
    "route53:ChangeResourceRecordSetsRecordTypes",
    "ses:Recipients",
];
const SCAN: &str = "dynamodb:Scan";

fn check(asked: &KeyTest, report: &mut Report) {
    let is_for_all = asked.test.operator.is_some_and(|one| one.quantifier == Some(Quantifier::ForAllValues));
    let is_test = asked.test.operator.is_some_and(|one| one.family != Family::Existence);
    let is_multi_valued = asked.key.is_some_and(|key| key.multi_valued());
    if !(is_for_all
        && is_test
        && is_multi_valued
        && asked.statement.kind.grants()
        && asked.statement.is_allow())
    {
        return;
    }
    let conditions = &asked.statement.conditions;
    if !conditions.complete
        || conditions.tests.len() > MAX_TESTS
        || is_present(asked)
        || conditions.tests.iter().any(|other| needs(other, &asked.test.key))
    {
        return;
    }
    let key = &asked.test.key;
    let finding = report
        .at_key(
            asked.test.value,
            format!("`ForAllValues` holds where `{key}` is absent, so that this allows requests without it"),
        )
        .help(format!(
            "add `\"Null\": {{\"{key}\": \"false\"}}` if a request without it is not to be allowed"
        ));
    // A request without tags is mostly one that may be made.
    if asked.test.is_key(TAG_KEYS) {
        finding.severity(Severity::Info);
    }
}

/// Whether no request that matters lacks the key. A scan of a table has no leading keys.
fn is_present(asked: &KeyTest) -> bool {
    let may_scan = || asked.statement.actions.iter().any(|action| action.covers_action(SCAN) != Some(false));
    PRESENT.iter().any(|key| asked.test.is_key(key))
        && !(asked.test.is_key("dynamodb:LeadingKeys") && may_scan())
}

/// Whether a test holds only where the key is there.
fn needs(test: &Condition, key: &str) -> bool {
    let Some(operator) = test.operator else { return true };
    let starts =
        |start: &str| test.key.get(..start.len()).is_some_and(|text| text.eq_ignore_ascii_case(start));
    let implies = |(one, start): &(&str, &str)| key.eq_ignore_ascii_case(one) && starts(start);
    let is_same = test.is_key(key) || IMPLIED.iter().any(implies);
    let is_there = match holds_without_key(operator) {
        Some(holds) => !holds,
        // A value that a template leaves open may be the right one.
        None => test
            .values
            .iter()
            .all(|value| value.known().is_none_or(|text| text.eq_ignore_ascii_case("false"))),
    };
    is_same && is_there
}
