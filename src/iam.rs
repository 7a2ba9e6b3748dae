//! IAM policies as their grammar sees them: documents of a file, statements, principals, conditions.
//! Every element keeps the value it was read from, so each can be pointed at; what a template leaves
//! open stays open. Any shape is read, also one that IAM would refuse: saying so is a rule's matter.

mod condition;
mod detect;
mod element;
mod limit;
mod policy;
mod principal;
mod statement;
mod text;
mod variable;

pub use condition::{Condition, Conditions, Family, KeyTest, Operator, Quantifier};
pub use detect::{documents, is_policy};
pub use element::{DOCUMENT, Element, STATEMENT, Shape};
pub use policy::{Policy, PolicyKind};
pub use principal::{Principal, PrincipalKind};
pub use statement::{Effect, Statement};
pub use text::{Resolved, Resolver, Text, standalone};
pub use variable::{Variable, variables};
