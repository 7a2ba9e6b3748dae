use std::cell::LazyCell;

use crate::asl::duration::{EXPRESS_LIMIT, Least, NEVER, STANDARD_LIMIT, human, worst};
use crate::asl::error::{ALL, Handler, TIMEOUT};
use crate::asl::{Kind, Machine, State, StateType};
use crate::diagnostic::Severity;
use crate::rule::{Report, rule};
use crate::tree::Value;

rule! {
    code: "asl/worst-case-duration",
    group: Reliability,
    severity: Warning,
    check: Machine(check),
}

/// What ends an execution.
#[derive(Clone, Copy)]
struct Limit<'m> {
    seconds: u64,
    /// `TimeoutSeconds` of the machine; none for the limit of the service.
    written: Option<Value<'m>>,
}

fn check(machine: &Machine, report: &mut Report) {
    let limit = limit(machine);
    absurd(machine, report);
    let is_cut = waits_too_long(machine, limit, report);
    let is_useless = task_timeouts(machine, limit, report);
    if let Some(timeout) = limit.written.filter(|_| !is_cut && !is_useless) {
        let worst = worst(machine);
        if worst > limit.seconds {
            let (mut may, mut ends) = (human(worst), human(limit.seconds));
            if may == ends {
                (may, ends) = (format!("{worst} s"), format!("{} s", limit.seconds));
            }
            report
                .at(
                    timeout,
                    format!(
                        "an execution may take {may} by its own waits, timeouts and retries, but `TimeoutSeconds` ends it after {ends}"
                    ),
                )
                .help("raise `TimeoutSeconds`, or lower the timeouts and retries of the tasks")
                .severity(Severity::Info);
        }
    }
}

fn limit<'m>(machine: &'m Machine<'m>) -> Limit<'m> {
    let seconds = if machine.kind() == Kind::Express { EXPRESS_LIMIT } else { STANDARD_LIMIT };
    let own = Limit { seconds, written: None };
    let Some(timeout) = machine.field("TimeoutSeconds") else { return own };
    match seconds_of(timeout) {
        Some(written) if written > 0 && written <= seconds => {
            Limit { seconds: written, written: Some(timeout) }
        }
        _ => own,
    }
}

fn seconds_of(value: Value) -> Option<u64> {
    u64::try_from(value.as_i64()?).ok()
}

/// Numbers beyond the life of any execution. What is too long for an Express machine is another rule's.
fn absurd(machine: &Machine, report: &mut Report) {
    if machine.kind() == Kind::Express {
        return;
    }
    let tasks = machine.states().filter(|state| state.kind() == StateType::Task);
    let timeouts = machine
        .field("TimeoutSeconds")
        .into_iter()
        .chain(tasks.filter_map(|state| state.field("TimeoutSeconds")));
    for timeout in timeouts {
        if let Some(seconds) = seconds_of(timeout).filter(|seconds| *seconds > STANDARD_LIMIT) {
            report
                .at(
                    timeout,
                    format!(
                        "{} is as good as no timeout: no execution lasts longer than a year",
                        human(seconds)
                    ),
                )
                .help("write a little more than the longest time that it takes")
                .severity(Severity::Info);
        }
    }
}

/// Waits that an execution never gets past, by the quickest way there. Whether there are any.
fn waits_too_long(machine: &Machine, limit: Limit, report: &mut Report) -> bool {
    let waits = machine.states().filter(|state| state.kind() == StateType::Wait).filter_map(|state| {
        let place = state.field("Seconds")?;
        Some((state, place, seconds_of(place)?))
    });
    let least = LazyCell::new(|| Least::of(machine));
    let mut found = false;
    for (state, place, own) in waits {
        let before = least.until(state);
        let is_first = before < limit.seconds && before != NEVER && own > 0;
        // One long wait in an Express machine is another rule's.
        let is_other = machine.kind() == Kind::Express && own >= EXPRESS_LIMIT;
        if !is_first || is_other || before.saturating_add(own) < limit.seconds {
            continue;
        }
        found = true;
        let message = match before {
            0 => format!(
                "no execution gets past `{}`: it waits {}, and {}",
                state.name(),
                human(own),
                ends(limit)
            ),
            _ => format!(
                "no execution gets past `{}`: with the waits before it, it ends {} after the start, and {}",
                state.name(),
                human(before.saturating_add(own)),
                ends(limit)
            ),
        };
        let finding = report.at(place, message).help(match limit.written {
            Some(_) => "raise `TimeoutSeconds` of the machine, or wait for less",
            None => "wait for less, or split the machine in two",
        });
        if let Some(timeout) = limit.written {
            finding.related(timeout.entry_span(), "the timeout of the machine");
        }
    }
    found
}

fn ends(limit: Limit) -> String {
    match limit.written {
        Some(_) => format!("`TimeoutSeconds` ends the execution after {}", human(limit.seconds)),
        None => format!(
            "the service ends any execution after {}",
            if limit.seconds == EXPRESS_LIMIT { "5 minutes" } else { "a year" }
        ),
    }
}

/// Timeouts of tasks that come no earlier than that of the machine. Whether there are any.
fn task_timeouts(machine: &Machine, limit: Limit, report: &mut Report) -> bool {
    let Some(machine_timeout) = limit.written else { return false };
    let mut found = false;
    for state in machine.states().filter(|state| state.kind() == StateType::Task) {
        let Some(timeout) = state.field("TimeoutSeconds") else { continue };
        let Some(seconds) =
            seconds_of(timeout).filter(|seconds| *seconds >= limit.seconds && *seconds <= STANDARD_LIMIT)
        else {
            continue;
        };
        found = true;
        let finding = report
            .at(
                timeout,
                format!(
                    "the timeout of `{}` never comes: it is {}, and the execution ends after {} at the latest",
                    state.name(),
                    human(seconds),
                    human(limit.seconds)
                ),
            )
            .help("lower it, or raise `TimeoutSeconds` of the machine")
            .related(machine_timeout.entry_span(), "the timeout of the machine, which nothing can catch");
        if !handles_timeouts(state) {
            finding.severity(Severity::Info);
        }
    }
    found
}

/// Whether it has a retrier or catcher that waits for the timeout in vain.
fn handles_timeouts(state: State) -> bool {
    let handlers = state.retriers().chain(state.catchers()).map(|value| Handler { value });
    handlers.into_iter().any(|handler| handler.names(TIMEOUT) || handler.names(ALL))
}
