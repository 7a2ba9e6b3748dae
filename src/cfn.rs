//! CloudFormation and SAM templates: resources, what is known of a property, the text that functions
//! put together, and where definitions and policies lie in it.

mod conditions;
mod definition;
mod intrinsic;
mod known;
mod policies;
mod property;
mod references;
mod template;
mod text;
mod variant;
mod versions;

#[cfg(test)]
mod tests;

pub use definition::{
    DefinitionSource, Dialect, Kind, StateMachine, Substitutions, asset_path, state_machines,
};
pub use intrinsic::{Function, Intrinsic, Reference};
pub use known::{known, parse_variants};
pub use policies::{Policy, PolicyKind, SamPolicy, policies, sam_policies};
pub use property::{Property, items, variants};
pub use references::{References, references};
pub use template::{Parameter, Resource, Template, is_template};
pub use text::{Hole, Text, assemble, symbolic};
pub use variant::{Branch, Variant, when};
pub use versions::Publishing;
