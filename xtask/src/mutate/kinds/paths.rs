//! R: paths, payload templates and the Context Object.

use steplint::asl::StateType::{Map, Parallel, Pass, Task, Wait};
use steplint::tree::Value;

use crate::mutate::kind::{Kind, Mode::JsonPath, error, warning};
use crate::mutate::mutant::Mutant;
use crate::mutate::sites::Sites;

pub const KINDS: &[Kind] = &[
    error("R1", "InputPath without $", JsonPath, |s| without_dollar(s, s.fields("InputPath"))),
    error("R1", "OutputPath without $", JsonPath, |s| without_dollar(s, s.fields("OutputPath"))),
    error("R2", "ResultPath without $", JsonPath, |s| without_dollar(s, s.fields("ResultPath"))),
    error("R2", "ItemsPath without $", JsonPath, |s| without_dollar(s, s.fields("ItemsPath"))),
    error("R2", "SecondsPath without $", JsonPath, |s| without_dollar(s, s.fields("SecondsPath"))),
    error("R2", "TimestampPath without $", JsonPath, |s| without_dollar(s, s.fields("TimestampPath"))),
    error("R6", "Variable without $", JsonPath, |s| without_dollar(s, variables(s))),
    error("R7", "path under .$ without $", JsonPath, |s| without_dollar(s, paths(s))),
    error("R1", "InputPath with an open bracket", JsonPath, |s| ending(s, s.fields("InputPath"), "[0")),
    error("R2", "ResultPath with an open bracket", JsonPath, |s| ending(s, s.fields("ResultPath"), "[0")),
    error("R6", "Variable with an open bracket", JsonPath, |s| ending(s, variables(s), "['id'")),
    error("R7", "path under .$ with an open bracket", JsonPath, |s| ending(s, paths(s), "[")),
    error("R7", "path under .$ with an open filter", JsonPath, |s| ending(s, paths(s), "[?(@.id == 1)")),
    error("R7", "path under .$ that ends with a dot", JsonPath, |s| ending(s, paths(s), ".")),
    error("R2", "ResultPath with a wildcard", JsonPath, |s| {
        set(s, &[Task, Pass, Map, Parallel], "ResultPath", "$.orders[*]")
    }),
    error("R2", "ResultPath with a descent", JsonPath, |s| {
        set(s, &[Task, Pass, Map, Parallel], "ResultPath", "$..orders")
    }),
    error("R2", "ResultPath with a slice", JsonPath, |s| {
        set(s, &[Task, Pass, Map, Parallel], "ResultPath", "$.orders[0:2]")
    }),
    error("R2", "ResultPath with a filter", JsonPath, |s| {
        set(s, &[Task, Pass, Map, Parallel], "ResultPath", "$.orders[?(@.id == 1)]")
    }),
    error("R2", "ItemsPath with a wildcard", JsonPath, |s| set(s, &[Map], "ItemsPath", "$.orders[*]")),
    error("R2", "SecondsPath with a wildcard", JsonPath, |s| end_of(s, "SecondsPath", "$.delays[*]")),
    error("R3", "ResultPath in the Context Object", JsonPath, |s| {
        set(s, &[Task, Pass, Map, Parallel], "ResultPath", "$$.order")
    }),
    error("R3", "ResultPath in a variable", JsonPath, |s| {
        set(s, &[Task, Pass, Map, Parallel], "ResultPath", "$order")
    }),
    error("R4", "SecondsPath in the Context Object", JsonPath, |s| {
        end_of(s, "SecondsPath", "$$.Execution.Input.delay")
    }),
    error("R4", "TimeoutSecondsPath in the Context Object", JsonPath, |s| {
        let tasks = s.of(&[Task]).filter(|state| state.field("TimeoutSeconds").is_none());
        tasks
            .filter_map(|state| s.insert(state.value(), "TimeoutSecondsPath", "\"$$.Execution.Input.limit\""))
            .collect()
    }),
    error("R5", "ErrorPath that is neither path nor intrinsic", JsonPath, |s| {
        end_of(s, "ErrorPath", "order.error")
    }),
    warning("R5", "CausePath with an intrinsic that gives no string", JsonPath, |s| {
        end_of(s, "CausePath", "States.ArrayLength($.orders)")
    }),
    error("R6", "comparison path without $", JsonPath, |s| {
        let operators = s.comparisons().filter_map(Sites::operator);
        let by_path = operators.filter(|value| value.key_text().is_some_and(|key| key.ends_with("Path")));
        without_dollar(s, by_path)
    }),
    error("R7", "text under .$", JsonPath, |s| {
        s.dollar_values().filter_map(|value| s.retext(value, "order number 7")).collect()
    }),
    error("R7", "number under .$", JsonPath, |s| {
        s.dollar_values().filter_map(|value| s.replace(value, "7")).collect()
    }),
    error("R7", "object under .$", JsonPath, |s| {
        s.dollar_values().filter_map(|value| s.replace(value, "{\"id\": \"$.id\"}")).collect()
    }),
    error("R7", "text under .$ inside an array", JsonPath, |s| {
        s.templates()
            .filter_map(|template| {
                Some(s.insert(template, "Lines", "[{\"Id.$\": \"order.id\"}]")?.named("Id.$"))
            })
            .collect()
    }),
    error("R8", "key with and without .$", JsonPath, |s| {
        s.templates()
            .filter_map(|template| {
                let field = template
                    .entries()
                    .find(|field| field.key_text().is_some_and(|key| key.ends_with(".$")))?;
                let key = field.key_text()?;
                let plain = key.trim_end_matches(".$");
                Some(s.insert(template, plain, "\"fixed\"")?.or_at(field.key_span()?.start))
            })
            .collect()
    }),
    warning("R9", "path under a key without .$", JsonPath, |s| {
        paths(s)
            .filter(|value| value.text().is_some_and(|text| text.starts_with("$.")))
            .filter_map(|value| {
                let key = value.key_text()?;
                s.rekey(value, key.trim_end_matches(".$"))
            })
            .collect()
    }),
    warning("R9", "intrinsic under a key without .$", JsonPath, |s| {
        s.templates()
            .filter_map(|template| s.insert(template, "Number", "\"States.Format('order-{}', $.id)\""))
            .collect()
    }),
    warning("R10", "path in the Result of a Pass", JsonPath, |s| {
        let passes = s.of(&[Pass]).filter(|state| state.field("Parameters").is_none());
        passes
            .filter_map(|state| {
                Some(s.put(state.value(), "Result", "{\"id\": \"$.order.id\"}")?.named("$.order.id"))
            })
            .collect()
    }),
    warning("R11", "unknown field of the Context Object", JsonPath, |s| {
        s.dollar_values()
            .filter_map(|value| Some(s.retext(value, "$$.Execution.Identifier")?.named("Identifier")))
            .collect()
    }),
    warning("R12", "task token in a task that waits for none", JsonPath, |s| {
        let tasks = s.of(&[Task]).filter(|state| {
            // An activity has its token too, and nobody knows what an unknown resource waits for.
            let resource = state.field("Resource").and_then(steplint::asl::known_text);
            resource.is_some_and(|text| text.contains(":states:::") && !text.ends_with(".waitForTaskToken"))
        });
        let templates =
            tasks.filter_map(|state| state.field("Parameters")).filter(|template| template.is_mapping());
        templates
            .filter_map(|template| {
                Some(
                    s.insert(template, "Token.$", "\"$$.Task.Token\"")?
                        .named("Task.Token")
                        .named("task token"),
                )
            })
            .collect()
    }),
    warning("R12", "item of a Map outside of one", JsonPath, |s| {
        let templates =
            s.of(&[Task]).filter_map(|state| state.field("Parameters")).filter(|one| one.is_mapping());
        templates
            .filter_map(|template| {
                Some(
                    s.insert(template, "Line.$", "\"$$.Map.Item.Value\"")?
                        .named("Map.Item")
                        .named("item of a Map"),
                )
            })
            .collect()
    }),
    error("I6", "intrinsic in InputPath", JsonPath, |s| {
        set(s, &[Task, Pass, Wait], "InputPath", "States.Format('order-{}', $.id)")
    }),
    error("I6", "intrinsic in ResultPath", JsonPath, |s| {
        set(s, &[Task, Pass], "ResultPath", "States.UUID()")
    }),
    error("R1", "empty OutputPath", JsonPath, |s| set(s, &[Task, Pass], "OutputPath", "")),
];

