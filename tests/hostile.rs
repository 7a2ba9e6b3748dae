//! Any bytes give a tree and perhaps errors: never a panic, and every span lies on characters.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use steplint::config::{Config, Selection};
use steplint::drone;
use steplint::project::Input;
use steplint::text::{Source, SourceId, Span};
use steplint::tree::{Tree, Value, json, yaml};

/// Values of a tree whose paths are looked up: a path is found from the root.
const PATHS: usize = 50;

/// Names under which a text is checked: one for each dialect and format.
const NAMES: [&str; 6] =
    [".drone.yml", "drone.yml", "order.asl.json", "order.asl.yaml", "template.yaml", "policy.json"];

fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata")
}

/// All files below a folder of `testdata`, sorted.
fn files(folder: &str) -> Vec<(String, Vec<u8>)> {
    let (mut open, mut found) = (vec![testdata().join(folder)], Vec::new());
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            found.push((path.to_string_lossy().into_owned(), std::fs::read(&path).unwrap()));
        }
    }
    found.sort();
    found
}

/// Inputs that have broken parsers before. The large ones are kept below a megabyte: what they show is
/// growth that is not linear, and a test is no benchmark.
fn hostile() -> Vec<(&'static str, Vec<u8>)> {
    let repeat = |part: &str, count: usize| part.repeat(count).into_bytes();
    let long_line = |length: usize| format!("a: {}\nb: [", "x".repeat(length)).into_bytes();
    vec![
        ("nothing", Vec::new()),
        ("a line break", b"\n".to_vec()),
        ("a byte-order mark", b"\xef\xbb\xbf".to_vec()),
        ("a byte-order mark before a document", b"\xef\xbb\xbf---\nkind: pipeline\nsteps: []\n".to_vec()),
        ("a byte-order mark in the middle", b"a: 1\n\xef\xbb\xbfb: 2\n".to_vec()),
        ("UTF-16", b"\xff\xfek\0i\0n\0d\0:\0".to_vec()),
        (
            "bytes that are no UTF-8",
            b"kind: pipeline\nname: \"\xff\xc3\x28\xed\xa0\x80\"\nsteps: []\n".to_vec(),
        ),
        ("a character cut in half", b"{\"a\": \"\xf0\x9f\x9a".to_vec()),
        ("NUL bytes", b"kind: pipe\0line\n\0: \"\0\"\n{\"a\0\": \"\0\"}".to_vec()),
        ("control characters", (0..32u8).chain([0x7f]).collect()),
        (
            "line breaks of Windows",
            b"kind: pipeline\r\nsteps:\r\n- name: a\r\n  commands:\r\n  - |\r\n    x\r\n\r\n    y\r\n"
                .to_vec(),
        ),
        ("line breaks of old Macs", b"kind: pipeline\rsteps:\r- name: a\r".to_vec()),
        ("other line breaks", "a: x\u{85}b\u{2028}c\u{2029}d\n".into()),
        ("tabs", b"a:\n\t- b\n\tc:\td\n{\t\"a\"\t:\t1\t}".to_vec()),
        ("a line just below the limit", long_line(drone::LINE_LIMIT - 4)),
        ("a line at the limit", long_line(drone::LINE_LIMIT - 3)),
        ("brackets", repeat("[", 100_000)),
        ("objects", repeat("{\"a\":", 100_000)),
        ("flow mappings", repeat("{a: ", 100_000)),
        ("closing brackets", repeat("]", 100_000)),
        ("nested block sequences", repeat("- ", 20_000)),
        (
            "deep indentation",
            (0..400).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect::<String>().into(),
        ),
        ("explicit keys", repeat("? ", 20_000)),
        ("separators", repeat("---\n", 50_000)),
        ("small documents", repeat("kind: pipeline\n---\n", 10_000)),
        ("terminators", repeat("...\n", 50_000)),
        ("quotes", repeat("\"", 100_001)),
        ("apostrophes", repeat("'", 100_001)),
        ("backslashes", [b"{\"a\": \"".to_vec(), repeat("\\", 100_001)].concat()),
        ("colons", repeat(": ", 50_000)),
        ("commas", repeat("[,", 50_000)),
        ("comment signs", repeat(" #", 100_000)),
        ("holes", repeat("${", 50_000)),
        ("holes in text", [b"{\"a\": \"".to_vec(), repeat("${a}", 50_000), b"\"}".to_vec()].concat()),
        ("anchors", (0..5_000).map(|at| format!("- &a{at} x\n- *a{at}\n")).collect::<String>().into()),
        ("an alias inside what it names", b"&a [*a, &b {c: *b}]".to_vec()),
        ("an alias bomb", alias_bomb()),
        ("merges of merges", merge_bomb()),
        ("a merge of everything into everything", wide_merge()),
        ("equal keys", repeat("a: 1\n", 20_000)),
        ("a digit for ever", repeat("1", 100_000)),
        ("lone surrogates", repeat("\"\\ud83d\"\n", 1_000)),
        ("spaces", repeat(" ", 200_000)),
        (
            "many stars",
            format!("kind: pipeline\nsteps: []\ntrigger: {{branch: '{}'}}", "*a".repeat(2_000)).into(),
        ),
        (
            "many braces",
            format!("kind: pipeline\nsteps: []\ntrigger: {{branch: '{}'}}", "{a,b}".repeat(200)).into(),
        ),
    ]
}

