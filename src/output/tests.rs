//! Every format on one small run, then hostile text, then any text.
#![allow(clippy::unwrap_used)]

mod hostile;
mod machine;
mod properties;

use insta::assert_snapshot;

use super::*;
use crate::diagnostic::{Confidence, Edit, Fix, Label, Safety};
use crate::text::SourceId;

const TEMPLATE: &str = "Resources:
  Order:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: Charge
        States:
          Charge:
            Type: Task
            Next: Retreive
          Retrieve:
            Type: Succeed
";

pub const PLAIN: Terminal = Terminal { color: false, width: 80, wraps: true, links: false, unicode: true };

/// A file of a test.
pub fn source(id: u32, path: &str, text: &str) -> Source {
    Source::new(SourceId(id), path, text.as_bytes().to_vec())
}

/// A finding without anything that may be left out.
pub fn finding(span: Span) -> Diagnostic {
    Diagnostic {
        code: "asl/missing-timeout",
        severity: Severity::Warning,
        confidence: Confidence::High,
        message: "state `Charge` has no timeout".into(),
        help: None,
        span,
        subject: String::new(),
        related: Vec::new(),
        service_code: None,
        service_location: None,
        fix: None,
        secret: false,
    }
}

/// The span of the first occurrence.
pub fn span_of(source: &Source, text: &str) -> Span {
    let start = source.text().find(text).unwrap();
    source.span(start, start + text.len())
}

pub fn written(
    format: Format,
    sources: &[Source],
    diagnostics: &[Diagnostic],
    terminal: &Terminal,
) -> String {
    let findings = Findings { sources, diagnostics, files: sources.len(), suppressed: 1, docs_url: None };
    rendered(format, &findings, terminal)
}

