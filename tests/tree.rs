//! The tree against the reference parsers, and embedded text against the bytes it came from.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod oracle;

use proptest::prelude::*;
use steplint::text::{Source, SourceId};
use steplint::tree::embed::Embedded;
use steplint::tree::{Kind, Tree, Value, json, yaml};

const ID: SourceId = SourceId(0);

fn json_tree(text: &str) -> Tree {
    json::parse(ID, text.into(), 0..text.len())
}

fn yaml_tree(text: &str) -> Tree {
    yaml::parse(ID, text.into())
}

fn check_json(text: &str) -> Result<(), TestCaseError> {
    let tree = json_tree(text);
    let theirs = serde_json::from_str::<serde_json::Value>(text);
    prop_assert_eq!(
        tree.is_well_formed(),
        theirs.is_ok(),
        "{:?}: {:?} {:?}",
        text,
        tree.errors().next(),
        theirs
    );
    if let Ok(theirs) = theirs {
        prop_assert_eq!(oracle::to_json(tree.root()), Some(theirs), "{:?}", text);
    }
    Ok(())
}

fn check_yaml(text: &str) -> Result<(), TestCaseError> {
    let tree = yaml_tree(text);
    if let Ok(theirs) = serde_yaml::from_str::<serde_yaml::Value>(text) {
        if tree.errors().any(|(_, error)| error.tolerated) {
            return Ok(());
        }
        prop_assert!(tree.is_well_formed(), "{:?}: {:?}", text, tree.errors().next());
        let ours = oracle::to_yaml(tree.root()).unwrap();
        prop_assert!(oracle::same_yaml(&ours, &theirs), "{:?}\nours   {:?}\ntheirs {:?}", text, ours, theirs);
    }
    Ok(())
}

