//! What several rules ask of the ARNs of a statement.

use crate::aws::arn::{Arn, Part};
use crate::aws::resources::{Fit, TypeParts, fit};
use crate::iam::{Statement, Text};
use crate::text::Span;

/// `Resource` and `NotResource` as far as they have the parts of an ARN.
pub fn written<'s, 't>(statement: &'s Statement<'t>) -> impl Iterator<Item = (&'s Text<'t>, Arn<'s>)> {
    statement.all_resources().filter_map(|text| Some((text, text.arn()?)))
}

/// The bytes of a part of an ARN. An empty part is shown with the colon before it.
pub fn span(text: &Text, part: Part) -> Span {
    let (start, end) = (part.start(), part.start() + part.text().len());
    text.value.text_span(if start == end { start.saturating_sub(1) } else { start }..end)
}

/// Whether all types that an ARN fits agree in this; not if it fits none.
pub fn all(arn: &Arn, is_so: impl Fn(TypeParts) -> bool) -> bool {
    match fit(arn) {
        Fit::Types(types) => !types.is_empty() && types.iter().all(|one| is_so(one.parts())),
        Fit::Unknown => false,
    }
}
