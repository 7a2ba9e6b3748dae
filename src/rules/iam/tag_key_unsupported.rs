use crate::aws::actions::{self, Action};
use crate::aws::condition_keys::{self, ConditionKey};
use crate::diagnostic::Severity;
use crate::iam::{Effect, KeyTest, PolicyKind, Text};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::conditions::{MAX_ACTIONS, MAX_TESTS, holds_without_key, is_resource_tag};
use crate::rules::shared::some_of;

rule! {
    code: "iam/tag-key-unsupported",
    group: Correctness,
    severity: Warning,
    check: Condition(check),
}

/// Keys of tags besides those of the resource.
const REQUEST: [&str; 2] = ["aws:RequestTag/${TagKey}", "aws:TagKeys"];

fn check(asked: &KeyTest, report: &mut Report) {
    let statement = asked.statement;
    let is_large = statement.actions.len() > MAX_ACTIONS || statement.conditions.tests.len() > MAX_TESTS;
    let is_judged = !matches!(statement.kind, PolicyKind::Trust | PolicyKind::ResourceControl);
    let key = asked.key.filter(|key| is_resource_tag(*key) || REQUEST.contains(&key.name));
    let Some(key) = key.filter(|_| is_judged && !is_large) else { return };
    let Some((result, severity)) = result(asked) else { return };
    let without: Vec<&str> = statement.actions.iter().filter_map(|text| unable(text, key)).collect();
    let (them, written) = (if without.len() == 1 { "it" } else { "them" }, &asked.test.key);
    let (message, help) = if !statement.not_actions.is_empty() {
        let message = format!("many of all other actions do not support `{written}`: {result} them");
        (message, "name the actions that are meant with `Action`")
    } else if without.is_empty() {
        return;
    } else {
        let verb = if without.len() == 1 { "does" } else { "do" };
        let message = format!("{} {verb} not support `{written}`: {result} {them}", some_of(&without, "and"));
        (message, "put what does not support the key into a statement without it")
    };
    let finding = report.at_key(asked.test.value, message).help(help).severity(severity);
    // Access Analyzer says nothing of a service's own keys of tags (measured).
    if key.global {
        finding.service_code(match (statement.effect, statement.not_actions.is_empty()) {
            (Effect::Deny, true) => "DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
            (Effect::Deny, false) => "DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
            (_, true) => "ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
            (_, false) => "ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
        });
    }
}

/// What a test makes of requests without the key.
fn result(asked: &KeyTest) -> Option<(&'static str, Severity)> {
    match (holds_without_key(asked.test.operator?)?, asked.statement.effect) {
        (false, Effect::Allow) => Some(("the statement never allows", Severity::Info)),
        (false, Effect::Deny) => Some(("the statement never denies", Severity::Warning)),
        (true, Effect::Deny) => Some(("the statement always denies", Severity::Warning)),
        _ => None,
    }
}

/// An action whose requests do not carry the key, or actions of a service that has no such key at all.
fn unable<'a>(text: &'a Text, key: ConditionKey) -> Option<&'a str> {
    let pattern = text.action()?;
    let service = actions::service(pattern.service())?;
    if condition_keys::of_service(service.prefix()).all(|one| one.name != key.name) {
        return text.known();
    }
    let action = service.action(pattern.name()).filter(|_| pattern.is_literal())?;
    (!may_carry(action, key)).then(|| text.known()).flatten()
}

/// Whether its requests carry the key, or may: some services ask for the tags of what is just being created as
/// if it were there.
fn may_carry(action: Action, key: ConditionKey) -> bool {
    let is_creating = is_resource_tag(key) && action.name.starts_with("Create");
    is_creating || action.condition_keys().any(|name| name == key.name)
}