fn any_json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_filter("finite", |number| number.is_finite()).prop_map(Into::into),
        "[ -~éж𝄞\\n\\t\"\\\\]{0,12}".prop_map(serde_json::Value::from),
    ];
    leaf.prop_recursive(4, 32, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(serde_json::Value::from),
            prop::collection::vec(("[a-zA-Z é\"\\\\]{1,8}", inner), 0..5)
                .prop_map(|entries| serde_json::Value::Object(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn json_is_valued_as_serde_json_does(value in any_json(), pretty: bool) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
        check_json(&text)?;
    }

    #[test]
    fn json_soup_is_refused_exactly_when_serde_json_refuses_it(text in "[\\[\\]{},:\"0-9eE.+a\\\\u \\n-]{0,24}") {
        check_json(&text)?;
    }

    #[test]
    fn broken_json_is_refused_too(value in any_json(), at in any::<prop::sample::Index>(), with in "[\\[\\]{},:\"0\\\\ ]?") {
        let mut text = serde_json::to_string(&value).unwrap();
        let at = at.index(text.len());
        if text.is_char_boundary(at) && text.is_char_boundary(at + 1) {
            text.replace_range(at..at + 1, &with);
            check_json(&text)?;
        }
    }

    #[test]
    fn json_in_yaml_is_valued_as_serde_yaml_does(value in any_json()) {
        check_yaml(&serde_json::to_string_pretty(&value).unwrap())?;
    }

    #[test]
    fn yaml_is_valued_as_serde_yaml_does(value in any_json()) {
        check_yaml(&serde_yaml::to_string(&value).unwrap())?;
    }

    #[test]
    fn scalars_are_resolved_as_serde_yaml_does(text in "[0-9a-fox+.~eEnulINATRUtrue_-]{1,6}") {
        check_yaml(&format!("k: {text}\n"))?;
    }

    #[test]
    fn scalars_of_any_style_decode_as_serde_yaml_does(
        header in "[|>][1-3]?[+-]?",
        lines in prop::collection::vec(" {0,3}[a-z#:'\" ]{0,6}", 0..6),
    ) {
        check_yaml(&format!("k: {header}\n{}\nz: 1\n", lines.iter().map(|l| format!("   {l}")).collect::<Vec<_>>().join("\n")))?;
        check_yaml(&format!("k: '{}'\n", lines.join("\n  ").replace('\'', "''")))?;
        check_yaml(&format!("k: \"{}\"\n", lines.join("\n  ").replace('"', "\\\"")))?;
        check_yaml(&format!("k: {}\n", lines.join("\n  ")))?;
    }

    #[test]
    fn no_text_breaks_the_parsers(text in "\\PC{0,40}", soup in "[-\\[\\]{}:,&*!|>'\"#%@ \\na?]{0,40}") {
        for text in [text, soup] {
            for tree in [json_tree(&text), yaml_tree(&text)] {
                for value in tree.scalars() {
                    let _ = (value.path(), value.text(), value.embedded());
                }
                for (span, _) in tree.errors() {
                    prop_assert!(text.get(span.start as usize..span.end as usize).is_some(), "{:?} {:?}", text, span);
                }
            }
        }
    }

    #[test]
    fn every_decoded_byte_leads_back_to_the_bytes_it_came_from(
        header in "[|>][+-]?",
        lines in prop::collection::vec(" {0,2}[a-zé]{0,6}", 1..6),
    ) {
        for text in [
            format!("k: {header}\n   a\n{}\n", lines.iter().map(|l| format!("   {l}")).collect::<Vec<_>>().join("\n")),
            format!("k: '{}'\n", lines.join("''\n  ")),
            format!("k: \"{}\"\n", lines.join("\\\"\\u00e9\\\n  ")),
            format!("k: {}\n", lines.join("x\n  ")),
        ] {
            let tree = yaml_tree(&text);
            let Some(value) = tree.root().get("k").filter(|value| value.text().is_some()) else { continue };
            let embedded = value.embedded();
            prop_assert_eq!(embedded.text(), &*value.text().unwrap());
            check_letters(&text, &embedded)?;
        }
    }

    #[test]
    fn every_node_of_an_embedded_definition_leads_back_to_its_bytes(value in any_json(), choices in prop::collection::vec(any::<u8>(), 0..3)) {
        let json = serde_json::to_string_pretty(&value).unwrap();
        let (text, shape) = encode(&json, &choices);
        let source = Source::new(ID, "t", text.clone().into_bytes());
        let outer = if text.starts_with('{') { json_tree(&text) } else { yaml_tree(&text) };
        prop_assert!(outer.is_well_formed(), "{shape}: {text}");
        let held = embedded_in(outer.root().get("D").unwrap()).parse_json();
        let inner = match held.root().get("D").filter(|_| shape == "JSON in JSON in YAML") {
            Some(text) => text.embedded().parse_json(),
            None => held,
        };
        prop_assert_eq!(oracle::to_json(inner.root()), Some(value), "{}\n{}", shape, text);
        check_nodes(inner.root(), &source, &text)?;
    }
}

/// Letters are never escaped by these styles, so each must map to itself.
fn check_letters(text: &str, embedded: &Embedded) -> Result<(), TestCaseError> {
    for (at, letter) in embedded.text().char_indices().filter(|(_, letter)| letter.is_ascii_alphabetic()) {
        let span = embedded.span(at..at + 1);
        prop_assert_eq!(
            text[span.start as usize..span.end as usize].to_owned(),
            letter.to_string(),
            "{:?}",
            text
        );
    }
    Ok(())
}

/// Wraps a JSON text in a template, in one of the ways a template can hold it.
fn encode(json: &str, choices: &[u8]) -> (String, &'static str) {
    let quoted = serde_json::to_string(json).unwrap();
    let indented = json.lines().map(|line| format!("    {line}\n")).collect::<String>();
    let cut = json.len() / 2;
    let cut = (cut..=json.len()).find(|&at| json.is_char_boundary(at)).unwrap();
    let (first, second) = json.split_at(cut);
    let escape = |text: &str| serde_json::to_string(text).unwrap();
    match choices.first().copied().unwrap_or(0) % 8 {
        0 => (format!("D: |\n{indented}E: 1\n"), "literal"),
        1 => (format!("D: >-\n{indented}"), "folded"),
        2 => (format!("D: {quoted}\n"), "double"),
        3 => (format!("D: '{}'\n", json.replace('\'', "''").replace('\n', "\n\n  ")), "single"),
        4 => (format!("{{\"D\": {quoted}}}"), "JSON in JSON"),
        5 => (format!("{{\"D\": [{}, {}]}}", escape(first), escape(second)), "join"),
        6 => (format!("D:\n  - {}\n  - {}\n", escape(first), escape(second)), "strings of YAML in a join"),
        _ => {
            let inner = format!("{{\"D\": {quoted}}}");
            (format!("D:\n  - {}\n", escape(&inner)), "JSON in JSON in YAML")
        }
    }
}

fn embedded_in(value: Value) -> Embedded {
    if !value.is_sequence() {
        return value.embedded();
    }
    let mut joined = Embedded::new(ID);
    value.items().for_each(|item| joined.push_value(item));
    joined
}

/// The bytes of a node start and end with what its text starts and ends with.
fn check_nodes(value: Value, source: &Source, text: &str) -> Result<(), TestCaseError> {
    let bytes = source.slice(value.span());
    let raw = value.raw();
    let ends = (bytes.chars().next(), bytes.chars().last());
    match value.kind() {
        Kind::Mapping => prop_assert_eq!(ends, (Some('{'), Some('}')), "{}", text),
        Kind::Sequence => prop_assert_eq!(ends, (Some('['), Some(']')), "{}", text),
        Kind::String => prop_assert!(matches!(ends, (Some('"' | '\\'), Some('"'))), "{bytes:?} {text}"),
        _ => {
            let joined = bytes.replace("\", \"", "").replace("\"\n  - \"", "");
            prop_assert_eq!(joined, raw, "{}", text);
        }
    }
    for child in value.entries().chain(value.items()) {
        prop_assert!(value.span().contains(child.span()), "{text}");
        check_nodes(child, source, text)?;
    }
    Ok(())
}

#[test]
fn a_json_text_with_many_faults_is_read_to_its_end() {
    let text = "{\n  // a comment\n  'a': 1,\n  b: 01,\n  \"c\": [1, 2,],\n  \"d\": tru\n  \"e\": \"open,\n  \"f\": ${Hole},\n  \"g\": {\"h\": 1}\n";
    let tree = json_tree(text);
    let messages: Vec<_> = tree.errors().map(|(_, error)| error.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "JSON has no comments: remove it",
            "JSON strings stand in double quotes",
            "a key stands in double quotes",
            "a number has no leading zeros in JSON: put it in double quotes if it is an identifier",
            "a comma after the last one: remove it",
            "this is no JSON value: text stands in double quotes",
            "`,` is missing before the next one",
            "the string is not closed: `\"` is missing, or write a line break as `\\n`",
            "this `{` is never closed: `}` is missing",
        ]
    );
    assert_eq!(tree.root().at(&["g", "h"]).and_then(Value::as_i64), Some(1));
    assert_eq!(tree.root().get("f").map(Value::kind), Some(Kind::Hole));
}

