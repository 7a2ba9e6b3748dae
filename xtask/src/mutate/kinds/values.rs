//! V: values of the wrong type or out of range.

use steplint::asl::{State, StateType};
use steplint::tree::Value;

use crate::mutate::kind::{
    Kind,
    Mode::{Both, JsonPath},
    error, warning,
};
use crate::mutate::mutant::Mutant;
use crate::mutate::sites::Sites;

use StateType::{Fail, Map, Parallel, Task, Wait};

pub const KINDS: &[Kind] = &[
    error("V1", "TimeoutSeconds 0", Both, |s| task(s, "TimeoutSeconds", "0")),
    error("V1", "TimeoutSeconds too large", Both, |s| task(s, "TimeoutSeconds", "100000000")),
    error("V1", "TimeoutSeconds as a string", Both, |s| task(s, "TimeoutSeconds", "\"300\"")),
    error("V1", "TimeoutSeconds with a fraction", Both, |s| task(s, "TimeoutSeconds", "1.5")),
    error("V2", "HeartbeatSeconds 0", Both, |s| task(s, "HeartbeatSeconds", "0")),
    error("V2", "HeartbeatSeconds as a string", Both, |s| task(s, "HeartbeatSeconds", "\"30\"")),
    error("V3", "HeartbeatSeconds equal to TimeoutSeconds", Both, |s| heartbeat(s, 0)),
    error("V3", "HeartbeatSeconds above TimeoutSeconds", Both, |s| heartbeat(s, 1)),
    error("V4", "TimeoutSeconds beside TimeoutSecondsPath", JsonPath, |s| {
        beside(s, Task, "TimeoutSeconds", "TimeoutSecondsPath", "\"$.limit\"")
    }),
    error("V4", "MaxConcurrency beside MaxConcurrencyPath", JsonPath, |s| {
        beside(s, Map, "MaxConcurrency", "MaxConcurrencyPath", "\"$.limit\"")
    }),
    error("V4", "Error beside ErrorPath", JsonPath, |s| beside(s, Fail, "Error", "ErrorPath", "\"$.error\"")),
    error("V4", "Cause beside CausePath", JsonPath, |s| beside(s, Fail, "Cause", "CausePath", "\"$.cause\"")),
    error("V4", "ItemSelector beside Parameters", JsonPath, |s| {
        beside(s, Map, "Parameters", "ItemSelector", "{\"id.$\": \"$.id\"}")
    }),
    error("V5", "two durations of a Wait", Both, |s| {
        beside(s, Wait, "Seconds", "Timestamp", "\"2030-01-01T00:00:00Z\"")
    }),
    error("V5", "two durations of a Wait by path", JsonPath, |s| {
        beside(s, Wait, "SecondsPath", "Seconds", "10")
    }),
    error("V6", "Seconds -1", Both, |s| seconds(s, "-1")),
    error("V6", "Seconds with a fraction", Both, |s| seconds(s, "1.5")),
    error("V6", "Seconds too large", Both, |s| seconds(s, "100000000")),
    error("V6", "Seconds as a string", Both, |s| seconds(s, "\"10\"")),
    error("V7", "Timestamp with a blank for the T", Both, |s| timestamp(s, "2030-01-01 00:00:00Z")),
    error("V7", "Timestamp without a zone", Both, |s| timestamp(s, "2030-01-01T00:00:00")),
    error("V7", "Timestamp in month 13", Both, |s| timestamp(s, "2030-13-01T00:00:00Z")),
    error("V7", "Timestamp on 30 February", Both, |s| timestamp(s, "2030-02-30T00:00:00Z")),
    error("V7", "Timestamp without a time", Both, |s| timestamp(s, "2030-01-01")),
    error("V7", "Timestamp with a lower-case z", Both, |s| timestamp(s, "2030-01-01T00:00:00z")),
    error("V7", "Timestamp as an expression in a JSONPath state", JsonPath, |s| timestamp(s, "{% $now() %}")),
    error("V15", "unknown JitterStrategy", Both, |s| retrier(s, "JitterStrategy", "\"full\"")),
    error("V16", "MaxDelaySeconds 0", Both, |s| retrier(s, "MaxDelaySeconds", "0")),
    error("V16", "MaxDelaySeconds too large", Both, |s| retrier(s, "MaxDelaySeconds", "31622401")),
    warning("V16", "MaxDelaySeconds below IntervalSeconds", Both, |s| {
        s.retriers()
            .filter_map(|one| {
                let interval = one.get("IntervalSeconds")?.as_i64().filter(|seconds| *seconds > 1)?;
                s.put(one, "MaxDelaySeconds", &(interval - 1).to_string())
            })
            .collect()
    }),
    error("V17", "IntervalSeconds 0", Both, |s| retrier(s, "IntervalSeconds", "0")),
    error("V17", "IntervalSeconds with a fraction", Both, |s| retrier(s, "IntervalSeconds", "0.5")),
    error("V17", "IntervalSeconds as a string", Both, |s| retrier(s, "IntervalSeconds", "\"2\"")),
    error("V18", "MaxAttempts -1", Both, |s| retrier(s, "MaxAttempts", "-1")),
    error("V18", "MaxAttempts with a fraction", Both, |s| retrier(s, "MaxAttempts", "1.5")),
    error("V18", "MaxAttempts as a string", Both, |s| retrier(s, "MaxAttempts", "\"3\"")),
    error("V19", "BackoffRate 0.5", Both, |s| retrier(s, "BackoffRate", "0.5")),
    error("V19", "BackoffRate as a string", Both, |s| retrier(s, "BackoffRate", "\"2\"")),
    error("V20", "ItemsPath null", JsonPath, |s| null(s, "ItemsPath")),
    error("V20", "SecondsPath null", JsonPath, |s| null(s, "SecondsPath")),
    error("V20", "TimestampPath null", JsonPath, |s| null(s, "TimestampPath")),
    error("V20", "ErrorPath null", JsonPath, |s| null(s, "ErrorPath")),
    error("T1", "Resource as a number", Both, |s| every(s, "Resource", "7")),
    error("T1", "Resource as an object", Both, |s| every(s, "Resource", "{\"Name\": \"pay\"}")),
    error("E1", "Retry as an object", Both, |s| every(s, "Retry", "{\"ErrorEquals\": [\"States.ALL\"]}")),
    error("E1", "Retry as an array of strings", Both, |s| every(s, "Retry", "[\"States.ALL\"]")),
    error("E1", "Catch as an object", Both, |s| {
        // Of targets that others lead to as well: else these become unreachable first.
        every(s, "Catch", "{\"ErrorEquals\": [\"States.ALL\"], \"Next\": \"Cancel\"}")
    }),
    error("C1", "Choices as an object", Both, |s| every(s, "Choices", "{}")),
    error("C1", "Choices empty", Both, |s| every(s, "Choices", "[]")),
    error("A6", "Branches as an object", Both, |s| every(s, "Branches", "{}")),
    error("A6", "Branches empty", Both, |s| every(s, "Branches", "[]")),
    error("M2", "ItemProcessor as an array", Both, |s| every(s, "ItemProcessor", "[]")),
    error("M2", "ItemProcessor empty", Both, |s| {
        every(s, "ItemProcessor", "{}")
            .into_iter()
            .map(|mutant| mutant.named("StartAt").named("States"))
            .collect()
    }),
    error("R2", "ResultPath as a number", JsonPath, |s| every(s, "ResultPath", "1")),
    error("R1", "InputPath as an object", JsonPath, |s| every(s, "InputPath", "{}")),
    error("V1", "Error as a number", Both, |s| every(s, "Error", "404")),
    error("V1", "Cause as an object", JsonPath, |s| every(s, "Cause", "{\"reason\": \"refused\"}")),
    error("N9", "Assign as an array", Both, |s| {
        let types = &[Task, Parallel, Map, StateType::Pass, Wait, StateType::Choice];
        s.of(types).filter_map(|state| s.put(state.value(), "Assign", "[\"total\"]")).collect()
    }),
];

