//! Values that are never secrets, whatever their key says. The cases follow the global allow list of
//! gitleaks (MIT, Copyright (c) 2019 Zachary Rice), revision b58d3f1, and the filters of detect-secrets.

use super::words;

/// Whether a value points at a secret (`$VAR`, `${…}`, `{{resolve:…}}`, `<…>`) or holds its place
/// (`***`, `changeme`, a documented example).
pub fn is_reference_or_placeholder(value: &str) -> bool {
    let value = value.trim();
    !value.contains(char::is_alphanumeric)
        || is_reference(value)
        || is_encrypted(value)
        || is_masked(value)
        || is_repetition(value)
        || is_sequence(value)
        || is_documentation(value)
        || WHOLE_VALUES.iter().any(|known| known.eq_ignore_ascii_case(value))
        || words::split(value)
            .any(|word| PLACEHOLDER_WORDS.iter().any(|known| known.eq_ignore_ascii_case(word)))
}

/// Marks that stand before a value of unknown content, wherever they stand.
const HOLES: &[&str] = &["${", "$(", "{{", "{%", "<%", "#{"];

/// Marks that make a whole value a reference: `<token>`, `{0}`, `[token]`, `%TOKEN%`, `@TOKEN@`.
const BRACKETS: &[(char, char)] = &[('<', '>'), ('{', '}'), ('[', ']'), ('%', '%'), ('@', '@')];

fn is_reference(value: &str) -> bool {
    let is_bracketed = |&(open, close): &(char, char)| {
        let inside = value.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
        inside.is_some_and(|name| {
            name.chars().all(|letter| letter.is_alphanumeric() || " _-.|/".contains(letter))
        })
    };
    value.starts_with('$')
        || HOLES.iter().any(|hole| value.contains(hole))
        || BRACKETS.iter().any(is_bracketed)
        || value.split_once('<').is_some_and(|(_, rest)| rest.contains('>'))
        || is_format_verb(value)
}

/// `%s`, `%-d`.
fn is_format_verb(value: &str) -> bool {
    value.starts_with('%') && value.len() <= 3 && value.ends_with(|letter: char| letter.is_ascii_alphabetic())
}

/// What takes the place of characters that are not shown.
fn is_masked(value: &str) -> bool {
    const MASKS: &[&str] = &["***", "...", "…", "•••", "xxxx", "XXXX"];
    let mut letters = value.chars();
    let first = letters.next();
    MASKS.iter().any(|mask| value.contains(mask)) || letters.all(|letter| Some(letter) == first)
}

/// What SOPS and eyaml write for a value: `ENC[AES256_GCM,data:…]`.
fn is_encrypted(value: &str) -> bool {
    value.starts_with("ENC[") && value.ends_with(']')
}

/// `dummydummydummy`, `test-test-test`: one piece three times, or a known word twice.
fn is_repetition(value: &str) -> bool {
    let period = period(value.as_bytes());
    let is_known = |piece: &str| {
        WHOLE_VALUES.iter().chain(PLACEHOLDER_WORDS).any(|known| known.eq_ignore_ascii_case(piece))
    };
    value.len() >= 3 * period || value.len() >= 2 * period && value.get(..period).is_some_and(is_known)
}

/// Length of the shortest piece that makes up a text when it is written again and again, the last time
/// perhaps in part. The prefix function of Knuth, Morris and Pratt: linear in the text.
fn period(text: &[u8]) -> usize {
    let mut borders = vec![0; text.len()];
    let mut border = 0;
    for at in 1..text.len() {
        while border > 0 && text[at] != text[border] {
            border = borders[border - 1];
        }
        border += usize::from(text[at] == text[border]);
        borders[at] = border;
    }
    text.len() - border
}

/// `12345678`, `abcdef0123456789`: most characters follow their neighbour.
fn is_sequence(value: &str) -> bool {
    let follows = value.as_bytes().windows(2).filter(|pair| pair[1] == pair[0].wrapping_add(1)).count();
    value.len() >= 4 && follows * 3 >= (value.len() - 1) * 2
}

/// Keys in documentation carry EXAMPLE, by the convention of AWS.
fn is_documentation(value: &str) -> bool {
    value.contains("EXAMPLE")
}

/// Literals, and the credentials that test databases are started with.
const WHOLE_VALUES: &[&str] =
    &["true", "false", "null", "none", "undefined", "root", "test", "drone", "admin", "password", "owncloud"];

/// Words that say that something else belongs here. Four letters at least: shorter ones occur in
/// random text.
const PLACEHOLDER_WORDS: &[&str] = &[
    "changeit",
    "changeme",
    "dummy",
    "example",
    "fake",
    "insert",
    "mock",
    "placeholder",
    "redacted",
    "replace",
    "replaceme",
    "sample",
    "todo",
    "your",
    "yourpassword",
    "yourtoken",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_and_placeholders() {
        for value in [
            "",
            "  ",
            "***",
            "----",
            "$TOKEN",
            "${TOKEN}",
            "$${TOKEN}",
            "$$TOKEN",
            "$1",
            "${1}",
            "$.token",
            "$$.Task.Token",
            "prefix-${TOKEN}",
            "$(cat token)",
            "{{resolve:secretsmanager:prod/db:SecretString:password}}",
            "{{ token }}",
            "{% $states.context.Task.Token %}",
            "${{ secrets.TOKEN }}",
            "<token>",
            "Bearer <token>",
            "{0}",
            "{}",
            "{token}",
            "[token]",
            "%TOKEN%",
            "%s",
            "%-d",
            "@TOKEN@",
            "TRUE",
            "null",
            "Root",
            "owncloud",
            "aaaaaaaaaaaa",
            "xxxxxxxxxxxxxxxx",
            "AKIAXXXXXXXXXXXXXXXX",
            "abcdefgh",
            "0123456789abcdef",
            "12345678",
            "change-me-example",
            "changeme",
            "your-token-here",
            "AKIA...",
            "ghp_****",
            "ENC[AES256_GCM,data:q7Xz2LkPw9Rv,iv:B4tN=,tag:Zx81Qm==,type:str]",
            "dummydummydummydummy",
            "DummyDummy",
            "test-test-test-te",
            "k9k9k9",
        ] {
            assert!(is_reference_or_placeholder(value), "{value}");
        }
    }

    #[test]
    fn documented_keys() {
        for parts in [
            ["AK", "IA", "IOSFODNN7EXAMPLE"],
            ["AK", "IA", "I44QH8DHBEXAMPLE"],
            ["wJalrXUtnFEMI/", "K7MDENG/", "bPxRfiCYEXAMPLEKEY"],
        ] {
            assert!(is_reference_or_placeholder(&parts.concat()));
        }
    }

    #[test]
    fn plain_values_are_neither() {
        for value in [
            "hunter2hunter2",
            "ENC(q7Xz2LkPw9Rv)",
            "correct horse battery",
            "Pa$$w0rd!",
            "a%b",
            "q7Xz2LkPw9RvB4tN",
            "falsetto",
            "100%",
            "a@b",
        ] {
            assert!(!is_reference_or_placeholder(value), "{value}");
        }
    }
}
