//! Holes in a text: `${Name}` of a substitution or of a policy variable, and `{{…}}` of a dynamic
//! reference or of another tool's template. What will stand there is not known, and a colon, dot or
//! star inside a hole means nothing to the text around it.
//!
//! A hole ends at the first closing brace. One that is never closed is plain text.

/// Opening and closing marks; a longer mark stands before one that it starts with.
const MARKS: [(&[u8], &[u8]); 3] = [(b"${{", b"}}"), (b"${", b"}"), (b"{{", b"}}")];

/// Whether there is a hole anywhere in `text`.
pub fn has_hole(text: &str) -> bool {
    may_have_hole(text) && outside(text).count() != text.len()
}

/// Whether `text` is one hole and nothing besides.
pub fn is_hole(text: &str) -> bool {
    outside(text).skip_one_hole() == Some(text.len())
}

/// Where the first of these ASCII characters stands outside holes.
pub fn find_outside(text: &str, wanted: &[u8]) -> Option<usize> {
    if !may_have_hole(text) {
        return text.bytes().position(|byte| wanted.contains(&byte));
    }
    outside(text).find(|(_, byte)| wanted.contains(byte)).map(|(at, _)| at)
}

/// The bytes of `text` that are not in holes, each with its offset.
pub fn outside(text: &str) -> Outside<'_> {
    Outside { bytes: text.as_bytes(), at: 0, unclosed: [false; MARKS.len()] }
}

fn may_have_hole(text: &str) -> bool {
    let bytes = text.as_bytes();
    let opens = |at: usize| (at > 0 && bytes.get(at - 1) == Some(&b'$')) || bytes.get(at + 1) == Some(&b'{');
    memchr::memchr_iter(b'{', bytes).any(opens)
}

/// Made by [`outside`].
pub struct Outside<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Marks that are known not to be closed any more: the rest is never searched for them twice,
    /// which keeps a text full of opening marks linear.
    unclosed: [bool; MARKS.len()],
}

impl Outside<'_> {
    /// Offset after the hole that starts here.
    fn skip_one_hole(&mut self) -> Option<usize> {
        let rest = self.bytes.get(self.at..)?;
        for ((open, close), unclosed) in MARKS.iter().zip(&mut self.unclosed) {
            if *unclosed || !rest.starts_with(open) {
                continue;
            }
            match memchr::memmem::find(&rest[open.len()..], close) {
                Some(length) => return Some(self.at + open.len() + length + close.len()),
                None => *unclosed = true,
            }
        }
        None
    }
}

impl Iterator for Outside<'_> {
    type Item = (usize, u8);

    fn next(&mut self) -> Option<(usize, u8)> {
        while let Some(b'$' | b'{') = self.bytes.get(self.at)
            && let Some(end) = self.skip_one_hole()
        {
            self.at = end;
        }
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some((self.at - 1, byte))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use proptest::prelude::*;

    fn literal(text: &str) -> String {
        String::from_utf8(outside(text).map(|(_, byte)| byte).collect()).unwrap()
    }

    #[test]
    fn holes_are_left_out() {
        assert_eq!(literal("a${B::C}d{{resolve:ssm:x}}e${{ f }}g"), "adeg");
        assert_eq!(literal("${a}${b}"), "");
        assert_eq!(literal("${a}}"), "}");
    }

    #[test]
    fn what_is_not_closed_is_text() {
        for text in ["${a", "$", "{{a}", "{a}", "$a}", "${{a"] {
            assert_eq!(literal(text), text);
            assert!(!has_hole(text) && !is_hole(text));
        }
        assert_eq!(literal("${{a}b"), "b");
    }

    #[test]
    fn whole_and_part() {
        assert!(is_hole("${FnArn}") && is_hole("${a:b, 'c'}") && is_hole("{{resolve:ssm:x}}"));
        assert!(!is_hole("") && !is_hole("${a}b") && !is_hole("b${a}") && !is_hole("${a}${b}"));
        assert!(has_hole("b${a}") && has_hole("${a}") && !has_hole("plain"));
        assert_eq!(find_outside("${a:b}c:d", b":"), Some(7));
        assert_eq!(find_outside("${a:b}", b":"), None);
    }

    #[test]
    fn hostile_openings_stay_linear() {
        let text = "${{".repeat(200_000);
        assert!(!has_hole(&text));
    }

    proptest! {
        #[test]
        fn offsets_name_their_bytes(text in "[a-c:${}]{0,24}") {
            for (at, byte) in outside(&text) {
                prop_assert_eq!(text.as_bytes()[at], byte);
            }
            prop_assert!(!is_hole(&text) || has_hole(&text));
        }
    }
}
