//! Does the name of a state say what the state does?
//!
//! The judgement is made word by word, and in the name's favour: a name is vague only when *every* word of it is known
//! to say nothing about this state in particular: a placeholder, a number, a state type, a service, a word that fits
//! everything. One word that is in none of the lists (`data/*.txt`) makes the name fine, and so do listed words that
//! say something together: `Run tests`, `Wait for response`, `Start Glue job`. So names in other languages,
//! domain words and abbreviations are never reported, and the lists can only be too short.

mod class;

pub use class::is_service;
use class::{Class, class_of, is_joined_service};

/// Why a name does not say what its state does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Vague {
    /// `foo`, `test`, `asdf`: typed so that something stands there.
    Placeholder,
    /// `State1`, `Step 2`, `Branch A`, `Second task`: the state's number among the others.
    Numbered,
    /// `Task`, `Choice`, `Parallel state`: a type, which the definition says already.
    BareType,
    /// `Lambda`, `Call API`: the service, which the resource says already.
    BareService,
    /// `PutObject`, `DynamoDB GetItem`: the action of the service, which the resource says already.
    BareAction,
    /// `DoStuff`, `Process`, `Handle data`, `MyState`: fits every state of every machine.
    Generic,
    /// `A`, `x1`: single letters.
    TooShort,
}

impl Vague {
    /// Continues a message after the name: "`Step 2` is numbered, not named".
    pub fn reason(self) -> &'static str {
        match self {
            Vague::Placeholder => "is a placeholder",
            Vague::Numbered => "is numbered, not named",
            Vague::BareType => "names a kind of state, not what it does",
            Vague::BareService => "names a service, not what it is called for",
            Vague::BareAction => "repeats an action of the service",
            Vague::Generic => "would fit any state",
            Vague::TooShort => "is too short to say anything",
        }
    }
}

/// What is known of the state that has the name.
#[derive(Clone, Copy, Debug, Default)]
pub struct Subject<'s> {
    /// `Type`: `Success` says enough about a Succeed state and nothing about a Task.
    pub state_type: Option<&'s str>,
    /// The action that a Task asks of a service, as the resource writes it: `putItem`.
    pub action: Option<&'s str>,
}

/// Why `name` is vague, or `None` if it says something about its state.
///
/// `accepted` is the user's list: an entry of one word makes every name with that word fine, an entry of
/// several words that name alone; spelling (`Lambda Invoke`, `lambda-invoke`, `LambdaInvoke`) does not matter.
pub fn vague(name: &str, subject: Subject, accepted: &[String]) -> Option<Vague> {
    // A substitution (`${Name}`) is filled in elsewhere: what the name will be is not known here.
    if name.contains('$') && name.contains("${") {
        return None;
    }
    let mut rest = words(name);
    let mut words: Vec<String> = rest.by_ref().take(1).collect();
    // Most names are fine by their first word, if it is not the beginning of the name of a service.
    if words.first().is_some_and(|first| class_of(first).is_none()) {
        words.extend(rest.by_ref().take(SERVICE_WORDS - 1));
        service_of_words(&words)?;
    }
    words.extend(rest);
    if words.is_empty() {
        // Punctuation alone says nothing; a symbol of another alphabet might.
        return name.is_ascii().then_some(Vague::TooShort);
    }
    if accepted.iter().any(|entry| accepts(entry, &words)) || is_timed_wait(&words, subject.state_type) {
        return None;
    }
    verdict(&words, &classes(&words, subject)?, subject)
}

/// The words of a name in lower case: `HTTPServer` is `http`, `server`; `charge-card_2` is `charge`, `card`, `2`.
///
/// Words end at white space and punctuation, where the case rises (`parseJSON`), before the last capital of an acronym
/// that is followed by a word (`JSONParser`), and between letters and digits, except in the name of a service (`S3`,
/// `EC2`). Letters of every script are kept; an apostrophe between letters belongs to its word.
pub fn words(name: &str) -> Words<'_> {
    Words { rest: name }
}