fn put(s: &Sites, types: &'static [StateType], field: &str, json: &str) -> Vec<Mutant> {
    s.of(types).filter_map(|state| put_alone(s, state, field, json)).collect()
}

/// Not beside the field's other form: that is another fault.
fn put_alone(s: &Sites, state: State, field: &str, json: &str) -> Option<Mutant> {
    let has_path = state.field(&format!("{field}Path")).is_some();
    (!has_path).then(|| s.put(state.value(), field, json))?
}

fn task(s: &Sites, field: &str, json: &str) -> Vec<Mutant> {
    put(s, &[Task], field, json)
}

fn retrier(s: &Sites, field: &str, json: &str) -> Vec<Mutant> {
    s.retriers().filter_map(|one| s.put(one, field, json)).collect()
}

/// Wherever the field is.
fn every(s: &Sites, field: &'static str, json: &str) -> Vec<Mutant> {
    s.fields(field).filter_map(|value| s.replace(value, json)).collect()
}

fn null(s: &Sites, field: &'static str) -> Vec<Mutant> {
    every(s, field, "null")
}

fn seconds(s: &Sites, json: &str) -> Vec<Mutant> {
    s.of(&[Wait]).filter_map(|state| s.replace(state.field("Seconds")?, json)).collect()
}

/// In place of whatever a Wait waits for.
fn timestamp(s: &Sites, text: &str) -> Vec<Mutant> {
    s.of(&[Wait])
        .filter_map(|state| {
            let names = ["Seconds", "SecondsPath", "Timestamp", "TimestampPath"];
            let field: Value =
                names.iter().find_map(|name| state.field(name)).filter(|field| !field.is_alias())?;
            let entry = field.entry_span();
            let json = format!("\"Timestamp\": \"{text}\"");
            Some(Mutant::new(entry.start as usize..entry.end as usize, json).named("Timestamp").named(text))
        })
        .collect()
}

fn heartbeat(s: &Sites, above: i64) -> Vec<Mutant> {
    s.of(&[Task])
        .filter_map(|state| {
            let timeout = state.field("TimeoutSeconds")?;
            let seconds = (timeout.as_i64()? + above).to_string();
            Some(
                put_alone(s, state, "HeartbeatSeconds", &seconds)?
                    .or_at(timeout.key_span()?.start)
                    .named("heartbeat"),
            )
        })
        .collect()
}

/// Adds a field beside one that excludes it.
fn beside(s: &Sites, kind: StateType, field: &str, other: &str, json: &str) -> Vec<Mutant> {
    let states = s.states().filter(|state| state.kind() == kind);
    states
        .filter_map(|state| {
            let there = state.field(field)?;
            Some(s.insert(state.value(), other, json)?.or_at(there.key_span()?.start).named(field))
        })
        .collect()
}
