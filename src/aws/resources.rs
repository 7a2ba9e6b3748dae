//! Types of resources and the forms of their ARNs.

use std::borrow::Cow;

use super::arn::{Arn, Part};
use super::sections::{self, Sections};
use super::sorted::find_record;
use super::{condition_keys, glob, hole};

/// A section for each service, and in it `id keys arn name`. A line without a name is a form of ARN that is known
/// to be right, of a type that no action names.
static TYPES: Sections<ResourceType> =
    Sections::new(include_str!("data/resource_types.txt"), ResourceType::read);
/// `word prefixes`: words that stand in ARNs for services whose actions have another prefix. Sorted.
static ARN_SERVICES: &str = include_str!("data/arn_services.txt").trim_ascii_end();

/// A type of resource that actions of a service take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResourceType {
    /// The prefix of the actions.
    pub service: &'static str,
    /// What the service calls it; empty for a form of ARN that only is known to be right.
    pub name: &'static str,
    /// Its ARN: `${…}` stands for text that is not empty, `*` for any.
    pub arn: &'static str,
    parts: TypeParts,
    id: &'static str,
    /// Ids of its condition keys.
    keys: &'static str,
}

/// The parts of the ARN of a type, without the partition, in which all are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TypeParts {
    /// The service's own word.
    pub service: &'static str,
    /// Empty where the resource has none.
    pub region: &'static str,
    /// Empty where the resource has none.
    pub account: &'static str,
    /// All the rest.
    pub resource: &'static str,
}

/// Whether a resource can be what both patterns mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overlap {
    /// It can.
    Yes,
    /// It cannot, whatever stands in the holes.
    No,
    /// It hangs on what stands in a hole.
    Unknown,
}

/// The types that the actions of this service take, and the forms of ARN that are known besides. Two types may
/// have the same name: one of two forms.
pub fn types_of(service: &str) -> impl Iterator<Item = ResourceType> {
    TYPES.rows(service).iter().copied()
}

/// The types whose ARNs have this word as their service, which is not always the prefix of the actions.
pub fn types_in_arn(word: &str) -> impl Iterator<Item = ResourceType> {
    prefixes_of(word).flat_map(types_of).filter(move |one| one.is_of(word))
}

/// The prefixes of services whose ARNs have this word.
fn prefixes_of(word: &str) -> impl Iterator<Item = &str> {
    let row = find_record(ARN_SERVICES, b'\n', b' ', word).unwrap_or_default();
    std::iter::once(word).chain(row.split(' ').skip(1))
}

/// Whether ARNs have this word as their service.
pub fn is_arn_service(word: &str) -> bool {
    super::actions::service(word).is_some_and(|found| found.prefix() == word)
        || find_record(ARN_SERVICES, b'\n', b' ', word).is_some_and(|row| row.starts_with(word))
}

/// Words that stand in ARNs for services whose actions have another prefix.
pub fn arn_services() -> impl Iterator<Item = &'static str> {
    ARN_SERVICES.lines().filter_map(|row| row.split(' ').next())
}

pub(super) fn by_id(service: &'static str, id: &str) -> Option<ResourceType> {
    sections::by_id(TYPES.rows(service), id, |one| one.id).copied()
}

impl ResourceType {
    fn read(service: &'static str, line: &'static str) -> Option<ResourceType> {
        let mut words = line.splitn(4, ' ');
        let (id, keys, arn) = (words.next()?, words.next()?, words.next()?);
        let keys = if keys == "-" { "" } else { keys };
        let name = words.next().unwrap_or_default();
        Some(ResourceType { service, name, arn, parts: TypeParts::of(arn), id, keys })
    }

    /// The condition keys that come with every such resource.
    pub fn condition_keys(self) -> impl Iterator<Item = &'static str> {
        let ids = self.keys.split(',').filter(|id| !id.is_empty());
        ids.filter_map(move |id| condition_keys::name(self.service, id))
    }

    /// Service, Region, account and resource of its ARN.
    pub fn parts(self) -> TypeParts {
        self.parts
    }

    /// Whether its ARNs have this word as their service; where the table has no word, any may stand there.
    fn is_of(self, word: &str) -> bool {
        self.parts.service == word || self.parts.service.contains('$')
    }
}

impl TypeParts {
    /// What varies holds no colon.
    fn of(arn: &'static str) -> TypeParts {
        let mut parts = arn.splitn(6, ':').skip(2);
        let mut next = || parts.next().unwrap_or_default();
        TypeParts { service: next(), region: next(), account: next(), resource: next() }
    }
}

/// The types of resources that an ARN can be one of, by its service and its last part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fit {
    /// Nothing is known of such ARNs, or a hole may hold anything.
    Unknown,
    /// It is one of these; none of them if it fits none that is known.
    Types(Vec<ResourceType>),
}

