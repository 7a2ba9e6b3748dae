//! steplint: a policy linter for the whole path on which a Step Functions workflow reaches production.
pub mod cfn;
pub mod diagnostic;
pub mod text;
pub mod tree;
