//! The rules of a Choice state, and the 39 comparisons of JSONPath.

use super::*;

/// What makes a rule of JSONPath: the comparisons, then what combines rules.
pub const COMPARISONS: &[Field] = &[
    jsonpath("StringEquals", Shape::Text),
    jsonpath("StringLessThan", Shape::Text),
    jsonpath("StringGreaterThan", Shape::Text),
    jsonpath("StringLessThanEquals", Shape::Text),
    jsonpath("StringGreaterThanEquals", Shape::Text),
    jsonpath("StringMatches", Shape::Text),
    jsonpath("NumericEquals", NUMBER),
    jsonpath("NumericLessThan", NUMBER),
    jsonpath("NumericGreaterThan", NUMBER),
    jsonpath("NumericLessThanEquals", NUMBER),
    jsonpath("NumericGreaterThanEquals", NUMBER),
    jsonpath("BooleanEquals", Shape::Flag),
    jsonpath("TimestampEquals", Shape::Timestamp),
    jsonpath("TimestampLessThan", Shape::Timestamp),
    jsonpath("TimestampGreaterThan", Shape::Timestamp),
    jsonpath("TimestampLessThanEquals", Shape::Timestamp),
    jsonpath("TimestampGreaterThanEquals", Shape::Timestamp),
    jsonpath("StringEqualsPath", PATH),
    jsonpath("StringLessThanPath", PATH),
    jsonpath("StringGreaterThanPath", PATH),
    jsonpath("StringLessThanEqualsPath", PATH),
    jsonpath("StringGreaterThanEqualsPath", PATH),
    jsonpath("NumericEqualsPath", PATH),
    jsonpath("NumericLessThanPath", PATH),
    jsonpath("NumericGreaterThanPath", PATH),
    jsonpath("NumericLessThanEqualsPath", PATH),
    jsonpath("NumericGreaterThanEqualsPath", PATH),
    jsonpath("BooleanEqualsPath", PATH),
    jsonpath("TimestampEqualsPath", PATH),
    jsonpath("TimestampLessThanPath", PATH),
    jsonpath("TimestampGreaterThanPath", PATH),
    jsonpath("TimestampLessThanEqualsPath", PATH),
    jsonpath("TimestampGreaterThanEqualsPath", PATH),
    jsonpath("IsNull", Shape::Flag),
    jsonpath("IsPresent", Shape::Flag),
    jsonpath("IsNumeric", Shape::Flag),
    jsonpath("IsString", Shape::Flag),
    jsonpath("IsBoolean", Shape::Flag),
    jsonpath("IsTimestamp", Shape::Flag),
];

const NUMBER: Shape = Shape::Number(f64::NEG_INFINITY, f64::INFINITY);
const PATH: Shape = Shape::Path(Nullable::No);

/// What combines rules.
static COMBINATIONS: [Field; 3] = [
    jsonpath("And", Shape::List(&NESTED_CHOICE_RULE, Emptiness::Refused)),
    jsonpath("Or", Shape::List(&NESTED_CHOICE_RULE, Emptiness::Refused)),
    jsonpath("Not", Shape::Object(&NESTED_CHOICE_RULE)),
];

const VARIABLE: Field = jsonpath("Variable", PATH);

/// A rule of a Choice state.
pub static CHOICE_RULE: Object = Object {
    title: "a choice rule",
    fields: &[
        &[VARIABLE, jsonata("Condition", Shape::Condition)],
        COMPARISONS,
        &COMBINATIONS,
        &[NEXT, ASSIGN, OUTPUT, COMMENT],
    ],
    required: &[&["Next"]],
    exclusive: &[],
};

/// A rule within `And`, `Or` or `Not`: it leads nowhere.
pub static NESTED_CHOICE_RULE: Object = Object {
    title: "a nested choice rule",
    fields: &[&[VARIABLE], COMPARISONS, &COMBINATIONS, &[COMMENT]],
    required: &[],
    exclusive: &[],
};
