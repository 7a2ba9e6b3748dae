//! How a Step Functions task calls a service: the forms of its `Resource`, and which actions and
//! patterns each optimized integration has.

mod table;

use super::arn::{Arn, Part};
use super::hole;
pub use table::{INTEGRATIONS, Integration, Support};

/// What the `Resource` of a task names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource<'a> {
    /// A Lambda function by its own ARN, the older way to call one.
    Lambda {
        /// The function's name.
        name: Part<'a>,
        /// Version or alias. Where the name is not known, it may hide one.
        qualifier: Option<Part<'a>>,
    },
    /// An activity, whose work is fetched by a worker.
    Activity {
        /// The activity's name.
        name: Part<'a>,
    },
    /// An integration made for one service: `arn:aws:states:::sqs:sendMessage`.
    Optimized {
        /// Id of the integration. Where it is not known, it may even be an SDK integration.
        service: Part<'a>,
        /// Action, in camelCase.
        action: Part<'a>,
        /// How the task waits.
        pattern: Pattern<'a>,
    },
    /// An operation called as an SDK would call it: `arn:aws:states:::aws-sdk:s3:getObject`.
    Sdk {
        /// Id of the service, in lower case.
        service: Part<'a>,
        /// Name of the operation, in camelCase.
        action: Part<'a>,
        /// How the task waits.
        pattern: Pattern<'a>,
    },
    /// A call to an HTTPS endpoint: `arn:aws:states:::http:invoke`.
    Http {
        /// How the task waits.
        pattern: Pattern<'a>,
    },
    /// Holes hide which form it is.
    Unknown,
    /// None of the forms, and no hole in it that could change this.
    Unrecognized,
}

/// How a task waits for what it called: the end of the resource, from the first dot on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern<'a> {
    /// Until the call returns. Nothing is written.
    RequestResponse,
    /// Until the job is done: `.sync`.
    Sync,
    /// The same, and the output is JSON instead of a string with JSON in it: `.sync:2`.
    SyncV2,
    /// Until someone returns the task token: `.waitForTaskToken`.
    WaitForTaskToken,
    /// Anything else that follows the dot.
    Other(&'a str),
    /// Holes hide it.
    Unknown,
}

/// Reads the `Resource` of a task. Holes make only the part unknown that they stand in; a hole directly
/// after an action (`lambda:invoke${Suffix}`) may continue its name or start its pattern, so that both
/// are unknown.
pub fn parse(resource: &str) -> Resource<'_> {
    let found = Arn::parse(resource).and_then(|arn| of_arn(&arn));
    match found {
        Some(found) => found,
        None if hole::has_hole(resource) => Resource::Unknown,
        None => Resource::Unrecognized,
    }
}

/// The optimized integration with this id. Case matters, as it does to the service.
pub fn integration(service: &str) -> Option<&'static Integration> {
    let at = INTEGRATIONS.binary_search_by_key(&service, |integration| integration.service);
    INTEGRATIONS.get(at.ok()?)
}

fn of_arn<'a>(arn: &Arn<'a>) -> Option<Resource<'a>> {
    match arn.service.known()? {
        "lambda" => of_function(arn.resource),
        "states" if arn.region.is_empty() && arn.account.is_empty() => of_integration(arn.resource),
        "states" => {
            let (kind, name) = arn.resource.split_once(b":")?;
            (kind.text() == "activity" && is_name(name)).then_some(Resource::Activity { name })
        }
        _ => None,
    }
}

/// `function:NAME`, `function:NAME:QUALIFIER`.
fn of_function(resource: Part<'_>) -> Option<Resource<'_>> {
    let (kind, name) = resource.split_once(b":")?;
    if kind.text() != "function" {
        return None;
    }
    let (name, qualifier) = match name.split_once(b":") {
        Some((name, qualifier)) => (name, Some(qualifier)),
        None => (name, None),
    };
    (is_name(name) && qualifier.is_none_or(is_name)).then_some(Resource::Lambda { name, qualifier })
}

/// `SERVICE:ACTION` or `aws-sdk:SERVICE:ACTION`, with the pattern after the action.
fn of_integration(resource: Part<'_>) -> Option<Resource<'_>> {
    let (service, call) = resource.split_once(b":")?;
    if service.text() == "aws-sdk" {
        let (service, call) = call.split_once(b":")?;
        let (action, pattern) = call_and_pattern(service, call)?;
        return Some(Resource::Sdk { service, action, pattern });
    }
    let (action, pattern) = call_and_pattern(service, call)?;
    Some(match (service.text(), action.text()) {
        ("http", "invoke") => Resource::Http { pattern },
        _ => Resource::Optimized { service, action, pattern },
    })
}

fn call_and_pattern<'a>(service: Part<'a>, call: Part<'a>) -> Option<(Part<'a>, Pattern<'a>)> {
    let (action, pattern) = match call.split_once(b".") {
        Some((action, suffix)) => (action, Pattern::after_dot(suffix)),
        None if call.has_hole() => (call, Pattern::Unknown),
        None => (call, Pattern::RequestResponse),
    };
    (!service.is_empty() && is_name(action)).then_some((action, pattern))
}

/// Whether this can be a name: not empty, and no further colon.
fn is_name(part: Part<'_>) -> bool {
    !part.is_empty() && hole::find_outside(part.text(), b":").is_none()
}

impl<'a> Pattern<'a> {
    fn after_dot(suffix: Part<'a>) -> Pattern<'a> {
        match suffix.known() {
            None => Pattern::Unknown,
            Some("sync") => Pattern::Sync,
            Some("sync:2") => Pattern::SyncV2,
            Some("waitForTaskToken") => Pattern::WaitForTaskToken,
            Some(other) => Pattern::Other(other),
        }
    }
}

#[cfg(test)]
mod tests;
