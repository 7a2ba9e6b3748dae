//! Items of a list that add nothing to others of it.

use std::collections::HashMap;

use crate::aws::{glob, has_wildcard};
use crate::diagnostic::Safety;
use crate::iam::Text;
use crate::rule::Report;
use crate::text::Span;
use crate::tree::Value;

/// Whether upper and lower case differ.
#[derive(Clone, Copy, PartialEq)]
pub enum Case {
    /// As in ARNs.
    Matters,
    /// As in actions.
    Ignored,
}

/// An element of a statement.
pub struct List<'s, 't> {
    /// Its texts.
    pub texts: &'s [Text<'t>],
    /// The list they stand in.
    pub value: Option<Value<'t>>,
    /// How they compare.
    pub case: Case,
}

/// Comparisons that are made; a list that needs more was not written by a person.
const MAX_COMPARISONS: usize = 200_000;

/// A function of a template without a name: two of them need not be the same.
const NAMELESS: [&str; 2] = ["${?}", "{{"];

impl List<'_, '_> {
    /// One finding for each item that another one makes needless.
    pub fn report(&self, service_code: &'static str, report: &mut Report) {
        if self.texts.len() < 2 {
            return;
        }
        let words: Vec<Option<String>> = self.texts.iter().map(|text| self.word(text)).collect();
        let items: Vec<Span> = self.value.into_iter().flat_map(Value::items).map(Value::span).collect();
        for (at, by) in covered(&words) {
            let (Some(text), Some(keeper)) = (self.texts.get(at), self.texts.get(by)) else { continue };
            let (written, wider) =
                (text.symbolic().unwrap_or_default(), keeper.symbolic().unwrap_or_default());
            let message = match words[at] == words[by] {
                true => format!("`{written}` stands here twice"),
                false => format!("`{written}` is within `{wider}` of the same list"),
            };
            let finding = report
                .at(text.value, message)
                .help("remove it; or was another one meant?")
                .related(keeper.value.span(), format!("`{wider}` is here"))
                .service_code(service_code);
            if is_as_written(text)
                && let Some(span) = item_span(&items, text.value.span())
            {
                finding.fix(Safety::Safe, "remove it", span, "");
            }
        }
    }

    /// What is compared; nothing where it is not certain that the text is there, and what it is.
    fn word(&self, text: &Text) -> Option<String> {
        let word = text.symbolic().filter(|word| !NAMELESS.iter().any(|hole| word.contains(hole)))?;
        let word = if self.case == Case::Ignored { word.to_ascii_lowercase() } else { word.to_owned() };
        (!text.conditional).then_some(word)
    }
}

/// Items that others cover, each with such a one. Of equal ones the first stays.
fn covered(words: &[Option<String>]) -> Vec<(usize, usize)> {
    let known: Vec<(usize, &str)> =
        words.iter().enumerate().filter_map(|(at, word)| Some((at, word.as_deref()?))).collect();
    let patterns: Vec<(usize, &str)> = known.iter().copied().filter(|(_, word)| has_wildcard(word)).collect();
    let are_few = known.len().saturating_mul(patterns.len()) <= MAX_COMPARISONS;
    let mut first = HashMap::new();
    let mut found = Vec::new();
    for (at, word) in known {
        let earlier = *first.entry(word).or_insert(at);
        // Of two that say the same in other ways the first stays.
        let adds_nothing = |&&(by, wider): &&(usize, &str)| {
            by != at && glob::covers(wider, word) && (by < at || !glob::covers(word, wider))
        };
        let wider = || patterns.iter().find(adds_nothing);
        if earlier != at {
            found.push((at, earlier));
        } else if let Some(&(by, _)) = are_few.then(wider).flatten() {
            found.push((at, by));
        }
    }
    found
}

/// Whether an item stands in the file as it is here, and not within a function of a template.
fn is_as_written(item: &Text) -> bool {
    let Some(text) = item.known() else { return false };
    let is_quoted = item.value.raw().starts_with(['"', '\'']);
    is_quoted == (item.value.text_span(0..text.len()).start > item.value.span().start)
}

/// The bytes of an item with the separator before it, or after it if it is the first.
fn item_span(items: &[Span], item: Span) -> Option<Span> {
    let at = items.binary_search(&item).ok()?;
    match (at.checked_sub(1).and_then(|before| items.get(before)), items.get(at + 1)) {
        (Some(before), _) => Some(Span { start: before.end, ..item }),
        (None, Some(after)) => Some(Span { end: after.start, ..item }),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::covered;

    fn of(words: &[&str]) -> Vec<(usize, usize)> {
        covered(&words.iter().map(|word| (*word != "-").then(|| (*word).to_owned())).collect::<Vec<_>>())
    }

    #[test]
    fn equal_and_narrower_items_are_covered() {
        assert_eq!(of(&["a", "b", "a", "a"]), [(2, 0), (3, 0)]);
        assert_eq!(of(&["a*", "ab", "*", "c"]), [(0, 2), (1, 0), (3, 2)]);
        assert_eq!(of(&["iam:get*", "iam:*credentialreport", "-", "-"]), []);
        assert_eq!(of(&["?*", "*?"]), [(1, 0)]);
    }
}