/// Looks for the types whose ARNs end as this one does.
pub fn fit(arn: &Arn) -> Fit {
    let Some(word) = arn.service.known().filter(|word| !super::has_wildcard(word)) else {
        return Fit::Unknown;
    };
    let (mut types, mut any) = (Vec::new(), false);
    for one in prefixes_of(word).flat_map(|prefix| TYPES.rows(prefix)).filter(|one| one.is_of(word)) {
        any = true;
        match part_overlaps(arn.resource, one.parts.resource) {
            Overlap::Yes => types.push(*one),
            Overlap::No => {}
            Overlap::Unknown => return Fit::Unknown,
        }
    }
    if any { Fit::Types(types) } else { Fit::Unknown }
}

/// Whether what a policy writes as a resource and the ARN of a type can mean the same resource.
pub fn overlaps(written: &str, of_type: &str) -> Overlap {
    let (Some(left), Some(right)) = (Arn::parse(written), Arn::parse(of_type)) else {
        return whole(written, of_type);
    };
    // Most ARNs are of other services, and that is told at once.
    let pairs = [
        (left.service, right.service),
        (left.partition, right.partition),
        (left.region, right.region),
        (left.account, right.account),
        (left.resource, right.resource),
    ];
    let mut all = Overlap::Yes;
    for (written, of_type) in pairs {
        match part_overlaps(written, of_type.text()) {
            Overlap::Yes => {}
            Overlap::No => return Overlap::No,
            Overlap::Unknown => all = Overlap::Unknown,
        }
    }
    all
}

/// As [`overlaps`], for one part of both ARNs.
pub fn part_overlaps(written: Part, of_type: &str) -> Overlap {
    // The names of buckets hold no slash, those of other things may.
    if of_type == "${BucketName}" && hole::find_outside(written.text(), b"/").is_some() {
        return Overlap::No;
    }
    whole(written.text(), of_type)
}

fn whole(written: &str, of_type: &str) -> Overlap {
    if written == "*" {
        return Overlap::Yes;
    }
    if start_apart(written, of_type) {
        return Overlap::No;
    }
    let (written, is_open) = pattern_of(written);
    let of_type = pattern_of_type(of_type);
    match glob::overlaps(&written, &of_type) {
        false => Overlap::No,
        true if is_open && !glob::covers(&of_type, &written) && !is_filled(&written, &of_type) => {
            Overlap::Unknown
        }
        true => Overlap::Yes,
    }
}

/// Whether both differ before anything that may stand for other text. Most types are told apart by this.
fn start_apart(one: &str, other: &str) -> bool {
    let is_open = |byte: u8| matches!(byte, b'*' | b'?' | b'$' | b'{');
    let mut pairs = one.bytes().zip(other.bytes());
    let first = pairs.find(|&(left, right)| left != right || is_open(left));
    first.is_some_and(|(left, right)| !is_open(left) && !is_open(right))
}

/// A hole alone where a type has any text but none: it will not be empty.
fn is_filled(written: &str, of_type: &str) -> bool {
    written == "*" && of_type == "?*"
}

/// What a policy writes, as a pattern: a variable of the policy is any text, and so is a hole, of which the file
/// does not tell what it is. Whether there is such a hole comes with it.
fn pattern_of(text: &str) -> (Cow<'_, str>, bool) {
    if !hole::has_hole(text) {
        return (Cow::Borrowed(text), false);
    }
    let (mut pattern, mut is_open, mut end) = (String::new(), false, 0);
    let mut fill = |pattern: &mut String, hole: &str| match hole {
        "${*}" | "${?}" | "${$}" => pattern.push('?'),
        _ => {
            is_open |= !is_policy_variable(hole);
            pattern.push('*');
        }
    };
    for (at, _) in hole::outside(text) {
        if let Some(hole) = text.get(end..at).filter(|hole| !hole.is_empty()) {
            fill(&mut pattern, hole);
        }
        let next = text.get(at..).and_then(|rest| rest.chars().next());
        // The bytes within a character are no places of their own.
        if let Some(letter) = next {
            pattern.push(letter);
        }
        end = end.max(at + next.map_or(1, char::len_utf8));
    }
    if let Some(hole) = text.get(end..).filter(|hole| !hole.is_empty()) {
        fill(&mut pattern, hole);
    }
    (Cow::Owned(pattern), is_open)
}

/// `${aws:username}`, which IAM fills in for each request; `${AWS::Region}` is a template's.
fn is_policy_variable(hole: &str) -> bool {
    let name = hole.strip_prefix("${").unwrap_or_default();
    name.split_once(':').is_some_and(|(_, rest)| !rest.starts_with(':'))
}