/// Iterator over the words of a name; see [`words`].
#[derive(Clone, Debug)]
pub struct Words<'n> {
    rest: &'n str,
}

impl Iterator for Words<'_> {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        let text = self.rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        if text.is_empty() {
            self.rest = text;
            return None;
        }
        let (word, rest) = text.split_at(service_with_digits(text).unwrap_or_else(|| word_length(text)));
        self.rest = rest;
        Some(if word.is_ascii() { word.to_ascii_lowercase() } else { word.to_lowercase() })
    }
}

/// Length in bytes of the word at the start of `text`, which starts with a letter or digit.
fn word_length(text: &str) -> usize {
    // Most words are a capital at most, small ASCII letters, and no more.
    let small = 1 + text.bytes().skip(1).take_while(u8::is_ascii_lowercase).count();
    match text.as_bytes().get(small) {
        None | Some(b' ' | b'-' | b'_' | b'A'..=b'Z')
            if small > 1 && text.as_bytes()[0].is_ascii_alphabetic() =>
        {
            return small;
        }
        _ => {}
    }
    let mut chars = text.char_indices().peekable();
    let Some((_, mut before)) = chars.next() else {
        return 0;
    };
    let mut capitals = usize::from(before.is_uppercase());
    while let Some((at, here)) = chars.next() {
        let after = chars.peek().map(|(_, c)| *c);
        if !belongs(here, after) || before.is_numeric() != here.is_numeric() && !is_mark(here) {
            return at;
        }
        if here.is_uppercase() {
            let starts_word =
                after.is_some_and(char::is_lowercase) && !is_plural_of_acronym(&text[at + here.len_utf8()..]);
            if before.is_lowercase() || capitals > 0 && starts_word {
                return at;
            }
            capitals += 1;
        } else if here.is_lowercase() {
            capitals = 0;
        }
        before = here;
    }
    text.len()
}

/// Whether a character goes on with the word before it.
fn belongs(here: char, after: Option<char>) -> bool {
    let apostrophe = matches!(here, '\'' | '’') && after.is_some_and(char::is_alphabetic);
    here.is_alphanumeric() || apostrophe || is_mark(here)
}

/// Combining marks that write an accent as a character of its own (Combining Diacritical Marks, U+0300 to U+036F).
fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// Whether what follows an acronym is no more than its plural: the `s` of `URLs`.
fn is_plural_of_acronym(after: &str) -> bool {
    after.strip_prefix('s').is_some_and(|rest| !rest.starts_with(char::is_lowercase))
}

/// Length of a service name with digits (`s3`, `ec2`) at the start of `text`, if it ends there.
fn service_with_digits(text: &str) -> Option<usize> {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let digits = text.bytes().skip(letters).take_while(u8::is_ascii_digit).count();
    let name = &text[..letters + digits];
    (digits > 0 && class_of(&name.to_ascii_lowercase()) == Some(Class::Service)).then_some(name.len())
}

/// The classes of the words, or `None` if one of them may mean something.
fn classes(words: &[String], subject: Subject) -> Option<Vec<Class>> {
    let mut known = Vec::with_capacity(words.len());
    let mut rest = words;
    while let Some(first) = rest.first() {
        let (class, taken) = match service_of_words(rest) {
            Some(taken) => (Class::Service, taken),
            None => (class_of(first)?, 1),
        };
        known.push((first.as_str(), class));
        rest = &rest[taken..];
    }
    if is_pause(&known, subject) {
        return None;
    }
    Some((0..known.len()).map(|at| in_context(&known, at)).collect())
}

/// Whether `rest` is the pause: it is the kind of service in a Task, or beside a service or a call of one.
fn is_pause(known: &[(&str, Class)], subject: Subject) -> bool {
    let is_rest = |(word, _): &(&str, Class)| *word == "rest";
    let tells_a_service =
        |one: &(&str, Class)| !is_rest(one) && matches!(one.1, Class::Service | Class::Call);
    subject.state_type != Some("Task") && known.iter().any(is_rest) && !known.iter().any(tells_a_service)
}

