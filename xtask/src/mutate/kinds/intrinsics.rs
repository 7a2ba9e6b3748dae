//! I: intrinsic functions.

use crate::mutate::kind::{Kind, Mode::JsonPath, error, warning};
use crate::mutate::mutant::Mutant;
use crate::mutate::sites::Sites;

pub const KINDS: &[Kind] = &[
    error("I1", "unknown function", JsonPath, |s| call(s, "States.Concat($.a, $.b)", "States.Concat")),
    error("I1", "function in lower case", JsonPath, |s| call(s, "states.format('{}', $.a)", "states.format")),
    error("I1", "unknown function inside another", JsonPath, |s| {
        call(s, "States.Format('{}', States.Lower($.a))", "States.Lower")
    }),
    error("I2", "too few arguments", JsonPath, |s| call(s, "States.MathAdd($.a)", "States.MathAdd")),
    error("I2", "too many arguments", JsonPath, |s| {
        call(s, "States.ArrayLength($.a, 1)", "States.ArrayLength")
    }),
    error("I2", "argument of States.UUID", JsonPath, |s| call(s, "States.UUID($.a)", "States.UUID")),
    error("I2", "too few arguments inside another", JsonPath, |s| {
        call(s, "States.Array(States.StringSplit($.a))", "States.StringSplit")
    }),
    warning("I3", "string for a number", JsonPath, |s| call(s, "States.MathAdd('1', 2)", "States.MathAdd")),
    error("I4", "string not closed", JsonPath, |s| call(s, "States.Format('order {}, $.id)", "'|apostrophe")),
    error("I4", "parenthesis not closed", JsonPath, |s| call(s, "States.Array($.a, $.b", ")|parenthesis")),
    error("I4", "comma left out", JsonPath, |s| call(s, "States.Array($.a $.b)", "States.Array|$.b|comma")),
    error("I4", "text after the call", JsonPath, |s| {
        call(s, "States.UUID() and more", "and more|after the call")
    }),
    error("I4", "unknown escape", JsonPath, |s| call(s, "States.Format('a\\q {}', $.id)", "\\q|`q`")),
    error("I4", "double quotes", JsonPath, |s| {
        call(s, "States.Format(\"order {}\", $.id)", "\"|apostrophes")
    }),
    error("I4", "path with an open bracket", JsonPath, |s| {
        call(s, "States.Array($.a[)", "$.a[|bracket|closes")
    }),
    warning("I8", "template with one hole too many", JsonPath, |s| {
        call(s, "States.Format('{} {}', $.id)", "States.Format")
    }),
    warning("I8", "template with one hole too few", JsonPath, |s| {
        call(s, "States.Format('{}', $.a, $.b)", "States.Format")
    }),
    warning("I9", "unknown hash algorithm", JsonPath, |s| call(s, "States.Hash($.a, 'SHA256')", "SHA256")),
    warning("I10", "chunks of 0", JsonPath, |s| {
        call(s, "States.ArrayPartition($.a, 0)", "States.ArrayPartition")
    }),
    warning("I10", "step of 0", JsonPath, |s| call(s, "States.ArrayRange(1, 9, 0)", "States.ArrayRange")),
    warning("I10", "range of more than 1,000 items", JsonPath, |s| {
        call(s, "States.ArrayRange(1, 2000, 1)", "1,000|1000")
    }),
    warning("I11", "deep merge", JsonPath, |s| {
        call(s, "States.JsonMerge($.a, $.b, true)", "States.JsonMerge")
    }),
];

/// A call in place of every value under `.$`; `name` has the words that name the fault, of which one
/// must be said.
fn call(s: &Sites, text: &str, name: &str) -> Vec<Mutant> {
    let called = |value| {
        let mut mutant = s.retext(value, text)?;
        mutant.names = name.split('|').map(str::to_owned).collect();
        Some(mutant)
    };
    s.dollar_values().filter_map(called).collect()
}
