//! `arn:partition:service:region:account:resource`: six parts, the last of which may hold colons and
//! slashes of its own.

use super::hole;

/// The partitions that exist. The three public ones are documented; the others are recalled, so that a
/// name missing here is a reason to warn, not to refuse.
pub const PARTITIONS: [&str; 8] =
    ["aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc"];

/// An ARN taken apart. Holes and wildcards may stand in any part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arn<'a> {
    /// `aws`, `aws-cn`, …
    pub partition: Part<'a>,
    /// The service's own word, which is not always the prefix of its actions.
    pub service: Part<'a>,
    /// Empty for global services.
    pub region: Part<'a>,
    /// Empty, 12 digits, a pattern, or `aws` for what AWS owns.
    pub account: Part<'a>,
    /// All the rest, colons included.
    pub resource: Part<'a>,
}

/// A piece of a longer text, with its place in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part<'a> {
    text: &'a str,
    start: usize,
}

impl<'a> Arn<'a> {
    /// Takes `text` apart, if it starts with `arn:` and has six parts. A colon in a hole separates
    /// nothing. A hole that stands for several parts at once (`arn:aws:${Rest}`, `${FunctionArn}`)
    /// leaves too few: such a text may still become an ARN, see [`hole::has_hole`].
    pub fn parse(text: &'a str) -> Option<Arn<'a>> {
        let (prefix, rest) = Part::whole(text).split_once(b":")?;
        if prefix.text != "arn" {
            return None;
        }
        let (partition, rest) = rest.split_once(b":")?;
        let (service, rest) = rest.split_once(b":")?;
        let (region, rest) = rest.split_once(b":")?;
        let (account, resource) = rest.split_once(b":")?;
        Some(Arn { partition, service, region, account, resource })
    }
}

impl<'a> Part<'a> {
    /// All of a text.
    pub fn whole(text: &'a str) -> Part<'a> {
        Part { text, start: 0 }
    }

    /// The text as written, holes included.
    pub fn text(self) -> &'a str {
        self.text
    }

    /// Offset in bytes in the text that was taken apart.
    pub fn start(self) -> usize {
        self.start
    }

    /// The text if it is known: nothing when there is a hole in it.
    pub fn known(self) -> Option<&'a str> {
        (!self.has_hole()).then_some(self.text)
    }

    /// Whether nothing is written here.
    pub fn is_empty(self) -> bool {
        self.text.is_empty()
    }

    /// Whether some of it is not known.
    pub fn has_hole(self) -> bool {
        hole::has_hole(self.text)
    }

    /// Whether none of it is known: one hole and nothing besides.
    pub fn is_hole(self) -> bool {
        hole::is_hole(self.text)
    }

    /// Whether a `*` or `?` stands in it outside holes. `${*}` is a policy's way to write a plain star.
    pub fn has_wildcard(self) -> bool {
        hole::find_outside(self.text, b"*?").is_some()
    }

    /// Whether it is `*` and nothing besides.
    pub fn is_star(self) -> bool {
        !self.is_empty() && self.text.bytes().all(|byte| byte == b'*')
    }

    /// Whether this last part of an ARN of a service leaves open everything that would tell one resource from
    /// another of its kind: `*`, `volume/*`. In an ARN of S3 the first word is the name of a bucket.
    pub fn names_nothing(self, service: Part) -> bool {
        let resource = Part::whole(self.text);
        match resource.split_once(b":/") {
            Some((word, names)) => {
                (service.text != "s3" || word.is_star())
                    && names.text.split([':', '/']).all(|name| Part::whole(name).is_star())
            }
            None => resource.is_star(),
        }
    }

    /// Both sides of the first of these ASCII characters that is not in a hole.
    pub fn split_once(self, separators: &[u8]) -> Option<(Part<'a>, Part<'a>)> {
        let (before, after) = self.split_at(hole::find_outside(self.text, separators)?)?;
        let after = Part { text: after.text.get(1..)?, start: after.start + 1 };
        Some((before, after))
    }

    /// Both sides of an offset in this part.
    fn split_at(self, at: usize) -> Option<(Part<'a>, Part<'a>)> {
        let (before, after) = self.text.split_at_checked(at)?;
        let after = Part { text: after, start: self.start + at };
        Some((Part { text: before, ..self }, after))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use proptest::prelude::*;

    fn parts<'a>(arn: &Arn<'a>) -> [Part<'a>; 5] {
        [arn.partition, arn.service, arn.region, arn.account, arn.resource]
    }

