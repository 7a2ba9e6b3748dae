//! Sets of actions with which somebody gains more than the actions say: by widening the own permissions, by
//! becoming another principal, by passing a role to something, or by taking over something that has a role.

use std::sync::LazyLock;

static TABLE: &str = include_str!("data/escalations.txt");

/// One set of actions, all of which are needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Escalation {
    /// Its name: `pass-role-function-invoke`.
    pub id: &'static str,
    /// How it works.
    pub class: Class,
    /// The actions, as `service:name`.
    pub actions: Vec<&'static str>,
    /// The service that takes the role that is passed; empty if none is passed.
    pub service: &'static str,
    /// Whether all actions must reach one and the same resource.
    pub same_resource: bool,
}

/// How an escalation works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// The principal widens its own permissions.
    Own,
    /// It becomes another principal.
    Principal,
    /// It passes a role to something that it controls.
    PassRole,
    /// It takes over something that has a role.
    ExistingRole,
}

static ALL: LazyLock<Vec<Escalation>> = LazyLock::new(|| TABLE.lines().filter_map(read).collect());

static ACTIONS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let mut all: Vec<&str> = ALL.iter().flat_map(|one| one.actions.iter().copied()).collect();
    all.sort_by_key(|action| action.to_ascii_lowercase());
    all.dedup();
    all
});

/// All sets that are known.
pub fn all() -> &'static [Escalation] {
    &ALL
}

/// Every action that is part of a set, sorted regardless of case.
pub fn actions() -> &'static [&'static str] {
    &ACTIONS
}

/// The action of a set with this name, in any case.
pub fn action(name: &str) -> Option<&'static str> {
    let compare = |known: &&str| {
        let known = known.bytes().map(|byte| byte.to_ascii_lowercase());
        known.cmp(name.bytes().map(|byte| byte.to_ascii_lowercase()))
    };
    ACTIONS.binary_search_by(compare).ok().and_then(|at| ACTIONS.get(at)).copied()
}

fn read(line: &'static str) -> Option<Escalation> {
    let mut fields = line.split('\t');
    let (id, class, actions, service) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
    let bare = class.trim_end_matches('=');
    let kind = match bare {
        "self" => Class::Own,
        "principal" => Class::Principal,
        "pass-role" => Class::PassRole,
        "existing-role" => Class::ExistingRole,
        _ => return None,
    };
    let same_resource = bare.len() < class.len();
    Some(Escalation { id, class: kind, actions: actions.split(',').collect(), service, same_resource })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_and_names_actions_that_exist() {
        assert_eq!(all().len(), TABLE.lines().count());
        assert_eq!(all().len(), 77);
        for one in all() {
            assert_eq!(one.class == Class::PassRole, !one.service.is_empty(), "{}", one.id);
            for name in &one.actions {
                assert!(crate::aws::actions::find(name).is_some(), "{name}");
                assert_eq!(action(&name.to_uppercase()), Some(*name));
            }
        }
    }
}
