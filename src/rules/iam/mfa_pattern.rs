use crate::iam::{Condition, Effect, Family, Policy, Statement, Text};
use crate::rule::{Report, rule};

rule! {
    code: "iam/mfa-pattern",
    group: Security,
    severity: Warning,
    check: Policy(check),
}

const KEY: &str = "aws:MultiFactorAuthPresent";

fn check(policy: &Policy, report: &mut Report) {
    // A second statement may deny what this one misses.
    let denies_absent = policy.statements.iter().any(|statement| {
        statement.effect == Effect::Deny && tests(statement).any(|test| is(test, Family::Existence, "true"))
    });
    for statement in &policy.statements {
        for test in tests(statement) {
            let (message, help) = match statement.effect {
                Effect::Deny if misses_absent(test) && !denies_absent && policy.complete => (
                    "this Deny misses requests with long-term keys, which have no `aws:MultiFactorAuthPresent`",
                    "write `BoolIfExists`",
                ),
                Effect::Allow if is(test, Family::Boolean, "false") => (
                    "this allows requests that were made without MFA",
                    "write `\"Bool\": {\"aws:MultiFactorAuthPresent\": \"true\"}`",
                ),
                Effect::Allow if is(test, Family::Existence, "false") => (
                    "a request has `aws:MultiFactorAuthPresent` also when it was made without MFA: it is `false` then",
                    "write `\"Bool\": {\"aws:MultiFactorAuthPresent\": \"true\"}`",
                ),
                _ => continue,
            };
            report.at(test.value, message).help(help);
        }
    }
}

fn tests<'s, 't>(statement: &'s Statement<'t>) -> impl Iterator<Item = &'s Condition<'t>> {
    statement.conditions.tests.iter().filter(|test| test.is_key(KEY))
}

/// Whether a test asks for this one value.
fn is(test: &Condition, family: Family, wanted: &str) -> bool {
    let is_wanted = |value: &Text| value.known().is_some_and(|text| text.eq_ignore_ascii_case(wanted));
    let is_family = test.operator.is_some_and(|operator| operator.family == family);
    is_family && test.values.len() == 1 && test.values.iter().all(is_wanted)
}

fn misses_absent(test: &Condition) -> bool {
    is(test, Family::Boolean, "false") && test.operator.is_some_and(|operator| !operator.if_exists)
}
