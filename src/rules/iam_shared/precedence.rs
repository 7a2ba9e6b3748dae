//! Which rule tells of an action that an identity may use on every resource. One finding is enough; the strongest
//! thing that is true is said, in this order:
//!
//! 1. every action on every resource: `iam/full-admin`, or `iam/wildcard-action` where something limits it;
//! 2. all but some actions or resources: `iam/not-action-allow`, `iam/not-resource-allow`;
//! 3. every action of a service: `iam/wildcard-action`;
//! 4. credentials, the data of customers, access to resources: `iam/credentials-exposure`,
//!    `iam/data-exfiltration`, `iam/resource-exposure`;
//! 5. whatever else could be limited: `iam/wildcard-resource`, `iam/resource-effectively-star`.
//!
//! Beside them stand the rules on what a principal makes of all its permissions together, such as
//! `iam/privilege-escalation`, and `iam/pass-role-wildcard` and `iam/slr-wildcard`, for which Access Analyzer has
//! findings of its own.

use crate::aws::arn::Part;
use crate::aws::wildcard_match_ignore_case;
use crate::iam::{Statement, Text};
use crate::rules::iam_shared::exposure;

/// Whether a statement is told as a whole: the first two of the order.
pub fn is_told_as_a_whole(statement: &Statement) -> bool {
    statement.actions.iter().any(Text::is_every_action)
        || ["NotAction", "NotResource"].iter().any(|name| statement.value.get(name).is_some())
}

/// The service of which a text is every action: `s3` for `s3:*`.
pub fn whole_service<'a>(action: &'a Text) -> Option<&'a str> {
    let (service, name) = Part::whole(action.symbolic()?).split_once(b":")?;
    name.is_star().then_some(service.text())
}

/// What the first four of the order tell of a statement.
pub struct Told<'s> {
    services: Vec<&'s str>,
    listed: Vec<&'static str>,
    on_every_resource: bool,
}

impl<'s> Told<'s> {
    /// Of a statement that allows something to an identity.
    pub fn of(statement: &'s Statement) -> Told<'s> {
        let services = statement.actions.iter().filter_map(whole_service).collect();
        let exposures = exposure::LISTED.into_iter().filter_map(|list| exposure::of(statement, list));
        let listed = exposures.flat_map(|one| one.grants).map(|grant| grant.action).collect();
        Told { services, listed, on_every_resource: statement.resources.iter().any(Text::is_all) }
    }

    /// Whether they tell of this action of it.
    pub fn includes(&self, action: &Text) -> bool {
        let changes_access = || action.covered_actions().any(|one| exposure::changes_access(&one));
        action.is_every_action()
            || self.is_of_whole_service(action)
            || self.listed.iter().any(|listed| action.covers_action(listed) == Some(true))
            || self.on_every_resource && changes_access()
    }

    fn is_of_whole_service(&self, action: &Text) -> bool {
        whole_service(action).is_some()
            || action.action().is_some_and(|one| {
                self.services.iter().any(|whole| wildcard_match_ignore_case(whole, one.service()))
            })
    }
}