/// The class of a word among its neighbours: "a thing", "one item" and "first job" count nothing, "state a",
/// "branch a failed" and "first step" do.
fn in_context(known: &[(&str, Class)], at: usize) -> Class {
    use Class::{Article, Letter, Noun, Number, Type};
    let (word, class) = known[at];
    let is_after_type = at.checked_sub(1).is_some_and(|before| known[before].1 == Type);
    match (word, known.get(at + 1).map(|(_, after)| *after)) {
        ("a" | "one" | "first", Some(Noun)) => Article,
        ("a", Some(after)) if !is_after_type && !matches!(after, Letter | Number) => Article,
        _ => class,
    }
}

/// The judgement on a name of known words.
fn verdict(words: &[String], classes: &[Class], subject: Subject) -> Option<Vague> {
    if tells_an_outcome(classes, subject) {
        return None;
    }
    if subject.action.is_some_and(|action| repeats(words, action)) {
        return Some(Vague::BareAction);
    }
    let says_something = tests_something(classes)
        || names_what_it_waits_for(words, classes)
        || names_what_it_repeats(classes, subject)
        || names_which_thing(classes)
        || names_more_than_a_service(classes);
    (!says_something).then(|| reason(classes))
}

fn reason(classes: &[Class]) -> Vague {
    use Class::{Article, Letter, Link, Loop, Number, Placeholder, Service, Test, Type};
    let has = |any: &[Class]| classes.iter().any(|class| any.contains(class));
    if has(&[Placeholder, Test]) {
        Vague::Placeholder
    } else if has(&[Letter]) && has_only(classes, &[Letter, Number]) {
        Vague::TooShort
    } else if has(&[Letter, Number]) {
        Vague::Numbered
    } else if has(&[Service]) {
        Vague::BareService
    } else if has(&[Type, Loop]) && has_only(classes, &[Type, Loop, Link, Article]) {
        Vague::BareType
    } else {
        Vague::Generic
    }
}

fn has_only(classes: &[Class], known: &[Class]) -> bool {
    classes.iter().all(|class| known.contains(class))
}

fn tells_an_outcome(classes: &[Class], subject: Subject) -> bool {
    use Class::{Letter, Loop, Number, Outcome, Position, Type};
    let has = |class: Class| classes.contains(&class);
    if !has(Outcome) && !has(Position) {
        return false;
    }
    // "Job failed", "Handle error", "Last result": an outcome or a place *of something* is a statement.
    let of_something = !has_only(classes, &[Outcome, Position, Type, Loop, Number, Letter]);
    // "Success": the outcome alone is one where it is the outcome of the machine, or the question.
    let is_counted = has(Number) || has(Letter);
    of_something || !has(Position) && !is_counted && may_be_an_outcome(subject.state_type)
}

/// "Run tests", "A/B test": a test alone or numbered is a placeholder, any other test is one of something.
fn tests_something(classes: &[Class]) -> bool {
    use Class::{Number, Placeholder, Test, Type};
    classes.contains(&Test) && !has_only(classes, &[Test, Placeholder, Number, Type])
}

/// "Wait for response", "Wait on a job": but not "Wait for", "Wait for 2", "Wait for the task".
fn names_what_it_waits_for(words: &[String], classes: &[Class]) -> bool {
    use Class::{Article, Letter, Loop, Number, Type};
    // These two words are never part of the name of a service: their classes stand at the same places.
    let is_wait =
        matches!(words, [wait, link, ..] if wait == "wait" && matches!(link.as_str(), "for" | "on"));
    is_wait && classes.get(2..).is_some_and(|what| !has_only(what, &[Number, Letter, Type, Loop, Article]))
}

