//! C: rules of Choice states.

use steplint::asl::StateType::Choice;
use steplint::tree::Value;

use crate::mutate::kind::{
    Kind,
    Mode::{Both, JsonPath, Jsonata},
    error, warning,
};
use crate::mutate::mutant::Mutant;
use crate::mutate::sites::{Sites, quoted};

pub const KINDS: &[Kind] = &[
    error("C2", "Next removed from a rule", Both, |s| {
        s.rules().filter_map(|rule| s.remove(rule, "Next")).collect()
    }),
    error("C2", "rule as a string", Both, |s| {
        s.rules()
            .filter_map(|rule| Some(s.replace(rule, "\"always\"")?.named("rule").named("Choices")))
            .collect()
    }),
    error("C3", "two operators", JsonPath, |s| {
        s.comparisons()
            .filter_map(|rule| {
                let first = Sites::operator(rule)?;
                let (other, json) =
                    if first.key_text()? == "IsNull" { ("IsPresent", "true") } else { ("IsNull", "false") };
                Some(
                    s.insert(rule, other, json)?
                        .or_at(first.key_span()?.start)
                        .or_at(rule.span().start)
                        .named("operator"),
                )
            })
            .collect()
    }),
    error("C3", "operator removed", JsonPath, |s| {
        s.comparisons()
            .filter_map(|rule| {
                let operator = Sites::operator(rule)?.key_text()?;
                Some(s.remove(rule, &operator)?.named("operator").named("compare"))
            })
            .collect()
    }),
    error("C3", "Variable removed", JsonPath, |s| {
        s.comparisons()
            .filter_map(|rule| {
                // Or at what is left to compare.
                let operator = Sites::operator(rule)?.key_span()?;
                Some(s.remove(rule, "Variable")?.or_at(operator.start))
            })
            .collect()
    }),
    error("C3", "unknown operator", JsonPath, |s| {
        s.comparisons().filter_map(|rule| s.rekey(Sites::operator(rule)?, "StringContains")).collect()
    }),
    error("C4", "Next in a nested rule", JsonPath, |s| {
        nested(s)
            .filter_map(|(rule, inner)| {
                let next = rule.get("Next")?.text()?;
                s.insert(inner, "Next", &quoted(&next))
            })
            .collect()
    }),
    error("C5", "And or Or empty", JsonPath, |s| lists(s).filter_map(|list| s.replace(list, "[]")).collect()),
    error("C5", "And or Or as an object", JsonPath, |s| {
        lists(s).filter_map(|list| s.replace(list, "{}")).collect()
    }),
    error("C5", "Not as an array", JsonPath, |s| {
        s.rules().filter_map(|rule| s.replace(rule.get("Not")?, "[]")).collect()
    }),
    error("C6", "string operator with a number", JsonPath, |s| operand(s, "String", "12")),
    error("C6", "numeric operator with a string", JsonPath, |s| operand(s, "Numeric", "\"12\"")),
    error("C6", "boolean operator with a string", JsonPath, |s| operand(s, "Boolean", "\"true\"")),
    error("C6", "type test with a string", JsonPath, |s| operand(s, "Is", "\"true\"")),
    error("V7", "timestamp operator with a date only", JsonPath, |s| {
        // The values they compare have another fault each; the operator itself is the fault's place.
        s.comparisons()
            .filter_map(|rule| {
                let old = Sites::operator(rule)?;
                let entry = old.entry_span();
                let json = "\"TimestampLessThan\": \"2030-01-01\"";
                Some(
                    Mutant::new(entry.start as usize..entry.end as usize, json)
                        .named("TimestampLessThan")
                        .named("2030-01-01"),
                )
            })
            .collect()
    }),
    warning("C7", "open backslash in StringMatches", JsonPath, |s| {
        s.comparisons()
            .filter_map(|rule| {
                let old = Sites::operator(rule)?;
                let entry = old.entry_span();
                let json = "\"StringMatches\": \"order-\\\\d*\"";
                Some(
                    Mutant::new(entry.start as usize..entry.end as usize, json)
                        .named("\\d")
                        .named("StringMatches"),
                )
            })
            .collect()
    }),
    error("C9", "Default as a number", Both, |s| default(s, "2")),
    error("C9", "Default null", Both, |s| default(s, "null")),
    error("C10", "Condition removed", Jsonata, |s| {
        s.rules().filter_map(|rule| s.remove(rule, "Condition")).collect()
    }),
    error("C10", "Condition as a number", Jsonata, |s| {
        s.rules().filter_map(|rule| s.replace(rule.get("Condition")?, "1")).collect()
    }),
    error("C10", "Condition as plain text", Jsonata, |s| {
        s.rules().filter_map(|rule| s.replace(rule.get("Condition")?, "\"$states.input.paid\"")).collect()
    }),
];

fn default(s: &Sites, json: &str) -> Vec<Mutant> {
    s.of(&[Choice]).filter_map(|state| s.replace(state.field("Default")?, json)).collect()
}

/// Lists of rules inside rules.
fn lists<'m>(s: &Sites<'m>) -> impl Iterator<Item = Value<'m>> {
    s.rules().flat_map(|rule| ["And", "Or"].into_iter().filter_map(move |name| rule.get(name)))
}

/// Rules with those directly inside them.
fn nested<'m>(s: &Sites<'m>) -> impl Iterator<Item = (Value<'m>, Value<'m>)> {
    s.rules().flat_map(|rule| {
        let lists = ["And", "Or"].into_iter().filter_map(move |name| rule.get(name)).flat_map(Value::items);
        lists.chain(rule.get("Not")).map(move |inner| (rule, inner))
    })
}

/// Operators whose name begins so, with an operand of another type. Those that take a path have
/// their own kinds.
fn operand(s: &Sites, family: &str, json: &str) -> Vec<Mutant> {
    let operators = s.comparisons().filter_map(Sites::operator);
    let chosen = operators.filter(|value| {
        value.key_text().is_some_and(|key| key.starts_with(family) && !key.ends_with("Path"))
    });
    chosen.filter_map(|value| s.replace(value, json)).collect()
}