    fn texts(text: &str) -> Option<[&str; 5]> {
        Some(parts(&Arn::parse(text)?).map(Part::text))
    }

    #[test]
    fn six_parts() {
        assert_eq!(
            texts("arn:aws:states:eu-west-1:123456789012:stateMachine:Order:live").unwrap(),
            ["aws", "states", "eu-west-1", "123456789012", "stateMachine:Order:live"]
        );
        assert_eq!(texts("arn:aws:s3:::bucket/a:b/*").unwrap(), ["aws", "s3", "", "", "bucket/a:b/*"]);
        assert_eq!(texts("arn:::::").unwrap(), ["", "", "", "", ""]);
    }

    #[test]
    fn not_an_arn() {
        for text in [
            "",
            "*",
            "arn",
            "arn:aws:s3",
            "arn:aws:s3::",
            "ARN:aws:s3:::b",
            " arn:aws:s3:::b",
            "urn:a:b:c:d:e",
        ] {
            assert_eq!(Arn::parse(text), None, "{text}");
        }
    }

    #[test]
    fn colons_in_holes_do_not_separate() {
        let text = "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:activity:${Name}";
        let arn = Arn::parse(text).unwrap();
        assert_eq!(arn.partition.text(), "${AWS::Partition}");
        assert!(arn.partition.is_hole() && arn.region.is_hole() && arn.account.is_hole());
        assert_eq!(arn.service.known(), Some("states"));
        assert_eq!(arn.resource.known(), None);
        assert!(arn.resource.has_hole() && !arn.resource.is_hole());
        assert_eq!(&text[arn.resource.start()..], "activity:${Name}");
        assert_eq!(
            texts("arn:aws:iam::{{resolve:ssm:account}}:role/x").unwrap()[3],
            "{{resolve:ssm:account}}"
        );
        assert_eq!(
            texts("arn:aws:s3:::b/${aws:username, 'a:b'}/*").unwrap()[4],
            "b/${aws:username, 'a:b'}/*"
        );
        assert_eq!(Arn::parse("arn:${AWS::Partition}:${Rest}"), None);
        assert_eq!(Arn::parse("${Prefix}:aws:s3:::b"), None);
    }

    #[test]
    fn wildcards() {
        let arn = Arn::parse("arn:aws:s3:us-?:*:${*}/${Name}").unwrap();
        assert_eq!(parts(&arn).map(Part::has_wildcard), [false, false, true, true, false]);
        assert!(Arn::parse("arn:aws:s3:::${Name}/*").unwrap().resource.has_wildcard());
    }

    proptest! {
        #[test]
        fn parts_joined_are_the_text(text in "arn:[a-z:${}*ü]{0,40}") {
            if let Some(arn) = Arn::parse(&text) {
                let joined = parts(&arn).map(Part::text).join(":");
                prop_assert_eq!(format!("arn:{joined}"), text.clone());
                for part in parts(&arn) {
                    prop_assert!(text[part.start()..].starts_with(part.text()));
                }
                for part in [arn.partition, arn.service, arn.region, arn.account] {
                    prop_assert_eq!(hole::find_outside(part.text(), b":"), None);
                }
            }
        }

        #[test]
        fn any_text_is_safe(text in ".*") {
            let _ = Arn::parse(&text);
            let part = Part::whole(&text);
            prop_assert!(!part.is_hole() || part.has_hole());
        }

        #[test]
        fn any_five_parts_are_read_back(
            texts in prop::array::uniform4("([a-z0-9*-]|\\$\\{[A-Za-z:]{0,6}\\}){0,8}"),
            resource in "([a-z:/*]|\\$\\{[A-Za-z:]{0,6}\\}){0,12}",
        ) {
            let [partition, service, region, account] = &texts;
            let text = format!("arn:{partition}:{service}:{region}:{account}:{resource}");
            let found = parts(&Arn::parse(&text).unwrap()).map(Part::text);
            prop_assert_eq!(found, [&**partition, service, region, account, &resource]);
        }
    }
}