fn rendered(format: Format, findings: &Findings, terminal: &Terminal) -> String {
    let rules = [RuleInfo {
        code: "asl/missing-transition-target",
        title: "a transition leads to a state that exists",
        severity: Severity::Error,
        page: "# Missing transition target\n",
    }];
    let mut out = Vec::new();
    write(format, findings, &rules, terminal, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn sources() -> Vec<Source> {
    vec![source(0, "infra/template.yaml", TEMPLATE), source(1, "a, b:c.yml", "steps:\n- name: déploy\n")]
}

fn diagnostics(sources: &[Source]) -> Vec<Diagnostic> {
    let place = span_of(&sources[0], "Retreive");
    let typo = Diagnostic {
        code: "asl/missing-transition-target",
        severity: Severity::Error,
        message: "state `Retreive` does not exist in ${Machine}".into(),
        help: Some("did you mean `Retrieve`?".into()),
        subject: "/Resources/Order/Properties/Definition/States/Charge/Next".into(),
        related: vec![
            Label { span: span_of(&sources[0], "Retrieve:"), message: "a similar name".into() },
            Label { span: span_of(&sources[0], "Order:"), message: "in this machine".into() },
            Label { span: span_of(&sources[1], "déploy"), message: "started here".into() },
        ],
        service_code: Some("MISSING_TRANSITION_TARGET"),
        service_location: None,
        fix: Some(Fix {
            title: "replace `Retreive` by `Retrieve`".into(),
            safety: Safety::Safe,
            edits: vec![Edit { span: place, text: "Retrieve".into() }],
        }),
        ..finding(place)
    };
    let step = Diagnostic {
        code: "drone/vague-step",
        severity: Severity::Info,
        confidence: Confidence::Low,
        message: "100% of steps: déploy, says little".into(),
        ..finding(span_of(&sources[1], "éploy"))
    };
    vec![typo, step]
}

fn sample(format: Format, docs_url: Option<&str>, terminal: &Terminal) -> String {
    let sources = sources();
    let diagnostics = diagnostics(&sources);
    let findings =
        Findings { sources: &sources, diagnostics: &diagnostics, files: 3, suppressed: 1, docs_url };
    rendered(format, &findings, terminal)
}

#[test]
fn pretty() {
    assert_snapshot!(sample(Format::Pretty, None, &PLAIN), @r"
    error[asl/missing-transition-target]

      × state `Retreive` does not exist in ${Machine}
        ╭─[infra/template.yaml:10:19]
      9 │             Type: Task
     10 │             Next: Retreive
        ·                   ────────
     11 │           Retrieve:
        ·           ────┬────
        ·               ╰── a similar name
        ╰────
      help: did you mean `Retrieve`?
      = note: in this machine (infra/template.yaml:2:3)
      = note: started here (a, b:c.yml:2:9)
      = note: the service calls this MISSING_TRANSITION_TARGET
      fix: replace `Retreive` by `Retrieve` (safe)

    info[drone/vague-step]

      ☞ 100% of steps: déploy, says little
       ╭─[a, b:c.yml:2:10]
     1 │ steps:
     2 │ - name: déploy
       ·          ─────
       ╰────

    3 files, 1 error, 0 warnings, 1 info (1 suppressed, 1 fixable)
    ");
}

#[test]
fn pretty_in_ascii() {
    assert_snapshot!(sample(Format::Pretty, None, &Terminal { unicode: false, ..PLAIN }), @r"
    error[asl/missing-transition-target]

      x state `Retreive` does not exist in ${Machine}
        ,-[infra/template.yaml:10:19]
      9 |             Type: Task
     10 |             Next: Retreive
        :                   ^^^^^^^^
     11 |           Retrieve:
        :           ^^^^|^^^^
        :               `-- a similar name
        `----
      help: did you mean `Retrieve`?
      = note: in this machine (infra/template.yaml:2:3)
      = note: started here (a, b:c.yml:2:9)
      = note: the service calls this MISSING_TRANSITION_TARGET
      fix: replace `Retreive` by `Retrieve` (safe)

    info[drone/vague-step]

      > 100% of steps: déploy, says little
       ,-[a, b:c.yml:2:10]
     1 | steps:
     2 | - name: déploy
       :          ^^^^^
       `----

    3 files, 1 error, 0 warnings, 1 info (1 suppressed, 1 fixable)
    ");
}

#[test]
fn pretty_links_only_where_pages_are_published() {
    let site = Some("https://lint.example/rules/");
    let text = sample(Format::Pretty, site, &PLAIN);
    assert!(text.contains("info[drone/vague-step] (https://lint.example/rules/drone/vague-step)"), "{text}");
    let links = sample(Format::Pretty, site, &Terminal { links: true, ..PLAIN });
    assert!(links.contains("\u{1b}]8;;https://lint.example/rules/drone/vague-step\u{1b}\\"), "{links}");
    let none = sample(Format::Pretty, None, &Terminal { links: true, ..PLAIN });
    assert!(!none.contains('\u{1b}') && !none.contains("http"), "{none}");
}

#[test]
fn pretty_is_coloured_on_request_only() {
    let plain = sample(Format::Pretty, None, &PLAIN);
    let colored = sample(Format::Pretty, None, &Terminal { color: true, ..PLAIN });
    assert!(colored.contains("\u{1b}[31merror[asl/missing-transition-target]\u{1b}["), "{colored}");
    let mut text = String::new();
    for (index, piece) in colored.split("\u{1b}[").enumerate() {
        text.push_str(if index == 0 { piece } else { piece.split_once('m').unwrap().1 });
    }
    assert_eq!(text, plain);
}

#[test]
fn concise() {
    assert_snapshot!(sample(Format::Concise, None, &PLAIN), @r"
    infra/template.yaml:10:19: error[asl/missing-transition-target] state `Retreive` does not exist in ${Machine}
    a, b:c.yml:2:10: info[drone/vague-step] 100% of steps: déploy, says little
    ");
}

#[test]
fn github() {
    assert_snapshot!(sample(Format::Github, None, &PLAIN), @r"
    ::error file=infra/template.yaml,line=10,endLine=10,col=19,endColumn=27,title=asl/missing-transition-target::state `Retreive` does not exist in ${Machine}%0Ahelp: did you mean `Retrieve`?
    ::notice file=a%2C b%3Ac.yml,line=2,endLine=2,col=10,endColumn=15,title=drone/vague-step::100%25 of steps: déploy, says little
    ");
}

#[test]
fn github_gives_no_columns_for_several_lines() {
    let sources = sources();
    let found = finding(span_of(&sources[0], "Charge:\n            Type: Task"));
    let text = written(Format::Github, &sources, &[found], &PLAIN);
    assert!(text.starts_with("::warning file=infra/template.yaml,line=8,endLine=9,title="), "{text}");
}

#[test]
fn summaries() {
    let mut summary = Summary { error: 2, warning: 1, info: 0, suppressed: 1, fixable: 1, files: 3 };
    assert_eq!(summary.to_string(), "3 files, 2 errors, 1 warning, 0 info (1 suppressed, 1 fixable)");
    summary = Summary { error: 0, fixable: 0, suppressed: 0, files: 1, ..summary };
    assert_eq!(summary.to_string(), "1 file, 0 errors, 1 warning, 0 info");
    summary = Summary { warning: 0, suppressed: 2, files: 3, ..summary };
    assert_eq!(summary.to_string(), "no findings in 3 files (2 suppressed)");
}

#[test]
fn a_finding_in_an_unknown_file_is_not_lost() {
    let found = finding(Span { source: SourceId(7), start: 0, end: 3 });
    for format in [Format::Pretty, Format::Concise, Format::Json, Format::Sarif, Format::Github] {
        assert!(written(format, &[], std::slice::from_ref(&found), &PLAIN).contains("has no timeout"));
    }
}
