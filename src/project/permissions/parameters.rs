//! Parameters of a template in place of names that a definition leaves open.

use std::collections::HashSet;

use super::pattern::{Pattern, Token};
use super::policy::Statement;
use crate::aws::actions;
use crate::aws::arn::Arn;
use crate::aws::resources::{Fit, fit};

/// A parameter that the template of a policy has to declare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name, made of the names of the states and the kind of the resource.
    pub name: String,
    /// What it stands for: `the bucket of Read order`.
    pub meaning: String,
}

/// Puts a parameter in the place of each name of a resource that the definition leaves wholly open, so that a
/// policy is as narrow as whoever deploys it says. A `*` beside a name that is known stays, and so does one alone:
/// of such an action no resource can be told.
pub fn parameterize(statements: &mut [Statement]) -> Vec<Parameter> {
    let (mut parameters, mut used) = (Vec::new(), HashSet::new());
    for statement in statements {
        let states = statement.sid.strip_prefix("For").unwrap_or(&statement.sid).to_owned();
        for resource in &mut statement.resources {
            let Some(kind) = open_kind(resource, &statement.actions) else { continue };
            let base = format!("{states}{}", camel(&kind));
            let numbered = (2..).map(|number| format!("{base}{number}"));
            let Some(name) = std::iter::once(base.clone()).chain(numbered).find(|name| !used.contains(name))
            else {
                continue;
            };
            used.insert(name.clone());
            put(resource, &name);
            let meaning = format!("the {kind} of {}", statement.sources.join(", "));
            parameters.push(Parameter { name, meaning });
        }
    }
    parameters
}

/// What the resource of these actions is called if its ARN names none: `volume/*`, `*/*`.
fn open_kind(resource: &Pattern, actions: &[String]) -> Option<String> {
    let text = resource.to_string();
    let arn = Arn::parse(&text)?;
    if !arn.resource.names_nothing(arn.service) {
        return None;
    }
    // The name of an object stands behind that of its bucket.
    if arn.service.text() == "s3" {
        return Some("bucket".to_owned());
    }
    let Fit::Types(fitting) = fit(&arn) else { return Some(UNKNOWN.to_owned()) };
    let taken: HashSet<&str> = actions
        .iter()
        .filter_map(|action| actions::find(action))
        .flat_map(|action| action.resource_types().map(|one| one.kind.name))
        .collect();
    let kinds: HashSet<&str> =
        fitting.iter().map(|one| one.name).filter(|name| taken.contains(name)).collect();
    let only = kinds.iter().next().filter(|_| kinds.len() == 1);
    Some(only.map_or(UNKNOWN.to_owned(), |kind| kind.replace(['-', '_'], " ")))
}

/// A resource of which it is not known what it is called.
const UNKNOWN: &str = "resource";

/// Puts a parameter in the place of the first `*` of the part of an ARN that names the resource.
fn put(resource: &mut Pattern, name: &str) {
    let colons = resource.tokens.iter().enumerate().filter(|(_, token)| **token == Token::Char(':'));
    let Some((before, _)) = colons.into_iter().nth(4) else { return };
    let names = resource.tokens.iter_mut().skip(before);
    if let Some(star) = names.into_iter().find(|token| **token == Token::Any) {
        *star = Token::Open(name.to_owned());
    }
}

/// `security group` as a part of a name: `SecurityGroup`.
fn camel(kind: &str) -> String {
    let words = kind.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| word[..1].to_ascii_uppercase() + &word[1..]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_are_wholly_open_are_parameters() {
        let resources = [
            "arn:aws:s3:::*/*",
            "arn:aws:s3:::orders/*",
            "arn:aws:ec2:*:*:volume/*",
            "arn:aws:ec2:*:*:volume/*",
            "arn:aws:sqs:eu-west-1:123456789012:*",
            "arn:aws:states:eu-west-1:123456789012:execution:Ship:*",
            "*",
        ];
        let mut statements = [Statement {
            sid: "ForReadIt".to_owned(),
            actions: ["s3:GetObject", "ec2:DeleteVolume", "sqs:SendMessage"].map(str::to_owned).to_vec(),
            resources: resources.map(Pattern::of).to_vec(),
            facts: Vec::new(),
            sources: vec!["Read it".to_owned()],
            remarks: Vec::new(),
        }];
        let parameters = parameterize(&mut statements);
        let named: Vec<_> = parameters.iter().map(|one| (one.name.as_str(), one.meaning.as_str())).collect();
        assert_eq!(
            named,
            [
                ("ReadItBucket", "the bucket of Read it"),
                ("ReadItVolume", "the volume of Read it"),
                ("ReadItVolume2", "the volume of Read it"),
                ("ReadItQueue", "the queue of Read it")
            ]
        );
        let written: Vec<_> = statements[0].resources.iter().map(Pattern::to_string).collect();
        let expected = [
            "arn:aws:s3:::${ReadItBucket}/*",
            "arn:aws:s3:::orders/*",
            "arn:aws:ec2:*:*:volume/${ReadItVolume}",
            "arn:aws:ec2:*:*:volume/${ReadItVolume2}",
            "arn:aws:sqs:eu-west-1:123456789012:${ReadItQueue}",
            "arn:aws:states:eu-west-1:123456789012:execution:Ship:*",
            "*",
        ];
        assert_eq!(written, expected);
    }
}
