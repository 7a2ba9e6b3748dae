//! Whether the rules of a Choice leave nothing over: whatever the data is, one of them holds.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use super::machine::Language;
use super::state::State;
use super::{is_hidden, known_text};
use crate::tree::{Kind, Value};

/// Combinations of what the data may be that are tried; more are taken for exhaustive, unread.
const MAX_COMBINATIONS: usize = 4096;

/// Rules that are tried in all combinations together.
const MAX_STEPS: usize = 4_000_000;

/// Rules that are read: with aliases a short text may come to any number of them.
const MAX_RULES: usize = 10_000;

/// Nesting of rules that is still read.
const MAX_DEPTH: usize = 32;

/// Whether one of the rules surely holds, or may: a hole, a fault or too many of them hide it.
pub fn may_be_exhaustive(choice: State) -> bool {
    let Some(rules) = choice.field("Choices") else { return true };
    if !rules.is_sequence() || !choice.is_complete() || rules.items().any(is_hidden) {
        return true;
    }
    let read = match choice.language() {
        Language::JsonPath => Reader::default().read(rules),
        Language::Jsonata => Reader::default().read_jsonata(rules),
    };
    match read {
        Some((formula, axes)) => holds_always(&formula, &axes),
        None => true,
    }
}

/// A rule as a formula over axes: what the data can be in one respect.
#[derive(Debug)]
enum Formula {
    /// Whether the value on an axis is in one of these places.
    On(usize, Range<Place>),
    All(Vec<Formula>),
    Any(Vec<Formula>),
    Not(Box<Formula>),
    Always,
    /// Holds for some data and not for other.
    Sometimes,
}

/// Where a value lies by the constants of its axis: 2n+1 is the n-th constant, 2n below it.
type Place = usize;

/// A constant as what it is compared by.
type Constant = (u64, String);

/// The constants that an ordered value is compared with, or none for a plain yes or no (places 0 and 1).
#[derive(Debug, Default)]
struct Axis {
    constants: Vec<Constant>,
    is_ordered: bool,
}

impl Axis {
    fn places(&self) -> usize {
        if self.is_ordered { 2 * self.constants.len() + 1 } else { 2 }
    }
}

#[derive(Debug, Default)]
struct Reader {
    axes: Vec<Axis>,
    names: BTreeMap<String, usize>,
    /// Rules read so far.
    read: usize,
}

/// Families of operators whose values have an order.
const ORDERED: [&str; 3] = ["Numeric", "String", "Timestamp"];

impl Reader {
    fn read(mut self, rules: Value) -> Option<(Formula, Vec<Axis>)> {
        // Constants first: a place is counted among all of them.
        rules.items().try_for_each(|rule| self.gather(rule, 0))?;
        for axis in &mut self.axes {
            axis.constants.sort_unstable();
            axis.constants.dedup();
        }
        count(&self.axes)?;
        let formulas = rules.items().map(|rule| self.formula(rule, 0)).collect::<Option<Vec<_>>>()?;
        Some((Formula::Any(formulas), self.axes))
    }

    /// The number of the axis of this name, made if there is none.
    fn axis(&mut self, name: String) -> usize {
        let next = self.axes.len();
        let index = *self.names.entry(name).or_insert(next);
        if index == next {
            self.axes.push(Axis::default());
        }
        index
    }

    fn gather(&mut self, rule: Value, depth: usize) -> Option<()> {
        let (operator, operand) = operator(rule)?;
        self.read += 1;
        if depth > MAX_DEPTH || self.read > MAX_RULES || is_hidden(operand) {
            return None;
        }
        match &*operator {
            "And" | "Or" => operand.items().try_for_each(|rule| self.gather(rule, depth + 1)),
            "Not" => self.gather(operand, depth + 1),
            _ => {
                let variable = rule.get("Variable").and_then(known_text)?;
                match family(&operator) {
                    Some((family, _)) => {
                        let constant = key(family, operand)?;
                        let index = self.axis(format!("{family} {variable}"));
                        self.axes[index].is_ordered = true;
                        self.axes[index].constants.push(constant);
                    }
                    None => {
                        self.axis(plain_axis(&operator, &variable, operand));
                    }
                }
                Some(())
            }
        }
    }

    fn formula(&self, rule: Value, depth: usize) -> Option<Formula> {
        let (operator, operand) = operator(rule)?;
        if depth > MAX_DEPTH {
            return None;
        }
        let inner = |operand: Value| {
            operand.items().map(|rule| self.formula(rule, depth + 1)).collect::<Option<Vec<_>>>()
        };
        Some(match &*operator {
            "And" => Formula::All(inner(operand)?),
            "Or" => Formula::Any(inner(operand)?),
            "Not" => Formula::Not(Box::new(self.formula(operand, depth + 1)?)),
            _ => self.comparison(&operator, &rule.get("Variable").and_then(known_text)?, operand)?,
        })
    }

