//! Patterns of conditions: doublestar globs, matched with case against the whole value
//! (`github.com/bmatcuk/doublestar` 1, which drone-yaml and the runners use).
//!
//! `*` and `?` stop at `/`; `**` as a whole component crosses it; `[a-z]`, `[^a]` and `{a,b}` work;
//! there is no negation with `!`.

/// Alternatives that the braces of one pattern may multiply to; no real pattern comes near.
const MAX_ALTERNATIVES: usize = 256;

/// Whether a value matches. A malformed pattern matches nothing, as Drone ignores the error.
/// `None` where versions of the library differ: `/`, `{` or a malformed part between braces.
pub fn matches(pattern: &str, value: &str) -> Option<bool> {
    let Ok(alternatives) = parse(pattern)? else { return Some(false) };
    let names: Vec<Vec<char>> = components(value).map(|part| part.chars().collect()).collect();
    Some(alternatives.iter().any(|alternative| match_path(alternative, &names)))
}

/// Whether the library can read the pattern at all; what cannot be told counts as readable.
pub fn is_well_formed(pattern: &str) -> bool {
    !matches!(parse(pattern), Some(Err(Malformed)))
}

struct Malformed;

enum Component {
    /// `**`: any number of components.
    Any,
    Tokens(Vec<Token>),
}

enum Token {
    Char(char),
    One,
    Many,
    Class { negated: bool, ranges: Vec<(char, char)> },
}

type Alternatives = Vec<Vec<Component>>;

fn parse(pattern: &str) -> Option<Result<Alternatives, Malformed>> {
    let written = match expand(pattern)? {
        Ok(written) => written,
        Err(malformed) => return Some(Err(malformed)),
    };
    let is_single = written.len() == 1;
    let mut alternatives = Vec::with_capacity(written.len());
    for text in written {
        match components(&text).map(component).collect() {
            Ok(alternative) => alternatives.push(alternative),
            Err(malformed) if is_single => return Some(Err(malformed)),
            Err(_) => return None,
        }
    }
    Some(Ok(alternatives))
}

/// The parts between `/`; a slash at the end opens no further part.
fn components(text: &str) -> impl Iterator<Item = &str> {
    text.strip_suffix('/').unwrap_or(text).split('/')
}

/// Writes out the braces.
fn expand(pattern: &str) -> Option<Result<Vec<String>, Malformed>> {
    let mut written = vec![String::new()];
    let mut rest = pattern;
    while let Some(open) = find_unescaped(rest, '{') {
        let inside = &rest[open + 1..];
        let Some(close) = find_unescaped(inside, '}') else { return Some(Err(Malformed)) };
        let options = &inside[..close];
        if options.contains(['/', '{', '\\']) {
            return None;
        }
        let before = &rest[..open];
        written = written
            .iter()
            .flat_map(|start| options.split(',').map(move |option| format!("{start}{before}{option}")))
            .take(MAX_ALTERNATIVES + 1)
            .collect();
        if written.len() > MAX_ALTERNATIVES {
            return None;
        }
        rest = &inside[close + 1..];
    }
    written.iter_mut().for_each(|text| text.push_str(rest));
    Some(Ok(written))
}

fn find_unescaped(text: &str, wanted: char) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().find_map(|(at, c)| {
        let found = c == wanted && !escaped;
        escaped = c == '\\' && !escaped;
        found.then_some(at)
    })
}

fn component(text: &str) -> Result<Component, Malformed> {
    if text == "**" {
        return Ok(Component::Any);
    }
    let mut tokens = Vec::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        tokens.push(match c {
            '*' => Token::Many,
            '?' => Token::One,
            '\\' => Token::Char(chars.next().ok_or(Malformed)?),
            '[' => class(&mut chars)?,
            other => Token::Char(other),
        });
    }
    Ok(Component::Tokens(tokens))
}

/// A character class after its `[`.
fn class(chars: &mut std::str::Chars) -> Result<Token, Malformed> {
    let mut ranges = Vec::new();
    let negated = chars.as_str().starts_with('^');
    if negated {
        chars.next();
    }
    loop {
        let low = match chars.next().ok_or(Malformed)? {
            ']' if !ranges.is_empty() || negated => return Ok(Token::Class { negated, ranges }),
            ']' | '-' => return Err(Malformed),
            '\\' => chars.next().ok_or(Malformed)?,
            other => other,
        };
        let mut high = low;
        if chars.as_str().starts_with('-') {
            chars.next();
            high = match chars.next().ok_or(Malformed)? {
                ']' | '-' => return Err(Malformed),
                '\\' => chars.next().ok_or(Malformed)?,
                other => other,
            };
        }
        ranges.push((low, high));
    }
}

