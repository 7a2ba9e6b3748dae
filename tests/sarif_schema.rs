//! Our SARIF against the published schema, which names every member and allows no other.
#![allow(clippy::unwrap_used)]

use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::{Value, json};
use steplint::diagnostic::{Confidence, Diagnostic, Edit, Fix, Label, Safety, Severity};
use steplint::output::{Findings, Format, RuleInfo, Terminal, write};
use steplint::text::{Source, SourceId};

struct Schema {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Schema {
    fn published() -> Schema {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/schema/sarif-2.1.0.json");
        let text = std::fs::read_to_string(path).unwrap();
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.enable_format_assertions();
        compiler.add_resource("sarif.json", serde_json::from_str(&text).unwrap()).unwrap();
        let index = compiler.compile("sarif.json", &mut schemas).unwrap();
        Schema { schemas, index }
    }

    fn check(&self, log: &Value) -> Result<(), String> {
        self.schemas.validate(log, self.index).map_err(|error| format!("{error:#}"))
    }
}

fn sarif(sources: &[Source], diagnostics: &[Diagnostic], docs_url: Option<&str>) -> Value {
    let rule = |code, severity| RuleInfo { code, title: "a title of {braces}", severity, page: "# Page\n" };
    let rules = [rule("asl/one", Severity::Error), rule("iam/two", Severity::Info)];
    let findings = Findings { sources, diagnostics, files: sources.len(), suppressed: 0, docs_url };
    let terminal = Terminal { color: false, width: 80, wraps: true, links: false, unicode: true };
    let mut out = Vec::new();
    write(Format::Sarif, &findings, &rules, &terminal, &mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

/// A finding with every part that there is, all of them trouble.
fn full(source: &Source, other: &Source) -> Diagnostic {
    let (here, there) = (source.span(2, 9), other.span(0, 0));
    let label = Label { span: there, message: "{0} [x](1)\n\u{1b}".into() };
    let edit = |span| Edit { span, text: String::new() };
    Diagnostic {
        code: "asl/one",
        severity: Severity::Error,
        confidence: Confidence::Low,
        message: String::new(),
        help: Some("help".into()),
        span: here,
        subject: "/a b".into(),
        related: vec![label.clone(), label],
        service_code: Some("CODE"),
        service_location: None,
        fix: Some(Fix {
            title: "mend".into(),
            safety: Safety::Unsafe,
            edits: vec![edit(here), edit(there), edit(source.span(9, 9))],
        }),
        secret: false,
    }
}

fn bare(source: &Source) -> Diagnostic {
    Diagnostic {
        code: "not/listed",
        severity: Severity::Info,
        help: None,
        subject: String::new(),
        related: Vec::new(),
        service_code: None,
        service_location: None,
        fix: None,
        ..full(source, source)
    }
}

fn sample() -> Value {
    let first = Source::new(SourceId(0), "a b/c:d%é\u{1b}[.yml", "x:\r\n  é: 1\n".as_bytes().to_vec());
    let second = Source::new(SourceId(1), "../empty.json", Vec::new());
    let mut repeated = full(&first, &second);
    repeated.fix = Some(Fix { title: "nothing".into(), safety: Safety::Safe, edits: Vec::new() });
    let found = [full(&first, &second), repeated, bare(&first), bare(&second)];
    sarif(&[first, second], &found, Some("https://lint.example/rules"))
}

#[test]
fn our_logs_are_valid() {
    let schema = Schema::published();
    schema.check(&sample()).unwrap();
    schema.check(&sarif(&[], &[], None)).unwrap();
}

#[test]
fn one_change_a_file_and_paths_are_encoded() {
    let log = sample();
    let changes = log.pointer("/runs/0/results/0/fixes/0/artifactChanges").unwrap().as_array().unwrap();
    let uris: Vec<_> = changes.iter().map(|change| &change["artifactLocation"]["uri"]).collect();
    assert_eq!(uris, ["a%20b/c%3Ad%25%C3%A9%1B%5B.yml", "../empty.json"]);
    assert_eq!(changes[0]["replacements"].as_array().unwrap().len(), 2);
    assert!(log.pointer("/runs/0/results/1/fixes").is_none());
    assert!(log.pointer("/runs/0/results/2/ruleIndex").is_none());
}

#[test]
fn the_schema_refuses_what_is_not_in_it() {
    let schema = Schema::published();
    let faults: [(&str, &str, Value); 6] = [
        ("/runs/0/results/0", "unknown", json!(1)),
        ("/runs/0/results/0", "level", json!("fatal")),
        ("/runs/0/results/0", "ruleIndex", json!(-2)),
        ("/runs/0/results/0/locations/0/physicalLocation/region", "startLine", json!(0)),
        ("/runs/0/results/0/locations/0/physicalLocation/artifactLocation", "uri", json!("a b")),
        ("/runs/0/tool/driver/rules/0", "helpUri", json!("not a uri")),
    ];
    for (pointer, member, value) in faults {
        let mut log = sample();
        log.pointer_mut(pointer).unwrap()[member] = value;
        assert!(schema.check(&log).is_err(), "{pointer}/{member}");
    }
}