fn messages(text: &str) -> Vec<String> {
    json_tree(text).errors().map(|(_, error)| error.message.clone()).collect()
}

/// What `--fix` would make of a text.
fn repaired(text: &str) -> String {
    let tree = json_tree(text);
    let repairs = tree.errors().filter_map(|(span, error)| Some((span, error.repair?)));
    let mut repairs: Vec<_> = repairs.collect();
    repairs.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    repairs.into_iter().fold(text.to_owned(), |mut text, (span, repair)| {
        text.replace_range(span.start as usize..span.end as usize, repair);
        text
    })
}

#[test]
fn nothing_is_repaired_once_it_is_doubtful_what_the_text_means() {
    let query = "{\"q\": \"SELECT a, b\n FROM orders\n WHERE id = 1\",\n \"b\": [1 2]}";
    assert_eq!(repaired(query), query);
    let block = "{\"a\": {\"Type: \"Pass\", \"Next\": \"B\"}, \"c\": 1 \"d\": 2}";
    assert_eq!(repaired(block), block);
    assert_eq!(repaired("{\"a\": 1\n \"b\": [1 2],}"), "{\"a\": 1,\n \"b\": [1, 2]}");
    assert_eq!(repaired("{\"a\": foo bar \"b\": 1}"), "{\"a\": foo bar \"b\": 1}");
}

#[test]
fn one_fault_gives_one_error() {
    let query = "{\"q\": \"SELECT a, b\n FROM orders\n WHERE id = 1\",\n \"b\": {\"c\": 1}}";
    assert_eq!(messages(query).len(), 1, "{:?}", messages(query));
    let quote = "{\n \"a\": \"x,\n \"b\": {\"c\": 1}}";
    assert_eq!(messages(quote).len(), 1, "{:?}", messages(quote));
    let directive = "{\n \"a\": 1,\n %{ if extra ~}\n \"b\": 2,\n %{ endif ~}\n \"c\": 3}";
    assert_eq!(messages(directive), ["a directive of Terraform: check the file that it is rendered to"]);
    let tree = json_tree("{a b: 1, a b: 2}");
    assert!(
        tree.mappings().flat_map(steplint::tree::duplicate_keys).next().is_none(),
        "keys of our own making"
    );
}

#[test]
fn bare_words_are_read_as_what_they_look_like() {
    let tree = json_tree("{StartAt: Charge, 'States': {}}");
    assert!(tree.root().get("StartAt").is_some_and(|value| value.is_text("Charge")));
    assert!(tree.root().get("States").is_some());
}

#[test]
fn a_hole_may_stand_for_members() {
    let tree = json_tree("{\"a\": 1, ${More}, \"b\": 2, ${Last}}");
    assert!(tree.is_well_formed(), "{:?}", tree.errors().next());
    assert_eq!(tree.root().get("b").and_then(Value::as_i64), Some(2));
    assert_eq!(tree.root().entries().filter(|entry| entry.is_unknown()).count(), 2);
}

