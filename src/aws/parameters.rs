//! What the optimized integrations take in `Parameters` or `Arguments`. The table is kept by hand; its
//! format and sources are in `data/README.md`.

use std::sync::LazyLock;

use foldhash::HashMap;

/// Sorted by service and action, regardless of case. ASCII.
static TABLE: &str = include_str!("data/parameters.txt").trim_ascii_end();

/// By service and action. The table is short, and every task of a machine is looked up twice.
static INDEX: LazyLock<HashMap<&str, HashMap<&str, Parameters>>> = LazyLock::new(|| {
    let mut index: HashMap<&str, HashMap<&str, Parameters>> = HashMap::default();
    for (call, fields) in TABLE.lines().filter_map(|line| line.split_once(' ')) {
        if let Some((service, action)) = call.split_once(':') {
            index.entry(service).or_default().insert(action, Parameters::read(fields));
        }
    }
    index
});

/// The parameters of one action of one integration.
#[derive(Debug, PartialEq, Eq)]
pub struct Parameters {
    names: Vec<&'static str>,
    required: Vec<Vec<&'static str>>,
}

/// What an action of an optimized integration takes, where that is known.
pub fn of(service: &str, action: &str) -> Option<&'static Parameters> {
    INDEX.get(service)?.get(action)
}

impl Parameters {
    fn read(fields: &'static str) -> Parameters {
        let required = fields.split(' ').filter_map(|group| group.strip_suffix('*'));
        Parameters {
            names: fields.split([' ', '|', '*']).filter(|name| !name.is_empty()).collect(),
            required: required.map(|group| group.split('|').collect()).collect(),
        }
    }

    /// Every name that the service has for it. It may refuse some of them in an optimized integration.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.names.iter().copied()
    }

    /// What it cannot do without: groups of names, one of each of which has to be there.
    pub fn required(&self) -> impl Iterator<Item = &[&'static str]> {
        self.required.iter().map(Vec::as_slice)
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
            assert_eq!(*found, Parameters::read(fields));
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
        let required: Vec<_> = publish.required().collect();
        assert_eq!(required, [["Message"].as_slice(), &["PhoneNumber", "TargetArn", "TopicArn"]]);
        assert!(publish.names().any(|name| name == "TopicArn"));
        assert_eq!(of("sns", "Publish"), None);
        assert_eq!(of("sns", ""), None);
    }
}
