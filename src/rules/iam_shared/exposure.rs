//! What the rules on dangerous actions have in common.

use crate::aws::actions::Action;
use crate::aws::escalations;
use crate::aws::exposures::{CREDENTIALS, DATA};
use crate::iam::{PolicyKind, Statement};
use crate::rules::iam_shared::grants::{self, Grant, Width};
use crate::rules::iam_shared::precedence::{is_told_as_a_whole, whole_service};
use crate::rules::shared::some_of;
use crate::tree::Value;

/// The actions of which `iam/credentials-exposure` and `iam/data-exfiltration` tell.
pub const LISTED: [&[&str]; 2] = [&CREDENTIALS, &DATA];

/// Dangerous actions that a statement allows on every resource.
pub struct Exposure<'s, 't> {
    /// One for each action of the list; at least one.
    pub grants: Vec<Grant<'s, 't>>,
    /// The first of them as written.
    pub place: Value<'t>,
    /// "`a:B` or 3 more".
    pub names: String,
}

/// The actions of a sorted list that a statement of an identity allows on every resource, if there is any. What says
/// more than that is the subject of other rules.
pub fn of<'s, 't>(statement: &'s Statement<'t>, list: &[&'static str]) -> Option<Exposure<'s, 't>> {
    if statement.kind != PolicyKind::Identity || !statement.is_allow() || is_told_as_a_whole(statement) {
        return None;
    }
    let mut grants = grants::of_statement(statement, list, |name| grants::in_list(list, name));
    let services: Vec<&str> = statement.actions.iter().filter_map(whole_service).collect();
    let is_told = |grant: &Grant| {
        let service = grant.action.split(':').next().unwrap_or_default();
        services.iter().any(|whole| crate::aws::wildcard_match_ignore_case(whole, service))
    };
    grants.retain(|grant| grant.width == Width::All && !is_told(grant));
    let place = grants.first()?.place;
    let names: Vec<&str> = grants.iter().map(|grant| grant.action).collect();
    let names = some_of(&names, "or");
    Some(Exposure { grants, place, names })
}

const READING: [&str; 4] = ["Describe", "Get", "List", "Search"];

/// Whether an action changes who may reach a resource, and nothing that another rule tells.
pub fn changes_access(action: &Action) -> bool {
    // The access level of a few that only read is wrong in the data.
    if !action.access.is_permissions()
        || !action.limitable
        || READING.iter().any(|verb| action.name.starts_with(verb))
    {
        return false;
    }
    let name = format!("{}:{}", action.service, action.name);
    let is_escalation = action.service == "iam"
        && (escalations::action(&name).is_some() || action.name.starts_with("Create"));
    !is_escalation && LISTED.iter().all(|list| grants::in_list(list, &name).is_none())
}
