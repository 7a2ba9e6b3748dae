//! What kind of word a word of a name is, by the lists of words in `data/*.txt`.

use std::sync::LazyLock;

use foldhash::HashMap;

/// What a known word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    Placeholder,
    Test,
    Number,
    Letter,
    Type,
    Loop,
    Service,
    Call,
    Verb,
    Noun,
    Article,
    Link,
    Outcome,
    Position,
}

/// The word lists: one or more words a line, `#` starts a comment.
pub const LISTS: [(Class, &str); 13] = [
    (Class::Placeholder, include_str!("../data/placeholder.txt")),
    (Class::Test, include_str!("../data/test.txt")),
    (Class::Number, include_str!("../data/number.txt")),
    (Class::Type, include_str!("../data/type.txt")),
    (Class::Loop, include_str!("../data/loop.txt")),
    (Class::Service, include_str!("../data/service.txt")),
    (Class::Call, include_str!("../data/call.txt")),
    (Class::Verb, include_str!("../data/verb.txt")),
    (Class::Noun, include_str!("../data/noun.txt")),
    (Class::Article, include_str!("../data/article.txt")),
    (Class::Link, include_str!("../data/link.txt")),
    (Class::Outcome, include_str!("../data/outcome.txt")),
    (Class::Position, include_str!("../data/position.txt")),
];

static KNOWN: LazyLock<HashMap<&str, Class>> = LazyLock::new(|| {
    let listed = LISTS.iter().flat_map(|(class, text)| listed(text).map(|word| (word, *class)));
    listed.collect()
});

/// The words of one list.
pub fn listed(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace)
}

/// The class of one word in lower case; `None` for a word that may mean something.
pub fn class_of(word: &str) -> Option<Class> {
    // States are counted with one or two digits; a longer number is a code (`404`), a year, an amount.
    if word.chars().all(char::is_numeric) {
        return (word.chars().count() <= 2).then_some(Class::Number);
    }
    // A single letter of the Latin alphabet is an abbreviation at best; a single character of other scripts is a word.
    let known = KNOWN.get(word).copied();
    known.or_else(|| (word.len() == 1 && word.is_ascii()).then_some(Class::Letter))
}

/// Whether words that were written as one, in lower case, are the name of a service.
pub fn is_joined_service(joined: &str) -> bool {
    KNOWN.get(joined) == Some(&Class::Service)
}

/// Whether a word in lower case is the name of a service.
pub fn is_service(word: &str) -> bool {
    class_of(word) == Some(Class::Service)
}
