//! The variables of policies: `${aws:username}`, `${aws:username, 'default'}` and the escapes `${*}`,
//! `${?}` and `${$}`. Other texts between `${` and `}` belong to a template, and are told apart by their
//! form: the names of a policy's variables are condition keys, which hold one colon.

use std::ops::Range;

/// What stands between `${` and `}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable<'a> {
    /// Bytes of the text, the marks included; to its end where it is not closed.
    pub range: Range<usize>,
    /// What stands between the marks.
    pub inner: &'a str,
    /// Whether there is a closing brace.
    pub is_closed: bool,
}

impl<'a> Variable<'a> {
    /// The condition key that it names, if it has the form of one.
    pub fn key(&self) -> Option<&'a str> {
        let name = self.name();
        let (prefix, rest) = name.split_once(':')?;
        let is_prefix = |c: char| c.is_ascii_alphanumeric() || ".-/".contains(c);
        let is_key = prefix.chars().all(is_prefix) && rest.starts_with(|c: char| c.is_ascii_alphabetic());
        (self.is_closed && !prefix.is_empty() && is_key).then_some(name)
    }

    /// The text before the default value, as written.
    pub fn name(&self) -> &'a str {
        self.inner.split(',').next().unwrap_or(self.inner).trim()
    }

    /// The default value, as written.
    pub fn default(&self) -> Option<&'a str> {
        self.inner.split_once(',').map(|(_, default)| default.trim())
    }

    /// Whether it stands for a plain `*`, `?` or `$`.
    pub fn is_escape(&self) -> bool {
        matches!(self.inner, "*" | "?" | "$")
    }
}

/// Everything in a text that starts with `${`, in its order.
pub fn variables(text: &str) -> impl Iterator<Item = Variable<'_>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let start = from + text.get(from..)?.find("${")?;
            let rest = text.get(start + 2..)?;
            // `${{ … }}` is another tool's.
            if rest.starts_with('{') {
                from = start + 3;
                continue;
            }
            let end = rest.find('}');
            let inner = &rest[..end.unwrap_or(rest.len())];
            from = start + 2 + inner.len();
            let range = start..from + usize::from(end.is_some());
            return Some(Variable { range, inner, is_closed: end.is_some() });
        }
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use proptest::prelude::*;

    const MARK: &str = "${";

    fn keys(text: &str) -> Vec<Option<&str>> {
        variables(text).map(|variable| variable.key()).collect()
    }

    #[test]
    fn keys_and_what_is_none() {
        assert_eq!(keys("a/${aws:username}/${*}"), [Some("aws:username"), None]);
        assert_eq!(
            keys("${aws:PrincipalTag/team, 'none'}${cognito-identity.amazonaws.com:sub}"),
            [Some("aws:PrincipalTag/team"), Some("cognito-identity.amazonaws.com:sub")]
        );
        assert_eq!(keys("${AWS::Region}${Order.Arn}${NAME:-x}${?}"), [None; 4]);
        assert_eq!(keys("${aws:username"), [None]);
        assert!(keys("${{ a:b }} plain").is_empty());
    }

    #[test]
    fn defaults_are_kept_as_written() {
        let variable = variables("${aws:username, 'x'}").next().unwrap();
        assert_eq!((variable.name(), variable.default()), ("aws:username", Some("'x'")));
        assert!(variables("${$}").next().unwrap().is_escape());
    }

    proptest! {
        #[test]
        fn ranges_start_with_the_mark(text in "[a:${},' ü]{0,24}") {
            for variable in variables(&text) {
                let written = &text[variable.range];
                prop_assert!(written.starts_with(MARK));
            }
        }
    }
}
