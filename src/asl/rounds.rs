//! What going round a loop changes: decides whether its choices can ever fall otherwise.

use std::borrow::Cow;

use super::machine::Language;
use super::state::{State, StateType};
use super::{is_hidden, known_text};
use crate::tree::Value;

/// What the states of a loop write on the way from one round to the next.
#[derive(Debug, Default, PartialEq)]
pub struct Changes<'m> {
    /// The data may be any other in the next round.
    all: bool,
    /// Paths and `$variables` that are written.
    paths: Vec<Cow<'m, str>>,
}

/// What a choice looks at.
#[derive(Debug, PartialEq)]
enum Look<'m> {
    /// A path or `$variable` that can be told apart from others.
    Path(Cow<'m, str>),
    /// An expression, or a path that may lie anywhere in the data.
    Data,
    /// The time, a random number, the context: other in each round.
    Moving,
}

/// Texts in an expression whose value is other in each round.
const MOVING: [&str; 6] = ["$now", "$millis", "$random", "$uuid", "context", "$eval"];

/// Fields that choose from the data what goes on.
const FILTERS: [&str; 2] = ["InputPath", "OutputPath"];

/// Fields that make a result without a call.
const RESULTS: [&str; 2] = ["Result", "Parameters"];

/// States of a loop that are looked at: a longer one is none that a person wrote.
const MAX_STATES: usize = 200;

/// Paths that are compared with what choices look at, and those looks.
const MAX_PATHS: usize = 500;
const MAX_LOOKS: usize = 1_000;

/// Whether each round through these states, which form a loop, finds the choices among them exactly as
/// the last one did, so that who goes round once goes round until something fails. Said only where all
/// that matters is known.
pub fn repeats(states: &[State]) -> bool {
    if states.len() > MAX_STATES {
        return false;
    }
    let mut changes = Changes::default();
    for state in states {
        if !state.is_complete() || state.kind() == StateType::Unknown {
            return false;
        }
        changes.add(*state);
        if changes.all || changes.paths.len() > MAX_PATHS {
            return false;
        }
    }
    let looks =
        states.iter().filter(|state| state.kind() == StateType::Choice).flat_map(|state| looks(*state));
    // The first one too many counts as one that moves.
    looks.enumerate().all(|(at, look)| at < MAX_LOOKS && !changes.touch(&look))
}

impl<'m> Changes<'m> {
    fn add(&mut self, state: State<'m>) {
        for rule in state.field("Choices").into_iter().flat_map(Value::items) {
            self.assign(rule.get("Assign"));
            self.all |= rule.get("Output").is_some();
        }
        self.assign(state.field("Assign"));
        match state.language() {
            Language::Jsonata => self.add_jsonata(state),
            Language::JsonPath => self.add_jsonpath(state),
        }
        for catcher in state.catchers().filter(|catcher| leads_back(*catcher, state)) {
            self.assign(catcher.get("Assign"));
            self.all |= catcher.get("Output").is_some();
            match state.language() {
                Language::Jsonata => self.all = true,
                Language::JsonPath => self.write(catcher.get("ResultPath")),
            }
        }
    }

    fn add_jsonata(&mut self, state: State<'m>) {
        let makes_data = matches!(state.kind(), StateType::Task | StateType::Map | StateType::Parallel);
        self.all |= makes_data || state.field("Output").is_some();
    }

    fn add_jsonpath(&mut self, state: State<'m>) {
        let is_whole = |path: Value| path.is_text("$");
        self.all |= FILTERS.iter().filter_map(|field| state.field(field)).any(|path| !is_whole(path));
        match state.kind() {
            StateType::Task | StateType::Map | StateType::Parallel => self.write(state.field("ResultPath")),
            StateType::Pass => {
                let makes_data = RESULTS.iter().any(|field| state.field(field).is_some());
                if makes_data || state.field("ResultPath").is_some() {
                    self.write(state.field("ResultPath"));
                }
            }
            _ => {}
        }
    }

    /// What a `ResultPath` writes; all of the data where there is none.
    fn write(&mut self, result_path: Option<Value<'m>>) {
        match result_path {
            Some(path) if path.kind() == crate::tree::Kind::Null => {}
            Some(path) => match known_text(path).filter(|path| is_plain(path)) {
                Some(path) if path != "$" => self.paths.push(path),
                _ => self.all = true,
            },
            None => self.all = true,
        }
    }

    fn assign(&mut self, assign: Option<Value<'m>>) {
        let Some(assign) = assign else { return };
        self.all |= is_hidden(assign) || !assign.is_mapping();
        for variable in assign.entries().filter_map(Value::key_text) {
            self.paths.push(Cow::Owned(format!("${}", variable.trim_end_matches(".$"))));
        }
    }

    fn touch(&self, look: &Look) -> bool {
        match look {
            Look::Moving => true,
            Look::Data => self.all || !self.paths.is_empty(),
            Look::Path(path) => {
                self.all || self.paths.iter().any(|written| within(written, path) || within(path, written))
            }
        }
    }
}

