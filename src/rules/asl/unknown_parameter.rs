use crate::asl::{State, Task};
use crate::aws::{hole, parameters};
use crate::diagnostic::{Confidence, Safety};
use crate::rule::{Report, rule};
use crate::rules::shared::nearest;
use crate::tree::Value;

rule! {
    code: "asl/unknown-parameter",
    group: Correctness,
    severity: Warning,
    fixes: Sometimes,
    check: State(check),
}

fn check(state: &State, report: &mut Report) {
    let Some(task) = Task::of(*state) else { return };
    if task.call().is_some_and(|call| call.is_sdk && !hole::has_hole(call.service.text())) {
        for (name, field) in task.fields().unwrap_or_default() {
            sdk_field(&name, field, report);
        }
        return;
    }
    let Some((service, action)) = task.known_optimized() else { return };
    let Some(known) = parameters::of(service, action) else { return };
    for (name, field) in task.fields().unwrap_or_default() {
        if known.names().all(|known| known != name) {
            unknown(&format!("{service}:{action}"), &name, field, nearest(&name, known.names()), report);
        }
    }
}

fn unknown(call: &str, name: &str, field: Value, near: Option<&str>, report: &mut Report) {
    match near {
        Some(near) if near.eq_ignore_ascii_case(name) => {
            let finding =
                report.at_key(field, format!("the parameter `{name}` of `{call}` is written `{near}`"));
            rename(finding.help("case matters"), Safety::Safe, name, near, field);
        }
        Some(near) => {
            let finding = report.at_key(field, format!("`{call}` has no parameter `{name}`"));
            rename(finding.help(format!("did you mean `{near}`?")), Safety::Unsafe, name, near, field);
        }
        None => {
            report
                .at_key(field, format!("`{call}` has no parameter `{name}`"))
                .confidence(Confidence::Medium)
                .help("remove it, or put it where the called one reads it, such as the payload or the message body");
        }
    }
}

/// The fields of a request to the SDK integrations are in PascalCase, even where the API has them in
/// camelCase. Only the outermost are: what is inside may be data.
fn sdk_field(name: &str, field: Value, report: &mut Report) {
    let Some(first) = name.chars().next().filter(char::is_ascii_lowercase) else { return };
    let known = format!("{}{}", first.to_ascii_uppercase(), &name[1..]);
    let finding = report.at_key(
        field,
        format!("the SDK integrations write parameters in PascalCase: `{known}`, not `{name}`"),
    );
    rename(finding.help(format!("write `{known}`")), Safety::Unsafe, name, &known, field);
}

/// Replaces the name and leaves a `.$` after it alone.
fn rename(finding: crate::rule::Finding, safety: Safety, name: &str, new: &str, field: Value) {
    let Some(key) = field.key() else { return };
    finding.fix(safety, format!("write `{new}`"), key.text_span(0..name.len()), new);
}
