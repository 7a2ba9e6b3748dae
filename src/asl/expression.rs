//! The JSONata of a machine: every string of a JSONata state that stands where the language evaluates
//! one, at any depth in its data, with its place and what it says.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashSet;
use std::ops::Range;

use super::grammar::{self, Shape};
use super::is_hidden;
use super::jsonata::{self, Ast, Binding, functions};
use super::machine::{Language, Machine};
use super::slot::Slot;
use super::state::{State, StateType};
use crate::text::Span;
use crate::tree::Value;
use crate::tree::embed::Embedded;

/// What a string begins with that is evaluated.
const OPEN: &str = "{%";
/// What it ends with.
const CLOSE: &str = "%}";

/// The expressions of a machine, in the order of its fields.
#[derive(Debug, Default)]
pub(super) struct Expressions<'t>(Vec<ExpressionData<'t>>);

#[derive(Debug)]
struct ExpressionData<'t> {
    slot: usize,
    value: Value<'t>,
    content: Content<'t>,
}

/// What a string says that holds a mark of JSONata.
#[derive(Debug)]
pub enum Content<'t> {
    /// An expression.
    Parsed(Ast<'t>),
    /// What should be one.
    Broken(jsonata::Error),
    /// It begins as an expression and does not end as one.
    Unclosed,
    /// It ends as an expression and does not begin as one.
    Unopened,
    /// There is an expression in it, with text around: all of it is text. The bytes of the expression.
    Embedded(Range<usize>),
}

/// When an expression is evaluated; decides what it may refer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Before the state works, or in a state that has no result.
    Before,
    /// After the work of a Task, Map or Parallel state: there is a result.
    Result,
    /// After an error was caught: there is an error output.
    Caught,
}

/// A string of a JSONata state that holds a mark of JSONata.
#[derive(Clone, Copy, Debug)]
pub struct Expression<'m> {
    machine: &'m Machine<'m>,
    index: usize,
}

/// Tells where the bytes of a string stand in the file; the way there is worked out at the first question.
#[derive(Debug)]
pub struct Spans<'m> {
    value: Value<'m>,
    embedded: OnceCell<Embedded>,
}

/// A variable that an expression takes from the machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference<'m> {
    /// Its name, without `$`.
    pub name: &'m str,
    /// Where the name stands.
    pub span: Span,
    /// Whether it may be a variable of the expression instead.
    pub is_certain: bool,
    /// Whether a function of the language has this name: then it is a variable only if one is assigned.
    pub is_function: bool,
}

impl<'t> Machine<'t> {
    /// Every string that is, or seems to be meant as, an expression. Strings with holes are left out:
    /// nobody knows what they say.
    pub fn expressions(&self) -> impl Iterator<Item = Expression<'_>> {
        (0..self.expressions.0.len()).map(|index| Expression { machine: self, index })
    }
}

impl<'t> Expressions<'t> {
    /// Reads the expressions of a machine whose fields are known.
    pub(super) fn of(machine: &Machine<'t>) -> Expressions<'t> {
        let mut expressions = Vec::new();
        let mut seen = Seen::default();
        for (slot, field, value) in machine.slots.fields_in(Language::Jsonata) {
            if field.is_evaluated || matches!(field.shape, Shape::Assign) {
                let found = strings(value, &mut seen)
                    .filter_map(|(value, text)| Some(ExpressionData { slot, value, content: read(text)? }));
                expressions.extend(found);
            }
        }
        Expressions(expressions)
    }
}

impl Spans<'_> {
    /// Where these bytes of the string stand.
    pub fn at(&self, range: &Range<usize>) -> Span {
        self.embedded.get_or_init(|| self.value.embedded()).span(range.clone())
    }
}

impl<'m> Expression<'m> {
    /// The string.
    pub fn value(self) -> Value<'m> {
        self.data().value
    }

    /// The field that holds it, at whatever depth.
    pub fn slot(self) -> Slot<'m> {
        Slot::new(self.machine, self.data().slot)
    }

    /// The state it belongs to.
    pub fn state(self) -> Option<State<'m>> {
        self.slot().element().state()
    }

    /// What it says.
    pub fn content(self) -> &'m Content<'m> {
        &self.data().content
    }

    /// The expression, if it is a good one.
    pub fn ast(self) -> Option<&'m Ast<'m>> {
        match self.content() {
            Content::Parsed(ast) => Some(ast),
            _ => None,
        }
    }

    /// Tells where its bytes stand in the file.
    pub fn spans(self) -> Spans<'m> {
        Spans { value: self.value(), embedded: OnceCell::new() }
    }

    /// When it is evaluated.
    pub fn moment(self) -> Moment {
        use StateType::{Map, Parallel, Task};
        let element = self.slot().element();
        let is_output = matches!(self.slot().name().as_ref(), "Output" | "Assign");
        match element.state() {
            Some(_) if is_output && element.is(&grammar::CATCHER) => Moment::Caught,
            Some(state) if is_output && state.value() == element.value() => match state.kind() {
                Task | Parallel | Map => Moment::Result,
                _ => Moment::Before,
            },
            _ => Moment::Before,
        }
    }

    /// Where it stands, for a message: "`Output` of `Charge card`".
    pub fn place(self) -> String {
        let slot = self.slot();
        match slot.element().state() {
            Some(state) => format!("`{}` of `{}`", slot.name(), state.name()),
            None => format!("`{}`", slot.name()),
        }
    }

    /// The variables it takes from the machine.
    pub fn references(self) -> impl Iterator<Item = Reference<'m>> {
        self.ast().into_iter().flat_map(move |ast| {
            let spans = self.spans();
            let variables = ast.uses().variables.iter();
            variables.filter(|variable| variable.binding != Binding::Bound).map(move |variable| {
                let name = ast.slice(&variable.name);
                Reference {
                    name,
                    span: spans.at(&variable.name),
                    is_certain: variable.binding == Binding::Free,
                    is_function: functions::arity(name).is_some(),
                }
            })
        })
    }

    fn data(self) -> &'m ExpressionData<'m> {
        &self.machine.expressions.0[self.index]
    }
}

