//! The fields of each type of state.

use super::*;

/// The fields of a state of this type; none where the type is not known.
pub fn of_state(kind: StateType) -> Option<&'static Object> {
    let at = StateType::ALL.iter().position(|known| *known == kind)?;
    STATES.get(at).copied()
}

/// The types of states in the order of [`StateType::ALL`].
pub static STATES: [&Object; 8] = [&TASK, &PARALLEL, &MAP, &PASS, &WAIT, &CHOICE, &SUCCEED, &FAIL];

/// What every state has.
const STATE: &[Field] = &[both("Type", Shape::Text), COMMENT, QUERY_LANGUAGE];
/// What every state has that takes input and gives output.
const INPUT_AND_OUTPUT: &[Field] = &[INPUT_PATH, OUTPUT_PATH, OUTPUT];
/// What every state has that does some work, which gives a result or fails.
const WORK: &[Field] = &[
    PARAMETERS,
    RESULT_SELECTOR,
    RESULT_PATH,
    both("Retry", Shape::List(&RETRIER, Emptiness::Allowed)),
    both("Catch", Shape::List(&CATCHER, Emptiness::Allowed)),
];
const ARGUMENTS_ONLY: &[Field] = &[ARGUMENTS];
const ASSIGN_ONLY: &[Field] = &[ASSIGN];
/// How a state goes on.
const GOING_ON: &[Field] = &[NEXT, END];

static TASK: Object = Object {
    title: "a Task state",
    fields: &[
        STATE,
        &[
            both("Resource", Shape::Text),
            evaluated("TimeoutSeconds", SECONDS),
            by_path("TimeoutSecondsPath"),
            evaluated("HeartbeatSeconds", SECONDS),
            by_path("HeartbeatSecondsPath"),
            evaluated("Credentials", Shape::Payload),
        ],
        ARGUMENTS_ONLY,
        WORK,
        INPUT_AND_OUTPUT,
        ASSIGN_ONLY,
        GOING_ON,
    ],
    required: &[&["Resource"]],
    exclusive: &[&["TimeoutSeconds", "TimeoutSecondsPath"], &["HeartbeatSeconds", "HeartbeatSecondsPath"]],
};

static PARALLEL: Object = Object {
    title: "a Parallel state",
    fields: &[
        STATE,
        &[both("Branches", Shape::Scopes)],
        ARGUMENTS_ONLY,
        WORK,
        INPUT_AND_OUTPUT,
        ASSIGN_ONLY,
        GOING_ON,
    ],
    required: &[&["Branches"]],
    exclusive: &[],
};

/// No `Arguments`: what a processor gets is made by `ItemSelector`.
static MAP: Object = Object {
    title: "a Map state",
    fields: &[
        STATE,
        &[
            both("ItemProcessor", Shape::Scope),
            both("Iterator", Shape::Scope),
            jsonpath("ItemsPath", Shape::ReferencePath(Nullable::No)),
            jsonata("Items", Shape::Items),
            evaluated("ItemSelector", Shape::Payload),
            both("ItemReader", Shape::Object(&READER)),
            both("ItemBatcher", Shape::Object(&BATCHER)),
            both("ResultWriter", Shape::Object(&WRITER)),
            evaluated("MaxConcurrency", Shape::Integer(0, i64::MAX)),
            by_path("MaxConcurrencyPath"),
            evaluated("ToleratedFailureCount", Shape::Integer(0, i64::MAX)),
            by_path("ToleratedFailureCountPath"),
            evaluated("ToleratedFailurePercentage", Shape::Number(0.0, 100.0)),
            by_path("ToleratedFailurePercentagePath"),
            both("Label", Shape::Text),
        ],
        WORK,
        INPUT_AND_OUTPUT,
        ASSIGN_ONLY,
        GOING_ON,
    ],
    required: &[PROCESSOR_FIELDS],
    exclusive: &[
        PROCESSOR_FIELDS,
        &["ItemSelector", "Parameters"],
        &["Items", "ItemsPath"],
        &["MaxConcurrency", "MaxConcurrencyPath"],
        &["ToleratedFailureCount", "ToleratedFailureCountPath"],
        &["ToleratedFailurePercentage", "ToleratedFailurePercentagePath"],
    ],
};

static PASS: Object = Object {
    title: "a Pass state",
    fields: &[
        STATE,
        &[PARAMETERS, jsonpath("Result", Shape::Data), RESULT_PATH],
        INPUT_AND_OUTPUT,
        ASSIGN_ONLY,
        GOING_ON,
    ],
    required: &[],
    exclusive: &[],
};

const DURATIONS: &[&str] = &["Seconds", "SecondsPath", "Timestamp", "TimestampPath"];

static WAIT: Object = Object {
    title: "a Wait state",
    fields: &[
        STATE,
        &[
            evaluated("Seconds", Shape::Integer(0, 99_999_999)),
            by_path("SecondsPath"),
            evaluated("Timestamp", Shape::Timestamp),
            by_path("TimestampPath"),
        ],
        INPUT_AND_OUTPUT,
        ASSIGN_ONLY,
        GOING_ON,
    ],
    required: &[DURATIONS],
    exclusive: &[DURATIONS],
};

static CHOICE: Object = Object {
    title: "a Choice state",
    fields: &[
        STATE,
        &[both("Choices", Shape::List(&CHOICE_RULE, Emptiness::Refused)), both("Default", Shape::Text)],
        INPUT_AND_OUTPUT,
        ASSIGN_ONLY,
    ],
    required: &[&["Choices"]],
    exclusive: &[],
};

static SUCCEED: Object =
    Object { title: "a Succeed state", fields: &[STATE, INPUT_AND_OUTPUT], required: &[], exclusive: &[] };

static FAIL: Object = Object {
    title: "a Fail state",
    fields: &[
        STATE,
        &[
            evaluated("Error", Shape::Text),
            jsonpath("ErrorPath", Shape::TextPath),
            evaluated("Cause", Shape::Text),
            jsonpath("CausePath", Shape::TextPath),
        ],
    ],
    required: &[],
    exclusive: &[&["Error", "ErrorPath"], &["Cause", "CausePath"]],
};
