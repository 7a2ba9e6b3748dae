//! steplint: a policy linter for the whole path on which a Step Functions workflow reaches production.
pub mod asl;
pub mod diagnostic;
pub mod text;