/// Which components of the value can be reached after each component of the pattern: linear in
/// pattern times value, whatever the pattern.
fn match_path(pattern: &[Component], names: &[Vec<char>]) -> bool {
    let mut reached = vec![false; names.len() + 1];
    reached[0] = true;
    for (index, component) in pattern.iter().enumerate() {
        let mut next = vec![false; names.len() + 1];
        match component {
            Component::Any => {
                // It stands for at least one component when it is the last one.
                let least = usize::from(index + 1 == pattern.len());
                let first = reached.iter().position(|&here| here).unwrap_or(names.len() + 1);
                next.iter_mut().skip(first + least).for_each(|here| *here = true);
            }
            Component::Tokens(tokens) => {
                for (at, name) in names.iter().enumerate() {
                    next[at + 1] = reached[at] && match_component(tokens, name);
                }
            }
        }
        reached = next;
    }
    reached[names.len()]
}

fn match_component(tokens: &[Token], name: &[char]) -> bool {
    let mut reached = vec![false; name.len() + 1];
    reached[0] = true;
    for token in tokens {
        let mut next = vec![false; name.len() + 1];
        match token {
            Token::Many => {
                let first = reached.iter().position(|&here| here).unwrap_or(name.len() + 1);
                next.iter_mut().skip(first).for_each(|here| *here = true);
            }
            token => {
                for (at, &c) in name.iter().enumerate() {
                    next[at + 1] = reached[at] && token.accepts(c);
                }
            }
        }
        reached = next;
    }
    reached[name.len()]
}

impl Token {
    fn accepts(&self, c: char) -> bool {
        match self {
            Token::Char(expected) => *expected == c,
            Token::One | Token::Many => true,
            Token::Class { negated, ranges } => {
                ranges.iter().any(|&(low, high)| low <= c && c <= high) != *negated
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pattern, value, whether Drone says that they match.
    const MEASURED: [(&str, &str, bool); 23] = [
        ("main", "main", true),
        ("main", "Main", false),
        ("feature*", "feature1", true),
        ("feature*", "feature/x", false),
        ("feature/*", "feature/x", true),
        ("feature/*", "feature/x/y", false),
        ("feature/**", "feature/x/y", true),
        ("*", "main", true),
        ("*", "a/b", false),
        ("**", "a/b", true),
        ("refs/heads/*", "refs/heads/main", true),
        ("refs/heads/*", "refs/heads/feature/x", false),
        ("{a,b}", "b", true),
        ("{a,b}", "c", false),
        ("v[0-9]*", "v1.2", true),
        ("v[0-9]*", "vx", false),
        ("!main", "dev", false),
        ("!main", "main", false),
        ("[", "[", false),
        ("", "", true),
        ("", "main", false),
        ("main,dev", "main", false),
        ("refs/**/x", "refs/x", true),
    ];

    #[test]
    fn patterns_match_as_drone_matches_them() {
        for (pattern, value, expected) in MEASURED {
            assert_eq!(matches(pattern, value), Some(expected), "{pattern:?} {value:?}");
        }
    }

    #[test]
    fn malformed_patterns_are_known() {
        for pattern in ["[", "[]", "a[b", "[-a]", "[a-]", "{a,b", "x\\"] {
            assert!(!is_well_formed(pattern), "{pattern}");
            assert_eq!(matches(pattern, pattern), Some(false), "{pattern}");
        }
        for pattern in ["[^a]", "[a-z]", "\\[", "{a,b}c", "**", "!x", "a]"] {
            assert!(is_well_formed(pattern), "{pattern}");
        }
    }

    #[test]
    fn what_versions_read_differently_is_unknown() {
        assert_eq!(matches("{a/b,c}", "c"), None);
        assert_eq!(matches("{a,{b,c}}", "c"), None);
        assert_eq!(matches(&"{a,b}".repeat(20), "a"), None);
    }

    #[test]
    fn many_stars_stay_linear() {
        assert_eq!(matches(&"*a".repeat(200), &"a".repeat(199)), Some(false));
        assert_eq!(matches(&"**/".repeat(200), &"a/".repeat(199)), Some(true));
    }
}