/// Nine levels of nine aliases: 9^9 scalars, were they expanded.
fn alias_bomb() -> Vec<u8> {
    let mut text = "kind: pipeline\nsteps: []\na0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..10 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        text.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
    }
    text.into_bytes()
}

fn merge_bomb() -> Vec<u8> {
    let mut text = "kind: pipeline\nm0: &m0 {a: 1}\n".to_owned();
    for level in 1..2_000 {
        text.push_str(&format!("m{level}: &m{level}\n  <<: *m{}\n  k{level}: 1\n", level - 1));
    }
    text.push_str("steps:\n- <<: *m1999\n  environment: *m1999\n");
    text.into_bytes()
}

fn wide_merge() -> Vec<u8> {
    let keys = |prefix: &str| (0..10_000).map(|at| format!("    {prefix}{at}: 1\n")).collect::<String>();
    let (first, second) = (keys("a"), keys("b"));
    format!("kind: pipeline\nx:\n  base: &base\n{first}\nsteps:\n- environment:\n    <<: [*base, *base, *base]\n{second}")
        .into_bytes()
}

fn assert_span(source: &Source, span: Span, what: &str) {
    let range = span.start as usize..span.end as usize;
    assert!(source.text().get(range.clone()).is_some(), "{what}: {range:?} of {}", source.text().len());
}

fn assert_tree(source: &Source, tree: &Tree) {
    for (span, error) in tree.errors() {
        assert_span(source, span, &error.message);
        assert!(!error.message.is_empty());
    }
    for (span, _) in tree.comments() {
        assert_span(source, span, "comment");
    }
    for value in tree.scalars() {
        assert_span(source, value.span(), "scalar");
        assert_text(source, value);
    }
    for value in tree.collections() {
        assert_span(source, value.span(), "collection");
        for child in value.entries().chain(value.items()) {
            assert_span(source, child.entry_span(), "child");
        }
    }
    tree.scalars().take(PATHS).chain(tree.collections().take(PATHS)).for_each(|value| drop(value.path()));
}

fn assert_text(source: &Source, value: Value) {
    let Some(text) = value.text().filter(|text| text.len() < 1_000) else { return };
    let embedded = value.embedded();
    assert_eq!(embedded.text(), text);
    let at = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at);
    assert_span(source, embedded.span(at..text.len()), "part of a text");
    assert_span(source, embedded.span(at..at), "place in a text");
}

/// Each parser on its own: every reader must stand any bytes, whatever detection says of the file.
fn assert_parses(bytes: &[u8]) {
    let source = Source::new(SourceId(0), "any", bytes.to_vec());
    let text = source.text();
    assert_tree(&source, &json::parse(source.id, text.clone(), 0..text.len()));
    assert_tree(&source, &yaml::parse(source.id, text.clone()));
    let documents = drone::documents(text);
    let mut end = 0;
    for document in &documents {
        assert!(
            end <= document.start && document.start <= document.end && text.get(document.clone()).is_some()
        );
        end = document.end;
    }
    assert_tree(&source, &yaml::parse_parts(source.id, text.clone(), &documents));
}

