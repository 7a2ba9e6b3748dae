use crate::asl::grammar::{READER, READER_CONFIG};
use crate::asl::{Element, known_text};
use crate::diagnostic::Severity;
use crate::rule::{Report, rule};
use crate::rules::shared::{SCHEMA_VALIDATION_FAILED, is_s3_call};
use crate::tree::Value;

rule! {
    code: "asl/item-reader",
    group: Correctness,
    severity: Error,
    check: Element(check),
}

fn check(element: &Element, report: &mut Report) {
    if element.is(&READER) {
        check_resource(*element, report);
    } else if element.is(&READER_CONFIG) {
        check_config(*element, report);
    }
}

fn check_resource(reader: Element, report: &mut Report) {
    let Some(resource) = reader.field("Resource") else { return };
    let calls = |action| is_s3_call(resource, action);
    if calls("getObject") == Some(false) && calls("listObjectsV2") == Some(false) {
        let message =
            format!("`{}` is not what an item reader can call", resource.text().unwrap_or_default());
        report
            .at(resource, message)
            .help("write `arn:aws:states:::s3:getObject` or `arn:aws:states:::s3:listObjectsV2`")
            .service_code(SCHEMA_VALIDATION_FAILED);
    }
    if reads_object(reader) && reader.is_complete() && reader.field("ReaderConfig").is_none() {
        let message = format!("{} reads an object, but no `InputType` says what is in it", reader.title());
        warn(
            resource,
            message,
            "add `ReaderConfig` with `InputType`: `CSV`, `JSON`, `JSONL`, `PARQUET` or `MANIFEST`",
            report,
        );
    }
}

/// Whether it certainly reads a single object.
fn reads_object(reader: Element) -> bool {
    reader.field("Resource").is_some_and(|resource| is_s3_call(resource, "getObject") == Some(true))
}

fn check_config(config: Element, report: &mut Report) {
    let input = config.field("InputType");
    // A manifest may say by itself what is in the objects that it lists.
    let is_told = input.is_some() || config.field("ManifestType").is_some();
    if !is_told && config.is_complete() && config.parent().is_some_and(reads_object) {
        let message = format!("{} does not say what is in the object that is read", config.title());
        warn(
            config.value(),
            message,
            "add `InputType`: `CSV`, `JSON`, `JSONL`, `PARQUET` or `MANIFEST`",
            report,
        );
    }
    check_headers(config, report);
    check_transformation(config, report);
    if let Some(pointer) = config.field("ItemsPointer")
        && let Some(text) = known_text(pointer).filter(|text| !text.is_empty() && !text.starts_with('/'))
    {
        let message = format!("`ItemsPointer` is `{text}`, which is not a JSON pointer");
        warn(
            pointer,
            message,
            "write the way to the list from the root, for example `/orders/items`",
            report,
        );
    }
    // Only JSON has a list within (service guide, "ItemReader").
    let other = input.and_then(known_text).filter(|kind| kind != "JSON");
    if let (Some(pointer), Some(kind)) = (config.field("ItemsPointer"), other) {
        let message =
            format!("`ItemsPointer` of {} has no effect: its `InputType` is `{kind}`", config.title());
        warn(pointer, message, "remove it, or write `JSON` as `InputType`", report);
    }
}

/// Where the names of the columns of CSV come from.
fn check_headers(config: Element, report: &mut Report) {
    let title = config.title();
    let headers = config.field("CSVHeaders");
    match (config.field("CSVHeaderLocation"), headers) {
        (None, _) if config.is_complete() => {
            if let Some(input) = config.field("InputType").filter(|input| input.is_text("CSV")) {
                let help = "add `CSVHeaderLocation`: `FIRST_ROW`, or `GIVEN` with `CSVHeaders`";
                warn(input, format!("{title} reads CSV but has no `CSVHeaderLocation`"), help, report);
            }
        }
        (Some(location), None) if location.is_text("GIVEN") && config.is_complete() => {
            let help = "add `CSVHeaders` with the names of the columns, or write `FIRST_ROW`";
            warn(
                location,
                format!("{title} has no `CSVHeaders`, though the headers are `GIVEN`"),
                help,
                report,
            );
        }
        (Some(location), Some(headers)) if location.is_text("FIRST_ROW") => {
            let help = "remove `CSVHeaders`, or write `GIVEN` as `CSVHeaderLocation`";
            let message = format!("`CSVHeaders` of {title} has no effect: the headers are in the first row");
            warn(headers, message, help, report);
        }
        _ => {}
    }
}

fn warn(value: Value, message: String, help: &str, report: &mut Report) {
    report.at_key(value, message).help(help).severity(Severity::Warning);
}

/// Objects that are listed can be read and put into one list; one object alone cannot.
fn check_transformation(config: Element, report: &mut Report) {
    let Some(transformation) = config.field("Transformation") else { return };
    if config.parent().is_some_and(reads_object) {
        report
            .at_key(
                transformation,
                format!("`Transformation` of {} has no effect: it reads a single object", config.title()),
            )
            .help("remove it, or read with `s3:listObjectsV2`")
            .severity(Severity::Warning);
    } else if transformation.is_text("LOAD_AND_FLATTEN")
        && config.is_complete()
        && config.field("InputType").is_none()
    {
        report
            .at(transformation, format!("{} loads objects but does not say what is in them", config.title()))
            .help("add `InputType`: `CSV`, `JSON`, `JSONL` or `PARQUET`")
            .severity(Severity::Warning);
    }
}
