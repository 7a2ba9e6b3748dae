//! Patterns over resources: text with `*` and `?` as a policy has them, and with symbols for what only the
//! deployed stack knows. A symbol is equal to itself; whether it is equal to anything else cannot be told,
//! except that two resources of a template have two names.

/// A step of a pattern.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Token {
    /// A character that stands for itself.
    Char(char),
    /// `?`: one character.
    One,
    /// `*`: any text.
    Any,
    /// The name that a resource of the template gets when it is made: no other resource has it.
    Name(String),
    /// A text without colons, such as `AWS::Region`.
    Place(String),
    /// A text of which nothing is known.
    Open(String),
}

/// A text, perhaps with wildcards and symbols.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Pattern {
    /// Its steps.
    pub tokens: Vec<Token>,
}

/// The name of a hole that no two places share.
const NAMELESS: &str = "?";

/// Longer patterns are compared no further: the time is the product of both lengths.
const MAX_LENGTH: usize = 4096;

impl Pattern {
    /// Everything.
    pub fn all() -> Pattern {
        Pattern { tokens: vec![Token::Any] }
    }

    /// A text without holes.
    pub fn of(text: &str) -> Pattern {
        let tokens = text.chars().map(|letter| match letter {
            '*' => Token::Any,
            '?' => Token::One,
            letter => Token::Char(letter),
        });
        Pattern { tokens: tokens.collect() }
    }

    /// Appends another one.
    pub fn push(&mut self, other: &Pattern) {
        self.tokens.extend(other.tokens.iter().cloned());
    }

    /// Appends a text without holes.
    pub fn push_text(&mut self, text: &str) {
        self.push(&Pattern::of(text));
    }

    /// Whether it is `*` alone.
    pub fn is_all(&self) -> bool {
        !self.tokens.is_empty() && self.tokens.iter().all(|token| *token == Token::Any)
    }

    /// Whether it has a wildcard.
    pub fn has_wildcard(&self) -> bool {
        self.tokens.iter().any(|token| matches!(token, Token::Any | Token::One))
    }

    /// Whether any part of it is known only to the deployed stack, other than where that stack is.
    pub fn is_open(&self) -> bool {
        self.tokens.iter().any(|token| matches!(token, Token::Open(_)))
    }

    /// Whether a symbol stands in it.
    pub fn has_symbol(&self) -> bool {
        self.tokens.iter().any(|token| matches!(token, Token::Name(_) | Token::Place(_) | Token::Open(_)))
    }

    /// Whether it starts with this text.
    pub fn starts_with(&self, text: &str) -> bool {
        let mut tokens = self.tokens.iter();
        text.chars().all(|letter| tokens.next() == Some(&Token::Char(letter)))
    }

    /// Its steps between these separators; a symbol holds none.
    pub fn split(&self, separator: char, limit: usize) -> Vec<Pattern> {
        let mut parts = vec![Pattern::default()];
        for token in &self.tokens {
            if *token == Token::Char(separator) && parts.len() < limit {
                parts.push(Pattern::default());
            } else if let Some(last) = parts.last_mut() {
                last.tokens.push(token.clone());
            }
        }
        parts
    }

    /// The text, if it has no symbol.
    pub fn text(&self) -> Option<String> {
        let letters = self.tokens.iter().map(|token| match token {
            Token::Char(letter) => Some(*letter),
            Token::Any => Some('*'),
            Token::One => Some('?'),
            _ => None,
        });
        letters.collect()
    }

    /// Whether every text that the other one means is for certain one that this one means.
    pub fn covers(&self, other: &Pattern) -> bool {
        if self.is_all() {
            return true;
        }
        let (own, other) = (&self.tokens, &other.tokens);
        if own.len() > MAX_LENGTH || other.len() > MAX_LENGTH {
            return false;
        }
        // Row by row: whether the rest of the own pattern covers the rest of the other one.
        let mut after: Vec<bool> = vec![false; other.len() + 1];
        after[other.len()] = true;
        for step in own.iter().rev() {
            let mut row = vec![false; other.len() + 1];
            row[other.len()] = *step == Token::Any && after[other.len()];
            for at in (0..other.len()).rev() {
                row[at] = match step {
                    Token::Any => after[at] || row[at + 1],
                    Token::One => matches!(other[at], Token::Char(_) | Token::One) && after[at + 1],
                    step => is_same(step, &other[at]) && after[at + 1],
                };
            }
            after = row;
        }
        after[0]
    }

    /// Whether any text may be one that both mean.
    pub fn may_overlap(&self, other: &Pattern) -> bool {
        let (own, other) = (spelled(&self.tokens), spelled(&other.tokens));
        if own.len() > MAX_LENGTH || other.len() > MAX_LENGTH {
            return true;
        }
        let mut after: Vec<bool> = vec![false; other.len() + 1];
        after[other.len()] = true;
        let mut after_two = after.clone();
        for at in (0..other.len()).rev() {
            after[at] = after[at + 1] && other[at].may_be_empty();
        }
        for &step in own.iter().rev() {
            let mut row = vec![false; other.len() + 1];
            row[other.len()] = step.may_be_empty() && after[other.len()];
            for at in (0..other.len()).rev() {
                let that = other[at];
                row[at] = (step.may_be_empty() && after[at])
                    || (that.may_be_empty() && row[at + 1])
                    || (step.takes(that) && (after[at + 1] || (step.repeats() && row[at + 1])))
                    || (that.takes(step) && (after[at + 1] || (that.repeats() && after[at])))
                    || (step.begins_as(that) && at + 2 <= other.len() && after_two[at + 2]);
            }
            (after_two, after) = (after, row);
        }
        after[0]
    }
}

