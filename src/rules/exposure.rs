//! What the rules on lists of dangerous actions have in common.

use crate::iam::{PolicyKind, Statement, Text};
use crate::rules::grants::{self, Grant, Width};
use crate::tree::Value;

/// Actions that a message names.
const NAMED: usize = 3;

/// Dangerous actions that a statement allows on every resource.
pub struct Exposure<'s, 't> {
    /// One for each action of the list; at least one.
    pub grants: Vec<Grant<'s, 't>>,
    /// The first of them as written.
    pub place: Value<'t>,
    /// "`a:B` and 3 more".
    pub names: String,
}

/// The actions of a sorted list that a statement of an identity allows on every resource, if there is any. A statement that
/// allows everything is the subject of other rules.
pub fn of<'s, 't>(statement: &'s Statement<'t>, list: &[&'static str]) -> Option<Exposure<'s, 't>> {
    if statement.kind != PolicyKind::Identity
        || !statement.is_allow()
        || statement.actions.iter().any(Text::is_every_action)
    {
        return None;
    }
    let mut grants = grants::of_statement(statement, list, |name| grants::in_list(list, name));
    grants.retain(|grant| grant.width == Width::All);
    let place = grants.first()?.place;
    let names = names(&grants);
    Some(Exposure { grants, place, names })
}

fn names(grants: &[Grant]) -> String {
    let named: Vec<String> = grants.iter().take(NAMED).map(|grant| format!("`{}`", grant.action)).collect();
    match grants.len().saturating_sub(NAMED) {
        0 => super::shared::joined(&named, "or"),
        more => format!("{} or {more} more", named.join(", ")),
    }
}

/// Misspelt entries never match: each must exist, and the list be in order.
#[cfg(test)]
pub fn check_list(list: &[&str]) {
    assert!(list.is_sorted_by_key(|name| name.to_ascii_lowercase()));
    for name in list {
        let found = crate::aws::actions::find(name);
        assert!(found.is_some_and(|one| name.ends_with(one.name)), "{name}");
    }
}
