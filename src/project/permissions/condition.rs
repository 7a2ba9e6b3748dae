//! Whether the calls of a machine fulfil the conditions of a statement: yes, no, or not to be told. Source of the
//! keys: IAM User Guide, "AWS global condition context keys"; Service Authorization Reference.

use super::compare::pattern;
use super::names::Names;
use super::pattern::{Pattern, Token};
use super::{Fact, Need};
use crate::aws::needs::Tier;
use crate::iam::{Condition, Family, Statement};

/// How the conditions of a statement stand with a call.
#[derive(Clone, Copy, Debug)]
pub enum Truth<'a, 'p> {
    /// They hold.
    Holds,
    /// This one does not hold.
    Fails(&'a Condition<'p>),
    /// This one may hold or not.
    Open(&'a Condition<'p>),
    /// The definition or the template leaves the value open, and whoever wrote the condition knows it.
    Unread,
}

/// What a call has as the value of a key.
enum Given {
    Value(Pattern),
    Absent,
    /// Nothing is known of it.
    Open,
    /// The definition leaves it open, or it fits by the way the machine is made.
    Unread,
}

/// Keys that are about the very thing that an expression decides, or that a policy for a machine rightly has.
const OF_THE_CALL: [&str; 8] = [
    "iam:PassedToService",
    "iam:AssociatedResourceArn",
    "states:HTTPEndpoint",
    "states:HTTPMethod",
    "emr-containers:ExecutionRoleArn",
    "ecs:cluster",
    "s3:prefix",
    "aws:SourceArn",
];

/// Holds the conditions of a statement against what is known of a call.
pub fn holds<'a, 'p>(statement: &'a Statement<'p>, need: &Need, names: &Names) -> Truth<'a, 'p> {
    let conditions = &statement.conditions;
    let mut open = None;
    let mut unread = !conditions.complete;
    for condition in &conditions.tests {
        match test(condition, need, names) {
            Some(Some(true)) => {}
            Some(Some(false)) => return Truth::Fails(condition),
            Some(None) => open = open.or(Some(condition)),
            None => unread = true,
        }
    }
    match open {
        _ if unread => Truth::Unread,
        Some(condition) => Truth::Open(condition),
        None => Truth::Holds,
    }
}

/// Whether one test holds, inside; nothing at all where the call leaves its value open.
fn test(condition: &Condition, need: &Need, names: &Names) -> Option<Option<bool>> {
    let (operator, key) = (condition.operator?, condition.known_key()?);
    let value = match given(key, need) {
        Given::Value(value) => value,
        Given::Unread => return None,
        Given::Open => return Some(None),
        Given::Absent if operator.family == Family::Existence => Pattern::of("true"),
        Given::Absent => return Some(Some(!operator.needs_key())),
    };
    let value = match operator.family {
        Family::Existence if value != Pattern::of("true") => Pattern::of("false"),
        Family::Existence | Family::String | Family::Arn | Family::Boolean => value,
        _ => return Some(None),
    };
    let any_case = operator.family == Family::Boolean || operator.name.ends_with("IgnoreCase");
    let mut found = Some(false);
    for text in &condition.values {
        let fits = pattern(text, names).and_then(|mut wanted| {
            if !operator.takes_wildcards() {
                wanted.tokens.iter_mut().for_each(literal);
            }
            wanted.tokens.iter_mut().for_each(own_account);
            match any_case {
                true => fits(&lowered(&wanted), &lowered(&value)),
                false => fits(&wanted, &value),
            }
        });
        found = match (found, fits) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (None, _) | (_, None) => None,
            _ => Some(false),
        };
    }
    Some(found.filter(|_| !condition.values.is_empty()).map(|found| found != operator.negated))
}

fn fits(wanted: &Pattern, value: &Pattern) -> Option<bool> {
    match wanted.covers(value) {
        true => Some(true),
        false => (!wanted.may_overlap(value)).then_some(false),
    }
}

fn literal(token: &mut Token) {
    match token {
        Token::Any => *token = Token::Char('*'),
        Token::One => *token = Token::Char('?'),
        _ => {}
    }
}

/// `${aws:PrincipalAccount}`: a role is of the account of its stack.
fn own_account(token: &mut Token) {
    if matches!(token, Token::Open(name) if name == "aws:PrincipalAccount") {
        *token = Token::Place("AWS::AccountId".to_owned());
    }
}

fn lowered(pattern: &Pattern) -> Pattern {
    let lower = |token: &Token| match token {
        Token::Char(letter) => Token::Char(letter.to_ascii_lowercase()),
        token => token.clone(),
    };
    Pattern { tokens: pattern.tokens.iter().map(lower).collect() }
}

fn given(key: &str, need: &Need) -> Given {
    let place = |name: &str| Given::Value(Pattern { tokens: vec![Token::Place(name.to_owned())] });
    let word = |word: &str| Given::Value(Pattern::of(word));
    let is_same = |fact: &&Fact| fact.key.eq_ignore_ascii_case(key);
    if let Some(fact) = need.facts.iter().chain(&need.known).find(is_same) {
        return Given::Value(fact.value.clone());
    }
    if OF_THE_CALL.iter().any(|one| one.eq_ignore_ascii_case(key)) {
        return Given::Unread;
    }
    match key.to_ascii_lowercase().as_str() {
        "aws:securetransport" => word("true"),
        // A machine calls with its role, not on behalf of another service.
        "aws:viaawsservice" | "aws:principalisawsservice" => word("false"),
        "aws:principaltype" => word("AssumedRole"),
        "aws:principalaccount" | "aws:sourceaccount" => place("AWS::AccountId"),
        "aws:requestedregion" if need.action.starts_with("iam:") => Given::Unread,
        "aws:requestedregion" => place("AWS::Region"),
        "aws:resourceaccount" => resource_account(need),
        // Developer Guide, "Encryption at rest": Step Functions itself calls KMS with the role.
        "kms:viaservice" if need.tier == Tier::Kms => Given::Absent,
        _ => Given::Open,
    }
}

/// The account of the one resource that is needed; buckets do not tell theirs.
fn resource_account(need: &Need) -> Given {
    let [resource] = need.resources.as_slice() else { return Given::Unread };
    match resource.split(':', 6).into_iter().nth(4) {
        Some(account) if !account.tokens.is_empty() && !account.has_wildcard() => Given::Value(account),
        _ => Given::Unread,
    }
}
