//! Amazon States Language: a machine, its scopes, its states and the transitions between them, for
//! JSON and YAML definitions alike. Walked by position in the grammar, never by key name: a state
//! may be called `States`, and data may hold a key `Next`.

mod graph;
mod machine;
pub mod name;
mod state;

pub use graph::Reachability;
pub use machine::{Kind, Language, Machine, Scope};
pub use state::{State, StateType, Transition, TransitionKind};

use crate::tree::Value;

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