    fn comparison(&self, operator: &str, variable: &str, operand: Value) -> Option<Formula> {
        let Some((family, relation)) = family(operator) else {
            let axis = *self.names.get(&plain_axis(operator, variable, operand))?;
            let place = usize::from(operand.as_bool() != Some(false));
            return Some(Formula::On(axis, place..place + 1));
        };
        let index = *self.names.get(&format!("{family} {variable}"))?;
        let axis = self.axes.get(index)?;
        let at = 2 * axis.constants.binary_search(&key(family, operand)?).ok()? + 1;
        let places = match relation {
            "Equals" => at..at + 1,
            "LessThan" => 0..at,
            "LessThanEquals" => 0..at + 1,
            "GreaterThan" => at + 1..axis.places(),
            _ => at..axis.places(),
        };
        Some(Formula::On(index, places))
    }

    fn read_jsonata(mut self, rules: Value) -> Option<(Formula, Vec<Axis>)> {
        let formulas =
            rules.items().map(|rule| self.condition(rule.get("Condition")?)).collect::<Option<_>>()?;
        Some((Formula::Any(formulas), self.axes))
    }

    /// A condition is a yes or no of its own; it is told from another only by its text, and by `not` and
    /// the comparison in it.
    fn condition(&mut self, condition: Value) -> Option<Formula> {
        if let Some(known) = condition.as_bool() {
            return Some(if known { Formula::Always } else { Formula::Sometimes });
        }
        let text = known_text(condition)?;
        let text = text.trim().strip_prefix("{%")?.strip_suffix("%}")?;
        let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        Some(match text.as_str() {
            "true" => Formula::Always,
            "false" => Formula::Sometimes,
            _ => {
                let (text, holds) = positive(&text);
                let place = usize::from(holds);
                Formula::On(self.axis(text), place..place + 1)
            }
        })
    }
}

/// A condition without its negation, and whether it was none.
fn positive(text: &str) -> (String, bool) {
    const OPPOSITES: [(&str, &str); 3] = [(" != ", " = "), (" >= ", " < "), (" <= ", " > ")];
    let inside = text.strip_prefix("$not(").and_then(|rest| rest.strip_suffix(')'));
    if let Some(inside) = inside.filter(|inside| !inside.contains(['(', ')'])) {
        let (text, holds) = positive(inside.trim());
        return (text, !holds);
    }
    let is_single = !text.contains(" and ") && !text.contains(" or ");
    match OPPOSITES.iter().find(|(negative, _)| is_single && text.contains(negative)) {
        Some((negative, positive)) => (text.replacen(negative, positive, 1), false),
        None => (text.to_owned(), true),
    }
}

/// The one operator of a rule.
fn operator(rule: Value<'_>) -> Option<(Cow<'_, str>, Value<'_>)> {
    const OTHERS: [&str; 4] = ["Variable", "Next", "Comment", "Assign"];
    let mut fields = rule.entries().filter_map(|field| Some((field.key_text()?, field)));
    fields.find(|(name, _)| !OTHERS.contains(&&**name))
}

/// The kind of values that an operator compares with a constant, and how.
fn family(operator: &str) -> Option<(&'static str, &str)> {
    let family = ORDERED.into_iter().find(|family| operator.starts_with(family))?;
    let relation = operator.strip_prefix(family)?;
    const RELATIONS: [&str; 5] = ["Equals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"];
    RELATIONS.contains(&relation).then_some((family, relation))
}

/// The axis of a comparison that has no order: those with `true` and `false` share one.
fn plain_axis(operator: &str, variable: &str, operand: Value) -> String {
    match operand.kind() {
        Kind::Bool => format!("{operator} {variable}"),
        _ => format!("{operator} {variable} {}", operand.raw()),
    }
}

/// What a constant is compared by: numbers by value, all else by text.
fn key(family: &str, operand: Value) -> Option<Constant> {
    if family != "Numeric" {
        return Some((0, operand.scalar_text()?.into_owned()));
    }
    // The bits of a number in the order of the numbers.
    let bits = (operand.as_f64()? + 0.0).to_bits();
    let ordered = if bits >> 63 == 0 { bits | 1 << 63 } else { !bits };
    Some((ordered, String::new()))
}

/// How many combinations there are, unless they are too many.
fn count(axes: &[Axis]) -> Option<usize> {
    let all = axes.iter().try_fold(1_usize, |all, axis| all.checked_mul(axis.places()));
    all.filter(|count| *count <= MAX_COMBINATIONS)
}

/// Whether the formula holds wherever the data lies; also if that is too much to try.
fn holds_always(formula: &Formula, axes: &[Axis]) -> bool {
    let Some(combinations) = count(axes).filter(|count| count * formula.size() <= MAX_STEPS) else {
        return true;
    };
    let mut places = vec![0; axes.len()];
    (0..combinations).all(|mut number| {
        for (place, axis) in places.iter_mut().zip(axes) {
            *place = number % axis.places();
            number /= axis.places();
        }
        formula.holds(&places)
    })
}

impl Formula {
    fn size(&self) -> usize {
        match self {
            Formula::All(inner) | Formula::Any(inner) => 1 + inner.iter().map(Formula::size).sum::<usize>(),
            Formula::Not(inner) => 1 + inner.size(),
            _ => 1,
        }
    }