/// All rules under every name: findings lie on characters and paths are found.
fn assert_checks(bytes: &[u8]) {
    let mut input = Input::default();
    NAMES.iter().for_each(|name| input.add(name, bytes.to_vec()));
    let outcome = steplint::check(input, &Config::new(Selection::default()).unwrap());
    for finding in &outcome.diagnostics {
        let source = outcome.project.source(finding.span.source).unwrap();
        assert_span(source, finding.span, finding.code);
        for label in &finding.related {
            let source = outcome.project.source(label.span.source).unwrap();
            assert_span(source, label.span, &label.message);
        }
        for edit in finding.fix.iter().flat_map(|fix| &fix.edits) {
            let source = outcome.project.source(edit.span.source).unwrap();
            assert_span(source, edit.span, finding.code);
        }
    }
}

#[test]
fn hostile_inputs_are_parsed() {
    for (name, bytes) in hostile() {
        println!("{name}");
        assert_parses(&bytes);
    }
}

#[test]
fn hostile_inputs_are_checked() {
    for (name, bytes) in hostile() {
        println!("{name}");
        assert_checks(&bytes);
    }
}

#[test]
fn files_cut_off_anywhere_are_parsed() {
    for folder in ["syntax", "broken", "projects"] {
        for (name, bytes) in files(folder) {
            println!("{name}");
            let step = (bytes.len() / 60).max(1);
            for at in (0..=bytes.len()).step_by(step) {
                assert_parses(&bytes[..at]);
                assert_parses(&bytes[at..]);
            }
            assert_checks(&bytes);
            assert_checks(&bytes[..bytes.len() / 2]);
        }
    }
}

#[test]
fn files_of_the_syntax_folder_are_well_formed_and_those_of_broken_are_not() {
    for (folder, expected) in [("syntax", true), ("broken", false)] {
        let files = files(folder);
        assert!(files.len() > 3, "{folder}");
        for (name, bytes) in files {
            let source = Source::new(SourceId(0), name.clone(), bytes);
            let text = source.text().clone();
            let length = text.len();
            let tree = match name.ends_with(".json") {
                true => json::parse(source.id, text, 0..length),
                false => yaml::parse(source.id, text),
            };
            assert_eq!(tree.is_well_formed(), expected, "{name}: {:?}", tree.errors().next());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes_are_parsed(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        assert_parses(&bytes);
    }

    #[test]
    fn any_mix_of_tokens_is_checked(tokens in prop::collection::vec(prop::sample::select(TOKENS), 0..60)) {
        let text: String = tokens.concat();
        assert_parses(text.as_bytes());
        assert_checks(text.as_bytes());
    }

    #[test]
    fn files_with_faults_are_checked(
        file in any::<prop::sample::Index>(),
        faults in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3u8), 1..8),
    ) {
        let files = [files("syntax"), files("broken")].concat();
        let mut bytes = file.get(&files).1.clone();
        for (at, byte, fault) in faults {
            let at = at.index(bytes.len().max(1)).min(bytes.len());
            match fault {
                0 => bytes.insert(at, byte),
                1 if at < bytes.len() => bytes[at] = byte,
                _ => drop(bytes.drain(at..(at + usize::from(byte)).min(bytes.len()))),
            }
        }
        assert_parses(&bytes);
        assert_checks(&bytes);
    }
}

/// What the dialects and formats are made of.
const TOKENS: &[&str] = &[
    "\n",
    "\n  ",
    "\n- ",
    "\n\n",
    " ",
    "\t",
    "\r\n",
    ": ",
    ":",
    ", ",
    "- ",
    "? ",
    "---\n",
    "\n...\n",
    "[",
    "]",
    "{",
    "}",
    "\"",
    "'",
    "\\",
    "\\u12",
    "|\n  ",
    ">-\n  ",
    "# ",
    " # steplint: ignore[drone/syntax] reason",
    "&a ",
    "*a",
    "<<: ",
    "!Sub ",
    "!!str ",
    "${",
    "}",
    "$",
    "%",
    "@",
    "`",
    "~",
    "null",
    "true",
    "1.10",
    "é",
    "🚀",
    "\u{feff}",
    "\0",
    "kind: pipeline\n",
    "steps:\n- ",
    "name: a\n",
    "trigger: ",
    "when: ",
    "event: ",
    "include: ",
    "environment: ",
    "settings: ",
    "from_secret: ",
    "AWS_SECRET_ACCESS_KEY: ",
    "commands: ",
    "export AWS_SECRET_ACCESS_KEY=",
    "\"StartAt\": ",
    "\"States\": ",
    "\"Type\": \"Task\"",
    "\"Next\": ",
    "Resources: ",
    "Statement: ",
    "Action: ",
    "Version: ",
];

