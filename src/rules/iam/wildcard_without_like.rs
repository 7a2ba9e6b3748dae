use crate::aws::condition_keys::KeyType;
use crate::diagnostic::Safety;
use crate::iam::{Family, KeyTest};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::conditions::{has_open_wildcard, is_alone, operator_span};

rule! {
    code: "iam/wildcard-without-like",
    group: Correctness,
    severity: Warning,
    fixes: Sometimes,
    check: Condition(check),
}

/// Keys whose values hold stars that are no wildcards: the domain name `*.example.com` of a certificate.
const LITERAL: [&str; 1] = ["acm:DomainNames"];

/// What services put into the context of an encryption is compared as it is, and they write ARNs that end in `:*`.
const CONTEXT: &str = "kms:EncryptionContext:";

fn check(asked: &KeyTest, report: &mut Report) {
    let Some(operator) = asked.test.operator.filter(|one| one.family == Family::String) else { return };
    let key = &asked.test.key;
    if key.get(..CONTEXT.len()).is_some_and(|start| start.eq_ignore_ascii_case(CONTEXT)) {
        return;
    }
    if operator.takes_wildcards() || LITERAL.iter().any(|key| asked.test.is_key(key)) {
        return;
    }
    let is_arn = asked.key.is_some_and(|key| matches!(key.key_type, KeyType::Arn | KeyType::ArrayOfArn));
    let right = match (is_arn, operator.negated) {
        (true, false) => "ArnLike",
        (true, true) => "ArnNotLike",
        (false, false) => "StringLike",
        (false, true) => "StringNotLike",
    };
    let ignores_case = operator.name.ends_with("IgnoreCase");
    let span = operator_span(asked.test).filter(|_| !ignores_case && is_alone(asked));
    for (at, value) in asked.test.values.iter().filter(|value| has_open_wildcard(value)).enumerate() {
        let text = value.symbolic().unwrap_or_default();
        let finding = report
            .at(value.value, format!("`{}` compares `{text}` as it is written", operator.name))
            .help(format!("write `{right}`, which takes wildcards"))
            .service_code("WILDCARD_WITHOUT_LIKE_OPERATOR");
        if let Some(span) = span.filter(|_| at == 0) {
            finding.fix(Safety::Unsafe, format!("write `{right}`"), span, right);
        }
    }
}
