//! What the same rule of several dialects has in common, and what many rules need.

use crate::asl::path::Path;
use crate::asl::reference::Reference;
use crate::asl::{Slot, grammar};
use crate::aws::integrations::{self, Pattern, Resource};
use crate::diagnostic::Safety;
use crate::project::Document;
use crate::rule::{Finding, Report};
use crate::tree::{Value, duplicate_keys};
#[cfg(test)]
use crate::{
    asl,
    diagnostic::Diagnostic,
    rule::{Active, OptionValue, RuleSet},
    text::SourceId,
    tree::json,
};

/// What the service calls every fault of structure.
pub const SCHEMA_VALIDATION_FAILED: &str = "SCHEMA_VALIDATION_FAILED";

/// "`a`, `b` or `c`".
pub fn listed(names: &[&str], word: &str) -> String {
    joined(&names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>(), word)
}

/// "a, b or c".
pub fn joined(parts: &[String], word: &str) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [all @ .., last] => format!("{} {word} {last}", all.join(", ")),
    }
}

/// The most names of which a message lists all.
const LISTED: usize = 5;
/// Names that it lists of more.
const FIRST: usize = 3;

/// "`a` and `b`", or "`a`, `b`, `c` and 3 more".
pub fn some_of(names: &[impl AsRef<str>], word: &str) -> String {
    let named = if names.len() > LISTED { FIRST } else { names.len() };
    let mut parts: Vec<String> =
        names.iter().take(named).map(|name| format!("`{}`", name.as_ref())).collect();
    if names.len() > named {
        parts.push(format!("{} more", names.len() - named));
    }
    joined(&parts, word)
}

/// The field that is clearly meant by one that no object has.
pub fn misspelt_field(slot: Slot) -> Option<&'static str> {
    let name = slot.name();
    if slot.field().is_some() || grammar::objects().any(|object| object.field(&name).is_some()) {
        return None;
    }
    let element = slot.element();
    let absent = element.grammar().fields_in(element.language()).map(|field| field.name);
    nearest(&name, absent.filter(|field| element.field(field).is_none()))
}

/// The first character of a name that it must not have, in words: one of these, white space, or a
/// control character.
pub fn refused_character(name: &str, refused: &str) -> Option<String> {
    let is_refused =
        |letter: &char| refused.contains(*letter) || letter.is_whitespace() || letter.is_control();
    name.chars().find(is_refused).map(|letter| match letter {
        ' ' => "has a space".to_owned(),
        letter => format!("has the character `{}`", letter.escape_debug()),
    })
}

/// Whether the `Resource` of a reader or a writer is this call of S3; none where a hole hides it.
pub fn is_s3_call(resource: Value, wanted: &str) -> Option<bool> {
    let is_plain = resource.tag().is_none_or(|tag| tag.starts_with("!!"));
    let text = resource.text().filter(|_| is_plain)?;
    match integrations::parse(&text) {
        Resource::Optimized { pattern: Pattern::Unknown, .. } | Resource::Unknown => None,
        Resource::Optimized { service, action, pattern } => {
            Some(service.known()? == "s3" && action.known()? == wanted && pattern == Pattern::RequestResponse)
        }
        _ => Some(false),
    }
}

/// One finding for each place where a text breaks the grammar of JSON or YAML.
pub fn syntax_errors(document: &Document, report: &mut Report, service_code: Option<&'static str>) {
    for (span, error) in document.tree.errors() {
        let finding = report.at_path(span, document.tree.root().path(), &error.message);
        let finding = match error.repair {
            Some(text) => finding.fix(Safety::Safe, repair_title(text), span, text),
            None => finding,
        };
        if let Some(code) = service_code {
            finding.service_code(code);
        }
    }
}

fn repair_title(text: &str) -> String {
    if text.is_empty() { "remove it".to_owned() } else { format!("insert `{text}`") }
}

