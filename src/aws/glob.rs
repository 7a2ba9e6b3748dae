//! Patterns compared with patterns: `*` is any run of characters, `?` is exactly one. Upper and lower case differ,
//! as in ARNs.

use std::collections::BTreeSet;

/// Whether some text fits both patterns.
pub fn overlaps(one: &str, other: &str) -> bool {
    in_letters(one, other, Question::Overlap)
}

/// Whether every text that fits `other` fits `pattern` as well, so that `other` adds nothing to it.
pub fn covers(pattern: &str, other: &str) -> bool {
    pattern == "*" || in_letters(pattern, other, Question::Cover)
}

#[derive(Clone, Copy)]
enum Question {
    Overlap,
    Cover,
}

/// A `?` is a character: where there are others than those of ASCII, bytes do not do.
fn in_letters(one: &str, other: &str, question: Question) -> bool {
    if one.is_ascii() && other.is_ascii() {
        return answer(one.as_bytes(), other.as_bytes(), question);
    }
    let [one, other] = [one, other].map(|text| text.chars().collect::<Vec<char>>());
    answer(&one, &other, question)
}

fn answer<L: Letter>(one: &[L], other: &[L], question: Question) -> bool {
    match question {
        Question::Overlap => overlap(one, other),
        Question::Cover => cover(one, other),
    }
}

/// A letter of a pattern.
trait Letter: Copy + Ord {
    const STAR: Self;
    const ANY: Self;
}

impl Letter for u8 {
    const STAR: u8 = b'*';
    const ANY: u8 = b'?';
}

impl Letter for char {
    const STAR: char = '*';
    const ANY: char = '?';
}

fn overlap<L: Letter>(one: &[L], other: &[L]) -> bool {
    let agree = |left: L, right: L| left == right || left == L::ANY || right == L::ANY;
    match (one.contains(&L::STAR), other.contains(&L::STAR)) {
        // Between the starts and the ends the stars of each take whatever the other one wants.
        (true, true) => {
            let start = one.iter().zip(other).take_while(|&(&l, &r)| l != L::STAR && r != L::STAR);
            let end = one.iter().rev().zip(other.iter().rev());
            let end = end.take_while(|&(&l, &r)| l != L::STAR && r != L::STAR);
            start.chain(end).all(|(&left, &right)| agree(left, right))
        }
        (true, false) => fits(one, other, agree),
        (false, _) => fits(other, one, agree),
    }
}

fn cover<L: Letter>(pattern: &[L], other: &[L]) -> bool {
    // A star of the other is something that only a star takes; so is its `?`, besides a `?`.
    let takes = |left: L, right: L| left == right || left == L::ANY && right != L::STAR;
    fits(pattern, other, takes)
        || pattern.contains(&L::ANY) && other.contains(&L::STAR) && covers_every_word(pattern, other)
}

/// Whether `text` fits `pattern`, when `same` says which letters agree. Only the last star is ever tried again,
/// as each piece between stars does best as early as it can.
fn fits<L: Letter>(pattern: &[L], text: &[L], same: impl Fn(L, L) -> bool) -> bool {
    let (mut in_pattern, mut in_text) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while let Some(&letter) = text.get(in_text) {
        match pattern.get(in_pattern) {
            Some(&one) if one == L::STAR => {
                in_pattern += 1;
                retry = Some((in_pattern, in_text));
            }
            Some(&one) if same(one, letter) => {
                in_pattern += 1;
                in_text += 1;
            }
            _ => {
                let Some((after_star, from)) = retry else { return false };
                (in_pattern, in_text) = (after_star, from + 1);
                retry = Some((after_star, in_text));
            }
        }
    }
    pattern.iter().skip(in_pattern).all(|&letter| letter == L::STAR)
}

/// More work than this is not done; then a pattern counts as not covered.
const MAX_STATES: usize = 2_000;

