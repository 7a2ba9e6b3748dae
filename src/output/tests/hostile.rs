//! Text that breaks drawings: long lines, line breaks, wide and invisible characters, secrets.

use insta::assert_snapshot;

use super::{PLAIN, finding, source, span_of, written};
use crate::diagnostic::{Diagnostic, Label};
use crate::output::{Format, Terminal};
use crate::text::{Source, Span};

fn pretty(source: Source, span: Span) -> String {
    written(Format::Pretty, &[source], &[finding(span)], &PLAIN)
}

/// What is drawn right of the line numbers.
fn lines(text: &str) -> String {
    let lines = text.lines().filter(|line| line.contains(['│', '·', '╭']));
    lines.map(|line| line.split_at(line.find(['│', '·', '╭']).unwrap()).1).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_minified_file_is_shown_around_the_place() {
    let text = (0..2000).map(|at| format!("\"é{at}\":{{}},")).collect::<String>();
    let source = source(0, "min.json", &text);
    let span = span_of(&source, "\"é1500\"");
    let position = source.position(span.start);
    let drawn = pretty(source, span);
    assert!(drawn.contains(&format!("[min.json:1:{}]", position.column)));
    assert_snapshot!(lines(&drawn), @r#"
    ╭─[min.json:1:15391]
    │ …96":{},"é1497":{},"é1498":{},"é1499":{},"é1500":{},"é1501":{},"é1502…
    ·                                          ───────
    "#);
    assert!(drawn.lines().all(|line| line.chars().count() < 100));
}

#[test]
fn both_ends_of_a_minified_file() {
    let text = "0123456789".repeat(40);
    let first = source(0, "min.json", &text);
    let span = first.span(0, 400);
    assert_snapshot!(lines(&pretty(first, span)), @r"
    ╭─[min.json:1:1]
    │ 01234567890123456789012345678901234567890123456789012345678901234567…
    · ─────────────────────────────────────────────────────────────────────
    ");
    let second = source(0, "min.json", &text);
    let span = second.span(400, 400);
    assert_snapshot!(lines(&pretty(second, span)), @r"
    ╭─[min.json:1:401]
    │ …0123456789012345678901234567890123456789
    ·                                          ▲
    ");
}

#[test]
fn a_related_place_outside_the_window_becomes_a_note() {
    let source = source(0, "min.json", &"0123456789".repeat(40));
    let mut found = finding(source.span(10, 12));
    for (start, message) in [(20, "near"), (300, "far"), (11, "below")] {
        found.related.push(Label { span: source.span(start, start + 3), message: message.into() });
    }
    let drawn = written(Format::Pretty, &[source], &[found], &PLAIN);
    assert!(drawn.contains("── near"), "{drawn}");
    assert!(drawn.contains("= note: far (min.json:1:301)"), "{drawn}");
    assert!(drawn.contains("= note: below (min.json:1:12)"), "{drawn}");
}

#[test]
fn of_a_long_subtree_the_first_lines_are_shown() {
    let source = source(0, "a.yml", "a:\n  b: 1\n  c: 2\n  d: 3\n  e: 4\nf: 5\n");
    let span = span_of(&source, "a:\n  b: 1\n  c: 2\n  d: 3\n  e: 4");
    assert_snapshot!(lines(&pretty(source, span)), @r"
    ╭─[a.yml:1:1]
    │ ╭─▶ a:
    │ │     b: 1
    │ ├─▶   c: 2
    · ╰──── continues to line 5
    ");
}

#[test]
fn a_span_of_two_lines_is_shown_whole() {
    let source = source(0, "a.yml", "x\r\na:\r\n  b: 1\r\nc: 2\r\n");
    let span = span_of(&source, "a:\r\n  b: 1\r\n");
    assert_snapshot!(lines(&pretty(source, span)), @r"
    ╭─[a.yml:2:1]
    │     x
    │ ╭─▶ a:
    │ ╰─▶   b: 1
    │     c: 2
    ");
}

#[test]
fn tabs_wide_and_combining_characters_keep_the_marker_in_place() {
    let text = "\t\"漢字\": \"e\u{301}\u{200d}x\",\tnull";
    let first = source(0, "a.json", text);
    let span = span_of(&first, "x\"");
    assert_snapshot!(lines(&pretty(first, span)), @r#"
    ╭─[a.json:1:12]
    │     "漢字": "é‍x",   null
    ·               ──
    "#);
    let second = source(0, "a.json", text);
    let span = span_of(&second, "null");
    assert_snapshot!(lines(&pretty(second, span)), @r#"
    ╭─[a.json:1:16]
    │     "漢字": "é‍x",   null
    ·                     ────
    "#);
}

#[test]
fn places_at_the_end_of_a_file() {
    for (text, expected) in [("", "[a.json:1:1]"), ("ab", "[a.json:1:3]"), ("ab\r\n", "[a.json:2:1]")] {
        let source = source(0, "a.json", text);
        let span = source.span(text.len(), text.len());
        let drawn = pretty(source, span);
        assert!(drawn.contains(expected) && drawn.contains('▲'), "{drawn}");
    }
    let last = source(0, "a.json", "ab\n");
    let span = last.span(3, 3);
    assert_snapshot!(lines(&pretty(last, span)), @r"
    ╭─[a.json:2:1]
    │ ab
    │ 
    · ▲
    ");
}

#[test]
fn a_byte_order_mark_is_not_drawn() {
    let source = source(0, "a.json", "\u{feff}{}");
    let span = source.span(0, 4);
    assert_snapshot!(lines(&pretty(source, span)), @r"
    ╭─[a.json:1:1]
    │ {}
    · ─
    ");
}

#[test]
fn control_characters_are_drawn_as_symbols_in_place() {
    let source = source(0, "a\u{1b}[2J\n.json", "\"\u{1b}]0;x\u{7}\u{9b}\u{202e}\": \"y\"");
    let mut found = finding(span_of(&source, "\"y\""));
    found.message = "name\n\u{1b}[31m is\u{202e} bad".into();
    found.help = Some("one\u{8}\ntwo".into());
    let sources = [source];
    let found = [found];
    assert_snapshot!(written(Format::Pretty, &sources, &found, &PLAIN), @r#"
    warning[asl/missing-timeout]

      ⚠ name\n\u{1b}[31m is\u{202e} bad
       ╭─[a\u{1b}[2J\n.json:1:13]
     1 │ "␛]0;x␇��": "y"
       ·             ───
       ╰────
      help: one\u{8}
            two

    1 file, 0 errors, 1 warning, 0 info (1 suppressed)
    "#);
    assert_snapshot!(written(Format::Concise, &sources, &found, &PLAIN), @r"a\u{1b}[2J\n.json:1:13: warning[asl/missing-timeout] name\n\u{1b}[31m is\u{202e} bad");
    assert_snapshot!(written(Format::Github, &sources, &found, &PLAIN), @"::warning file=a␛[2J%0A.json,line=1,endLine=1,col=13,endColumn=16,title=asl/missing-timeout::name%0A␛[31m is� bad%0Ahelp: one␈%0Atwo");
    let ascii = written(Format::Pretty, &sources, &found, &Terminal { unicode: false, ..PLAIN });
    assert!(ascii.is_ascii() && ascii.contains("\"?]0;x???\": \"y\""), "{ascii}");
}

fn secret(text: &str, shown: &str) -> Diagnostic {
    Diagnostic { secret: true, ..finding(span_of(&source(0, "a.yml", text), shown)) }
}

#[test]
fn a_secret_is_masked_also_in_the_lines_around_other_findings() {
    let key = ["AK", "IA", "ABCDEFGHIJKLMN34"].concat();
    let text = format!("key: {key} # used\npassword: hunter2 # short\nlast: 1\n");
    let found =
        [secret(&text, &key), secret(&text, "hunter2"), finding(span_of(&source(0, "", &text), "last"))];
    let drawn = written(Format::Pretty, &[source(0, "a.yml", &text)], &found, &PLAIN);
    assert_snapshot!(lines(&drawn), @r"
    ╭─[a.yml:1:6]
    │ key: AKIA…34 # used
    ·      ───────
    │ password: … # short
    ╭─[a.yml:2:11]
    │ key: AKIA…34 # used
    │ password: … # short
    ·           ─
    │ last: 1
    ╭─[a.yml:3:1]
    │ password: … # short
    │ last: 1
    · ────
    ");
    for format in [Format::Pretty, Format::Concise, Format::Json, Format::Sarif, Format::Github] {
        let drawn = written(format, &[source(0, "a.yml", &text)], &found, &PLAIN);
        assert!(!drawn.contains(&key) && !drawn.contains("hunter2"), "{drawn}");
    }
}

#[test]
fn a_secret_of_many_lines_shows_its_ends_only() {
    let text = "key: |\n  -----BEGIN\n  abcdef\n  ghijkl\n  mnopqr\n  END--=\nrest: 1\n";
    let source = source(0, "a.yml", text);
    let found = secret(text, "-----BEGIN\n  abcdef\n  ghijkl\n  mnopqr\n  END--=");
    let drawn = written(Format::Pretty, &[source], &[found], &PLAIN);
    assert_snapshot!(lines(&drawn), @r"
    ╭─[a.yml:2:3]
    │     key: |
    │ ╭─▶   ----…
    │ │   …
    │ ├─▶ …
    · ╰──── continues to line 6
    ");
}