#[test]
fn holes_are_values_parts_and_keys() {
    let tree = json_tree(r#"{"a": ${N}, "b": "x${N}y", ${K}: 1, "c": 1${N}}"#);
    assert!(tree.is_well_formed(), "{:?}", tree.errors().next());
    assert!(tree.root().get("a").unwrap().is_unknown());
    assert_eq!(tree.root().get("b").unwrap().text().unwrap(), "x${N}y");
    assert_eq!(tree.root().entries().nth(2).unwrap().key().unwrap().kind(), Kind::Hole);
    assert_eq!(tree.root().get("c").unwrap().raw(), "1${N}");
}

#[test]
fn depth_is_limited_as_in_serde_json() {
    for depth in [126, 127, 128, 5000] {
        let text = "[".repeat(depth) + &"]".repeat(depth);
        let accepted = serde_json::from_str::<serde_json::Value>(&text).is_ok();
        assert_eq!(json_tree(&text).is_well_formed(), accepted, "{depth}");
        let tree = yaml_tree(&text);
        assert_eq!(tree.is_well_formed(), depth < 200, "{depth}");
    }
}

#[test]
fn a_broken_yaml_document_does_not_hide_the_next() {
    let tree = yaml_tree("a: 1\n---\nb: [1\nc: 2\n---\nd: 3\n");
    assert_eq!(tree.errors().count(), 1);
    assert_eq!(tree.documents().count(), 3);
    assert_eq!(tree.documents().nth(2).unwrap().get("d").unwrap().as_i64(), Some(3));
}

#[test]
fn aliases_are_followed_and_their_bombs_are_not() {
    let tree = yaml_tree("a: &x {k: 1}\nb: *x\nc:\n  <<: *x\n  l: 2\n");
    let root = tree.root();
    assert_eq!(root.at(&["b", "k"]).unwrap().as_i64(), Some(1));
    assert_eq!(root.get("c").unwrap().get("k"), None);
    assert_eq!(root.get("c").unwrap().get_merged("k").unwrap().as_i64(), Some(1));
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let items = vec![format!("*a{}", level - 1); 9].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{items}]\n"));
    }
    let tree = yaml_tree(&bomb);
    assert!(tree.errors().any(|(_, error)| error.message.starts_with("aliases expand to more than")));
    assert!(
        yaml_tree("a: &a [*a]").errors().any(|(_, error)| error.message.contains("inside what it names"))
    );
}

#[test]
fn merges_bring_what_their_sources_merge() {
    let tree = yaml_tree(
        "a: &a {k: 1, l: 1}\nb: &b\n  <<: *a\n  l: 2\n  m: 2\nc: &c\n  <<: [*b, *a]\n  m: 3\nd:\n  <<: [*c, other]\n",
    );
    let merged = |name: &str| {
        let entries = tree.root().get(name).unwrap().merged_entries();
        entries.map(|entry| (entry.key_text().unwrap().into_owned(), entry.as_i64())).collect::<Vec<_>>()
    };
    assert_eq!(merged("b"), [("l".into(), Some(2)), ("m".into(), Some(2)), ("k".into(), Some(1))]);
    assert_eq!(merged("c"), [("m".into(), Some(3)), ("l".into(), Some(2)), ("k".into(), Some(1))]);
    assert_eq!(merged("d"), merged("c"));
    assert_eq!(tree.root().at(&["d"]).unwrap().get_merged("k").unwrap().as_i64(), Some(1));
    assert!(tree.root().get("d").unwrap().has_unknown_merge());
    assert!(!tree.root().get("c").unwrap().has_unknown_merge());
}

#[test]
fn duplicate_keys_are_found_with_both_places() {
    let tree = json_tree(r#"{"a": 1, "b": {"\u0061": 1, "a": 2, "a": 3}, "${X}": 1, "${X}": 2}"#);
    let pairs: Vec<_> = tree.mappings().flat_map(steplint::tree::duplicate_keys).collect();
    let spans: Vec<_> =
        pairs.iter().map(|(first, second)| (first.span().start, second.span().start)).collect();
    assert_eq!(spans, [(15, 28), (28, 36)]);
}

#[test]
fn paths_lead_to_nodes() {
    let tree = yaml_tree("Resources:\n  A/B:\n    - x\n    - y: [1, 2]\n");
    let value = tree.root().at(&["Resources", "A/B"]).unwrap().items().nth(1).unwrap().get("y").unwrap();
    assert_eq!(value.items().nth(1).unwrap().path(), "/Resources/A~1B/1/y/1");
    assert_eq!(value.key().unwrap().path(), "/Resources/A~1B/1/y");
}
