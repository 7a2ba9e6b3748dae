//! What may stand where in `steplint.yaml`. Checked before it is read, so that a fault is told in the
//! words of the file and at its place.

use super::file::Fault;
use crate::rules::{find, suggest};
use crate::tree::{Kind, Tree, Value, duplicate_keys};

/// What the value of a key may be.
#[derive(Clone, Copy)]
enum Shape {
    /// One of these words.
    Word(&'static [&'static str]),
    /// A list of texts, for example of this one.
    Words(&'static str),
    /// A text, for example this one.
    Text(&'static str),
    /// Settings by rule.
    Rules,
    /// Keys and values, for example these.
    Map(&'static str),
    /// A list of overrides.
    Overrides,
}

type Keys = &'static [(&'static str, Shape)];

const ROOT: Keys = &[
    ("extends", Shape::Word(&["recommended", "pedantic", "all"])),
    ("select", Shape::Words("asl")),
    ("ignore", Shape::Words("asl")),
    ("rules", Shape::Rules),
    ("overrides", Shape::Overrides),
    ("exclude", Shape::Words("vendor")),
    ("fail-on", Shape::Word(&["error", "warning", "info"])),
    ("docs-url", Shape::Text("https://lint.example/rules")),
];

const OVERRIDE: Keys = &[
    ("paths", Shape::Words("vendor")),
    ("select", Shape::Words("asl")),
    ("ignore", Shape::Words("asl")),
    ("rules", Shape::Rules),
];

const LEVELS: &[&str] = &["off", "info", "warning", "error"];

const SETTING: Keys =
    &[("severity", Shape::Word(LEVELS)), ("options", Shape::Map("machine-timeout-suffices: true"))];

/// # Errors
/// The first thing that does not belong where it stands.
pub(super) fn check(tree: &Tree) -> Result<(), Fault> {
    for mapping in tree.mappings() {
        if let Some((_, later)) = duplicate_keys(mapping).first() {
            let name = later.scalar_text().unwrap_or_default();
            return Err(Fault::at(*later, format!("`{name}` stands here twice: keep one of them")));
        }
    }
    if let Some(second) = tree.documents().nth(1) {
        return Err(Fault::at(second, "a second document begins here: keep one"));
    }
    let root = tree.root();
    if !root.is_mapping() {
        return Err(Fault::at(root, "expected keys and values: write for example `extends: recommended`"));
    }
    check_keys(root, ROOT)
}

fn check_keys(mapping: Value, keys: Keys) -> Result<(), Fault> {
    for entry in mapping.entries() {
        let Some(name) = entry.key_text() else {
            return Err(Fault::at(entry.key().unwrap_or(entry), "a key is a word: remove the brackets"));
        };
        match keys.iter().find(|(known, _)| *known == name) {
            Some((name, shape)) => check_value(name, entry, *shape)?,
            None => return Err(unknown_key(entry, &name, keys)),
        }
    }
    Ok(())
}

fn unknown_key(entry: Value, name: &str, keys: Keys) -> Fault {
    let known: Vec<&str> = keys.iter().map(|(known, _)| *known).collect();
    let place = entry.key().unwrap_or(entry);
    let message = format!("unknown key `{name}`: known are {}", known.join(", "));
    let near = suggest(name, known);
    Fault::at(place, message).meaning(near)
}

fn check_value(name: &str, value: Value, shape: Shape) -> Result<(), Fault> {
    if value.kind() == Kind::Null {
        return Ok(());
    }
    match shape {
        Shape::Word(words) => check_word(name, value, words),
        Shape::Words(example) => check_words(name, value, example),
        Shape::Text(_) if value.text().is_some() => Ok(()),
        Shape::Text(example) => Err(takes(name, value, "a text", example)),
        Shape::Map(_) if value.is_mapping() => Ok(()),
        Shape::Map(example) => Err(takes(name, value, "keys and values", &format!("{{{example}}}"))),
        Shape::Rules if value.is_mapping() => {
            value.entries().try_for_each(|entry| check_setting(&entry.key_text().unwrap_or_default(), entry))
        }
        Shape::Rules => Err(takes(name, value, "keys and values", "asl/missing-timeout: {severity: error}")),
        Shape::Overrides if value.is_sequence() => value.items().try_for_each(check_override),
        Shape::Overrides => Err(takes(name, value, "a list", "- {paths: [vendor], ignore: [asl]}")),
    }
}

fn check_word(name: &str, value: Value, words: &[&str]) -> Result<(), Fault> {
    let text = value.text().unwrap_or_default();
    if words.contains(&&*text) {
        return Ok(());
    }
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    let (last, others) = quoted.split_last().map_or(("", &[][..]), |(last, others)| (last.as_str(), others));
    let near = suggest(&text, words.iter().copied());
    // `warn` is further from `warning` than a slip of the finger.
    let near = near.or_else(|| words.iter().copied().find(|word| text.len() > 2 && word.starts_with(&*text)));
    let message = format!("`{name}` takes {} or {last}", others.join(", "));
    Err(Fault::at(value, message).meaning(near))
}

fn check_words(name: &str, value: Value, example: &str) -> Result<(), Fault> {
    if !value.is_sequence() {
        let text = value.text().map_or(example.to_owned(), |text| text.into_owned());
        return Err(takes(name, value, "a list", &format!("[{text}]")));
    }
    match value.items().find(|item| item.text().is_none()) {
        Some(item) => Err(takes(name, item, "a list of texts", &format!("[{example}]"))),
        None => Ok(()),
    }
}

fn check_override(item: Value) -> Result<(), Fault> {
    if !item.is_mapping() {
        return Err(takes("overrides", item, "keys and values", "- {paths: [vendor], ignore: [asl]}"));
    }
    check_keys(item, OVERRIDE)?;
    match item.get("paths").filter(|paths| paths.kind() != Kind::Null) {
        Some(_) => Ok(()),
        None => Err(Fault::at(item, "`paths` is missing: write for example `paths: [vendor]`")),
    }
}

fn check_setting(code: &str, value: Value) -> Result<(), Fault> {
    if value.kind() == Kind::Null {
        return Ok(());
    }
    if !value.is_mapping() {
        let level = value.text().filter(|text| LEVELS.contains(&&**text));
        let example = format!("{{severity: {}}}", level.as_deref().unwrap_or("warning"));
        return Err(takes(code, value, "keys and values", &example));
    }
    for entry in value.entries() {
        let name = entry.key_text().unwrap_or_default();
        if find(code).is_some_and(|rule| rule.options.iter().any(|option| option.name == name)) {
            let message = format!("options go under `options:`: write `options: {{{name}: …}}`");
            return Err(Fault::at(entry.key().unwrap_or(entry), message));
        }
    }
    check_keys(value, SETTING)
}

fn takes(name: &str, place: Value, what: &str, example: &str) -> Fault {
    Fault::at(place, format!("`{name}` takes {what}: write `{example}`"))
}
