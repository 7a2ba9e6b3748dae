use crate::asl::Machine;
use crate::asl::intrinsic::Returned;
use crate::asl::path::{Path, Root};
use crate::asl::reference::{Meaning, Reference, Role};
use crate::diagnostic::Severity;
use crate::rule::{Report, rule};
use crate::rules::shared::{SCHEMA_VALIDATION_FAILED, dollared, suggest_path};

rule! {
    code: "asl/invalid-path",
    group: Correctness,
    severity: Error,
    fixes: Sometimes,
    check: Machine(check),
}

fn check(machine: &Machine, report: &mut Report) {
    for reference in machine.references() {
        match (reference.meaning(), reference.role()) {
            (Meaning::Path(Err(fault)), _) => {
                let message = format!("{} is not a path: {}", reference.title(), fault.message);
                report
                    .at_span(reference.span(fault.range.clone()), reference.value(), message)
                    .help("write `$` for the whole, or `$.name`, `$['a name']`, `$.list[0]` for a part of it")
                    .service_code(SCHEMA_VALIDATION_FAILED);
            }
            (Meaning::Path(Ok(path)), _) if is_states_variable(reference, path) => jsonata(reference, report),
            (Meaning::Path(Ok(path)), Role::ReferencePath) => check_reference_path(reference, path, report),
            (Meaning::Call(_), Role::Path | Role::ReferencePath) => {
                let message = format!("{} takes a path, but is an intrinsic function", reference.title());
                report
                    .at(reference.value(), message)
                    .help("call the function in `Parameters` or another payload template, under a key that ends in `.$`")
                    .service_code(SCHEMA_VALIDATION_FAILED);
            }
            (Meaning::Call(Ok(_)), Role::TextPath) => check_text(reference, report),
            (Meaning::Neither, Role::Path | Role::ReferencePath | Role::TextPath) => {
                rootless(reference, report)
            }
            _ => {}
        }
    }
}

/// `$states` is reserved: in a JSONPath state nothing sets it.
fn is_states_variable(reference: Reference, path: &Path) -> bool {
    matches!(&path.root, Root::Variable(name) if reference.text().get(name.clone()) == Some("states"))
}

fn jsonata(reference: Reference, report: &mut Report) {
    report
        .at(reference.value(), format!("{} reads `$states`, which only JSONata has", reference.title()))
        .severity(Severity::Warning)
        .help("write `$` for the input and `$$` for the Context Object, or set `QueryLanguage` to `JSONata`");
}

fn rootless(reference: Reference, report: &mut Report) {
    let text = reference.text();
    let message = format!("{} is not a path: `{text}` does not begin with `$`", reference.title());
    let finding = report.at(reference.value(), message).service_code(SCHEMA_VALIDATION_FAILED);
    match dollared(text) {
        Some((path, inserted)) => suggest_path(finding, reference, &path, inserted),
        None => {
            finding.help("a path begins with `$`, which stands for the data that the state gets");
        }
    }
}

/// Fields that write, or that count something: they need a single node.
fn check_reference_path(reference: Reference, path: &Path, report: &mut Report) {
    if let Some((step, what)) = path.first_plural() {
        let message = format!("{} has to name a single node, but has {what}", reference.title());
        report
            .at_span(reference.span(step.range.clone()), reference.value(), message)
            .help("a reference path has only names and indexes: `$.order.items[0]`")
            .service_code(SCHEMA_VALIDATION_FAILED);
        return;
    }
    let slot = reference.slot();
    let (fault, help) = match (&path.root, slot.name().as_ref()) {
        (Root::Context, "ResultPath") => {
            ("writes into the Context Object, which is read-only", "write below `$`")
        }
        (Root::Variable(_), "ResultPath") => {
            ("writes into a variable", "a variable is set by `Assign`; `ResultPath` writes below `$`")
        }
        (Root::Context, field) if field != "ItemsPath" => (
            "reads the Context Object, which this field cannot",
            "copy the value into the state's input first, in `Parameters` of a Pass state",
        ),
        _ => return,
    };
    let message = format!("{} {fault}", reference.title());
    report.at(reference.value(), message).help(help).service_code(SCHEMA_VALIDATION_FAILED);
}

/// What an error and a cause are made by has to be a string.
fn check_text(reference: Reference, report: &mut Report) {
    let function = reference.call().and_then(|call| call.function(reference.text()));
    // What `States.StringToJson` makes may be a string, but the service does not list it (developer guide,
    // "Fail workflow state").
    if let Some(function) = function
        && !matches!(function.returned, Returned::Text)
        && function.name != "States.ArrayGetItem"
    {
        let message =
            format!("{} has to be a string, which `{}` does not make", reference.title(), function.name);
        report
            .at(reference.value(), message)
            .severity(Severity::Warning)
            .help("take a function that makes a string, such as `States.Format` or `States.JsonToString`");
    }
}
