//! Names of errors, what each of them stands for, and the retriers and catchers that name them.

use std::borrow::Cow;

use super::state::State;
use super::{is_hidden, known_text};
use crate::tree::Value;

/// Any error but those that nothing can handle.
pub const ALL: &str = "States.ALL";
/// Any error but a timeout.
pub const TASK_FAILED: &str = "States.TaskFailed";
/// A task took longer than `TimeoutSeconds`, or missed a heartbeat.
pub const TIMEOUT: &str = "States.Timeout";
/// A task missed a heartbeat.
pub const HEARTBEAT_TIMEOUT: &str = "States.HeartbeatTimeout";

/// What the names of errors of the language start with; no other name may (specification, "Errors").
pub const PREFIX: &str = "States.";

/// Errors of the language (specification of November 2024, "Errors"; the last three: developer guide,
/// "Handling errors in Step Functions workflows"). Case matters.
pub const PREDEFINED: [&str; 17] = [
    ALL,
    HEARTBEAT_TIMEOUT,
    TIMEOUT,
    TASK_FAILED,
    "States.Permissions",
    "States.ResultPathMatchFailure",
    "States.ParameterPathFailure",
    "States.QueryEvaluationError",
    "States.BranchFailed",
    "States.NoChoiceMatched",
    "States.IntrinsicFailure",
    "States.ExceedToleratedFailureThreshold",
    "States.ItemReaderFailed",
    "States.ResultWriterFailed",
    DATA_LIMIT_EXCEEDED,
    RUNTIME,
    "States.Http.Socket",
];

const DATA_LIMIT_EXCEEDED: &str = "States.DataLimitExceeded";
const RUNTIME: &str = "States.Runtime";

/// Errors that a name stands for beside itself, and those that it leaves out (developer guide, "Handling
/// errors in Step Functions workflows"). What the guide does not settle is left out.
const WILDCARDS: [(&str, &[&str]); 2] = [
    (ALL, &[DATA_LIMIT_EXCEEDED, RUNTIME]),
    (TASK_FAILED, &[ALL, TIMEOUT, HEARTBEAT_TIMEOUT, DATA_LIMIT_EXCEEDED, RUNTIME]),
];

/// Whether a handler that names `broad` takes every error named `name`, which is another one.
pub fn includes(broad: &str, name: &str) -> bool {
    // A missed heartbeat is a timeout, too.
    let is_heartbeat = broad == TIMEOUT && name == HEARTBEAT_TIMEOUT;
    let wildcard = WILDCARDS.iter().find(|(wildcard, _)| *wildcard == broad);
    broad != name && (is_heartbeat || wildcard.is_some_and(|(_, but)| !but.contains(&name)))
}

/// A retrier or a catcher.
#[derive(Clone, Copy, Debug)]
pub struct Handler<'m> {
    /// The object.
    pub value: Value<'m>,
}

impl<'m> State<'m> {
    /// Its retriers and its catchers, each list in the order in which the service tries it and with the
    /// field that holds it.
    pub fn handlers(self) -> impl Iterator<Item = (&'static str, Vec<Handler<'m>>)> {
        let fields = if self.kind().may_handle() { ["Retry", "Catch"].as_slice() } else { &[] };
        let of = |value| Handler { value };
        fields.iter().filter_map(move |field| {
            let list = self.field(field)?;
            Some((*field, list.items().map(of).collect()))
        })
    }
}

impl<'m> Handler<'m> {
    /// The errors that it names as far as they are known, each with its place.
    pub fn errors(self) -> impl Iterator<Item = (Value<'m>, Cow<'m, str>)> {
        let items = self.value.get("ErrorEquals").into_iter().flat_map(Value::items);
        items.filter_map(|item| Some((item, known_text(item)?)))
    }

    /// Whether it names this error itself.
    pub fn names(self, error: &str) -> bool {
        self.errors().any(|(_, name)| name == error)
    }

    /// Whether all that it names is written here.
    pub fn is_known(self) -> bool {
        let errors = self.value.get("ErrorEquals").filter(|errors| errors.is_sequence());
        errors.is_some_and(|errors| errors.items().all(|error| known_text(error).is_some()))
    }
}

/// The pauses of a retrier whose numbers are all known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pauses {
    /// How often it tries again.
    pub attempts: u64,
    /// Seconds before it tries again for the first time.
    pub first: f64,
    /// What each further pause is multiplied with.
    pub rate: f64,
    /// Seconds that no pause exceeds.
    pub limit: Option<f64>,
}

/// What the service takes where nothing is written (specification, "Retriers").
const DEFAULT: Pauses = Pauses { attempts: 3, first: 1.0, rate: 2.0, limit: None };

/// Longer than any execution lasts; sums of pauses stop there.
const FOREVER: f64 = 1e12;

