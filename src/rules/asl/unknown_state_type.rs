use crate::asl::{State, StateType, is_hidden};
use crate::diagnostic::Safety;
use crate::rule::{Report, rule};
use crate::rules::shared::{SCHEMA_VALIDATION_FAILED, nearest};
use crate::tree::Value;

rule! {
    code: "asl/unknown-state-type",
    group: Correctness,
    severity: Error,
    fixes: Sometimes,
    check: State(check),
}

const TYPES: &str = "the types are `Task`, `Parallel`, `Map`, `Pass`, `Wait`, `Choice`, `Succeed` and `Fail`";

/// Fields that only one type of state has, and the type.
const TELLTALES: [(&str, &str); 14] = [
    ("Resource", "Task"),
    ("Branches", "Parallel"),
    ("ItemProcessor", "Map"),
    ("Iterator", "Map"),
    ("Seconds", "Wait"),
    ("SecondsPath", "Wait"),
    ("Timestamp", "Wait"),
    ("TimestampPath", "Wait"),
    ("Choices", "Choice"),
    ("Result", "Pass"),
    ("Error", "Fail"),
    ("ErrorPath", "Fail"),
    ("Cause", "Fail"),
    ("CausePath", "Fail"),
];

fn check(state: &State, report: &mut Report) {
    if state.kind() != StateType::Unknown || !state.is_complete() {
        return;
    }
    match state.field("Type") {
        None => missing(*state, report),
        Some(value) if is_hidden(value) => {}
        Some(value) => unknown(*state, value, report),
    }
}

fn unknown(state: State, value: Value, report: &mut Report) {
    let Some(written) = value.scalar_text() else {
        report
            .at(value, format!("the `Type` of the state `{}` is not a string", state.name()))
            .help(TYPES)
            .service_code(SCHEMA_VALIDATION_FAILED);
        return;
    };
    let near = nearest(&written, StateType::ALL.map(StateType::as_str)).filter(|_| value.text().is_some());
    let finding =
        report.at(value, format!("`{written}` is no type of state")).service_code(SCHEMA_VALIDATION_FAILED);
    let Some(near) = near else {
        finding.help(TYPES);
        return;
    };
    let safety = if near.eq_ignore_ascii_case(&written) { Safety::Safe } else { Safety::Unsafe };
    let title = format!("replace `{written}` by `{near}`");
    finding.help(format!("did you mean `{near}`?")).rewrite(safety, title, value, near);
}

fn missing(state: State, report: &mut Report) {
    let key = state
        .value()
        .entries()
        .filter_map(Value::key)
        .find(|key| key.scalar_text().is_some_and(|text| text.eq_ignore_ascii_case("Type")));
    if let Some(key) = key {
        let written = key.scalar_text().unwrap_or_default();
        report
            .at(key, format!("the state `{}` has no `Type`, only `{written}`", state.name()))
            .help("names of fields are case-sensitive: write `Type`")
            .service_code(SCHEMA_VALIDATION_FAILED)
            .rewrite(Safety::Safe, format!("replace `{written}` by `Type`"), key, "Type");
        return;
    }
    let help = match TELLTALES.iter().find(|(field, _)| state.field(field).is_some()) {
        Some((field, kind)) => format!("add `Type`: a state with `{field}` is a `{kind}`"),
        None => format!("add `Type`: {TYPES}"),
    };
    report
        .at_key(state.value(), format!("the state `{}` has no `Type`", state.name()))
        .help(help)
        .service_code(SCHEMA_VALIDATION_FAILED);
}