fn pattern_of_type(text: &str) -> String {
    let mut pattern = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        pattern.push_str(before);
        pattern.push_str("?*");
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    pattern + rest
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::actions::services;
    use super::*;
    use proptest::prelude::*;

    const OBJECT: &str = "arn:${Partition}:s3:::${BucketName}/${ObjectName}";
    const BUCKET: &str = "arn:${Partition}:s3:::${BucketName}";
    const MACHINE: &str = "arn:${Partition}:states:${Region}:${Account}:stateMachine:${StateMachineName}";

    #[test]
    fn every_row_of_the_table_is_read() {
        let mut rows = 0;
        assert!(TYPES.is_sound());
        for service in services() {
            let types: Vec<ResourceType> = types_of(service.prefix()).collect();
            for one in &types {
                assert_eq!(by_id(service.prefix(), one.id).as_ref(), Some(one));
                assert!(Arn::parse(one.arn).is_some(), "{one:?}");
                assert_eq!(
                    one.condition_keys().count(),
                    one.keys.split(',').filter(|id| !id.is_empty()).count()
                );
                assert_ne!(overlaps(one.arn, one.arn), Overlap::No, "{one:?}");
                let word = if one.parts.service.contains('$') { one.service } else { one.parts.service };
                assert!(is_arn_service(word) && types_in_arn(word).any(|other| other == *one), "{one:?}");
            }
            rows += types.len();
        }
        assert_eq!(rows, TYPES.all().iter().map(|one| one.line_count()).sum::<usize>());
        let row =
            include_str!("data/README.md").lines().find(|line| line.starts_with("| `resource_types.txt`"));
        assert!(row.unwrap().ends_with(&format!("| {rows} |")));
        assert_eq!(arn_services().count(), ARN_SERVICES.lines().count());
    }

    #[test]
    fn wider_and_narrower_patterns_overlap() {
        for (written, of_type) in [
            ("*", OBJECT),
            ("arn:aws:s3:::*", BUCKET),
            ("arn:aws:s3:::b/*", OBJECT),
            ("arn:*:s3:::b?/x", OBJECT),
            ("arn:aws:s3:::b/${aws:username}/*", OBJECT),
            ("arn:aws:states:*:*:*", MACHINE),
            ("arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:x*", MACHINE),
        ] {
            assert_eq!(overlaps(written, of_type), Overlap::Yes, "{written}");
        }
    }

    #[test]
    fn others_do_not() {
        for (written, of_type) in [
            ("arn:aws:s3:::b", OBJECT),
            ("arn:aws:s3:::b/*", BUCKET),
            ("arn:aws:s3:::b/", OBJECT),
            ("arn:aws:states:::stateMachine:x", MACHINE),
            ("arn:aws:states:*:*:statemachine:x", MACHINE),
            ("arn:aws:states:*:*:activity:${Name}", MACHINE),
            ("arn:aws:lambda:*:*:*", MACHINE),
            ("", OBJECT),
        ] {
            assert_eq!(overlaps(written, of_type), Overlap::No, "{written}");
        }
    }

    #[test]
    fn fit_is_what_the_types_say() {
        for service in services() {
            for one in types_of(service.prefix()).filter_map(|one| Some((one, Arn::parse(one.arn)?))) {
                let plain = format!(
                    "arn:aws:{}:a:b:{}",
                    one.1.service.text(),
                    one.0.parts().resource.replace("${", "").replace('}', "")
                );
                let arn = Arn::parse(&plain).unwrap();
                let Some(word) = arn.service.known().filter(|_| !plain.contains('{')) else { continue };
                let expected: Vec<ResourceType> = types_in_arn(word)
                    .filter(|other| part_overlaps(arn.resource, other.parts().resource) == Overlap::Yes)
                    .collect();
                assert!(expected.contains(&one.0), "{plain}");
                assert_eq!(fit(&arn), Fit::Types(expected), "{plain}");
            }
        }
    }

    #[test]
    fn holes_may_be_anything() {
        for (written, of_type) in [
            ("${Arn}", MACHINE),
            ("arn:aws:states:${Region}:1:${Kind}:x", MACHINE),
            ("arn:aws:s3:${Region}::b", BUCKET),
            ("${Arn}/*", OBJECT),
            ("arn:aws:s3:::b${Rest}", OBJECT),
        ] {
            assert_eq!(overlaps(written, of_type), Overlap::Unknown, "{written}");
        }
    }

    #[test]
    fn services_by_the_word_in_their_arns() {
        assert!(types_in_arn("kafka").any(|one| one.service == "kafka-cluster"));
        assert!(types_in_arn("states").all(|one| one.service == "states"));
        assert!(is_arn_service("opensearch") && is_arn_service("s3") && !is_arn_service("S3"));
        assert!(types_of("S3").any(|one| one.name == "bucket") && types_of("nosuch").next().is_none());
        assert!(types_of("backup").any(|one| one.name.is_empty()));
    }

    proptest! {
        #[test]
        fn any_text_is_safe(written in ".*", of_type in ".*") {
            let _ = overlaps(&written, &of_type);
            let _ = types_in_arn(&written).count();
        }

        #[test]
        fn patterns_of_plain_texts_are_the_texts(text in "[a-zü:/*?$]{0,12}") {
            prop_assert_eq!(pattern_of(&text).0, text.clone());
            let held = format!("{text}${{X}}ü{text}");
            prop_assert_eq!(pattern_of(&held), (Cow::<str>::Owned(format!("{text}*ü{text}")), true));
        }
    }
}