/// Follows the places of `pattern` that a word of `other` can have reached, for every such word at once: a `?`
/// beside a star may take a letter on either side of it.
fn covers_every_word<L: Letter>(pattern: &[L], other: &[L]) -> bool {
    if pattern.len() > 126 {
        return false;
    }
    let mut letters: BTreeSet<Option<L>> = pattern.iter().copied().map(Some).collect();
    letters.insert(None);
    let step = |places: u128, letter: Option<L>| {
        let mut next = 0;
        for (at, &one) in pattern.iter().enumerate().filter(|(at, _)| places & (1 << at) != 0) {
            match one {
                _ if one == L::STAR => next |= 1 << at,
                _ if one == L::ANY || Some(one) == letter => next |= 1 << (at + 1),
                _ => {}
            }
        }
        settle(pattern, next)
    };
    let mut reached = BTreeSet::from([settle(pattern, 1)]);
    let mut work = 0;
    for &wanted in other {
        let mut next = BTreeSet::new();
        let mut open: Vec<u128> = reached.iter().copied().collect();
        if wanted == L::STAR {
            next.clone_from(&reached);
        }
        while let Some(places) = open.pop() {
            work += 1;
            let any = wanted == L::STAR || wanted == L::ANY;
            for &letter in letters.iter().filter(|letter| any || **letter == Some(wanted)) {
                let is_new = next.insert(step(places, letter));
                if is_new && wanted == L::STAR {
                    open.extend(next.get(&step(places, letter)));
                }
            }
            if !any && !letters.contains(&Some(wanted)) {
                next.insert(step(places, None));
            }
        }
        if work > MAX_STATES || next.contains(&0) {
            return false;
        }
        reached = next;
    }
    reached.iter().all(|places| places & (1 << pattern.len()) != 0)
}

/// Adds the places after stars. What stands before the last star that was reached cannot do more than it.
fn settle<L: Letter>(pattern: &[L], mut places: u128) -> u128 {
    for (at, _) in pattern.iter().enumerate().filter(|(_, one)| **one == L::STAR) {
        if places & (1 << at) != 0 {
            places = (places >> at << at) | 1 << (at + 1);
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::wildcard_match;
    use proptest::prelude::*;

    /// All words of up to this many letters.
    fn words(letters: &[char], longest: usize) -> Vec<String> {
        let mut all = vec![String::new()];
        let mut from = 0;
        for _ in 0..longest {
            let until = all.len();
            for at in from..until {
                let grown: Vec<String> =
                    letters.iter().map(|letter| format!("{}{letter}", all[at])).collect();
                all.extend(grown);
            }
            from = until;
        }
        all
    }

    #[test]
    fn overlapping() {
        for (one, other) in
            [("a*", "*b"), ("*", ""), ("a?c", "ab?"), ("x:*:y*", "x:*"), ("a*b", "ab"), ("ü?", "?ß")]
        {
            assert!(overlaps(one, other) && overlaps(other, one), "{one} {other}");
        }
        for (one, other) in [("a*", "b*"), ("*a", "*b"), ("a", ""), ("?", ""), ("a*b", "a"), ("ab*", "a")] {
            assert!(!overlaps(one, other) && !overlaps(other, one), "{one} {other}");
        }
    }

    #[test]
    fn covering() {
        for (pattern, other) in [
            ("*", "a*"),
            ("a*", "a?b*"),
            ("?*", "*?"),
            ("??*", "?*a"),
            ("a*c", "ab*bc"),
            ("a?", "ab"),
            ("**", "*"),
        ] {
            assert!(covers(pattern, other), "{pattern} {other}");
        }
        for (pattern, other) in
            [("a*", "*"), ("ab", "a?"), ("?", "*"), ("*a*", "*"), ("a*b", "a*"), ("*XY?*", "X*YXY*")]
        {
            assert!(!covers(pattern, other), "{pattern} {other}");
        }
    }

    #[test]
    fn hostile_patterns_stay_cheap() {
        let (stars, marks) = ("*a?".repeat(700), "?*b".repeat(700));
        assert!(!covers(&stars, &marks) && !covers(&stars[..120], &marks[..120]));
        assert!(!overlaps(&stars, &"a".repeat(3)));
    }

    proptest! {
        #[test]
        fn overlap_is_what_words_say(one in "[ab*?]{0,5}", other in "[ab*?]{0,5}") {
            let expected = words(&['a', 'b'], 8).iter().any(|word| wildcard_match(&one, word) && wildcard_match(&other, word));
            prop_assert_eq!(overlaps(&one, &other), expected);
        }

        #[test]
        fn cover_is_what_words_say(pattern in "[ab*?]{0,5}", other in "[ab*?]{0,5}") {
            let fitting = words(&['a', 'b', 'c'], 7).into_iter().filter(|word| wildcard_match(&other, word));
            let expected = fitting.into_iter().all(|word| wildcard_match(&pattern, &word));
            prop_assert_eq!(covers(&pattern, &other), expected);
        }

        #[test]
        fn any_text_is_safe(one in ".*", other in ".*") {
            prop_assert!(covers(&one, &one) && overlaps(&one, &one) && covers("*", &other));
            prop_assert_eq!(overlaps(&one, &other), overlaps(&other, &one));
        }
    }
}
