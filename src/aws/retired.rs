//! Actions that once existed. Whoever names one made no mistake in writing.

use super::sorted::{find_record, lower_bound};
use super::wildcard_match_ignore_case;

/// `service:action` in lower case, sorted; `*` stands for a whole service.
static TABLE: &str = include_str!("data/retired.txt").trim_ascii_end();

/// What is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retired {
    /// The action; its service is still there.
    Action,
    /// The service with all of its actions.
    Service,
}

/// Whether this action, or its whole service, once existed and does not any more. In any case.
pub fn find(service: &str, action: &str) -> Option<Retired> {
    let is_there = |name: &str| find_record(TABLE, b'\n', b' ', &format!("{service}:{name}")).is_some();
    if is_there("*") {
        return Some(Retired::Service);
    }
    (!action.starts_with('*') && is_there(action)).then_some(Retired::Action)
}

/// Whether anything of this service ever was retired; mostly not, and that is told at once. In any case.
pub fn touches(service: &str) -> bool {
    find_first(service).is_some()
}

fn find_first(service: &str) -> Option<&'static str> {
    let rest = &TABLE[lower_bound(TABLE, b'\n', b':', service)..];
    let (prefix, _) = rest.split_once(':')?;
    prefix.eq_ignore_ascii_case(service).then_some(rest)
}

/// Whether a pattern for the names of a service's actions covers one that once existed.
pub fn covers(service: &str, pattern: &str) -> bool {
    let mut rows = TABLE.lines().filter_map(|row| row.split_once(':'));
    rows.any(|(prefix, name)| {
        prefix.eq_ignore_ascii_case(service) && wildcard_match_ignore_case(pattern, name)
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic)]

    use super::*;
    use crate::aws::actions;

    #[test]
    fn every_row_is_found_and_is_no_action_of_today() {
        // Rows of one service stand together, as they are looked for by service alone.
        assert!(TABLE.lines().is_sorted_by_key(|row| row.split(':').next()));
        for row in TABLE.lines() {
            let Some((service, action)) = row.split_once(':') else { panic!("{row}") };
            assert!(find(service, action).is_some(), "{row}");
            assert_eq!(actions::find(row), None);
            assert_eq!(find(service, "*").is_some(), actions::service(service).is_none(), "{row}");
        }
    }

    #[test]
    fn in_any_case() {
        assert_eq!(find("Account", "getChallengeQuestions"), Some(Retired::Action));
        assert_eq!(find("application-cost-profiler", "Anything"), Some(Retired::Service));
        assert_eq!(find("s3", "GetObject"), None);
        assert!(
            touches("ACCOUNT") && touches("deeplens") && !touches("sqs") && !touches("zzz") && !touches("")
        );
        assert!(covers("account", "GetChallenge*") && !covers("account", "Begin*") && !covers("sqs", "*"));
    }
}
