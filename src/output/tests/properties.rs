//! No text and no span makes any format panic, lose a finding or send what steers a terminal.

use proptest::prelude::*;

use super::{PLAIN, finding, source, written};
use crate::diagnostic::{Diagnostic, Edit, Fix, Label, Safety};
use crate::output::excerpt::{Canvas, Excerpt};
use crate::output::mask::Hidden;
use crate::output::{Findings, Format, Terminal, plain};
use crate::text::Source;

const FORMATS: [Format; 5] = [Format::Pretty, Format::Concise, Format::Json, Format::Sarif, Format::Github];

/// Text of pieces that are trouble, repeated so that some lines are long.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\n"),
        Just("\r\n"),
        Just("\r"),
        Just("\t"),
        Just("\0"),
        Just("\u{1b}[2J"),
        Just("\u{feff}"),
        Just("\u{202e}"),
        Just("\u{2028}"),
        Just("e\u{301}"),
        Just("漢"),
        Just("👩‍🚀"),
        Just("{}"),
        Just("a"),
        Just("%"),
    ];
    let run = (piece, prop_oneof![8 => 1..4_usize, 1 => 100..300_usize]);
    prop::collection::vec(run, 0..20)
        .prop_map(|runs| runs.into_iter().map(|(piece, times)| piece.repeat(times)).collect())
}

type Ends = (prop::sample::Index, prop::sample::Index);

/// A span between two characters of the source, or its end.
fn span(source: &Source, (one, other): &Ends) -> crate::text::Span {
    let mut offsets: Vec<usize> = source.text().char_indices().map(|(at, _)| at).collect();
    offsets.push(source.text().len());
    let (one, other) = (*one.get(&offsets), *other.get(&offsets));
    source.span(one.min(other), one.max(other))
}

fn diagnostic(source: &Source, message: &str, spans: &[Ends], secret: bool) -> Diagnostic {
    let mut found = Diagnostic { message: message.into(), secret, ..finding(span(source, &spans[0])) };
    let labels = spans[1..].iter().map(|ends| Label { span: span(source, ends), message: message.into() });
    found.related = labels.collect();
    let edits = vec![Edit { span: found.span, text: message.into() }];
    found.fix = Some(Fix { title: message.into(), safety: Safety::Unsafe, edits });
    found
}

proptest! {
    #[test]
    fn anything_can_be_written(
        text in text(), message in text(), width in 0..300_usize, unicode: bool, secret: bool,
        spans in prop::collection::vec(any::<Ends>(), 1..5),
    ) {
        let source = source(0, &message, &text);
        let found = [diagnostic(&source, &message, &spans, secret)];
        let sources = [source];
        for format in FORMATS {
            let drawn = written(format, &sources, &found, &Terminal { width, unicode, ..PLAIN });
            let hostile = drawn.chars().find(|&char| char != '\n' && plain::is_hostile(char));
            prop_assert_eq!(hostile, None, "{:?}: {:?}", format, drawn);
            if format == Format::Concise {
                prop_assert_eq!(drawn.lines().count(), 1);
            }
            if matches!(format, Format::Json | Format::Sarif) {
                let value: serde_json::Value = serde_json::from_str(&drawn).unwrap();
                let finding = value.pointer("/diagnostics/0/message").or(value.pointer("/runs/0/results/0/message/text"));
                prop_assert_eq!(finding.unwrap().as_str().unwrap().replace("{{", "{").replace("}}", "}"), message.clone());
            }
        }
    }

    #[test]
    fn what_is_marked_is_what_the_span_holds(
        text in "([a-c ]|漢|é|\n|\r\n){1,300}", ends: Ends, columns in 60..160_usize, others in prop::collection::vec(any::<Ends>(), 0..4),
    ) {
        let source = source(0, "a.json", &text);
        let mut found = finding(span(&source, &ends));
        found.related = others.iter().map(|ends| Label { span: span(&source, ends), message: String::new() }).collect();
        let findings = Findings { sources: &[], diagnostics: &[], files: 1, suppressed: 0, docs_url: None };
        let canvas = Canvas { columns, unicode: true };
        let excerpt = Excerpt::new(&source, &found, &Hidden::of(&findings), canvas);
        let marks = excerpt.related.iter().map(|(index, range)| (found.related[*index].span, range));
        for (index, (span, range)) in std::iter::once((found.span, &excerpt.primary)).chain(marks).enumerate() {
            let drawn = &excerpt.text[range.clone()];
            let held = source.slice(span).replace('\r', "");
            let cut = index > 0 || excerpt.continues_to.is_some();
            match drawn.split_once('…') {
                Some((before, _)) => prop_assert!(held.starts_with(before), "{held:?} {drawn:?}"),
                None if cut => prop_assert!(held.starts_with(drawn), "{held:?} {drawn:?}"),
                None => prop_assert_eq!(held.trim_end_matches('\n'), drawn.trim_end_matches('\n')),
            }
        }
        let line = excerpt.text[..excerpt.primary.start].matches('\n').count() as u32 + excerpt.first_line;
        prop_assert_eq!(line + 1, source.position(found.span.start).line);
    }

    #[test]
    fn no_excerpt_shows_more_of_a_secret_than_its_ends(
        before in "[a\n]{0,90}", secret in "[SÉ]{1,200}", after in "[a\n]{0,90}", ends: Ends, break_at: prop::sample::Index,
    ) {
        let (first, second) = secret.split_at(secret.char_indices().nth(break_at.index(secret.chars().count())).unwrap().0);
        let secret = format!("{first}\n{second}");
        let source = source(0, "a.yml", &format!("{before}{secret}{after}"));
        let own = source.span(before.len(), before.len() + secret.len());
        let found = [Diagnostic { secret: true, ..finding(own) }, finding(span(&source, &ends))];
        let drawn = written(Format::Pretty, &[source], &found, &PLAIN);
        let ends = if secret.chars().count() < 12 { 0 } else { 6 };
        for report in drawn.split("missing-timeout").skip(1) {
            let shown = report.lines().filter(|line| line.contains('│'));
            let shown = shown.map(|line| line.matches(['S', 'É']).count()).sum::<usize>();
            prop_assert!(shown <= ends, "{drawn}");
        }
    }
}