    fn holds(&self, at: &[Place]) -> bool {
        match self {
            Formula::On(axis, places) => at.get(*axis).is_some_and(|place| places.contains(place)),
            Formula::All(all) => all.iter().all(|one| one.holds(at)),
            Formula::Any(any) => any.iter().any(|one| one.holds(at)),
            Formula::Not(inner) => !inner.holds(at),
            Formula::Always => true,
            Formula::Sometimes => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::may_be_exhaustive;
    use crate::asl::{Kind, Machine};
    use crate::text::SourceId;
    use crate::tree::json;

    fn exhaustive(rules: &str, language: &str) -> bool {
        let text = format!(
            r#"{{"States": {{"Is it?": {{"Type": "Choice", "QueryLanguage": "{language}", "Choices": [{rules}]}}}}}}"#
        );
        let tree = json::parse(SourceId(0), text.as_str().into(), 0..text.len());
        let machine = Machine::of(tree.root(), Kind::Unknown);
        machine.states().next().is_some_and(may_be_exhaustive)
    }

    #[test]
    fn rules_that_leave_nothing_over() {
        for rules in [
            r#"{"Variable": "$.a", "IsPresent": true}, {"Variable": "$.a", "IsPresent": false}"#,
            r#"{"Variable": "$.a", "BooleanEquals": true}, {"Variable": "$.a", "BooleanEquals": false}"#,
            r#"{"Variable": "$.a", "StringEquals": "x"}, {"Not": {"Variable": "$.a", "StringEquals": "x"}}"#,
            r#"{"Variable": "$.a", "NumericLessThan": 5}, {"Variable": "$.a", "NumericGreaterThanEquals": 5.0}"#,
            r#"{"Variable": "$.a", "NumericLessThan": 5}, {"Variable": "$.a", "NumericEquals": 5}, {"Variable": "$.a", "NumericGreaterThan": 5}"#,
            r#"{"And": [{"Variable": "$.a", "NumericGreaterThan": 10}, {"Variable": "$.b", "IsNull": true}]},
               {"Variable": "$.b", "IsNull": false}, {"Variable": "$.a", "NumericLessThanEquals": 20}"#,
            r#"{"Variable": "$.a", "StringMatches": "x*"}, {"Not": {"Variable": "$.a", "StringMatches": "x*"}}"#,
            r#"{"Variable": "$.a", "NumericLessThanPath": "$.b"}, {"Not": {"Variable": "$.a", "NumericLessThanPath": "$.b"}}"#,
            r#"{"Variable": "$.a", "StringEquals": "${Word}"}"#,
            r#""${Rules}""#,
        ] {
            assert!(exhaustive(rules, "JSONPath"), "{rules}");
        }
        for rules in [
            r#"{"Condition": true}"#,
            r#"{"Condition": "{% $states.input.a %}"}, {"Condition": "{%true%}"}"#,
            r#"{"Condition": "{% $states.input.a %}"}, {"Condition": "{% $not($states.input.a) %}"}"#,
            r#"{"Condition": "{% $states.input.a = 1 %}"}, {"Condition": "{% $states.input.a  != 1 %}"}"#,
            r#"{"Condition": "{% $n < 1 %}"}, {"Condition": "{% $n >= 1 %}"}"#,
            r#"{"Condition": "{% $n < 1 %}"}, {"Condition": "${Condition}"}"#,
        ] {
            assert!(exhaustive(rules, "JSONata"), "{rules}");
        }
    }

    #[test]
    fn rules_that_leave_something_over() {
        for rules in [
            r#"{"Variable": "$.a", "IsPresent": true}"#,
            r#"{"Variable": "$.a", "IsPresent": true}, {"Variable": "$.b", "IsPresent": false}"#,
            r#"{"Variable": "$.a", "StringEquals": "x"}, {"Variable": "$.a", "StringEquals": "y"}"#,
            r#"{"Variable": "$.a", "NumericLessThan": 5}, {"Variable": "$.a", "NumericGreaterThan": 5}"#,
            r#"{"Variable": "$.a", "NumericLessThan": 5}, {"Variable": "$.a", "NumericGreaterThanEquals": 6}"#,
            r#"{"Variable": "$.a", "IsString": true}, {"Variable": "$.a", "IsNumeric": true}"#,
            r#"{"Variable": "$.a", "StringMatches": "x*"}, {"Not": {"Variable": "$.a", "StringMatches": "y*"}}"#,
        ] {
            assert!(!exhaustive(rules, "JSONPath"), "{rules}");
        }
        for rules in [
            r#"{"Condition": false}"#,
            r#"{"Condition": "{% $n < 1 %}"}, {"Condition": "{% $n > 1 %}"}"#,
            r#"{"Condition": "{% $n = 1 %}"}, {"Condition": "{% $m != 1 %}"}"#,
            r#"{"Condition": "{% $n = 1 or $m != 1 %}"}, {"Condition": "{% $n = 1 or $m = 1 %}"}"#,
        ] {
            assert!(!exhaustive(rules, "JSONata"), "{rules}");
        }
    }
}
