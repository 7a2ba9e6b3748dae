//! Amazon States Language: what a definition says.
pub mod name;
