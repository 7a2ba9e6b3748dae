//! Pairs of calls of which the second undoes or ends what the first made or started.

/// Verbs that make or start something, and those that end it.
const PAIRS: [(&str, &[&str]); 9] = [
    ("create", &["delete", "terminate"]),
    ("run", &["terminate", "stop"]),
    ("start", &["stop", "terminate"]),
    ("resume", &["pause"]),
    ("allocate", &["release"]),
    ("attach", &["detach"]),
    ("authorize", &["revoke"]),
    ("register", &["deregister"]),
    ("request", &["cancel"]),
];

/// Whether the second action ends what the first of the same service makes: `createCluster` and
/// `terminateCluster`, `runInstances` and `terminateInstances`.
pub fn ends(release: &str, acquire: &str) -> bool {
    PAIRS.iter().any(|(verb, opposites)| {
        noun(acquire, verb).is_some_and(|made| {
            opposites
                .iter()
                .filter_map(|opposite| noun(release, opposite))
                .any(|ended| singular(ended) == singular(made))
        })
    })
}

/// Whether a call makes or starts something that another one could end.
pub fn acquires(action: &str) -> bool {
    PAIRS.iter().any(|(verb, _)| noun(action, verb).is_some())
}

/// What follows the verb of an action.
fn noun<'a>(action: &'a str, verb: &str) -> Option<&'a str> {
    action.strip_prefix(verb).filter(|noun| noun.starts_with(|first: char| first.is_ascii_uppercase()))
}

fn singular(noun: &str) -> &str {
    noun.strip_suffix('s').unwrap_or(noun)
}

#[cfg(test)]
mod tests {
    use super::{acquires, ends};

    #[test]
    fn opposites_of_the_same_thing() {
        assert!(ends("terminateCluster", "createCluster") && ends("terminateJobFlows", "runJobFlow"));
        assert!(ends("stopInstances", "startInstances") && ends("detachVolume", "attachVolume"));
        assert!(!ends("deleteTable", "createCluster") && !ends("createCluster", "deleteCluster"));
        assert!(acquires("runInstances") && !acquires("running") && !acquires("putItem"));
    }
}
