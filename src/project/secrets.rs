//! Secrets in a text of any dialect, with the key that each stands under.

use std::borrow::Cow;

use super::{Dialect, Document};
use crate::secret::{
    SHORTEST_NAMED, Secret, may_announce, may_have_format, scan_named, scan_text, scan_value,
};
use crate::text::Span;
use crate::tree::{Kind, Value};

/// A secret that was found.
#[derive(Debug)]
pub struct FoundSecret<'p> {
    /// What it is.
    pub secret: Secret,
    /// Its bytes in the file.
    pub span: Span,
    /// The text itself; never to be shown.
    pub text: String,
    /// The scalar that holds it, the value of a key that holds it, or the root of the document for a comment.
    pub subject: Value<'p>,
    /// The key it stands under.
    pub key: Option<String>,
    /// The dialect of the document.
    pub dialect: Dialect,
}

/// Looks at every scalar once, keys included, and at every comment.
pub fn secrets<'p>(document: &Document<'p>) -> Vec<FoundSecret<'p>> {
    let mut found = Vec::new();
    let tree = document.tree;
    // Nearly every file is dismissed by one search; what is escaped there is looked at text by text.
    let may_have_format = !tree.is_verbatim() || may_have_format(tree.text());
    for collection in tree.collections() {
        if may_have_format {
            collection.entries().for_each(|entry| scan_key(document, entry, &mut found));
        }
        // Without a known form only a key tells, and only of a value that is long enough.
        let items = if may_have_format { Some(collection.items()) } else { None };
        for value in collection.entries().chain(items.into_iter().flatten()) {
            let is_text = matches!(value.kind(), Kind::String | Kind::Number) && !value.is_alias();
            if is_text && (may_have_format || value.raw().len() >= SHORTEST_NAMED) {
                scan(document, collection, value, may_have_format, &mut found);
            }
        }
    }
    for (span, comment) in document.tree.comments() {
        for secret in scan_text(comment) {
            let text = comment.get(secret.range.clone()).unwrap_or("").to_owned();
            let at = |offset: usize| span.start + offset as u32;
            let span = Span { start: at(secret.range.start), end: at(secret.range.end), ..span };
            found.push(FoundSecret {
                secret,
                span,
                text,
                subject: document.tree.document_at(span.start),
                key: None,
                dialect: document.dialect,
            });
        }
    }
    found
}

/// No key says what a key is: only known formats are secrets there.
fn scan_key<'p>(document: &Document<'p>, entry: Value<'p>, found: &mut Vec<FoundSecret<'p>>) {
    let Some(key) = entry.key() else { return };
    let Some(text) = key.scalar_text() else { return };
    for secret in scan_text(&text) {
        found.push(FoundSecret {
            span: key.text_span(secret.range.clone()),
            text: text.get(secret.range.clone()).unwrap_or("").to_owned(),
            secret,
            subject: entry,
            key: None,
            dialect: document.dialect,
        });
    }
}

fn scan<'p>(
    document: &Document<'p>,
    holder: Value<'p>,
    value: Value<'p>,
    may_have_format: bool,
    found: &mut Vec<FoundSecret<'p>>,
) {
    let key = key(document.dialect, holder, value);
    // A short form such as `!Ref` or `!Sub` names or makes the value; only known formats are secrets there.
    let is_intrinsic = value.tag().is_some();
    let key_tells = key.as_deref().filter(|key| !is_intrinsic && may_announce(key));
    if key_tells.is_none() && !may_have_format {
        return;
    }
    let Some(text) = value.scalar_text() else { return };
    let secrets = match may_have_format {
        true => scan_value(key_tells, &text),
        false => scan_named(key_tells, &text),
    };
    if secrets.is_empty() {
        return;
    }
    let embedded = value.embedded();
    for secret in secrets {
        let span = embedded.span(secret.range.clone());
        let secret_text = text.get(secret.range.clone()).unwrap_or("").to_owned();
        let key = key.as_deref().map(str::to_owned);
        found.push(FoundSecret {
            secret,
            span,
            text: secret_text,
            subject: value,
            key,
            dialect: document.dialect,
        });
    }
}

/// The key that says what the value is: in a template, the `Default` of a parameter is what the
/// parameter is called.
fn key<'p>(dialect: Dialect, holder: Value<'p>, value: Value<'p>) -> Option<Cow<'p, str>> {
    let key = value.key_text()?;
    if dialect == Dialect::CloudFormation && key == "Default" && holder.get("Type").is_some() {
        let path = holder.path();
        return path.strip_prefix("/Parameters/").map(|name| Cow::Owned(name.to_owned()));
    }
    Some(key)
}