/// Values under `.$` that are paths into the input.
fn paths<'m>(s: &Sites<'m>) -> impl Iterator<Item = Value<'m>> {
    s.dollar_values()
        .filter(|value| value.text().is_some_and(|text| text.starts_with('$') && !text.starts_with("$$")))
}

fn variables<'m>(s: &Sites<'m>) -> impl Iterator<Item = Value<'m>> {
    s.comparisons()
        .filter_map(|rule| rule.get("Variable"))
        .filter(|value| steplint::asl::known_text(*value).is_some())
}

fn without_dollar<'m>(s: &Sites, values: impl Iterator<Item = Value<'m>>) -> Vec<Mutant> {
    let bare = |value: Value| {
        let text = value.text()?;
        let rest = text.strip_prefix("$.")?;
        Some(s.retext(value, rest)?.named(rest))
    };
    values.filter_map(bare).collect()
}

fn ending<'m>(s: &Sites, values: impl Iterator<Item = Value<'m>>, end: &str) -> Vec<Mutant> {
    let ended = |value: Value| {
        let text = format!("{}{end}", value.text().filter(|text| text.starts_with('$'))?);
        Some(s.retext(value, &text)?.named(text))
    };
    values.filter_map(ended).collect()
}

fn set(s: &Sites, types: &'static [steplint::asl::StateType], field: &str, text: &str) -> Vec<Mutant> {
    let json = crate::mutate::sites::quoted(text);
    s.of(types).filter_map(|state| s.put(state.value(), field, &json)).collect()
}

/// Where the field is.
fn end_of(s: &Sites, field: &'static str, text: &str) -> Vec<Mutant> {
    s.fields(field).filter_map(|value| s.retext(value, text)).collect()
}