/// "For each item": whose item is for the Map to know. An unknown type may be one.
fn names_what_it_repeats(classes: &[Class], subject: Subject) -> bool {
    let is_map = subject.state_type.is_none_or(|kind| kind == "Map");
    is_map && classes.contains(&Class::Loop) && classes.contains(&Class::Noun)
}

/// "Get request item": two nouns say which of the things is meant.
fn names_which_thing(classes: &[Class]) -> bool {
    use Class::{Call, Noun, Service, Verb};
    let nouns = classes.iter().filter(|class| **class == Noun).count();
    nouns > 1 && classes.iter().any(|class| matches!(class, Verb | Call)) && !classes.contains(&Service)
}

/// "Start Glue job", "Put in S3": but not the service alone ("Lambda state"), called ("Call API") or with an
/// action ("DynamoDB put item").
fn names_more_than_a_service(classes: &[Class]) -> bool {
    use Class::{Article, Call, Letter, Noun, Number, Placeholder, Service, Type, Verb};
    if !classes.contains(&Service) || classes.contains(&Placeholder) {
        return false;
    }
    let told: Vec<Class> =
        classes.iter().copied().filter(|class| ![Article, Letter, Number].contains(class)).collect();
    let after_types = told.iter().position(|class| *class != Type).unwrap_or_default();
    let (before, after) = match &told[after_types..] {
        [Call, rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    let services = after.iter().take_while(|class| **class == Service).count();
    let is_bare = match (before, &after[services..]) {
        (_, []) => services > 0,
        (true, _) => false,
        (false, rest) => {
            services > 0
                && (has_only(rest, &[Type, Service])
                    || matches!(rest.first(), Some(Verb | Call)) && has_only(rest, &[Verb, Call, Noun, Type]))
        }
    };
    !is_bare
}

/// Whether the words are an action of a service and no more than the service before and a type after it:
/// `DynamoDB put item task`.
fn repeats(words: &[String], action: &str) -> bool {
    let mut rest = words;
    while let [first, after @ ..] = rest {
        rest = match service_of_words(rest) {
            Some(taken) => &rest[taken..],
            None if class_of(first) == Some(Class::Service) => after,
            None => break,
        };
    }
    let is_action = |words: &[String]| words.concat() == action.to_lowercase();
    is_action(rest)
        || matches!(rest, [said @ .., last] if class_of(last) == Some(Class::Type) && is_action(said))
}

/// The longest service name in words: `Step Functions`, `Route 53`.
const SERVICE_WORDS: usize = 2;

/// How many of the first words make up the name of a service that is written in several words.
fn service_of_words(words: &[String]) -> Option<usize> {
    let joined = words.get(..SERVICE_WORDS)?.concat();
    is_joined_service(&joined).then_some(SERVICE_WORDS)
}

/// Whether a state of this type may be named after an outcome alone. A Task, Map, Parallel or Wait does something
/// first; an unknown type gets the benefit of the doubt.
fn may_be_an_outcome(state_type: Option<&str>) -> bool {
    !matches!(state_type, Some("Task" | "Map" | "Parallel" | "Wait"))
}

/// Units of time that are otherwise read as a letter or as the place in a row: `Wait30s`, `Wait 1 second`.
const UNITS: [&str; 5] = ["s", "m", "h", "d", "second"];

/// Whether the name of a state that waits says how long.
fn is_timed_wait(words: &[String], state_type: Option<&str>) -> bool {
    let waits = state_type == Some("Wait") || words.first().is_some_and(|word| word == "wait");
    let is_time = |pair: &[String]| match pair {
        [number, unit] => class_of(number) == Some(Class::Number) && UNITS.contains(&unit.as_str()),
        _ => false,
    };
    waits && words.windows(2).any(is_time)
}

/// Whether an entry of the user's list covers a name.
fn accepts(entry: &str, name: &[String]) -> bool {
    let entry: Vec<String> = words(entry).collect();
    match entry.as_slice() {
        [] => false,
        [word] => name.contains(word),
        whole => name == whole,
    }
}

#[cfg(test)]
#[path = "name_test.rs"]
mod tests;