/// One finding for each key that stands again in the same mapping. `consequence` says what the
/// reader of the file makes of it.
pub fn duplicates(
    document: &Document,
    report: &mut Report,
    consequence: &str,
    service_code: impl Fn(Value) -> Option<&'static str>,
) {
    for (first, second) in document.tree.mappings().flat_map(duplicate_keys) {
        let key = second.scalar_text().unwrap_or_default();
        let finding = report
            .at(second, format!("the key `{key}` stands twice in one mapping: {consequence}"))
            .help("remove one of the two, or rename it")
            .related(first.span(), format!("`{key}` is here first"));
        if let Some(code) = service_code(first) {
            finding.service_code(code);
        }
    }
}

/// The path that a text without its `$` was meant to be, and what has to be put before the text: only
/// where the text is a chain of names.
pub fn dollared(text: &str) -> Option<(String, &'static str)> {
    let names = text.strip_prefix('.').unwrap_or(text);
    let is_chain = names.chars().all(|c| c.is_ascii_alphanumeric() || "_.-[]".contains(c))
        && names.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let inserted = if names.len() == text.len() { "$." } else { "$" };
    let path = format!("{inserted}{text}");
    (is_chain && Path::parse(&path).is_ok()).then_some((path, inserted))
}

/// Asks whether a path was meant, as [`dollared`] gives it, and offers to write it.
pub fn suggest_path(finding: Finding, reference: Reference, path: &str, inserted: &str) {
    finding.help(format!("did you mean `{path}`?")).fix(
        Safety::Unsafe,
        format!("write `{path}`"),
        reference.span(0..0),
        inserted,
    );
}

/// Words longer than this are no typing mistakes of each other; the service's own limit for names of
/// states, and far above that of actions.
const MAX_WORD: usize = 80;

/// Differences that a typing mistake makes in a word of a service's own: the name of an action, a Region.
pub const MISTAKES: usize = 2;

/// Words looked at for one that is not known: a list longer than that is not one that a person typed.
const MAX_KNOWN: usize = 1000;

/// The known word that is nearest to one that is not: the distance of Damerau and Levenshtein
/// (restricted), at most a third of the word, case aside.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted: Vec<char> = word.chars().take(MAX_WORD + 1).flat_map(char::to_lowercase).collect();
    if wanted.len() > MAX_WORD {
        return None;
    }
    let limit = (wanted.len() / 3).max(1);
    let counts = word.is_ascii().then(|| letters(word));
    let may_be_near = |candidate: &&str| match &counts {
        Some(counts) if candidate.is_ascii() => may_be_near(word, counts, candidate, limit),
        _ => true,
    };
    known
        .into_iter()
        .take(MAX_KNOWN)
        .filter(|candidate| candidate.len() <= 4 * MAX_WORD)
        .filter(may_be_near)
        .filter(|candidate| candidate.chars().count().abs_diff(wanted.len()) <= limit)
        .map(|candidate| {
            (distance(&wanted, &candidate.to_lowercase().chars().collect::<Vec<_>>(), limit), candidate)
        })
        .filter(|&(distance, _)| distance <= limit)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// The known word that differs from one that is not by the fewest typing mistakes, and by at most so many.
pub fn nearest_within<'a>(
    word: &str,
    known: impl IntoIterator<Item = &'a str>,
    mistakes: usize,
) -> Option<&'a str> {
    let counts = letters(word);
    let near = known.into_iter().filter(|one| may_be_near(word, &counts, one, mistakes));
    let near: Vec<&str> = near.take(MAX_KNOWN).filter(|one| is_near(word, one, mistakes)).collect();
    (0..=mistakes).find_map(|mistakes| near.iter().copied().find(|one| is_near(word, one, mistakes)))
}

/// A mistake changes two counts at most: that tells most words apart without comparing them.
fn may_be_near(word: &str, counts: &[u8; 32], other: &str, mistakes: usize) -> bool {
    let differing =
        || counts.iter().zip(letters(other)).map(|(left, right)| usize::from(left.abs_diff(right)));
    other.len().abs_diff(word.len()) <= mistakes && differing().sum::<usize>() <= 2 * mistakes
}

