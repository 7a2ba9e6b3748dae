//! The wildcards of IAM: `*` is any run of characters, `?` is exactly one.

/// Whether `text` contains `*` or `?`.
pub fn has_wildcard(text: &str) -> bool {
    memchr::memchr2(b'*', b'?', text.as_bytes()).is_some()
}

/// Whether all of `text` fits `pattern`. Upper and lower case differ, as in ARNs.
///
/// Only the last `*` is ever tried again, so the time is at most proportional to the product of both
/// lengths, whatever the number of stars.
pub fn wildcard_match(pattern: &str, text: &str) -> bool {
    matches(pattern.as_bytes(), text, |left, right| left == right)
}

/// As [`wildcard_match`], but ASCII letters match in either case, as in actions.
pub fn wildcard_match_ignore_case(pattern: &str, text: &str) -> bool {
    matches(pattern.as_bytes(), text, |left, right| left.eq_ignore_ascii_case(&right))
}

fn matches(pattern: &[u8], text: &str, same: impl Fn(u8, u8) -> bool) -> bool {
    let bytes = text.as_bytes();
    let (mut in_pattern, mut in_text) = (0, 0);
    // After the last star, and the text it has not swallowed yet.
    let mut retry: Option<(usize, usize)> = None;
    while in_text < bytes.len() {
        match pattern.get(in_pattern) {
            Some(b'*') => {
                in_pattern += 1;
                if in_pattern == pattern.len() {
                    return true;
                }
                retry = Some((in_pattern, in_text));
            }
            Some(b'?') => {
                in_pattern += 1;
                in_text = after_character(text, in_text);
            }
            Some(&byte) if same(byte, bytes[in_text]) => {
                in_pattern += 1;
                in_text += 1;
            }
            _ => {
                let Some((after_star, from)) = retry else {
                    return false;
                };
                in_pattern = after_star;
                in_text = after_character(text, from);
                retry = Some((after_star, in_text));
            }
        }
    }
    pattern[in_pattern..].iter().all(|&byte| byte == b'*')
}

/// Offset of the next character, so that `?` is a character and not a byte of one.
fn after_character(text: &str, at: usize) -> usize {
    let rest = &text.as_bytes()[at + 1..];
    at + 1 + rest.iter().take_while(|&&byte| byte & 0xC0 == 0x80).count()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use proptest::prelude::*;

    /// The definition, written down as it is said.
    fn reference(pattern: &[char], text: &[char]) -> bool {
        match (pattern.split_first(), text.split_first()) {
            (None, None) => true,
            (Some(('*', rest)), None) => reference(rest, text),
            (Some(('*', rest)), Some((_, after))) => reference(rest, text) || reference(pattern, after),
            (Some(('?', rest)), Some((_, after))) => reference(rest, after),
            (Some((one, rest)), Some((other, after))) => one == other && reference(rest, after),
            _ => false,
        }
    }

    fn characters(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn stars_and_question_marks() {
        assert!(wildcard_match("", ""));
        assert!(wildcard_match("*", ""));
        assert!(wildcard_match("a*c*", "abcbc"));
        assert!(wildcard_match("function:Or?er*", "function:Order:live"));
        assert!(!wildcard_match("?", ""));
        assert!(!wildcard_match("Get*", "get"));
        assert!(!wildcard_match("*Object", "GetObjectAcl"));
        assert!(wildcard_match("?", "ü"));
        assert!(wildcard_match("*ü?", "aüüß"));
        assert!(wildcard_match_ignore_case("get*", "GetObject"));
        assert!(has_wildcard("a?") && has_wildcard("*") && !has_wildcard("${a}"));
    }

    #[test]
    fn many_stars_stay_cheap() {
        let text = "a".repeat(2_000);
        assert!(!wildcard_match(&("*a".repeat(900) + "b"), &text));
        assert!(wildcard_match(&"*a".repeat(900), &text));
    }

    proptest! {
        #[test]
        fn agrees_with_the_definition(pattern in "[ab*?ü]{0,9}", text in "[abü]{0,9}") {
            let expected = reference(&characters(&pattern), &characters(&text));
            prop_assert_eq!(wildcard_match(&pattern, &text), expected);
        }

        #[test]
        fn case_is_ignored_as_if_both_were_lower(pattern in "[abAB*?]{0,9}", text in "[abAB]{0,9}") {
            let (low_pattern, low_text) = (pattern.to_lowercase(), text.to_lowercase());
            prop_assert_eq!(
                wildcard_match_ignore_case(&pattern, &text),
                wildcard_match(&low_pattern, &low_text)
            );
        }

        #[test]
        fn any_text_is_safe(pattern in ".*", text in ".*") {
            wildcard_match(&pattern, &text);
            wildcard_match_ignore_case(&pattern, &text);
            prop_assert!(wildcard_match("*", &text));
        }
    }
}
