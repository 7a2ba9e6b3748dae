use crate::asl::grammar::WRITER;
use crate::asl::{Element, is_hidden};
use crate::diagnostic::Severity;
use crate::rule::{Report, rule};
use crate::rules::shared::{SCHEMA_VALIDATION_FAILED, is_s3_call};
use crate::tree::Value;

rule! {
    code: "asl/result-writer",
    group: Correctness,
    severity: Error,
    check: Element(check),
}

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
        (None, None, None) => refuse(
            element.value(),
            format!("{} is empty", element.title()),
            "add `Resource` with the bucket to write to, or `WriterConfig`",
            report,
        ),
        (Some(resource), None, _) => refuse(
            resource,
            format!("{} does not say where to write", element.title()),
            "add `Parameters` (in JSONata `Arguments`) with `Bucket` and `Prefix`",
            report,
        ),
        (None, Some(target), _) => refuse(
            target,
            format!("{} has a bucket but no `Resource`", element.title()),
            "add `Resource`: `arn:aws:states:::s3:putObject`",
            report,
        ),
        (Some(_), Some(target), _) => check_target(*element, target, report),
        (None, None, Some(_)) => {}
    }
}

fn refuse(value: Value, message: String, help: &str, report: &mut Report) {
    report.at_key(value, message).help(help).service_code(SCHEMA_VALIDATION_FAILED);
}

fn check_resource(resource: Value, report: &mut Report) {
    if is_s3_call(resource, "putObject") == Some(false) {
        let message =
            format!("`{}` is not what a result writer can call", resource.text().unwrap_or_default());
        report
            .at(resource, message)
            .help("write `arn:aws:states:::s3:putObject`")
            .service_code(SCHEMA_VALIDATION_FAILED);
    }
}

fn check_target(writer: Element, target: Value, report: &mut Report) {
    let keys: Vec<_> = target.merged_entries().map(Value::key).collect();
    let may_be_bucket = |key: &Option<Value>| {
        key.is_none_or(|key| is_hidden(key) || key.is_text("Bucket") || key.is_text("Bucket.$"))
    };
    if target.is_mapping() && !is_hidden(target) && !keys.iter().any(may_be_bucket) {
        report
            .at_key(target, format!("{} names no bucket", writer.title()))
            .help("add `Bucket`, and `Prefix` for the folder")
            .severity(Severity::Warning);
    }
}
