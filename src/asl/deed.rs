//! What a name says is done, and what an action does; and when the two cannot both be true.
//!
//! The judgement is made in the name's favour: only its first word counts against it, any of its words
//! counts for it, and only deeds that exclude each other are compared. To get something in order to write it is
//! fine; to get something by deleting it is not.

use std::sync::LazyLock;

use foldhash::HashMap;

use super::name;

/// Something that is done.
pub type Deed = &'static str;

/// What no state of such a name does: the deed of the name, and the actions that are another's.
const CONFLICTS: [(Deed, &[Deed]); 16] = [
    ("read", &["delete", "stop"]),
    ("check", &["delete", "stop"]),
    ("put", &["read", "delete"]),
    ("save", &["delete"]),
    ("create", &["delete"]),
    ("delete", &["read", "create"]),
    ("send", &["read", "delete"]),
    ("start", &["stop"]),
    ("stop", &["start", "create"]),
    ("enable", &["disable"]),
    ("disable", &["enable"]),
    ("attach", &["detach"]),
    ("detach", &["attach"]),
    ("grant", &["revoke"]),
    ("revoke", &["grant"]),
    ("resume", &["pause"]),
];

/// Words of this one may mean any of those.
const END: Deed = "end";
const ENDS: [Deed; 3] = ["delete", "stop", "pause"];

/// Actions that hand work on: what is done in the end is not theirs to say.
const DELEGATES: [&str; 12] = [
    "startAutomationExecution",
    "startBuild",
    "startExecution",
    "startJobRun",
    "startPipelineExecution",
    "startQuery",
    "startQueryExecution",
    "startSyncExecution",
    "createJob",
    "createChangeSet",
    "createInvalidation",
    "createMultipartUpload",
];

/// The words of deeds: a deed a line, `#` starts a comment.
const DEEDS: &str = include_str!("data/deed.txt");

/// The nouns that a deed before them only tells apart: words, `#` starts a comment.
const THINGS: &str = include_str!("data/thing.txt");

static KNOWN: LazyLock<HashMap<&str, Vec<Deed>>> = LazyLock::new(|| {
    let mut known: HashMap<&str, Vec<Deed>> = HashMap::default();
    for (deed, words) in DEEDS.lines().filter_map(|line| line.split_once(": ")) {
        words.split_whitespace().for_each(|word| known.entry(word).or_default().push(deed));
    }
    known
});

/// The deeds of a word in lower case.
fn deeds(word: &str) -> &'static [Deed] {
    KNOWN.get(word).map_or(&[], Vec::as_slice)
}

/// Whether the last word makes a noun of the whole name: "Delete check".
fn names_a_thing(words: &[String]) -> bool {
    let mut things = THINGS.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace);
    matches!(words, [_, .., last] if things.any(|thing| thing == last))
}

/// What a name says and an action does, where both cannot be true. `action` is a name like `deleteItem`, or that
/// of a function.
pub fn contradiction(said: &str, action: &str) -> Option<(Deed, Deed)> {
    if DELEGATES.contains(&action) {
        return None;
    }
    let done = deeds(&name::words(action).next()?);
    let told = name::words(said).find(|word| !name::is_service(word)).map(|word| deeds(&word))?;
    let (conflict, does) =
        CONFLICTS.iter().filter(|(deed, _)| told.contains(deed)).find_map(|(deed, others)| {
            others.iter().find(|other| done.contains(other)).map(|other| (*deed, *other))
        })?;
    let words: Vec<String> = name::words(said).collect();
    if names_a_thing(&words) {
        return None;
    }
    // A name that also says what is done is no lie, nor is an action that also does what is said; a word of two
    // deeds is only ever one of them.
    let ends = done.iter().any(|deed| ENDS.contains(deed));
    let says_so =
        words.iter().flat_map(|word| deeds(word)).any(|deed| done.contains(deed) || ends && *deed == END);
    let does_so = name::words(action).any(|word| told.iter().any(|deed| deeds(&word).contains(deed)));
    (!says_so && !does_so && told.len() == 1).then_some((conflict, does))
}

#[cfg(test)]
mod tests {
    use super::{CONFLICTS, KNOWN, contradiction};

    #[test]
    fn every_deed_has_words() {
        for (deed, others) in CONFLICTS {
            for deed in others.iter().chain([&deed]) {
                assert!(KNOWN.values().any(|deeds| deeds.contains(deed)), "{deed}");
            }
        }
    }

    #[test]
    fn names_that_cannot_be_true() {
        for (name, action) in [
            ("Send e-mail", "deleteItem"),
            ("DeleteUser", "getItem"),
            ("Get user", "deleteItem"),
            ("DynamoDB Get User", "deleteItem"),
            ("Start instances", "stopInstances"),
            ("stop-instance", "startInstances"),
            ("Upload receipt", "getObject"),
            ("Disable rule", "enableRule"),
            ("Delete order", "create-order"),
            ("Check stock", "terminateInstances"),
        ] {
            assert!(contradiction(name, action).is_some(), "{name} {action}");
        }
    }

    #[test]
    fn names_that_may_be_true() {
        for (name, action) in [
            ("Delete user", "deleteItem"),
            ("Delete user", "updateItem"),
            ("Delete user", "putItem"),
            ("Find users to delete", "scan"),
            ("Delete old items from list", "query"),
            ("Get lock", "putItem"),
            ("Get upload URL", "createUpload"),
            ("Send query results", "getQueryResults"),
            ("Publish report", "putObject"),
            ("Release lock", "deleteItem"),
            ("Check out cart", "deleteItem"),
            ("Archive order", "getItem"),
            ("Check out and remove", "deleteItem"),
            ("Delete account", "startExecution"),
            ("Order delete check", "getItem"),
            ("Delete check", "getItem"),
            ("Delete request", "getItem"),
            ("DeleteQueue", "scan"),
            ("Stop flag", "createItem"),
            ("Stop instance", "terminateInstances"),
            ("Update job status", "getJobRun"),
            ("Create report", "getQueryResults"),
            ("Receive and acknowledge message", "deleteMessage"),
            ("Add details", "getItem"),
            ("Benutzer holen", "deleteItem"),
            ("", "deleteItem"),
            ("Get user", ""),
        ] {
            assert_eq!(contradiction(name, action), None, "{name} {action}");
        }
    }
}
