//! What several rules ask of the ARNs of a statement.

use crate::aws::arn::Arn;
use crate::aws::resources::{self, Overlap, ResourceType};
use crate::iam::{Statement, Text};
use crate::text::Span;

/// `Resource` and `NotResource` as far as they have the parts of an ARN.
pub fn written<'s, 't>(statement: &'s Statement<'t>) -> impl Iterator<Item = (&'s Text<'t>, Arn<'s>)> {
    statement.all_resources().filter_map(|text| Some((text, text.arn()?)))
}

/// The bytes of a part of an ARN. An empty part is shown with the colon before it.
pub fn span(text: &Text, part: crate::aws::arn::Part) -> Span {
    let (start, end) = (part.start(), part.start() + part.text().len());
    text.value.text_span(if start == end { start.saturating_sub(1) } else { start }..end)
}

/// The types of resources that an ARN can be one of, by its service and the part after the account.
#[derive(Debug, PartialEq)]
pub enum Fit {
    /// Nothing is known of such ARNs, or a hole may hold anything.
    Unknown,
    /// It is one of these; none of them if it fits none that is known.
    Types(Vec<ResourceType>),
}

/// Looks for the types whose ARNs end as this one does.
pub fn fit(arn: &Arn) -> Fit {
    let Some(service) = arn.service.known().filter(|service| !crate::aws::has_wildcard(service)) else {
        return Fit::Unknown;
    };
    let (mut types, mut any) = (Vec::new(), false);
    for one in resources::types_in_arn(service) {
        let Some(of_type) = Arn::parse(one.arn) else { continue };
        any = true;
        match resources::part_overlaps(arn.resource, of_type.resource) {
            Overlap::Yes => types.push(one),
            Overlap::No => {}
            Overlap::Unknown => return Fit::Unknown,
        }
    }
    if any { Fit::Types(types) } else { Fit::Unknown }
}

/// Whether all types that an ARN fits agree in this; nothing where it fits none.
pub fn all(arn: &Arn, is_so: impl Fn(Arn) -> bool) -> bool {
    match fit(arn) {
        Fit::Types(types) if !types.is_empty() => {
            types.iter().all(|one| Arn::parse(one.arn).is_some_and(&is_so))
        }
        _ => false,
    }
}
