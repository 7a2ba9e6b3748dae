//! What is known about AWS: the catalogue of IAM actions, the grammar of ARNs, and the ways in which
//! a Step Functions task calls a service. Reference data only; nothing here judges a file.

pub mod actions;
pub mod alias;
pub mod arn;
pub mod condition_keys;
pub mod escalations;
pub mod exposures;
pub mod glob;
pub mod hole;
pub mod integrations;
pub mod issuers;
pub mod needs;
pub mod parameters;
pub mod polling;
pub mod regions;
pub mod release;
pub mod repeat;
pub mod resources;
pub mod retired;
pub mod sdk;
mod sections;
mod sorted;
mod wildcard;

pub use wildcard::{has_wildcard, wildcard_match, wildcard_match_ignore_case};
