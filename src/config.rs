//! What the user has set.

use crate::rule::{Active, Group, RuleSet};
use crate::rules::RULES;

/// Which rules hold where.
#[derive(Debug)]
pub struct Config {
    rules: RuleSet,
}

impl Default for Config {
    fn default() -> Config {
        let on = RULES.iter().filter(|rule| rule.group != Group::Pedantic);
        Config {
            rules: RuleSet::new(on.map(|rule| Active { rule, severity: None, options: Default::default() })),
        }
    }
}

impl Config {
    /// Only these rules, with their defaults; for tests of single rules.
    pub fn only(codes: &[&str]) -> Config {
        let on = RULES.iter().filter(|rule| codes.contains(&rule.code));
        Config {
            rules: RuleSet::new(on.map(|rule| Active { rule, severity: None, options: Default::default() })),
        }
    }

    /// The rules that hold for a file.
    pub fn rules_for(&self, _path: &str) -> &RuleSet {
        &self.rules
    }
}
