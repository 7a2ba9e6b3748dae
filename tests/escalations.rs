//! Every known set of actions is found in whatever form its actions are allowed, and not found if one of them is
//! missing, denied, or passes roles to another service.
#![allow(clippy::unwrap_used, missing_docs)]

use steplint::aws::escalations::{self, Class, Escalation};
use steplint::config::Config;
use steplint::project::Input;

fn ids(name: &str, text: String) -> Vec<String> {
    let mut input = Input::default();
    input.add(name, text.into_bytes());
    let outcome = steplint::check(input, &Config::only(&["iam/privilege-escalation"]));
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    let words = |text: &str| text.split(|one| !is_letter(one)).map(str::to_owned).collect::<Vec<_>>();
    outcome.diagnostics.iter().flat_map(|one| words(&one.message)).collect()
}

fn statement(effect: &str, key: &str, actions: &[&str], condition: &str) -> String {
    format!(r#"{{"Effect":"{effect}","{key}":{actions:?},"Resource":"*"{condition}}}"#)
}

fn policy(statements: &[String]) -> String {
    format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(","))
}

fn split(actions: &[&str]) -> Vec<String> {
    actions.iter().map(|action| statement("Allow", "Action", &[action], "")).collect()
}

/// The set itself, or a smaller one that it contains and that is told instead.
fn is_told(ids: &[String], one: &Escalation) -> bool {
    let is_within = |small: &&Escalation| small.actions.iter().all(|action| one.actions.contains(action));
    escalations::all().iter().filter(is_within).any(|small| ids.iter().any(|id| id == small.id))
}

fn contains(ids: &[String], one: &Escalation) -> bool {
    ids.iter().any(|id| id == one.id)
}

#[test]
fn found_in_statements_of_their_own_and_not_without_one_of_them() {
    for one in escalations::all() {
        let statements = split(&one.actions);
        assert!(is_told(&ids("p.json", policy(&statements)), one), "{}", one.id);
        for (missing, action) in one.actions.iter().enumerate() {
            let mut rest = statements.clone();
            rest.remove(missing);
            assert!(!contains(&ids("p.json", policy(&rest)), one), "{} without {action}", one.id);
            let mut denied = statements.clone();
            denied.push(statement("Deny", "Action", &[action], ""));
            assert!(!contains(&ids("p.json", policy(&denied)), one), "{} with {action} denied", one.id);
        }
    }
}

#[test]
fn found_behind_patterns() {
    for one in escalations::all() {
        let patterns: Vec<String> =
            one.actions.iter().map(|name| format!("{}?", &name[..name.len() - 1])).collect();
        let patterns: Vec<&str> = patterns.iter().map(String::as_str).collect();
        assert!(is_told(&ids("p.json", policy(&split(&patterns))), one), "{}", one.id);
    }
}

#[test]
fn found_by_not_action() {
    for one in escalations::all() {
        let all = escalations::actions().iter().copied();
        let others: Vec<&str> = all.clone().filter(|action| !one.actions.contains(action)).collect();
        let found = ids("p.json", policy(&[statement("Allow", "NotAction", &others, "")]));
        assert!(is_told(&found, one), "{}", one.id);
        for missing in &one.actions {
            let others: Vec<&str> = others.iter().copied().chain([*missing]).collect();
            let found = ids("p.json", policy(&[statement("Allow", "NotAction", &others, "")]));
            assert!(!contains(&found, one), "{} without {missing}", one.id);
        }
    }
}

#[test]
fn found_in_inline_and_managed_policies_of_one_role() {
    for one in escalations::all() {
        let (first, others) = one.actions.split_first().unwrap();
        let template = |managed: &str| {
            format!(
                r#"{{"Resources":{{"Role":{{"Type":"AWS::IAM::Role","Properties":{{"ManagedPolicyArns":[{managed}],
                "Policies":[{{"PolicyName":"a","PolicyDocument":{}}}]}}}},
                "Managed":{{"Type":"AWS::IAM::ManagedPolicy","Properties":{{"PolicyDocument":{}}}}}}}}}"#,
                policy(&split(&[first])),
                policy(&split(others))
            )
        };
        assert!(is_told(&ids("t.json", template(r#"{"Ref":"Managed"}"#)), one), "{}", one.id);
        if !others.is_empty() {
            assert!(!contains(&ids("t.json", template("")), one), "{} in two", one.id);
        }
    }
}

#[test]
fn the_service_that_takes_the_role_must_be_admitted() {
    for one in escalations::all().iter().filter(|one| one.class == Class::PassRole) {
        let (pass, others) = one.actions.split_first().unwrap();
        let with = |operator: &str, service: &str| {
            let condition = format!(r#","Condition":{{"{operator}":{{"iam:PassedToService":"{service}"}}}}"#);
            let mut statements = split(others);
            statements.push(statement("Allow", "Action", &[pass], &condition));
            ids("p.json", policy(&statements))
        };
        assert!(is_told(&with("StringEquals", one.service), one), "{}", one.id);
        assert!(is_told(&with("StringLike", "*.amazonaws.com"), one), "{}", one.id);
        assert!(!contains(&with("StringEquals", "no.amazonaws.com"), one), "{}", one.id);
        assert!(!contains(&with("StringNotEquals", one.service), one), "{}", one.id);
    }
}
