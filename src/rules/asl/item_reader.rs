use crate::asl::grammar::{READER, READER_CONFIG};
use crate::asl::{Element, known_text};
use crate::diagnostic::Severity;
use crate::rule::{Report, rule};
use crate::rules::shared::SCHEMA_VALIDATION_FAILED;
use crate::tree::Value;

rule! {
    code: "asl/item-reader",
    group: Correctness,
    severity: Error,
    check: Element(check),
}

const GET_OBJECT: &str = ":states:::s3:getObject";
const LIST_OBJECTS: &str = ":states:::s3:listObjectsV2";

fn check(element: &Element, report: &mut Report) {
    if element.is(&READER) {
        check_resource(*element, report);
    } else if element.is(&READER_CONFIG) {
        check_config(*element, report);
    }
}

fn check_resource(reader: Element, report: &mut Report) {
    let Some(resource) = reader.field("Resource") else { return };
    let Some(arn) = known_tail(resource) else { return };
    if ![GET_OBJECT, LIST_OBJECTS].iter().any(|known| arn.ends_with(known)) {
        report
            .at(resource, format!("`{arn}` is not what an item reader can call"))
            .help("write `arn:aws:states:::s3:getObject` or `arn:aws:states:::s3:listObjectsV2`")
            .service_code(SCHEMA_VALIDATION_FAILED);
        return;
    }
    let is_told = reader.field("ReaderConfig").is_some_and(|config| !config.is_mapping() || config.get_merged("InputType").is_some());
    if arn.ends_with(GET_OBJECT) && reader.is_complete() && !is_told {
        report
            .at(resource, format!("{} reads an object but does not say what is in it", reader.title()))
            .help("add `ReaderConfig` with `InputType`: `CSV`, `JSON`, `JSONL`, `PARQUET` or `MANIFEST`")
            .severity(Severity::Warning);
    }
}

/// A resource of which the end is known; the partition may be a hole.
fn known_tail(resource: Value<'_>) -> Option<String> {
    let text = resource.text()?;
    let tail = text.rsplit('}').next().unwrap_or(&text);
    let is_known = known_text(resource).is_some() || tail.starts_with(":states:::");
    is_known.then(|| text.into_owned())
}

fn check_config(config: Element, report: &mut Report) {
    check_headers(config, report);
    check_transformation(config, report);
    if let Some(pointer) = config.field("ItemsPointer")
        && let Some(text) = known_text(pointer).filter(|text| !text.is_empty() && !text.starts_with('/'))
    {
        let message = format!("`{text}` is not a JSON pointer");
        warn(pointer, message, "write the way to the list from the root, for example `/orders/items`", report);
    }
    if let Some(manifest) = config.field("ManifestType")
        && let Some(kind) = config.field("InputType").and_then(known_text).filter(|kind| kind != "MANIFEST")
    {
        let message = format!("`ManifestType` of {} has no effect: its `InputType` is `{kind}`", config.title());
        warn(manifest, message, "remove it, or write `MANIFEST` as `InputType`", report);
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
            warn(location, format!("{title} has no `CSVHeaders`, though the headers are `GIVEN`"), help, report);
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
    let resource = config.parent().and_then(|reader| reader.field("Resource")).and_then(known_tail);
    if resource.is_some_and(|resource| resource.ends_with(GET_OBJECT)) {
        report
            .at_key(transformation, format!("`Transformation` of {} has no effect: it reads a single object", config.title()))
            .help("remove it, or read with `s3:listObjectsV2`")
            .severity(Severity::Warning);
    } else if transformation.is_text("LOAD_AND_FLATTEN") && config.is_complete() && config.field("InputType").is_none() {
        report
            .at(transformation, format!("{} loads objects but does not say what is in them", config.title()))
            .help("add `InputType`: `CSV`, `JSON`, `JSONL` or `PARQUET`")
            .severity(Severity::Warning);
    }
}
