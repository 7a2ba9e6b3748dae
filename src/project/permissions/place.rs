//! Where the resources of a policy are: partition, Region and account.

use super::pattern::{Pattern, Token};
use crate::aws::arn::Arn;
use crate::aws::regions;
use crate::aws::resources::{Fit, TypeParts, fit};

const PARTITION: &str = "AWS::Partition";
const REGION: &str = "AWS::Region";
const ACCOUNT: &str = "AWS::AccountId";

/// Parts of an ARN by their place in it, with the pseudo-parameter that gives that of the stack.
const OWN: [(usize, &str); 3] = [(1, PARTITION), (3, REGION), (4, ACCOUNT)];

/// The first words of Regions outside the partition `aws`.
const PARTITIONS: [(&str, &str); 4] =
    [("cn-", "aws-cn"), ("us-gov-", "aws-us-gov"), ("us-isob-", "aws-iso-b"), ("us-iso-", "aws-iso")];

/// A place that the user names.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// `eu-west-1`; the partition follows from it.
    pub region: Option<String>,
    /// The 12 digits.
    pub account: Option<String>,
    /// Whether no template will fill in the rest, so that `*` has to stand for it.
    pub alone: bool,
}

impl Place {
    /// Puts the place in where a resource leaves it open. Whether `*` stands for a part of it now.
    pub fn fill(&self, resource: &mut Pattern) -> bool {
        let (mut filled, mut is_wide) = (Pattern::default(), false);
        for token in &resource.tokens {
            let is_own = |name: &str| OWN.iter().any(|(_, own)| *own == name);
            match (self.named(token), token) {
                (Some(text), _) => filled.push_text(text),
                (None, Token::Place(name)) if self.alone && is_own(name) => {
                    filled.tokens.push(Token::Any);
                    is_wide = true;
                }
                (None, other) => filled.tokens.push(other.clone()),
            }
        }
        *resource = filled;
        is_wide
    }

    fn named(&self, token: &Token) -> Option<&str> {
        let Token::Place(name) = token else { return None };
        match name.as_str() {
            PARTITION => {
                let region = self.region.as_deref()?;
                let found = PARTITIONS.iter().find(|(start, _)| region.starts_with(start));
                Some(found.map_or("aws", |(_, partition)| partition))
            }
            REGION => self.region.as_deref(),
            ACCOUNT => self.account.as_deref(),
            _ => None,
        }
    }
}

/// The resource with the place of the stack where an expression decides about it, as in the policy templates of
/// the developer guide for targets that are not known; and where a placeholder stands, which would match nothing.
/// What such placeholders are is added to `remarks`.
pub(super) fn here(resource: &Pattern, remarks: &mut Vec<String>) -> Pattern {
    let shown = resource.to_string();
    let arn = Arn::parse(&shown);
    let mut here = Pattern::default();
    for (at, part) in resource.split(':', 6).into_iter().enumerate() {
        if at > 0 {
            here.push_text(":");
        }
        let own = OWN.iter().find(|(place, _)| *place == at).map(|(_, name)| *name);
        let remark = own.zip(arn.as_ref()).and_then(|(name, arn)| placeholder(&part, name, arn));
        match own.filter(|_| part.is_all() || remark.is_some()) {
            Some(name) => here.tokens.push(Token::Place(name.to_owned())),
            None => here.push(&part),
        }
        remarks.extend(remark.filter(|remark| !remarks.contains(remark)));
    }
    here.tokens.dedup_by(|one, other| *one == Token::Any && *other == Token::Any);
    here
}

/// What to say of a Region that is none and of an account that has not its 12 digits.
fn placeholder(part: &Pattern, name: &str, arn: &Arn) -> Option<String> {
    let text = part.text().filter(|_| !part.has_wildcard())?;
    let (word, is_one) = match name {
        REGION => ("Region", regions::is_known(&text) || regions::has_form(&text)),
        ACCOUNT => ("account", is_account(&text) || text == "aws"),
        _ => return None,
    };
    if is_one || !takes(arn, name) {
        return None;
    }
    Some(match text.is_empty() {
        true => format!("`{arn_text}` lacks its {word}, which is left open", arn_text = shown(arn)),
        false => format!("`{text}` is no {word} and is left open"),
    })
}

/// Whether all types of resources that an ARN fits have this part; a part that is written speaks for itself.
fn takes(arn: &Arn, name: &str) -> bool {
    let part = |parts: TypeParts| if name == REGION { parts.region } else { parts.account };
    let written = if name == REGION { arn.region } else { arn.account };
    match fit(arn) {
        Fit::Types(types) if !types.is_empty() => types.iter().all(|one| !part(one.parts()).is_empty()),
        _ => !written.is_empty(),
    }
}

fn shown(arn: &Arn) -> String {
    let [partition, service, region, account, resource] =
        [arn.partition, arn.service, arn.region, arn.account, arn.resource].map(|part| part.text());
    format!("arn:{partition}:{service}:{region}:{account}:{resource}")
}

/// Whether it is the number of an account.
pub fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_the_place_of_the_stack() {
        for (written, expected, remarks) in [
            ("arn:aws:lambda:eu-west-1:123456789012:function:f", "", 0),
            ("arn:aws:lambda:REGION:ACCOUNT_ID:function:f", "${AWS::Region}:${AWS::AccountId}", 2),
            ("arn:aws:lambda:us-east-1x:000:function:f", "${AWS::Region}:${AWS::AccountId}", 2),
            ("arn:aws:lambda:::function:f", "${AWS::Region}:${AWS::AccountId}", 2),
            ("arn:aws:lambda:*:*:function:f", "${AWS::Region}:${AWS::AccountId}", 0),
            ("arn:aws:lambda:eu-*:*:function:f", "eu-*:${AWS::AccountId}", 0),
            ("arn:aws:iam::ACCOUNT:role/r", "", 1),
            ("arn:aws:s3:::bucket/key", "", 0),
            ("arn:aws:lambda:eu-north-9:123456789012:function:f", "", 0),
        ] {
            let mut found = Vec::new();
            let here = here(&Pattern::of(written), &mut found).to_string();
            assert!(here.contains(expected) && found.len() == remarks, "{written}: {here} {found:?}");
        }
    }

    #[test]
    fn a_place_that_is_named_is_put_in() {
        for (alone, expected) in [
            (false, "arn:aws-cn:sqs:cn-north-1:${AWS::AccountId}:jobs"),
            (true, "arn:aws-cn:sqs:cn-north-1:*:jobs"),
        ] {
            let place = Place { region: Some("cn-north-1".to_owned()), account: None, alone };
            let mut resource = here(&Pattern::of("arn:*:sqs:*:*:jobs"), &mut Vec::new());
            assert_eq!(place.fill(&mut resource), alone);
            assert_eq!(resource.to_string(), expected);
        }
    }
}
