use crate::asl::{State, is_hidden};
use crate::rule::{Report, rule};
use crate::rules::shared::SCHEMA_VALIDATION_FAILED;
use crate::tree::{Kind, Style, Value};

rule! {
    code: "asl/missing-transition",
    group: Correctness,
    severity: Error,
    check: State(check),
}

/// Plain words that readers of YAML 1.1 take for `true` and for `false`.
const YES: [&str; 3] = ["yes", "on", "y"];
const NO: [&str; 3] = ["no", "off", "n"];

/// What an `End` says.
#[derive(PartialEq)]
enum End {
    Absent,
    True,
    False,
    /// A hole, or nothing that could be meant.
    Unknown,
}

fn check(state: &State, report: &mut Report) {
    if !state.kind().has_next() || !state.is_complete() {
        return;
    }
    let next = state.field("Next").filter(|next| next.kind() != Kind::Null);
    let end_value = state.field("End");
    let end = end_value.map_or(End::Absent, End::of);
    match (next, end_value, end) {
        (None, _, End::Absent) => neither(*state, report),
        (None, Some(value), End::False) => ends_nothing(*state, value, report),
        (Some(next), Some(value), End::True) => both(*state, next, value, report),
        _ => {}
    }
}

impl End {
    fn of(value: Value) -> End {
        let is_one_of = |words: [&str; 3]| {
            value.style() == Style::Plain && words.iter().any(|word| word.eq_ignore_ascii_case(value.raw()))
        };
        match value.as_bool() {
            _ if is_hidden(value) => End::Unknown,
            Some(true) => End::True,
            Some(false) => End::False,
            None if is_one_of(YES) => End::True,
            None if is_one_of(NO) => End::False,
            None => End::Unknown,
        }
    }
}

fn neither(state: State, report: &mut Report) {
    report
        .at_key(state.value(), format!("the state `{}` has neither `Next` nor `End`", state.name()))
        .help("add `Next` with the name of the state that follows, or `End: true` if none does")
        .service_code(SCHEMA_VALIDATION_FAILED);
}

fn ends_nothing(state: State, end: Value, report: &mut Report) {
    report
        .at(end, format!("`End` is false, but the state `{}` has no `Next` either", state.name()))
        .help("write `End: true`, or `Next` with the name of the state that follows")
        .service_code(SCHEMA_VALIDATION_FAILED);
}

fn both(state: State, next: Value, end: Value, report: &mut Report) {
    report
        .at_key(next, format!("the state `{}` has `Next` and ends at the same time", state.name()))
        .help("keep one of the two: `Next` if another state follows, `End: true` if none does")
        .service_code(SCHEMA_VALIDATION_FAILED)
        .related(end.entry_span(), "it ends here");
}
