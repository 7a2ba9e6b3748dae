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
    // What the template puts in later was put there by whoever knows the call.
    let (mut found, mut is_unread) = (Some(false), is_of_the_call(key));
    for text in &condition.values {
        let wanted = pattern(text, names).map(|mut wanted| {
            if !operator.takes_wildcards() {
                wanted.tokens.iter_mut().for_each(literal);
            }
            wanted.tokens.iter_mut().for_each(own_account);
            wanted
        });
        is_unread |= wanted.as_ref().is_none_or(Pattern::is_open);
        let fits = wanted.and_then(|wanted| match any_case {
            true => fits(&lowered(&wanted), &lowered(&value)),
            false => fits(&wanted, &value),
        });
        found = match (found, fits) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (None, _) | (_, None) => None,
            _ => Some(false),
        };
    }
    match found.filter(|_| !condition.values.is_empty()) {
        Some(found) => Some(Some(found != operator.negated)),
        None => (!is_unread).then_some(None),
    }
}

fn is_of_the_call(key: &str) -> bool {
    OF_THE_CALL.iter().any(|one| one.eq_ignore_ascii_case(key))
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
    if is_of_the_call(key) {
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::iam::{Policy, PolicyKind, Resolved};
    use crate::text::SourceId;
    use crate::tree::json;

    #[test]
    fn three_values() {
        let service = Fact {
            operator: "StringEquals",
            key: "iam:PassedToService".to_owned(),
            value: Pattern::of("eks.amazonaws.com"),
        };
        let mut role = Pattern::of("arn:aws:iam::");
        role.tokens.push(Token::Place("AWS::AccountId".to_owned()));
        role.push_text(":role/r");
        let pass = Need { facts: vec![service], ..Need::on("iam:PassRole", vec![role], Tier::PassRole) };
        for (condition, expected) in [
            (r#"{}"#, "holds"),
            (r#"{"StringEquals": {"IAM:passedToService": "eks.amazonaws.com"}}"#, "holds"),
            (r#"{"StringLike": {"iam:PassedToService": ["ecs*", "eks*"]}}"#, "holds"),
            (r#"{"StringEquals": {"iam:PassedToService": "eks*"}}"#, "fails"),
            (r#"{"StringEqualsIgnoreCase": {"iam:PassedToService": "EKS.amazonaws.com"}}"#, "holds"),
            (r#"{"StringNotEquals": {"iam:PassedToService": "eks.amazonaws.com"}}"#, "fails"),
            (r#"{"StringEquals": {"iam:PassedToService": "eks.${AWS::URLSuffix}"}}"#, "unread"),
            (r#"{"Bool": {"aws:SecureTransport": "true"}}"#, "holds"),
            (r#"{"Bool": {"aws:SecureTransport": false}}"#, "fails"),
            (r#"{"Bool": {"aws:ViaAWSService": "true"}}"#, "fails"),
            (r#"{"Null": {"aws:PrincipalAccount": "false"}}"#, "holds"),
            (r#"{"StringEquals": {"aws:ResourceAccount": "${aws:PrincipalAccount}"}}"#, "holds"),
            (r#"{"StringEquals": {"aws:PrincipalAccount": "123456789012"}}"#, "open"),
            (r#"{"StringEquals": {"aws:PrincipalOrgID": "o-1"}}"#, "open"),
            (r#"{"StringEquals": {"aws:PrincipalAccount": "${Other}"}}"#, "unread"),
            (
                r#"{"StringEquals": {"aws:PrincipalOrgID": "o-1"}, "Bool": {"aws:SecureTransport": "false"}}"#,
                "fails",
            ),
        ] {
            let text = format!(
                r#"{{"Statement": {{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {condition}}}}}"#
            );
            let tree = json::parse(SourceId(0), text.as_str().into(), 0..text.len());
            let policy = Policy::of(tree.root(), PolicyKind::Identity, &|_| Resolved::Plain);
            let found = match holds(policy.statements.first().unwrap(), &pass, &Names::none()) {
                Truth::Holds => "holds",
                Truth::Fails(_) => "fails",
                Truth::Open(_) => "open",
                Truth::Unread => "unread",
            };
            assert_eq!(found, expected, "{condition}");
        }
    }
}
