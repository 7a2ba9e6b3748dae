//! How a secret is shown.

use std::ops::Range;

/// A value with fewer characters shows none of them: its ends would be most of it.
const SHORTEST_SHOWN: usize = 12;
const HEAD: usize = 4;
const TAIL: usize = 2;

/// The first four and the last two characters with `…` between; only `…` for a value below twelve
/// characters. The head of a typed credential (`AKIA`, `ghp_`) is its type and gives nothing away.
pub fn redact(value: &str) -> String {
    let hidden = hidden_part(value);
    [&value[..hidden.start], "…", &value[hidden.end..]].concat()
}

/// The bytes of a secret for which `…` is shown.
pub fn hidden_part(value: &str) -> Range<usize> {
    if value.chars().nth(SHORTEST_SHOWN - 1).is_none() {
        return 0..value.len();
    }
    let head = value.char_indices().nth(HEAD).map_or(0, |(at, _)| at);
    let tail = value.char_indices().rev().nth(TAIL - 1).map_or(value.len(), |(at, _)| at);
    head..tail
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn shows_the_ends_of_long_values_only() {
        assert_eq!(redact("abcdefghijkl"), "abcd…kl");
        assert_eq!(redact("ééééßßßßßßàà"), "éééé…àà");
        for short in ["", "a", "abcdefghijk", "ééééßßßßßßà"] {
            assert_eq!(redact(short), "…");
        }
    }

    proptest! {
        #[test]
        fn never_shows_more_than_six_characters_and_nothing_of_the_middle(value in "\\PC{0,64}") {
            let shown = redact(&value);
            prop_assert!(shown.chars().count() <= HEAD + 1 + TAIL);
            if let Some((head, tail)) = shown.split_once('…').filter(|(head, _)| !head.is_empty()) {
                prop_assert!(value.starts_with(head));
                prop_assert!(value.chars().count() >= SHORTEST_SHOWN);
                prop_assert!(tail.contains('…') || value.ends_with(tail));
            }
        }

        #[test]
        fn the_middle_is_gone(head in "[a-z]{4}", middle in "[A-Z]{6,40}", tail in "[a-z]{2}") {
            let shown = redact(&[head, middle, tail].concat());
            prop_assert!(!shown.contains(|letter: char| letter.is_ascii_uppercase()));
        }
    }
}