impl std::fmt::Display for Pattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.tokens.iter().try_for_each(|token| match token {
            Token::Char(letter) => write!(f, "{letter}"),
            Token::One => f.write_str("?"),
            Token::Any => f.write_str("*"),
            Token::Name(name) | Token::Place(name) | Token::Open(name) => write!(f, "${{{name}}}"),
        })
    }
}

fn is_same(one: &Token, other: &Token) -> bool {
    one == other && !matches!(one, Token::Open(name) if name == NAMELESS)
}

/// A step as [`Pattern::may_overlap`] walks it: a symbol is some text of at least one character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step<'a> {
    Char(char),
    One,
    Any,
    /// The first character of a name, and the rest of it.
    NameStart(&'a str),
    NameRest(&'a str),
    PlaceRest,
}

fn spelled(tokens: &[Token]) -> Vec<Step<'_>> {
    let mut steps = Vec::with_capacity(tokens.len());
    for token in tokens {
        match token {
            Token::Char(letter) => steps.push(Step::Char(*letter)),
            Token::One => steps.push(Step::One),
            Token::Any | Token::Open(_) => steps.push(Step::Any),
            Token::Place(_) => steps.push(Step::PlaceRest),
            Token::Name(name) => steps.extend([Step::NameStart(name), Step::NameRest(name)]),
        }
    }
    steps
}

impl Step<'_> {
    fn may_be_empty(self) -> bool {
        matches!(self, Step::Any | Step::NameRest(_) | Step::PlaceRest)
    }

    /// Whether it goes on after what it took.
    fn repeats(self) -> bool {
        self.may_be_empty()
    }

    /// Whether this step may be, among others, the text of that one.
    fn takes(self, other: Step) -> bool {
        match (self, other) {
            (Step::Char(one), Step::Char(other)) => one == other,
            (Step::Char(_), _) => false,
            (Step::One, other) => matches!(other, Step::Char(_) | Step::One),
            (Step::Any, _) => true,
            (Step::NameStart(_) | Step::NameRest(_), Step::NameStart(_) | Step::NameRest(_)) => false,
            (_, Step::Char(letter)) => letter != ':',
            (..) => true,
        }
    }

    /// Whether both begin the same name.
    fn begins_as(self, other: Step) -> bool {
        matches!((self, other), (Step::NameStart(one), Step::NameStart(other)) if one == other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `<A>` a name, `(R)` a place, `{x}` open.
    fn pattern(text: &str) -> Pattern {
        let mut pattern = Pattern::default();
        let mut rest = text;
        while let Some(at) = rest.find(['<', '(', '{']) {
            pattern.push_text(&rest[..at]);
            let end = at + rest[at..].find(['>', ')', '}']).unwrap_or(0);
            let name = rest[at + 1..end].to_owned();
            pattern.tokens.push(match &rest[at..at + 1] {
                "<" => Token::Name(name),
                "(" => Token::Place(name),
                _ => Token::Open(name),
            });
            rest = &rest[end + 1..];
        }
        pattern.push_text(rest);
        pattern
    }

    #[test]
    fn what_covers_and_what_overlaps() {
        for (one, other, covers, overlaps) in [
            ("a", "a", true, true),
            ("a", "b", false, false),
            ("*", "a*b?", true, true),
            ("a*", "a?c", true, true),
            ("a?c", "a*", false, true),
            ("?", "*", false, true),
            ("?", "", false, false),
            ("a*c", "a*b", false, false),
            ("a*", "*b", false, true),
            ("f:<A>", "f:<A>", true, true),
            ("f:<A>", "f:<B>", false, false),
            ("f:<A>:*", "f:<B>:*", false, false),
            ("f:<A>*", "f:<B>:x", false, false),
            ("f:<A>", "f:<A>:x", false, false),
            ("f:*", "f:<A>:x", true, true),
            ("f:<A>", "f:foo", false, true),
            ("f:<A>", "f:foo:1", false, false),
            ("f:<A>", "g:foo", false, false),
            ("f:(R):x", "f:(R):x", true, true),
            ("f:(R):x", "f:eu:x", false, true),
            ("f:(R):x", "f:eu:y", false, false),
            ("f:(R):x", "f:eu:a:x", false, false),
            ("{p}", "f:<A>", false, true),
            ("{p}", "{p}", true, true),
            ("{?}", "{?}", false, true),
            ("{p}/*", "{p}/x", true, true),
            ("x-<A>", "<B>", false, false),
            ("<A>-x", "<B>-x", false, false),
        ] {
            let (one, other) = (pattern(one), pattern(other));
            assert_eq!(one.covers(&other), covers, "{one} covers {other}");
            assert_eq!(one.may_overlap(&other), overlaps, "{one} overlaps {other}");
            assert_eq!(other.may_overlap(&one), overlaps, "{other} overlaps {one}");
        }
    }

    #[test]
    fn parts_and_texts() {
        let arn = pattern("arn:aws:lambda:(R):(A):function:<F>:*");
        assert_eq!(arn.to_string(), "arn:aws:lambda:${R}:${A}:function:${F}:*");
        assert!(arn.starts_with("arn:aws") && arn.text().is_none() && arn.has_wildcard() && !arn.is_open());
        assert_eq!(arn.split(':', 6).last().map(Pattern::to_string).as_deref(), Some("function:${F}:*"));
        assert_eq!(Pattern::of("a*").text().as_deref(), Some("a*"));
    }
}
