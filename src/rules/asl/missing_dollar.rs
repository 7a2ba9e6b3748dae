use std::borrow::Cow;
use std::cell::LazyCell;
use std::collections::HashSet;

use crate::asl::reference::{DOLLAR, Meaning, PayloadObject, title};
use crate::asl::{Machine, known_text};
use crate::diagnostic::Safety;
use crate::rule::{Report, rule};
use crate::tree::Value;

rule! {
    code: "asl/missing-dollar",
    group: Correctness,
    severity: Warning,
    fixes: Sometimes,
    check: Machine(check),
}

fn check(machine: &Machine, report: &mut Report) {
    for object in machine.payload_objects() {
        if object.value.key_text().is_some_and(|key| takes_paths(&key)) {
            continue;
        }
        // Of all keys only where there is something to say.
        let replaced = LazyCell::new(|| {
            let keys = object.value.entries().filter_map(Value::key_text);
            keys.filter(|key| key.ends_with(DOLLAR)).collect()
        });
        for entry in object.value.entries().filter(|entry| !entry.is_alias()) {
            let Some(key) = entry.key_text() else { continue };
            if key.ends_with(DOLLAR) {
                continue;
            }
            if is_meant(entry) && !takes_paths(&key) {
                literal_path(object, entry, &replaced, report);
            }
            let items = entry.items().filter(|item| !item.is_alias() && is_meant(*item));
            items.filter(|_| !takes_paths(&key)).for_each(|item| literal_item(object, entry, item, report));
        }
    }
}

/// Names of parameters of services whose values are paths themselves: `InputPath` and `InputPathsMap` of a
/// target of EventBridge, `MetricValue` of a metric filter.
fn takes_paths(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    key == "metricvalue"
        || key.ends_with("path")
        || key.contains("paths")
        || key.contains("expression")
        || key.contains("definition")
}

fn is_meant(value: Value) -> bool {
    value.text().is_some_and(|text| Meaning::is_surely_meant(&text)) && known_text(value).is_some()
}

fn kind_of(value: Value) -> &'static str {
    match value.text().is_some_and(|text| text.starts_with('$')) {
        true => "a path",
        false => "an intrinsic function",
    }
}

fn literal_path(object: PayloadObject, entry: Value, replaced: &HashSet<Cow<str>>, report: &mut Report) {
    let key = entry.key_text().unwrap_or_default();
    let title = title(entry, object.slot);
    let message = format!("{title} looks like {}, but is passed as a text", kind_of(entry));
    let finding = report
        .at(entry, message)
        .help(format!("write the key as `{key}.$`: only then the value is replaced"))
        .service_code("NO_DOLLAR");
    let is_free = !replaced.contains(format!("{key}{DOLLAR}").as_str());
    if let Some(name) = entry.key().filter(|_| is_free && can_be_replaced(entry)) {
        let end = name.text_span(key.len()..key.len());
        finding.fix(Safety::Unsafe, format!("rename the key to `{key}.$`"), end, DOLLAR);
    }
}

/// Whether what is written would be accepted under a key with the ending.
fn can_be_replaced(value: Value) -> bool {
    let Some(text) = value.text() else { return false };
    match Meaning::of(&text) {
        Meaning::Call(Ok(call)) => call.calls().all(|(call, _)| {
            call.function(&text).is_some_and(|function| function.takes(call.arguments.len()))
        }),
        meaning => matches!(meaning, Meaning::Path(Ok(_))),
    }
}

fn literal_item(object: PayloadObject, list: Value, item: Value, report: &mut Report) {
    let key = list.key_text().unwrap_or_default();
    let message = format!(
        "an item of {} looks like {}, but is passed as a text",
        title(list, object.slot),
        kind_of(item)
    );
    report
        .at(item, message)
        .help(format!("make the list by a function: `\"{key}.$\": \"States.Array(…)\"`"))
        .service_code("NO_DOLLAR");
}
