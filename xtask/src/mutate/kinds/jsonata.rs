//! N: expressions and variables.

use steplint::asl::StateType::{Choice, Map, Parallel, Pass, Succeed, Task, Wait};
use steplint::tree::Value;

use crate::mutate::kind::{
    Kind,
    Mode::{Both, JsonPath, Jsonata},
    error, warning,
};
use crate::mutate::mutant::Mutant;
use crate::mutate::sites::{Sites, quoted};

pub const KINDS: &[Kind] = &[
    error("N1", "closing %} left out", Jsonata, |s| {
        s.expressions()
            .filter_map(|value| edit(s, value, |text| text.strip_suffix("%}").map(str::to_owned), &["%}"]))
            .collect()
    }),
    error("N1", "opening {% left out", Jsonata, |s| {
        s.expressions()
            .filter_map(|value| edit(s, value, |text| text.strip_prefix("{%").map(str::to_owned), &["{%"]))
            .collect()
    }),
    error("N2", "bracket dropped", Jsonata, |s| {
        s.expressions()
            .filter_map(|value| {
                edit(
                    s,
                    value,
                    |text| {
                        let at = text.rfind([')', ']'])?;
                        Some(format!("{}{}", &text[..at], &text[at + 1..]))
                    },
                    &[")", "]", "parse"],
                )
            })
            .collect()
    }),
    error("N2", "string not closed", Jsonata, |s| {
        s.expressions()
            .filter_map(|value| {
                edit(
                    s,
                    value,
                    |text| {
                        let at = text.rfind('\'')?;
                        Some(format!("{}{}", &text[..at], &text[at + 1..]))
                    },
                    &["string", "quote"],
                )
            })
            .collect()
    }),
    error("N2", "operator without a right side", Jsonata, |s| {
        expression(s, "$states.input.total +", &["end", "+", "expression"])
    }),
    error("N2", "empty expression", Jsonata, |s| expression(s, "", &["empty", "end", "expression"])),
    error("N2", "two operators", Jsonata, |s| expression(s, "1 * / 2", &["/"])),
    error("N2", "object without a value", Jsonata, |s| expression(s, "{'id': }", &["}"])),
    error("N2", "== for =", Jsonata, |s| expression(s, "$states.input.a == 1", &["="])),
    error("N3", "$$", Jsonata, |s| expression(s, "$$.order.id", &["$$"])),
    // Not measured, so that the service may take it.
    warning("N4", "$ at the top level", Jsonata, |s| expression(s, "$.order.id", &["$"])),
    error("N4", "name at the top level", Jsonata, |s| expression(s, "order.id", &["order"])),
    error("N4", "name at the top level beside others", Jsonata, |s| {
        expression(s, "$states.input.total > limit", &["limit"])
    }),
    error("N5", "result in Arguments", Jsonata, |s| {
        misplaced(s, &[Task, Parallel], "Arguments", "$states.result.id", "$states.result")
    }),
    error("N5", "result in the Output of a state without one", Jsonata, |s| {
        misplaced(s, &[Pass, Wait, Choice, Succeed], "Output", "$states.result.id", "$states.result")
    }),
    error("N5", "error output outside of a catcher", Jsonata, |s| {
        misplaced(
            s,
            &[Task, Parallel, Map, Pass],
            "Output",
            "$states.errorOutput.Cause",
            "$states.errorOutput",
        )
    }),
    error("N5", "result in a catcher", Jsonata, |s| {
        let json = quoted("{% $states.result.id %}");
        s.catchers().filter_map(|one| Some(s.put(one, "Output", &json)?.named("$states.result"))).collect()
    }),
    warning("N5", "unknown member of $states", Jsonata, |s| expression(s, "$states.inputs.id", &["inputs"])),
    warning("N6", "$eval", Jsonata, |s| expression(s, "$eval('1 + 1')", &["$eval"])),
    warning("N7", "unknown function", Jsonata, |s| expression(s, "$toUpper('a')", &["$toUpper"])),
    warning("N7", "function in another case", Jsonata, |s| expression(s, "$Uppercase('a')", &["$Uppercase"])),
    warning("N7", "too many arguments", Jsonata, |s| {
        expression(s, "$uppercase('a', 'b', 'c')", &["$uppercase"])
    }),
    warning("N8", "variable that nothing assigns", Jsonata, |s| {
        expression(s, "$orderTotal + 1", &["$orderTotal", "orderTotal"])
    }),
    warning("N8", "variable that nothing assigns", JsonPath, |s| {
        s.dollar_values()
            .filter_map(|value| Some(s.retext(value, "$orderTotal")?.named("orderTotal")))
            .collect()
    }),
    error("N9", "variable called states", Both, |s| assign(s, "{\"states\": 1}", "states")),
    error("N9", "variable with a dash", Both, |s| assign(s, "{\"order-id\": 1}", "order-id")),
    error("N9", "variable that starts with a digit", Both, |s| assign(s, "{\"1st\": 1}", "1st")),
    error("N9", "variable with 81 characters", Both, |s| {
        assign(s, &format!("{{\"{}\": 1}}", "v".repeat(81)), "80")
    }),
    error("N9", "Assign as text", Both, |s| assign(s, "\"total\"", "Assign")),
    error("N11", "Assign on Succeed or Fail", Both, |s| {
        s.of(&[Succeed, steplint::asl::StateType::Fail])
            .filter_map(|state| s.insert(state.value(), "Assign", "{\"total\": 1}"))
            .collect()
    }),
    warning("N14", ".$ key in a JSONata state", Jsonata, |s| {
        let given = s.states().filter_map(|state| state.field("Arguments").or(state.field("Output")));
        given
            .filter(|one| one.is_mapping())
            .filter_map(|one| s.insert(one, "Number.$", "\"$.order.id\""))
            .collect()
    }),
    warning("N14", "intrinsic in a JSONata state", Jsonata, |s| {
        let given = s.states().filter_map(|state| state.field("Arguments").or(state.field("Output")));
        given
            .filter(|one| one.is_mapping())
            .filter_map(|one| Some(s.insert(one, "Number", "\"States.UUID()\"")?.named("intrinsic")))
            .collect()
    }),
    warning("N15", "expression in a JSONPath template", JsonPath, |s| {
        s.templates()
            .filter_map(|template| Some(s.insert(template, "Number", "\"{% $uuid() %}\"")?.named("JSONata")))
            .collect()
    }),
];

