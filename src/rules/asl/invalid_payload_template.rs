use std::collections::HashMap;

use crate::asl::reference::{DOLLAR, Meaning, PayloadObject, Reference, Role, title};
use crate::asl::{Machine, is_hidden};
use crate::diagnostic::Safety;
use crate::rule::{Report, rule};
use crate::rules::shared::{SCHEMA_VALIDATION_FAILED, dollared, suggest_path};
use crate::tree::{Kind, Value};

rule! {
    code: "asl/invalid-payload-template",
    group: Correctness,
    severity: Error,
    fixes: Sometimes,
    check: Machine(check),
}

fn check(machine: &Machine, report: &mut Report) {
    for reference in machine.references() {
        if reference.role() == Role::Payload && *reference.meaning() == Meaning::Neither {
            meaningless(reference, report);
        }
    }
    for object in machine.payload_objects() {
        let (replaced, plain): (Vec<_>, Vec<_>) = object.value.entries().partition(is_replaced);
        for &entry in replaced.iter().filter(|entry| entry.kind() != Kind::String && !is_hidden(**entry)) {
            no_string(object, entry, report);
        }
        equal_keys(object, &replaced, &plain, report);
    }
}

fn is_replaced(entry: &Value) -> bool {
    entry.key_text().is_some_and(|key| key.ends_with(DOLLAR))
}

fn meaningless(reference: Reference, report: &mut Report) {
    let text = reference.text();
    let message = format!("{} is neither a path nor an intrinsic function", reference.title());
    let finding = report.at(reference.value(), message).service_code(SCHEMA_VALIDATION_FAILED);
    match dollared(text).filter(|_| text.contains('.')) {
        Some((path, inserted)) => suggest_path(finding, reference, &path, inserted),
        None => {
            let finding = finding.help(
                "write a path such as `$.order.id`, or drop `.$` from the key if the text itself is meant",
            );
            if let Some(key) = reference.value().key()
                && let Some(name) = key.scalar_text()
            {
                let end = name.len();
                finding.fix(
                    Safety::Unsafe,
                    "drop `.$` from the key",
                    key.text_span(end - DOLLAR.len()..end),
                    "",
                );
            }
        }
    }
}

fn no_string(object: PayloadObject, entry: Value, report: &mut Report) {
    let help = match entry.kind() {
        Kind::Sequence => "make the list by a call: `States.Array($.first, $.second)`",
        Kind::Mapping => {
            "drop `.$` from this key: within the object, each key that ends in `.$` is replaced on its own"
        }
        _ => "drop `.$` from the key if the value itself is meant",
    };
    report
        .at(
            entry,
            format!(
                "{} has to be a string that holds a path or an intrinsic function",
                title(entry, object.slot)
            ),
        )
        .help(help)
        .service_code(SCHEMA_VALIDATION_FAILED);
}

/// `a` and `a.$` in one object make the same member.
fn equal_keys(object: PayloadObject, replaced: &[Value], plain: &[Value], report: &mut Report) {
    if replaced.is_empty() || plain.is_empty() {
        return;
    }
    let known = plain.iter().filter(|entry| !entry.key().is_some_and(is_hidden));
    let plain: HashMap<_, _> = known.filter_map(|entry| Some((entry.key_text()?, entry))).collect();
    for &entry in replaced {
        let Some(key) = entry.key_text() else { continue };
        let name = key.strip_suffix(DOLLAR).unwrap_or(&key);
        if let Some(twin) = plain.get(name) {
            report
                .at_key(
                    entry,
                    format!("{} makes the same member as `{name}` beside it", title(entry, object.slot)),
                )
                .help("keep one of the two")
                .related(twin.entry_span(), format!("`{name}` is here"))
                .service_code(SCHEMA_VALIDATION_FAILED);
        }
    }
}