impl Pauses {
    /// The pauses of a retrier; nothing if a number is hidden or wrong.
    pub fn of(retrier: Value) -> Option<Pauses> {
        let number = |name: &str, default: f64, least: f64| match retrier.get(name) {
            None => Some(default),
            Some(value) if is_hidden(value) => None,
            Some(value) => value.as_f64().filter(|number| *number >= least),
        };
        Some(Pauses {
            attempts: number("MaxAttempts", DEFAULT.attempts as f64, 0.0)? as u64,
            first: number("IntervalSeconds", DEFAULT.first, 0.0)?,
            rate: number("BackoffRate", DEFAULT.rate, 1.0)?,
            limit: match retrier.get("MaxDelaySeconds") {
                Some(_) => Some(number("MaxDelaySeconds", 0.0, 0.0)?),
                None => None,
            },
        })
    }

    /// Seconds before the last attempt.
    pub fn longest(self) -> f64 {
        let exponent = self.attempts.saturating_sub(1).min(i32::MAX as u64) as i32;
        let growing = (self.first * self.rate.powi(exponent)).min(FOREVER);
        self.limit.map_or(growing, |limit| growing.min(limit))
    }

    /// Seconds of all pauses together, without the time that the attempts take.
    pub fn total(self) -> f64 {
        let all = self.attempts as f64;
        // Pauses that still grow; those after them are all as long as the limit.
        let growing = match self.limit {
            Some(limit) if self.first >= limit => 0.0,
            Some(limit) if self.rate > 1.0 => ((limit / self.first).ln() / self.rate.ln()).ceil().min(all),
            _ => all,
        };
        let grown = match self.rate > 1.0 {
            true => self.first * (self.rate.powf(growing) - 1.0) / (self.rate - 1.0),
            false => self.first * growing,
        };
        (grown + (all - growing) * self.limit.unwrap_or(0.0)).min(FOREVER)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{ALL, HEARTBEAT_TIMEOUT, PREDEFINED, PREFIX, Pauses, TASK_FAILED, TIMEOUT, includes};

    #[test]
    fn a_wildcard_includes_all_but_its_exceptions() {
        for (broad, name) in [
            (ALL, TIMEOUT),
            (ALL, TASK_FAILED),
            (ALL, "Lambda.Unknown"),
            (TASK_FAILED, "States.Permissions"),
            (TASK_FAILED, "OutOfStock"),
            (TIMEOUT, HEARTBEAT_TIMEOUT),
        ] {
            assert!(includes(broad, name), "{broad} {name}");
            assert!(!includes(name, broad), "{name} {broad}");
        }
        for (broad, name) in [
            (ALL, ALL),
            (ALL, "States.Runtime"),
            (ALL, "States.DataLimitExceeded"),
            (TASK_FAILED, TIMEOUT),
            (TASK_FAILED, HEARTBEAT_TIMEOUT),
            ("OutOfStock", "OutOfStock"),
            ("States.BranchFailed", TASK_FAILED),
        ] {
            assert!(!includes(broad, name), "{broad} {name}");
        }
        assert!(PREDEFINED.iter().all(|name| name.starts_with(PREFIX)));
    }

    #[test]
    fn pauses_add_up() {
        let pauses = |attempts, first, rate, limit| Pauses { attempts, first, rate, limit };
        assert_eq!(pauses(3, 1.0, 2.0, None).total(), 7.0);
        assert_eq!(pauses(3, 1.0, 2.0, None).longest(), 4.0);
        assert_eq!(pauses(5, 10.0, 2.0, Some(30.0)).total(), 10.0 + 20.0 + 3.0 * 30.0);
        assert_eq!(pauses(5, 60.0, 2.0, Some(30.0)).total(), 5.0 * 30.0);
        assert_eq!(pauses(100, 3.0, 1.0, None).total(), 300.0);
        assert_eq!(pauses(0, 3.0, 2.0, None).total(), 0.0);
        let endless = pauses(99_999_999, 1.0, 2.0, None);
        assert!(endless.total() > 1e11 && endless.total().is_finite());
        assert!(endless.longest().is_finite());
        assert!(pauses(99_999_999, 1.0, 1.000_000_1, None).total() >= 99_999_999.0);
        assert_eq!(pauses(5, 0.0, 2.0, Some(30.0)).total(), 0.0);
    }

    proptest! {
        #[test]
        fn sums_are_those_of_the_pauses(
            attempts in 0..40_u64, first in 1..100_u32, rate in 10..40_u32, limit in prop::option::of(1..1_000_u32),
        ) {
            let (first, rate) = (f64::from(first), f64::from(rate) / 10.0);
            let limit = limit.map(f64::from);
            let one = |at: u64| limit.map_or(f64::INFINITY, |limit| limit).min(first * rate.powi(at as i32));
            let sum = (0..attempts).map(one).sum::<f64>().min(super::FOREVER);
            let total = Pauses { attempts, first, rate, limit }.total();
            prop_assert!((total - sum).abs() <= sum * 1e-9, "{total} {sum}");
        }
    }
}
