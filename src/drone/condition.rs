//! Conditions (`trigger`, `when`) as Drone decodes them: everything of a wrong shape is dropped
//! without a word, and an include list that ends up empty means "always" (drone-yaml and runner-go,
//! `Condition.UnmarshalYAML`).

use std::borrow::Cow;

use super::glob;
use crate::tree::{Kind, Value};

/// The conditions that Drone decodes. `matrix` is decoded and never matched; so is `paths` without
/// the paths-changed extension.
pub const CONDITION_KEYS: [&str; 11] =
    ["action", "branch", "cron", "event", "instance", "matrix", "paths", "ref", "repo", "status", "target"];

/// Builds start with one of these.
pub const EVENTS: [&str; 7] = ["push", "pull_request", "tag", "promote", "rollback", "cron", "custom"];

/// The conditions of a pipeline (`trigger`) or of a step (`when`).
#[derive(Clone, Copy, Debug)]
pub struct Conditions<'t> {
    value: Value<'t>,
}

impl<'t> Conditions<'t> {
    pub(super) fn new(value: Value<'t>) -> Conditions<'t> {
        Conditions { value }
    }

    /// What is written.
    pub fn value(self) -> Value<'t> {
        self.value
    }

    /// One condition, decoded; `None` if it is not written.
    pub fn get(self, key: &str) -> Option<Condition<'t>> {
        self.value.get_merged(key).map(Condition::decode)
    }

    /// All conditions that Drone knows, decoded, each knowing its key.
    pub fn all(self) -> Vec<Condition<'t>> {
        CONDITION_KEYS.iter().filter_map(|key| self.get(key)).collect()
    }

    /// Entries whose key is no condition: Drone ignores them, so the gate they meant is lost.
    pub fn unknown(self) -> Vec<Value<'t>> {
        let is_known =
            |entry: &Value| entry.key_text().is_none_or(|key| CONDITION_KEYS.contains(&key.as_ref()));
        self.value.merged_entries().filter(|entry| !is_known(entry)).collect()
    }

    /// Whether a value passes this condition; what is not written lets everything pass.
    /// `None` where the text does not tell.
    pub fn allows(self, key: &str, value: &str) -> Option<bool> {
        self.get(key).map_or(Some(true), |condition| condition.matches(value))
    }
}

/// One condition: what Drone keeps of it and what it drops.
#[derive(Clone, Debug)]
pub struct Condition<'t> {
    /// What is written.
    pub value: Value<'t>,
    /// Patterns of which one must match; when there are none, everything does.
    pub include: Vec<Value<'t>>,
    /// Patterns of which none may match.
    pub exclude: Vec<Value<'t>>,
    /// What is written and has no effect: a scalar where a list is wanted, an element that is no
    /// scalar, an unknown key.
    pub dropped: Vec<Value<'t>>,
    /// A part could not be read.
    is_unknown: bool,
}

impl<'t> Condition<'t> {
    /// Decodes what stands under the key of a condition.
    pub fn decode(value: Value<'t>) -> Condition<'t> {
        let mut condition = Condition {
            value,
            include: Vec::new(),
            exclude: Vec::new(),
            dropped: Vec::new(),
            is_unknown: value.is_unknown(),
        };
        match value.kind() {
            Kind::Mapping => condition.decode_lists(),
            Kind::Sequence => condition.include = condition.decode_list(value),
            Kind::Null | Kind::Hole | Kind::Missing | Kind::Alias => {}
            Kind::Bool | Kind::Number | Kind::String => condition.include.push(value),
        }
        condition
    }

    /// Whether something is written and everything passes all the same.
    pub fn is_open(&self) -> bool {
        self.include.is_empty() && self.exclude.is_empty() && !self.is_unknown
    }

    /// Whether a value passes: no exclude pattern matches, and an include pattern does or there is none.
    /// `None` where the text does not tell.
    pub fn matches(&self, value: &str) -> Option<bool> {
        let excluded = any_matches(&self.exclude, value);
        let included = match self.include.is_empty() {
            true => Some(true),
            false => any_matches(&self.include, value),
        };
        match (excluded, included) {
            (Some(true), _) => Some(false),
            (_, Some(false)) if !self.is_unknown => Some(false),
            (Some(false), Some(true)) if !self.is_unknown => Some(true),
            _ => None,
        }
    }

    fn decode_lists(&mut self) {
        for entry in self.value.merged_entries() {
            let list = match (entry.key_text().as_deref(), entry.kind()) {
                (Some("include" | "exclude"), Kind::Sequence) => self.decode_list(entry),
                (Some("include" | "exclude"), Kind::Null) => Vec::new(),
                (_, Kind::Missing) => {
                    self.is_unknown = true;
                    continue;
                }
                _ => {
                    self.dropped.push(entry);
                    continue;
                }
            };
            match entry.key_text().as_deref() {
                Some("include") => self.include = list,
                _ => self.exclude = list,
            }
        }
    }

    fn decode_list(&mut self, list: Value<'t>) -> Vec<Value<'t>> {
        let mut kept = Vec::new();
        for item in list.items() {
            match item.kind() {
                Kind::Mapping | Kind::Sequence => self.dropped.push(item),
                Kind::Missing => self.is_unknown = true,
                _ => kept.push(item),
            }
        }
        kept
    }
}

/// A pattern as Drone reads it: any scalar by its written text, null as empty.
pub fn pattern<'t>(value: Value<'t>) -> Cow<'t, str> {
    match value.kind() {
        Kind::Null => Cow::Borrowed(""),
        _ => value.scalar_text().unwrap_or_default(),
    }
}