/// Whether a path is the other, or leads to a part of it.
fn within(part: &str, whole: &str) -> bool {
    part.strip_prefix(whole).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Whether a path is names and dots alone, so that its text tells where it leads.
fn is_plain(path: &str) -> bool {
    path.starts_with('$')
        && !path.starts_with("$$")
        && path[1..].chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-'))
        && !path.contains("..")
}

/// Whether a catcher stays in the loop of its state.
fn leads_back(catcher: Value, state: State) -> bool {
    let target = catcher.get("Next").and_then(known_text).and_then(|next| state.scope().state(&next));
    target.is_none_or(|target| state.machine().flow().are_together(state, target))
}

/// Rules of a choice that are read: with aliases a short text may come to any number of them.
const MAX_RULES: usize = 1_000;

fn looks(choice: State<'_>) -> Vec<Look<'_>> {
    let rules = choice.field("Choices").into_iter().flat_map(Value::items).take(MAX_RULES + 1);
    match choice.language() {
        Language::Jsonata => rules.map(|rule| look_of_expression(rule.get("Condition"))).collect(),
        Language::JsonPath => looks_of_rules(rules.collect()),
    }
}

fn look_of_expression(condition: Option<Value<'_>>) -> Look<'_> {
    match condition.and_then(known_text) {
        Some(text) if !MOVING.iter().any(|moving| text.contains(moving)) => Look::Data,
        None if condition.is_some_and(|condition| condition.as_bool().is_some()) => Look::Data,
        _ => Look::Moving,
    }
}

fn looks_of_rules<'m>(mut open: Vec<Value<'m>>) -> Vec<Look<'m>> {
    let mut looks = Vec::new();
    for _ in 0..MAX_RULES {
        let Some(rule) = open.pop() else { return looks };
        if is_hidden(rule) {
            return vec![Look::Moving];
        }
        for field in rule.entries() {
            match field.key_text().as_deref() {
                Some("And" | "Or") => open.extend(field.items().take(MAX_RULES)),
                Some("Not") => open.push(field),
                Some(name) if name == "Variable" || name.ends_with("Path") => looks.push(look_of_path(field)),
                Some("Next" | "Comment" | "Assign") => {}
                _ if is_hidden(field) => looks.push(Look::Moving),
                _ => {}
            }
        }
    }
    vec![Look::Moving]
}

fn look_of_path(path: Value<'_>) -> Look<'_> {
    match known_text(path) {
        Some(path) if is_plain(&path) => Look::Path(path),
        Some(path) if !path.contains("$$") && !path.contains("States.") => Look::Data,
        _ => Look::Moving,
    }
}

#[cfg(test)]
mod tests {
    use super::repeats;
    use crate::asl::{Kind, Machine};
    use crate::text::SourceId;
    use crate::tree::json;

    /// Whether a loop of a Choice that looks at `$.job.status`, and of these states, repeats itself.
    fn repeats_with(states: &str, condition: &str) -> bool {
        let text = format!(
            r#"{{"StartAt": "Is done?", "States": {{
                "Is done?": {{"Type": "Choice", "Choices": [{condition}], "Default": "A"}},
                {states}, "End": {{"Type": "Succeed"}}}}}}"#
        );
        let tree = json::parse(SourceId(0), text.as_str().into(), 0..text.len());
        let machine = Machine::of(tree.root(), Kind::Unknown);
        let found: Vec<bool> = machine.flow().loops(&machine).map(|states| repeats(&states)).collect();
        assert_eq!(found.len(), 1, "{text}");
        found == [true]
    }

    const STATUS: &str = r#"{"Variable": "$.job.status", "StringEquals": "DONE", "Next": "End"}"#;

    #[test]
    fn what_a_round_leaves_as_it_was_is_found() {
        for state in [
            r#""A": {"Type": "Wait", "Seconds": 5, "Next": "Is done?"}"#,
            r#""A": {"Type": "Pass", "Next": "Is done?"}"#,
            r#""A": {"Type": "Task", "ResultPath": null, "Next": "Is done?"}"#,
            r#""A": {"Type": "Task", "ResultPath": "$.jobs", "Next": "Is done?"}"#,
            r#""A": {"Type": "Pass", "Result": 1, "ResultPath": "$.job.state", "Assign": {"job": 1}, "Next": "Is done?"}"#,
            r#""A": {"Type": "Task", "ResultPath": "$.j", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "End"}], "Next": "Is done?"}"#,
        ] {
            assert!(repeats_with(state, STATUS), "{state}");
        }
    }

    #[test]
    fn what_may_change_the_choice_is_not() {
        for state in [
            r#""A": {"Type": "Task", "Next": "Is done?"}"#,
            r#""A": {"Type": "Task", "ResultPath": "$.job", "Next": "Is done?"}"#,
            r#""A": {"Type": "Task", "ResultPath": "$.job.status.code", "Next": "Is done?"}"#,
            r#""A": {"Type": "Task", "ResultPath": "${Path}", "Next": "Is done?"}"#,
            r#""A": {"Type": "Pass", "Parameters": {"job": {"status": "DONE"}}, "Next": "Is done?"}"#,
            r#""A": {"Type": "Wait", "Seconds": 5, "OutputPath": "$.x", "Next": "Is done?"}"#,
            r#""A": {"Type": "Task", "ResultPath": null, "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Is done?"}], "Next": "End"}"#,
            r#""A": {"Type": "Wait", "QueryLanguage": "JSONata", "Seconds": 5, "Output": "{% 1 %}", "Next": "Is done?"}"#,
        ] {
            assert!(!repeats_with(state, STATUS), "{state}");
        }
        let wait = r#""A": {"Type": "Wait", "Seconds": 5, "Next": "Is done?"}"#;
        for condition in [
            r#"{"Variable": "$$.State.EnteredTime", "TimestampGreaterThanPath": "$.until", "Next": "End"}"#,
            r#"{"Not": {"Variable": "$.until", "TimestampGreaterThanPath": "$$.State.EnteredTime"}, "Next": "End"}"#,
            r#"{"Variable": "$.a", "StringEquals": "b", "Assign": {"a.$": "$.b"}, "Variable": "$a", "Next": "End"}"#,
        ] {
            assert!(!repeats_with(wait, condition), "{condition}");
        }
    }
}
