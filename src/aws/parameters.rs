//! What the optimized integrations take in `Parameters` or `Arguments`. The table is kept by hand; its
//! format and sources are in `data/README.md`.

use std::sync::LazyLock;

use foldhash::HashMap;

/// Sorted by service and action, regardless of case. ASCII.
static TABLE: &str = include_str!("data/parameters.txt").trim_ascii_end();

/// The fields by service and action. The table is short, and every task of a machine is looked up twice.
static INDEX: LazyLock<HashMap<(&str, &str), &'static str>> = LazyLock::new(|| {
    let row = |line: &'static str| {
        let (call, fields) = line.split_once(' ')?;
        Some((call.split_once(':')?, fields))
    };
    TABLE.lines().filter_map(row).collect()
});

/// The parameters of one action of one integration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameters {
    fields: &'static str,
}

/// What an action of an optimized integration takes, where that is known.
pub fn of(service: &str, action: &str) -> Option<Parameters> {
    let index: &HashMap<(&str, &str), &'static str> = &INDEX;
    index.get(&(service, action)).map(|&fields| Parameters { fields })
}

impl Parameters {
    /// Every name that the service has for it. It may refuse some of them in an optimized integration.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        self.fields.split([' ', '|', '*']).filter(|name| !name.is_empty())
    }

    /// What it cannot do without: groups of names, one of each of which has to be there.
    pub fn required(self) -> impl Iterator<Item = impl Iterator<Item = &'static str> + Clone> {
        self.fields.split(' ').filter_map(|group| Some(group.strip_suffix('*')?.split('|')))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::aws::integrations::INTEGRATIONS;
    use crate::aws::sorted;

    #[test]
    fn every_row_is_of_an_action_and_is_found() {
        assert!(TABLE.is_ascii());
        let mut last = "";
        for line in TABLE.lines() {
            let (call, fields) = line.split_once(' ').unwrap();
            assert!(sorted::compare(last, call).is_lt(), "{call}");
            last = call;
            let (service, action) = call.split_once(':').unwrap();
            let integration = INTEGRATIONS.iter().find(|row| row.service == service).unwrap();
            assert!(integration.actions().any(|known| known == action), "{call}");
            let found = of(service, action).unwrap();
            assert_eq!(found.fields, fields);
            let is_pascal_case = |name: &str| {
                name.starts_with(|c: char| c.is_ascii_uppercase())
                    && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
            };
            assert!(found.names().all(is_pascal_case), "{call}");
        }
    }

    #[test]
    fn every_action_that_is_a_task_has_a_row() {
        let tasks = INTEGRATIONS.iter().filter(|row| !row.only_in_map);
        let calls = tasks.flat_map(|row| row.actions().map(|action| (row.service, action)));
        let missing: Vec<_> = calls.filter(|(service, action)| of(service, action).is_none()).collect();
        assert_eq!(missing, [("bedrockagentcore", "invokeHarness")]);
    }

    #[test]
    fn groups_are_taken_apart() {
        let publish = of("sns", "publish").unwrap();
        let required: Vec<Vec<_>> = publish.required().map(Iterator::collect).collect();
        assert_eq!(required, [vec!["Message"], vec!["PhoneNumber", "TargetArn", "TopicArn"]]);
        assert!(publish.names().any(|name| name == "TopicArn"));
        assert_eq!(of("sns", "Publish"), None);
        assert_eq!(of("sns", ""), None);
    }
}