/// How often each letter stands in a word, case aside.
fn letters(word: &str) -> [u8; 32] {
    let mut counts = [0_u8; 32];
    for byte in word.bytes().filter(u8::is_ascii_alphabetic) {
        if let Some(count) = counts.get_mut(usize::from(byte & 31)) {
            *count = count.saturating_add(1);
        }
    }
    counts
}

/// Whether two words differ by at most so many typing mistakes, case aside.
pub fn is_near(word: &str, other: &str, mistakes: usize) -> bool {
    if word.is_ascii() && other.is_ascii() && !may_be_near(word, &letters(word), other, mistakes) {
        return false;
    }
    let letters =
        |word: &str| word.chars().take(MAX_WORD + 1).flat_map(char::to_lowercase).collect::<Vec<_>>();
    let (word, other) = (letters(word), letters(other));
    word.len().max(other.len()) <= MAX_WORD && distance(&word, &other, mistakes) <= mistakes
}

/// The distance, or anything above `limit` once it is sure to be larger.
fn distance(a: &[char], b: &[char], limit: usize) -> usize {
    let (mut before, mut next) = (vec![0; b.len() + 1], vec![0; b.len() + 1]);
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        next[0] = i;
        for j in 1..=b.len() {
            let substituted = row[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = substituted.min(row[j] + 1).min(next[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            next[j] = best;
        }
        std::mem::swap(&mut before, &mut row);
        std::mem::swap(&mut row, &mut next);
        if row.iter().min().is_none_or(|&best| best > limit) {
            return limit + 1;
        }
    }
    row[b.len()]
}

/// What a rule says with options that are not its defaults: a definition in JSON, the type it runs as,
/// and the messages.
#[cfg(test)]
pub fn messages_with(
    code: &str,
    options: &[(&str, OptionValue)],
    kind: asl::Kind,
    text: &str,
) -> Vec<String> {
    findings(code, options, kind, text).into_iter().map(|finding| finding.message).collect()
}

/// What a rule advises: a definition in JSON, the type it runs as, and the helps.
#[cfg(test)]
pub fn helps(code: &str, kind: asl::Kind, text: &str) -> Vec<String> {
    findings(code, &[], kind, text).into_iter().filter_map(|finding| finding.help).collect()
}

/// What a rule finds in a definition in JSON.
#[cfg(test)]
pub fn findings(code: &str, options: &[(&str, OptionValue)], kind: asl::Kind, text: &str) -> Vec<Diagnostic> {
    let Some(rule) = super::find(code) else { return Vec::new() };
    let options = options.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    let rules = RuleSet::new([Active { rule, severity: None, options }]);
    let tree = json::parse(SourceId(0), text.into(), 0..text.len());
    let mut report = Report::default();
    rules.machine(&asl::Machine::of(tree.root(), kind), &mut report);
    report.into_diagnostics()
}

#[cfg(test)]
mod tests {
    use super::{nearest, nearest_within};

    #[test]
    fn fewest_mistakes_win() {
        let known = ["GetItem", "GetItems", "PutItem"];
        assert_eq!(nearest_within("getitem", known, 2), Some("GetItem"));
        assert_eq!(nearest_within("GteItem", known, 1), Some("GetItem"));
        assert_eq!(nearest_within("GetItemss", known, 2), Some("GetItems"));
        assert_eq!(nearest_within("BatchGet", known, 2), None);
        assert_eq!(nearest_within("", known, 2), None);
    }

    #[test]
    fn near_words_are_found_and_far_ones_are_not() {
        let known = ["Retrieve", "Charge", "ok"];
        assert_eq!(nearest("Retreive", known), Some("Retrieve"));
        assert_eq!(nearest("charge", known), Some("Charge"));
        assert_eq!(nearest("Refund", known), None);
        assert_eq!(nearest("no", known), None);
    }
}