fn edit(s: &Sites, value: Value, change: fn(&str) -> Option<String>, names: &[&str]) -> Option<Mutant> {
    let mut mutant = s.retext(value, &change(&value.text()?)?)?;
    mutant.names = names.iter().map(|&name| name.to_owned()).collect();
    Some(mutant)
}

/// Another expression in place of every one.
fn expression(s: &Sites, text: &str, names: &[&str]) -> Vec<Mutant> {
    let text = format!("{{% {text} %}}");
    let written = |value| {
        let mut mutant = s.retext(value, &text)?;
        mutant.names = names.iter().map(|&name| name.to_owned()).collect();
        Some(mutant)
    };
    s.expressions().filter_map(written).collect()
}

fn misplaced(
    s: &Sites,
    types: &'static [steplint::asl::StateType],
    field: &str,
    text: &str,
    name: &str,
) -> Vec<Mutant> {
    let json = quoted(&format!("{{% {text} %}}"));
    s.of(types).filter_map(|state| Some(s.put(state.value(), field, &json)?.named(name))).collect()
}

fn assign(s: &Sites, json: &str, name: &str) -> Vec<Mutant> {
    let states = s.of(&[Task, Parallel, Map, Pass, Wait, Choice]);
    // What is assigned now may be used later: only where nothing is.
    let free = states.filter(|state| state.field("Assign").is_none());
    free.filter_map(|state| Some(s.insert(state.value(), "Assign", json)?.named(name))).collect()
}
