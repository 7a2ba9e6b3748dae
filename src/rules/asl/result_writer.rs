use crate::asl::grammar::WRITER;
use crate::asl::{Element, is_hidden, known_text};
use crate::diagnostic::Severity;
use crate::rule::{Report, rule};
use crate::rules::shared::SCHEMA_VALIDATION_FAILED;
use crate::tree::Value;

rule! {
    code: "asl/result-writer",
    group: Correctness,
    severity: Error,
    check: Element(check),
}

const PUT_OBJECT: &str = ":states:::s3:putObject";

fn check(element: &Element, report: &mut Report) {
    if !element.is(&WRITER) {
        return;
    }
    if let Some(resource) = element.field("Resource") {
        check_resource(resource, report);
    }
    if !element.is_complete() {
        return;
    }
    let target = element.field("Parameters").or_else(|| element.field("Arguments"));
    match (element.field("Resource"), target, element.field("WriterConfig")) {
        (None, None, None) => refuse(element.value(), format!("{} is empty", element.title()), "add `Resource` with the bucket to write to, or `WriterConfig`", report),
        (Some(resource), None, _) => refuse(resource, format!("{} does not say where to write", element.title()), "add `Parameters` (in JSONata `Arguments`) with `Bucket` and `Prefix`", report),
        (None, Some(target), _) => refuse(target, format!("{} has a bucket but no `Resource`", element.title()), "add `Resource`: `arn:aws:states:::s3:putObject`", report),
        (Some(_), Some(target), _) => check_target(*element, target, report),
        (None, None, Some(_)) => {}
    }
}

fn refuse(value: Value, message: String, help: &str, report: &mut Report) {
    report.at_key(value, message).help(help).service_code(SCHEMA_VALIDATION_FAILED);
}

fn check_resource(resource: Value, report: &mut Report) {
    let Some(arn) = known_text(resource).filter(|arn| !arn.ends_with(PUT_OBJECT)) else { return };
    report
        .at(resource, format!("`{arn}` is not what a result writer can call"))
        .help("write `arn:aws:states:::s3:putObject`")
        .service_code(SCHEMA_VALIDATION_FAILED);
}

fn check_target(writer: Element, target: Value, report: &mut Report) {
    let has_bucket = || target.entries().filter_map(Value::key_text).any(|key| matches!(key.as_ref(), "Bucket" | "Bucket.$"));
    if target.is_mapping() && !is_hidden(target) && !has_bucket() {
        report
            .at_key(target, format!("{} names no bucket", writer.title()))
            .help("add `Bucket`, and `Prefix` for the folder")
            .severity(Severity::Warning);
    }
}
