//! steplint: a policy linter for the whole path on which a Step Functions workflow reaches production.
pub mod aws;
pub mod diagnostic;
pub mod text;
