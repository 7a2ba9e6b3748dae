//! Amazon States Language: a machine, its scopes, its states and the transitions between them, for
//! JSON and YAML definitions alike. Walked by position in the grammar, never by key name: a state
//! may be called `States`, and data may hold a key `Next`.

pub mod context;
pub mod dataflow;
pub mod deed;
pub mod duration;
pub mod error;
pub mod exhaustive;
pub mod expression;
mod fields;
mod flow;
pub mod grammar;
mod graph;
pub mod intrinsic;
pub mod jsonata;
mod machine;
pub mod name;
pub mod path;
pub mod reference;
pub mod rounds;
mod scope;
mod slot;
mod state;
mod task;
pub mod timestamp;
mod transition;
pub mod variables;
mod work;

pub use expression::Expression;
pub use flow::Flow;
pub use graph::Reachability;
pub use machine::{Kind, Language, Machine};
pub use scope::Scope;
pub use slot::{Element, Slot};
pub use state::{State, StateType};
pub use task::{Call, Request, Task};
pub use transition::{Transition, TransitionKind};
pub use work::Work;

use std::borrow::Cow;

use crate::aws::hole;
use crate::tree::Value;

/// Whether a value will be known only when the definition is deployed: a `${hole}` as all or part of
/// it, or, in a template, a function (`!Sub`, `{"Ref": …}`, `{"Fn::If": …}`).
pub fn is_hidden(value: Value) -> bool {
    value.is_unknown()
        || value.may_be_open()
            && (!has_known_tag(value)
                || value.text().is_some_and(|text| hole::has_hole(&text))
                || value.entries().filter_map(Value::key).any(is_function))
}

/// Whether a key is the name of a function of a template; nobody escapes letters of one.
fn is_function(key: Value) -> bool {
    let raw = key.raw();
    let name = raw.strip_prefix(['"', '\'']).unwrap_or(raw);
    name.starts_with("Fn::") || name.strip_prefix("Ref").is_some_and(|rest| matches!(rest, "" | "\"" | "'"))
}

/// The text of a string that is known.
pub fn known_text(value: Value<'_>) -> Option<Cow<'_, str>> {
    let is_known = |text: &Cow<str>| has_known_tag(value) && !hole::has_hole(text);
    value.text().filter(|text| !value.may_be_open() || is_known(text))
}

/// Whether it has no tag but of YAML itself.
fn has_known_tag(value: Value) -> bool {
    value.tag().is_none_or(|tag| tag.starts_with("!!"))
}

/// Whether a text is a definition by its content: `StartAt` with `States`, or `States` whose
/// members have a state's type.
pub fn is_definition(root: Value) -> bool {
    let Some(states) = root.get("States").filter(|states| states.is_mapping()) else { return false };
    root.get("StartAt").is_some() || states.entries().any(|state| StateType::of(state) != StateType::Unknown)
}

/// Whether a file is a definition by its name, whatever it holds.
pub fn is_definition_name(name: &str) -> bool {
    [".asl.json", ".asl.yaml", ".asl.yml", ".asl"].iter().any(|suffix| name.ends_with(suffix))
}
