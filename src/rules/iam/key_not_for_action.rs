use crate::aws::actions::{self, Action};
use crate::aws::condition_keys::ConditionKey;
use crate::diagnostic::{Confidence, Severity};
use crate::iam::{Effect, KeyTest, Text};
use crate::rule::{Report, rule};
use crate::rules::iam::key_needs_action;
use crate::rules::iam_shared::conditions::{
    MAX_ACTIONS, MAX_TESTS, holds_without_key, is_claim, is_resource_tag,
};
use crate::rules::shared::some_of;

rule! {
    code: "iam/key-not-for-action",
    group: Correctness,
    severity: Error,
    check: Condition(check),
}

/// Services of whose keys the data agree with the developer guides as far as they were compared.
const CONFIRMED: [&str; 4] = ["dynamodb", "iam", "kms", "s3"];

/// Actions that one request needs besides another one, whose keys it carries.
const BESIDES: [&str; 3] = ["sts:SetContext", "sts:SetSourceIdentity", "sts:TagSession"];

fn check(asked: &KeyTest, report: &mut Report) {
    let is_large =
        asked.statement.actions.len() > MAX_ACTIONS || asked.statement.conditions.tests.len() > MAX_TESTS;
    let Some(key) = asked.key.filter(|key| !is_large && is_judged(*key, asked)) else {
        return;
    };
    let Some(result) = result(asked).filter(|_| key_needs_action::lacking(asked).is_none()) else { return };
    let without: Vec<(Action, &Text)> =
        asked.statement.actions.iter().filter_map(|text| Some((unable(text, key)?, text))).collect();
    let Some((_, first)) = without.first().filter(|_| is_evaluated(key)) else { return };
    let names: Vec<String> = without.iter().map(|(one, _)| format!("{}:{}", one.service, one.name)).collect();
    let (list, written) = (some_of(&names, "and"), &asked.test.key);
    let prefix = key.name.split(':').next().unwrap_or_default();
    let is_confirmed = CONFIRMED.contains(&prefix) && without.iter().all(|(one, _)| one.service == prefix);
    let (message, severity, confidence) = match is_confirmed {
        true => (
            format!("no request for {list} carries `{written}`: {result}"),
            Severity::Error,
            Confidence::High,
        ),
        // The data may forget a key of an action.
        false => {
            let message = format!("`{written}` is no known key of {list}: {result}");
            (message, Severity::Warning, Confidence::Medium)
        }
    };
    report
        .at_key(asked.test.value, message)
        .help("put these actions into a statement without the key")
        .severity(severity)
        .confidence(confidence)
        .related(first.value.span(), "the action is here")
        .service_code("UNSUPPORTED_ACTION_FOR_CONDITION_KEY");
}

/// Claims and keys of a session come with any request; keys of tags have a rule of their own.
fn is_judged(key: ConditionKey, asked: &KeyTest) -> bool {
    !key.global && !is_claim(&asked.test.key) && !is_resource_tag(key)
}

/// What a test makes of requests without its key; nothing where it lets them pass knowingly.
fn result(asked: &KeyTest) -> Option<&'static str> {
    let operator = asked.test.operator?;
    match (holds_without_key(operator)?, asked.statement.effect) {
        (false, Effect::Allow) => Some("the statement never allows such a request"),
        (false, Effect::Deny) => Some("the statement never denies such a request"),
        (true, Effect::Deny) if !operator.if_exists && operator.quantifier.is_none() => {
            Some("the statement always denies such a request")
        }
        _ => None,
    }
}

/// The action that a text names, if its requests do not carry the key.
fn unable(text: &Text, key: ConditionKey) -> Option<Action> {
    let action = text.named_action()?;
    let is_besides = BESIDES.iter().any(|one| text.covers_action(one) == Some(true));
    (!is_besides && !takes(action, key)).then_some(action)
}

fn takes(action: Action, key: ConditionKey) -> bool {
    let start = key.literal_start();
    action
        .condition_keys()
        .any(|name| name.split("${").next().is_some_and(|other| other.eq_ignore_ascii_case(start)))
}

/// Whether the data say of any action of its service that it takes the key; of some keys they forget it.
fn is_evaluated(key: ConditionKey) -> bool {
    let service = key.name.split(':').next().and_then(actions::service);
    service.is_some_and(|service| service.actions().any(|action| takes(action, key)))
}
