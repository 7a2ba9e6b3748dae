//! From the resource of a row, an ARN with placeholders, to the resource of a call.

use super::inputs::Given;
use super::names::Names;
use super::pattern::{Pattern, Token};

/// A resource with what is known put in.
pub struct Filled {
    /// The resource.
    pub resource: Pattern,
    /// Whether an expression decides about it, or nothing is known of it.
    pub dynamic: bool,
}

/// `arn:PARTITION:service:REGION:ACCOUNT:`, with or without the place.
pub fn arn_start(service: &str, has_place: bool) -> Pattern {
    let place = |name: &str| Pattern { tokens: vec![Token::Place(name.to_owned())] };
    let mut arn = Pattern::of("arn:");
    arn.push(&place("AWS::Partition"));
    arn.push_text(&format!(":{service}:"));
    if has_place {
        arn.push(&place("AWS::Region"));
        arn.push_text(":");
        arn.push(&place("AWS::AccountId"));
    } else {
        arn.push_text(":");
    }
    arn.push_text(":");
    arn
}

/// Puts into a resource what `given` says of its placeholders. A value that is an ARN takes the place of all
/// that stands before it.
pub fn fill(resource: &str, names: &Names, given: &dyn Fn(&str) -> Given) -> Filled {
    let mut filled = Filled { resource: Pattern::default(), dynamic: false };
    let mut rest = resource;
    while let Some((before, after)) = rest.split_once("${") {
        let Some((name, after)) = after.split_once('}') else { break };
        filled.resource.push_text(before);
        rest = after;
        let place = match name {
            "Partition" => "AWS::Partition",
            "Region" => "AWS::Region",
            "Account" => "AWS::AccountId",
            name => {
                filled.put(given(name), names);
                continue;
            }
        };
        filled.resource.tokens.push(Token::Place(place.to_owned()));
    }
    filled.resource.push_text(rest);
    filled
}

impl Filled {
    fn put(&mut self, given: Given, names: &Names) {
        let (value, is_dynamic) = match given {
            Given::Absent => (Pattern::all(), true),
            Given::Text(value) => (value, false),
            Given::Dynamic(value) => (value, true),
        };
        self.dynamic |= is_dynamic;
        if names.is_arn(&value) {
            self.resource = value;
        } else {
            self.resource.push(&value);
        }
    }

    /// An ARN that an expression gives may be of any Region and account.
    pub fn anywhere(mut self) -> Filled {
        if self.dynamic {
            for token in &mut self.resource.tokens {
                if matches!(token, Token::Place(name) if name == "AWS::Region" || name == "AWS::AccountId") {
                    *token = Token::Any;
                }
            }
        }
        self
    }
}
