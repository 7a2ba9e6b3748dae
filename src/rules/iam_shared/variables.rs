//! The variables of a policy where it may have some: in resources and in condition values.

use crate::aws::{actions, condition_keys};
use crate::iam::{self, Policy, Statement, Text, Variable};
use crate::rule::{Finding, Report};
use crate::text::Span;
use crate::tree::Kind;

/// What is wrong with the writing of a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is no `}`.
    Brace,
    /// The default value is not in single quotes.
    Quote,
    /// There is a space in the name.
    Space,
    /// There is no name.
    Empty,
    /// There is another character in the name than those of keys.
    Symbol,
}

/// A variable and the text it stands in.
#[derive(Clone, Debug)]
pub struct Place<'s, 't> {
    /// The text.
    pub text: &'s Text<'t>,
    /// The variable.
    pub variable: Variable<'s>,
}

/// Services whose policies have variables of their own, such as `${iot:Connection.Thing.ThingName}`, and names of
/// services that are sources of values elsewhere: `${ssm:/path}`, `${s3:bucket/key}`.
const FOREIGN: [&str; 4] = ["iot", "s3", "ssm", "transfer"];

/// Variables of one text that are looked at; more were not written by a person.
const MAX_IN_TEXT: usize = 32;

/// All variables of some texts.
pub fn of<'s, 't: 's>(texts: impl Iterator<Item = &'s Text<'t>>) -> impl Iterator<Item = Place<'s, 't>> {
    texts.flat_map(|text| {
        let all = text.symbolic().map(iam::variables).into_iter().flatten().take(MAX_IN_TEXT);
        all.map(move |variable| Place { text, variable })
    })
}

/// `Resource` and `NotResource`, and the values of the condition.
pub fn texts<'s, 't>(statement: &'s Statement<'t>) -> impl Iterator<Item = &'s Text<'t>> {
    let values = statement.conditions.tests.iter().flat_map(|test| &test.values);
    statement.all_resources().chain(values)
}

/// Statements that may hold variables at all, and whether the language of the policy has them.
pub fn statements<'s, 't>(policy: &'s Policy<'t>) -> impl Iterator<Item = &'s Statement<'t>> {
    let may_have = policy.value.tree().may_be_open();
    policy.statements.iter().filter(move |_| may_have)
}

/// Variables that are written wrongly in this way. None in the version of the language that has no variables.
pub fn with_fault<'s, 't>(policy: &'s Policy<'t>, fault: Fault) -> impl Iterator<Item = Place<'s, 't>> {
    let is_there = policy.has_variables() != Some(false);
    let all = statements(policy).filter(move |_| is_there).flat_map(|statement| of(texts(statement)));
    all.filter(move |place| find_fault(&place.variable) == Some(fault))
}

/// Whether a variable names a condition key, in any case.
pub fn is_known(variable: &Variable) -> bool {
    variable.key().and_then(condition_keys::find).is_some()
}

/// Whether a name is meant to be that of a condition key, and not that of something in a template.
pub fn is_meant(name: &str) -> bool {
    let Some((prefix, rest)) = name.split_once(':') else { return false };
    let is_name = rest.starts_with(|first: char| first.is_ascii_alphabetic());
    let is_service = || {
        let foreign = FOREIGN.iter().any(|one| prefix.eq_ignore_ascii_case(one));
        (!foreign || condition_keys::find(name).is_some()) && actions::service(prefix).is_some()
    };
    is_name && (prefix.eq_ignore_ascii_case("aws") || is_service())
}

/// What is wrong with the writing of a variable, if anything is.
pub fn find_fault(variable: &Variable) -> Option<Fault> {
    let inner = variable.inner;
    // `${aws:PrincipalTag/${Key}}`: a template makes the name.
    if variable.is_escape() || inner.contains("${") {
        return None;
    }
    if inner.trim().is_empty() && variable.is_closed {
        return Some(Fault::Empty);
    }
    let (name, default) = match inner.split_once(',') {
        Some((name, default)) => (name.trim_end(), Some(default.trim())),
        None => (inner, None),
    };
    let bare: String = name.chars().filter(|letter| !letter.is_whitespace()).collect();
    let bare = bare.trim_start_matches('!');
    let until_word = bare.split(|letter: char| !is_of_key(letter)).next().unwrap_or_default();
    if !is_meant(bare) && !is_meant(until_word) {
        return None;
    }
    // A tag may have spaces in its name.
    let before_tag = if bare.contains('/') { name.split('/').next().unwrap_or(name) } else { name };
    if !variable.is_closed {
        Some(Fault::Brace)
    } else if default.is_some_and(|default| !is_quoted(default)) {
        Some(Fault::Quote)
    } else if before_tag.contains(char::is_whitespace) {
        Some(Fault::Space)
    } else if !name.chars().all(|letter| is_of_key(letter) || letter.is_whitespace()) {
        Some(Fault::Symbol)
    } else {
        None
    }
}

/// Letters of keys and of the names of tags.
fn is_of_key(letter: char) -> bool {
    letter.is_alphanumeric() || ":/.-_+=@".contains(letter)
}

fn is_quoted(default: &str) -> bool {
    default.len() > 1 && default.starts_with('\'') && default.ends_with('\'')
}

impl Place<'_, '_> {
    /// Its bytes in the file.
    pub fn span(&self) -> Span {
        match self.text.value.kind() {
            Kind::Hole => self.text.value.span(),
            _ => self.text.value.text_span(self.variable.range.clone()),
        }
    }

    /// As written, marks included.
    pub fn written(&self) -> &str {
        self.text.symbolic().and_then(|text| text.get(self.variable.range.clone())).unwrap_or_default()
    }

    /// A finding at the variable.
    pub fn report<'r>(&self, report: &'r mut Report, message: String) -> Finding<'r> {
        report.at_span(self.span(), self.text.value, message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> Option<Fault> {
        iam::variables(text).find_map(|one| find_fault(&one))
    }

    #[test]
    fn faults_of_variables() {
        assert_eq!(fault("a/${aws:username"), Some(Fault::Brace));
        assert_eq!(fault("${aws:username, none}"), Some(Fault::Quote));
        assert_eq!(fault("${aws:user name}"), Some(Fault::Space));
        assert_eq!(fault("${ aws:username}"), Some(Fault::Space));
        assert_eq!(fault("${}"), Some(Fault::Empty));
        assert_eq!(fault("${aws:user$name}"), Some(Fault::Symbol));
        assert_eq!(fault("${!aws:username}"), Some(Fault::Symbol));
    }

    #[test]
    fn what_is_no_fault() {
        for text in [
            "${aws:username}",
            "${aws:username, 'x y'}",
            "${aws:PrincipalTag/cost center}",
            "${aws:PrincipalTag/${Name}}",
            "${*}${?}${$}",
            "${AWS::Region}",
            "${Order Name}",
            "${self:custom.x, none}",
            "${ssm:/path}",
            "${opt:stage",
            "cost ${",
        ] {
            assert_eq!(fault(text), None, "{text}");
        }
    }
}