fn any_matches(patterns: &[Value], value: &str) -> Option<bool> {
    let mut result = Some(false);
    for &written in patterns {
        match glob::matches(&pattern(written), value) {
            Some(true) => return Some(true),
            Some(false) => {}
            None => result = None,
        }
    }
    result
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::text::SourceId;
    use crate::tree::{Tree, yaml};

    fn parse(text: &str) -> Tree {
        yaml::parse(SourceId(0), text.into())
    }

    fn texts(values: &[Value]) -> Vec<String> {
        values.iter().map(|&value| pattern(value).into_owned()).collect()
    }

    type Row = (&'static str, &'static [&'static str], &'static [&'static str], usize);

    /// Written, include, exclude, how much is dropped: as measured on Drone's decoder.
    const DECODED: [Row; 23] = [
        ("branch: main", &["main"], &[], 0),
        ("branch: [main, dev]", &["main", "dev"], &[], 0),
        ("branch: {include: [main], exclude: [x]}", &["main"], &["x"], 0),
        ("branch: {include: main}", &[], &[], 1),
        ("branch: {exclude: x}", &[], &[], 1),
        ("branch: {include: [push], exclude: tag}", &["push"], &[], 1),
        ("branch: {includes: [push]}", &[], &[], 1),
        ("branch: [push, {a: b}]", &["push"], &[], 1),
        ("branch: [push, [tag]]", &["push"], &[], 1),
        ("branch: [{include: push}]", &[], &[], 1),
        ("branch:", &[], &[], 0),
        ("branch: ~", &[], &[], 0),
        ("branch: []", &[], &[], 0),
        ("branch: {include: null}", &[], &[], 0),
        ("branch: ''", &[""], &[], 0),
        ("branch: [1.10, null]", &["1.10", ""], &[], 0),
        ("branch: true", &["true"], &[], 0),
        ("branch: 1", &["1"], &[], 0),
        ("branch: 'main,dev'", &["main,dev"], &[], 0),
        ("branch: [main]\nbranch: {include: x}", &[], &[], 1),
        ("branch: {include: [{a: b}, main]}", &["main"], &[], 1),
        ("branch: {include: {a: b}}", &[], &[], 1),
        ("a: &list [main]\nbranch: {include: *list}", &["main"], &[], 0),
    ];

    #[test]
    fn conditions_decode_as_drone_decodes_them() {
        for (text, include, exclude, dropped) in DECODED {
            let tree = parse(text);
            let condition = Conditions::new(tree.root()).get("branch").unwrap();
            assert_eq!(texts(&condition.include), include, "{text}");
            assert_eq!(texts(&condition.exclude), exclude, "{text}");
            assert_eq!(condition.dropped.len(), dropped, "{text}");
            assert_eq!(condition.is_open(), include.is_empty() && exclude.is_empty(), "{text}");
        }
    }

    #[test]
    fn a_lost_gate_lets_everything_pass() {
        let allows = |text: &str, value| Conditions::new(parse(text).root()).allows("event", value);
        assert_eq!(allows("event: {include: push}", "pull_request"), Some(true));
        assert_eq!(allows("event: {includes: [push]}", "pull_request"), Some(true));
        assert_eq!(allows("evnt: push", "pull_request"), Some(true));
        assert_eq!(allows("event: [push]", "pull_request"), Some(false));
        assert_eq!(allows("event: {exclude: [pull_request]}", "pull_request"), Some(false));
        assert_eq!(allows("event: {exclude: [pull_request]}", "push"), Some(true));
        assert_eq!(allows("event: {include: [push], exclude: [pu*]}", "push"), Some(false));
        assert_eq!(allows("event: ''", "push"), Some(false));
        assert_eq!(allows("event: 'push,tag'", "push"), Some(false));
        assert_eq!(allows("event: ['{a/b,push}']", "push"), None);
    }

    #[test]
    fn keys_are_known_with_their_case() {
        let tree = parse("evnt: push\nBranch: main\nref: refs/tags/*\nmatrix: {}\n");
        let conditions = Conditions::new(tree.root());
        let unknown: Vec<_> = conditions.unknown().iter().map(|entry| entry.key_text().unwrap()).collect();
        assert_eq!(unknown, ["evnt", "Branch"]);
        assert_eq!(conditions.all().len(), 2);
    }

    #[test]
    fn merged_conditions_count() {
        let tree = parse("base: &base {event: [push]}\ntrigger: {<<: *base, branch: main}\n");
        let conditions = Conditions::new(tree.root().get("trigger").unwrap());
        assert_eq!(conditions.allows("event", "tag"), Some(false));
        assert_eq!(conditions.unknown(), []);
    }

    #[test]
    fn a_part_that_cannot_be_read_is_unknown() {
        let tree = parse("event: [push, *nowhere]\n");
        let condition = Conditions::new(tree.root()).get("event").unwrap();
        assert_eq!(condition.matches("tag"), None);
        assert!(!condition.is_open());
    }
}