/// Nodes that were looked at: what aliases and merges bring in many places is looked at in the first.
#[derive(Debug, Default)]
pub struct Seen(HashSet<*const u8>);

impl Seen {
    /// Whether a value comes for the first time, as each does that no alias brings.
    fn is_new(&mut self, value: Value) -> bool {
        !value.tree().has_aliases() || self.0.insert(value.raw().as_ptr())
    }
}

/// The strings in a value that are known and were not seen before, in the order of the text.
pub fn strings<'v>(value: Value<'v>, seen: &mut Seen) -> impl Iterator<Item = (Value<'v>, Cow<'v, str>)> {
    let known = value.descendants(|value| !is_hidden(value) && seen.is_new(value));
    known.filter_map(|value| Some((value, value.text()?)))
}

/// What a string says, if there is a mark of JSONata in it.
fn read(text: Cow<'_, str>) -> Option<Content<'_>> {
    if text.len() >= OPEN.len() + CLOSE.len() && text.starts_with(OPEN) && text.ends_with(CLOSE) {
        let part = OPEN.len()..text.len() - CLOSE.len();
        return Some(match jsonata::parse_part(text, part) {
            Ok(ast) => Content::Parsed(ast),
            Err(error) => Content::Broken(error),
        });
    }
    let (open, close) = (text.find(OPEN), text.rfind(CLOSE));
    match (open, close) {
        (Some(open), Some(close)) if open + OPEN.len() <= close => {
            Some(Content::Embedded(open..close + CLOSE.len()))
        }
        (Some(0), _) => Some(Content::Unclosed),
        (_, Some(close)) if close + CLOSE.len() == text.len() => Some(Content::Unopened),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{Content, Moment};
    use crate::asl::{Expression, Kind, Machine};
    use crate::text::SourceId;
    use crate::tree::{json, yaml};

    const JSON: &str = r#"{
      "QueryLanguage": "JSONata", "StartAt": "Work",
      "States": {
        "Work": {"Type": "Task", "Resource": "{% $resource %}", "Comment": "{% $comment %}",
          "Arguments": {"a": ["{% $x %}", "{% ${Hole} %}", "plain"], "b": "{% $f( %}"},
          "TimeoutSeconds": "{% $y %}",
          "Assign": {"v": "{% ($k := $w; $k + $v) %}"},
          "Catch": [{"ErrorEquals": ["{% $e %}"], "Output": "a \u007b% $z %}", "Next": "Done"}],
          "Output": "{% $o", "End": true},
        "Done": {"Type": "Pass", "QueryLanguage": "JSONPath", "Parameters": {"a": "{% $p %}"}, "End": true},
        "Choose": {"Type": "Choice", "Choices": [{"Condition": "{% $c %}", "Next": "Done", "Output": "$q %}"}]}
      }
    }"#;

    fn seen<T>(text: &str, look: impl Fn(Expression) -> T) -> Vec<T> {
        let tree = match text.starts_with('{') {
            true => json::parse(SourceId(0), text.into(), 0..text.len()),
            false => yaml::parse(SourceId(0), text.into()),
        };
        Machine::of(tree.root(), Kind::Unknown).expressions().map(look).collect()
    }

    #[test]
    fn expressions_are_found_where_the_language_evaluates_them() {
        let found = seen(JSON, |expression| {
            let content = match expression.content() {
                Content::Parsed(_) => "parsed",
                Content::Broken(_) => "broken",
                Content::Unclosed => "unclosed",
                Content::Unopened => "unopened",
                Content::Embedded(_) => "embedded",
            };
            (expression.place(), expression.moment(), content)
        });
        let expected = [
            ("`Arguments` of `Work`", Moment::Before, "parsed"),
            ("`Arguments` of `Work`", Moment::Before, "broken"),
            ("`TimeoutSeconds` of `Work`", Moment::Before, "parsed"),
            ("`Assign` of `Work`", Moment::Result, "parsed"),
            ("`Output` of `Work`", Moment::Result, "unclosed"),
            ("`Output` of `Work`", Moment::Caught, "embedded"),
            ("`Condition` of `Choose`", Moment::Before, "parsed"),
            ("`Output` of `Choose`", Moment::Before, "unopened"),
        ];
        let expected: Vec<_> = expected
            .into_iter()
            .map(|(place, moment, content)| (place.to_owned(), moment, content))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn references_are_to_the_variables_of_the_machine() {
        let names = |expression: Expression| {
            let span = |span: crate::text::Span| &JSON[span.start as usize..span.end as usize];
            expression
                .references()
                .map(|one| {
                    assert_eq!(span(one.span), one.name);
                    format!("{}{}", one.name, if one.is_certain { "" } else { "?" })
                })
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(seen(JSON, names), ["x", "", "y", "w v", "", "", "c", ""]);
    }

    #[test]
    fn what_aliases_bring_is_looked_at_once() {
        let mut text = "QueryLanguage: JSONata\nStates:\n  A:\n    Type: Pass\n    Output:\n      - &x0 ['{% $a %}', '{% $b %}']\n".to_owned();
        for level in 1..40 {
            let below = level - 1;
            text.push_str(&format!("      - &x{level} [*x{below}, *x{below}]\n"));
        }
        let found = seen(&text, |expression| expression.value().text().unwrap().into_owned());
        assert_eq!(found, ["{% $a %}", "{% $b %}"]);
    }
}