/// Inputs whose cost could grow far faster than their size. None of these ends in a lifetime if a bound
/// is lost.
#[test]
fn work_is_bounded_where_a_small_file_asks_for_much() {
    let leaf = "{\"Fn::FindInMap\": [\"M\", \"a\", \"k0\"]}";
    let levels: Vec<String> = (0..10)
        .map(|level| {
            let next =
                if level == 9 { "\"x\"".to_owned() } else { leaf.replace("k0", &format!("k{}", level + 1)) };
            format!("\"k{level}\": [{}]", vec![next; 10].join(", "))
        })
        .collect();
    let machine = |definition: &str| {
        format!(
            "{{\"Type\": \"AWS::StepFunctions::StateMachine\", \"Properties\": {{\"Definition\": {definition}}}}}"
        )
    };
    let mappings = format!(
        "{{\"Mappings\": {{\"M\": {{\"a\": {{{}}}}}}}, \"Resources\": {{\"R\": {}}}}}",
        levels.join(", "),
        machine(&format!("{{\"States\": {leaf}}}"))
    );
    check("template.json", &mappings);

    let conditions: Vec<String> =
        (0..300).map(|n| format!("\"C{n}\": {{\"Fn::And\": [{{\"Condition\": \"C{}\"}}, {{\"Fn::Equals\": [{{\"Ref\": \"P{}\"}}, \"x\"]}}]}}", (n + 1) % 300, n % 8)).collect();
    let choice = (0..8).fold("1".to_owned(), |inner, n| format!("{{\"Fn::If\": [\"C{n}\", {inner}, 2]}}"));
    let resources: Vec<String> =
        (0..20).map(|n| format!("\"R{n}\": {}", machine(&format!("{{\"States\": {choice}}}")))).collect();
    check(
        "template.json",
        &format!(
            "{{\"Conditions\": {{{}}}, \"Resources\": {{{}}}}}",
            conditions.join(", "),
            resources.join(", ")
        ),
    );

    let long = "x".repeat(100_000);
    check(
        "order.asl.json",
        &format!("{{\"StartAt\": \"{long}y\", \"States\": {{\"{long}\": {{\"Type\": \"Pass\"}}}}}}"),
    );
    let near: Vec<String> = (0..2000)
        .map(|n| {
            format!(
                "\"{}{n:05}\": {{\"Type\": \"Pass\", \"Next\": \"{}{n:05}q\"}}",
                "x".repeat(60),
                "x".repeat(60)
            )
        })
        .collect();
    check("order.asl.json", &format!("{{\"StartAt\": \"a\", \"States\": {{{}}}}}", near.join(", ")));

    let comments = "# steplint: ignore[asl/syntax] x\n".repeat(5000);
    check("order.asl.yaml", &format!("StartAt: A\nStates:\n{comments}  A:\n    Type: Pass\n    End: true\n"));
    let documents = "--- &x\na: *x\n".repeat(5000);
    check(".drone.yml", &format!("kind: pipeline\nname: a\n{documents}"));
    let exports = "    export AWS_SECRET_ACCESS_KEY=not-a-real-key-of-anyone\n".repeat(5000);
    check(
        ".drone.yml",
        &format!("kind: pipeline\nname: a\nsteps:\n- name: b\n  commands:\n  - |\n{exports}"),
    );
}

fn check(name: &str, text: &str) {
    let mut input = Input::default();
    input.add(name, text.as_bytes().to_vec());
    steplint::check(input, &Config::default());
}
