//! The policy with the least privilege that does what a machine needs.

use std::collections::BTreeMap;

use super::fill::fill;
use super::inputs::Given;
use super::names::Names;
use super::pattern::{Pattern, Token};
use super::place::here;
use super::{Fact, Need, Needs};
use crate::aws::actions;

/// A statement that allows what some states need.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// Its name, unique in the policy, made of the names of the states.
    pub sid: String,
    /// Actions, sorted.
    pub actions: Vec<String>,
    /// Resources, sorted by their text.
    pub resources: Vec<Pattern>,
    /// Conditions that every call fulfils.
    pub facts: Vec<Fact>,
    /// The states and settings that need it, in the order of the definition.
    pub sources: Vec<String>,
    /// What was put in for a placeholder of the definition.
    pub remarks: Vec<String>,
}

/// Kinds of resources of one action that a policy names.
const MAX_KINDS: usize = 8;

/// Longer names say no more.
const MAX_SID: usize = 64;

/// The statements of the policy. Empty if the machine needs nothing.
pub fn statements(needs: &Needs) -> Vec<Statement> {
    let mut statements: Vec<Statement> = Vec::new();
    for need in needs.list.iter().filter(|need| !need.spare) {
        let mut remarks = Vec::new();
        let resources = resources(need, &mut remarks);
        let sources: Vec<String> = need.sources.iter().map(|source| source.name.clone()).collect();
        let action = need.action.to_string();
        let is_same = |known: &&mut Statement| known.resources == resources && known.facts == need.facts;
        match statements.iter_mut().find(is_same) {
            Some(known) => {
                add(&mut known.actions, [action]);
                add(&mut known.sources, sources);
                add(&mut known.remarks, remarks);
            }
            None => statements.push(Statement {
                sid: String::new(),
                actions: vec![action],
                resources,
                facts: need.facts.clone(),
                sources,
                remarks,
            }),
        }
    }
    let mut merged: Vec<Statement> = Vec::new();
    for mut statement in statements {
        statement.actions.sort();
        let is_same = |known: &&mut Statement| {
            known.actions == statement.actions
                && known.facts == statement.facts
                && known.sources == statement.sources
        };
        match merged.iter_mut().find(is_same) {
            Some(known) => {
                add(&mut known.resources, statement.resources);
                add(&mut known.remarks, statement.remarks);
            }
            None => merged.push(statement),
        }
    }
    merged.iter_mut().for_each(|statement| statement.resources = without_covered(&statement.resources));
    name(&mut merged);
    merged
}

fn add<T: PartialEq>(list: &mut Vec<T>, more: impl IntoIterator<Item = T>) {
    for one in more {
        if !list.contains(&one) {
            list.push(one);
        }
    }
}

/// What one pattern covers needs no other.
fn without_covered(resources: &[Pattern]) -> Vec<Pattern> {
    let is_covered = |at: usize, one: &Pattern| {
        let others = resources.iter().enumerate().filter(|(other, _)| *other != at);
        others.into_iter().any(|(other, pattern)| pattern.covers(one) && !(one.covers(pattern) && at < other))
    };
    let kept = resources.iter().enumerate().filter(|(at, one)| !is_covered(*at, one));
    let mut kept: Vec<Pattern> = kept.map(|(_, one)| one.clone()).collect();
    kept.sort_by_key(Pattern::to_string);
    kept
}

/// One resource for many kinds of them, which would take up the whole policy: what all have in common of service,
/// Region and account.
fn gathered(resources: &[Pattern]) -> Pattern {
    let all: Vec<Vec<Pattern>> = resources.iter().map(|resource| resource.split(':', 6)).collect();
    let Some(first) = all.first() else { return Pattern::all() };
    let mut common = Pattern::default();
    for (at, part) in first.iter().enumerate() {
        if at > 0 {
            common.push_text(":");
        }
        let is_common = all.iter().all(|other| other.get(at) == Some(part));
        common.push(&if is_common { part.clone() } else { Pattern::all() });
    }
    common
}

/// `*` only where the action takes no resource; otherwise the forms of ARN that it takes.
fn resources(need: &Need, remarks: &mut Vec<String>) -> Vec<Pattern> {
    if !need.resources.iter().any(Pattern::is_all) {
        let resources: Vec<Pattern> = need.resources.iter().map(|resource| here(resource, remarks)).collect();
        let is_any_kind = need.dynamic && resources.len() > MAX_KINDS;
        return if is_any_kind { vec![gathered(&resources)] } else { resources };
    }
    let Some(action) = actions::find(&need.action).filter(|action| action.limitable) else {
        return vec![Pattern::all()];
    };
    let types: Vec<_> = action.resource_types().collect();
    let has_required = types.iter().any(|one| one.required);
    let wanted = types.iter().filter(|one| one.required || !has_required);
    let forms: Vec<Pattern> =
        wanted.map(|one| fill(one.kind.arn, &Names::none(), &|_| Given::Absent).resource).collect();
    if forms.is_empty() { vec![Pattern::all()] } else { without_covered(&forms) }
}

fn name(statements: &mut [Statement]) {
    let mut used: BTreeMap<String, usize> = BTreeMap::new();
    for statement in statements {
        let mut sid = String::from("For");
        for source in &statement.sources {
            let words = source.split(|letter: char| !letter.is_ascii_alphanumeric());
            let name: String = words.filter(|word| !word.is_empty()).map(capitalized).collect();
            if sid.len() + name.len() > MAX_SID {
                break;
            }
            sid.push_str(&name);
        }
        let count = used.entry(sid.clone()).or_default();
        *count += 1;
        statement.sid = if *count == 1 { sid } else { format!("{sid}{count}") };
    }
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}

/// A pattern as the text of `Fn::Sub`, or of a `Fn::GetAtt` or `Ref` alone: `${Orders.Arn}`. The machine itself
/// cannot be named by its own role: `own` is its logical id, with which CloudFormation begins the name.
pub fn substituted(pattern: &Pattern, names: &Names, own: &str) -> String {
    let Some((token, resource)) = pattern.tokens.iter().find_map(|token| match token {
        Token::Name(id) if id != own => Some((token, names.template()?.resource(id)?)),
        _ => None,
    }) else {
        return text(pattern, own);
    };
    if let (Some(arn), Some(reference)) = (names.arn(resource), names.arn_reference(resource))
        && pattern.tokens.starts_with(&arn.tokens)
    {
        let rest = Pattern { tokens: pattern.tokens.iter().skip(arn.tokens.len()).cloned().collect() };
        return format!("${{{reference}}}{}", text(&rest, own));
    }
    let named = names.name_reference(resource);
    let replace = |one: &Token| match named {
        Some(ref named) if one == token => Token::Open(named.clone()),
        // Its name is known to nobody but the service.
        None if one == token => Token::Any,
        _ => one.clone(),
    };
    text(&Pattern { tokens: pattern.tokens.iter().map(replace).collect() }, own)
}

fn text(pattern: &Pattern, own: &str) -> String {
    let tokens = pattern.tokens.iter();
    tokens
        .map(|token| match token {
            Token::Name(id) if id == own => format!("{id}-*"),
            token => Pattern { tokens: vec![token.clone()] }.to_string(),
        })
        .collect()
}
