//! Values of our tree as the reference parsers see them, to compare with theirs.

use steplint::tree::{Kind, Value};

/// As serde_json values it; `None` for a hole or a place without a value.
pub fn to_json(value: Value) -> Option<serde_json::Value> {
    Some(match value.kind() {
        Kind::Null => serde_json::Value::Null,
        Kind::Bool => value.as_bool()?.into(),
        Kind::Number => serde_json::from_str(value.raw()).ok()?,
        Kind::String => value.text()?.into_owned().into(),
        Kind::Sequence => value.items().map(to_json).collect::<Option<Vec<_>>>()?.into(),
        Kind::Mapping => {
            let mut map = serde_json::Map::new();
            for entry in value.entries() {
                map.insert(entry.key_text()?.into_owned(), to_json(entry)?);
            }
            map.into()
        }
        Kind::Hole | Kind::Missing | Kind::Alias => return None,
    })
}

/// As serde_yaml values it; `None` where it holds a place without a value.
pub fn to_yaml(value: Value) -> Option<serde_yaml::Value> {
    let bare = match value.kind() {
        Kind::Null => serde_yaml::Value::Null,
        Kind::Bool => value.as_bool()?.into(),
        Kind::Number => number(value)?,
        Kind::String => value.text()?.into_owned().into(),
        Kind::Sequence => value.items().map(to_yaml).collect::<Option<Vec<_>>>()?.into(),
        Kind::Mapping => {
            let mut map = serde_yaml::Mapping::new();
            for entry in value.entries() {
                map.insert(to_yaml(entry.key()?)?, to_yaml(entry)?);
            }
            map.into()
        }
        Kind::Hole | Kind::Missing | Kind::Alias => return None,
    };
    match value.tag().filter(|tag| !tag.starts_with("!!") && *tag != "!") {
        Some(tag) => {
            let tag = serde_yaml::value::Tag::new(tag);
            let value = match bare {
                serde_yaml::Value::Null if value.raw().is_empty() => serde_yaml::Value::Null,
                other => other,
            };
            Some(serde_yaml::Value::Tagged(Box::new(serde_yaml::value::TaggedValue { tag, value })))
        }
        None => Some(bare),
    }
}

fn number(value: Value) -> Option<serde_yaml::Value> {
    Some(match value.as_i64() {
        Some(integer) => integer.into(),
        None => match value.raw().parse::<u64>() {
            Ok(unsigned) => unsigned.into(),
            Err(_) => value.as_f64()?.into(),
        },
    })
}

/// Whether both mean the same; not-a-number equals itself.
pub fn same_yaml(ours: &serde_yaml::Value, theirs: &serde_yaml::Value) -> bool {
    format!("{ours:?}") == format!("{theirs:?}")
}
