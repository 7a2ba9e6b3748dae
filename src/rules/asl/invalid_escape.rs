use crate::asl::{Language, Machine, known_text};
use crate::rule::{Report, rule};

rule! {
    code: "asl/invalid-escape",
    group: Correctness,
    severity: Warning,
    check: Machine(check),
}

fn check(machine: &Machine, report: &mut Report) {
    for slot in machine.slots().filter(|slot| slot.element().language() == Some(Language::JsonPath)) {
        if slot.allowed_field().is_none_or(|field| field.name != "StringMatches") {
            continue;
        }
        let Some(pattern) = known_text(slot.value()) else { continue };
        if let Some((at, escaped)) = open_backslash(&pattern) {
            let end = at + 1 + escaped.map_or(0, char::len_utf8);
            let of =
                slot.element().state().map(|state| format!(" of `{}`", state.name())).unwrap_or_default();
            let before = escaped.map_or("the end".to_owned(), |c| format!("`{c}`"));
            report
                .at_span(
                    slot.value().text_span(at..end),
                    slot.value(),
                    format!("`StringMatches`{of} has a backslash before {before}, which it does not escape"),
                )
                .help("write `\\*` for a star and `\\\\` for a backslash; in JSON each of these backslashes is doubled again");
        }
    }
}

/// The first backslash that escapes neither a star nor a backslash, and what follows it.
fn open_backslash(pattern: &str) -> Option<(usize, Option<char>)> {
    let mut chars = pattern.char_indices();
    while let Some((at, c)) = chars.next() {
        if c == '\\' {
            match chars.next() {
                Some((_, '*' | '\\')) => {}
                other => return Some((at, other.map(|(_, c)| c))),
            }
        }
    }
    None
}
