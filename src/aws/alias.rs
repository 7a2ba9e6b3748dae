//! Names under which others know an action or a service, and what IAM calls it.

use super::sorted::find_record;

/// `operation actions` and `wrong-prefix: prefix`, sorted regardless of case. `~` marks what is recalled and not
/// documented.
static TABLE: &str = include_str!("data/aliases.txt").trim_ascii_end();

/// The actions that authorise an operation that has none of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alias {
    /// `service:action`, separated by commas.
    actions: &'static str,
    /// Whether that is documented.
    pub documented: bool,
}

/// What authorises this operation, written as an action, in any case: `s3:HeadObject` and `s3:GetObject`.
pub fn of_operation(action: &str) -> Option<Alias> {
    let words = value(action)?;
    let recalled = words.strip_prefix('~');
    Some(Alias { actions: recalled.unwrap_or(words), documented: recalled.is_none() })
}

/// The prefix that IAM has for a service, where another one is often written, in any case: `states` for `sfn`.
pub fn of_prefix(prefix: &str) -> Option<&'static str> {
    value(&format!("{prefix}:"))
}

impl Alias {
    /// The actions, as `service:action`.
    pub fn actions(self) -> impl Iterator<Item = &'static str> {
        self.actions.split(',')
    }
}

fn value(key: &str) -> Option<&'static str> {
    Some(find_record(TABLE, b'\n', b' ', key)?.split_once(' ')?.1)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic)]

    use super::*;
    use crate::aws::actions;

    #[test]
    fn every_row_is_found_and_names_what_exists() {
        for row in TABLE.lines() {
            let Some((key, _)) = row.split_once(' ') else { panic!("{row}") };
            match key.strip_suffix(':') {
                Some(prefix) => {
                    assert!(actions::service(prefix).is_none(), "{row}");
                    assert!(
                        of_prefix(prefix).is_some_and(|right| actions::service(right).is_some()),
                        "{row}"
                    );
                }
                None => {
                    assert_eq!(actions::find(key), None, "{row}");
                    let Some(alias) = of_operation(key) else { panic!("{row}") };
                    assert!(alias.actions().all(|action| actions::find(action).is_some()), "{row}");
                }
            }
        }
    }

    #[test]
    fn in_any_case() {
        assert_eq!(of_prefix("SFN"), Some("states"));
        assert!(of_operation("lambda:invoke").is_some_and(|one| one.documented));
        assert!(of_operation("s3:headobject").is_some_and(|one| !one.documented));
        assert_eq!(of_operation("s3:GetObject"), None);
    }
}
