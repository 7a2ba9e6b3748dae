use crate::asl::Machine;
use crate::asl::context::FIELDS;
use crate::asl::path::{Path, Root};
use crate::asl::reference::Reference;
use crate::diagnostic::Safety;
use crate::rule::{Report, rule};
use crate::rules::shared::nearest;

rule! {
    code: "asl/unknown-context-field",
    group: Correctness,
    severity: Warning,
    fixes: Sometimes,
    check: Machine(check),
}

fn check(machine: &Machine, report: &mut Report) {
    for reference in machine.references() {
        for path in reference.paths().filter(|path| path.root == Root::Context) {
            check_path(reference, path, report);
        }
    }
}

fn check_path(reference: Reference, path: &Path, report: &mut Report) {
    let mut fields = FIELDS;
    let mut way = "$$".to_owned();
    for (name, step) in path.names(reference.text()) {
        if let Some(field) = fields.iter().find(|field| field.name == name) {
            fields = field.fields;
            way = format!("{way}.{name}");
            if fields.is_empty() {
                return;
            }
            continue;
        }
        let message = format!("{} reads `{name}`, which `{way}` of the Context Object does not have", reference.title());
        let span = reference.span(step.range.clone());
        let finding = report.at_span(span, reference.value(), message);
        let known = fields.iter().map(|field| field.name);
        match nearest(&name, known.clone()) {
            Some(near) => {
                let title = format!("replace `{name}` by `{near}`");
                finding
                    .help(format!("did you mean `{way}.{near}`?"))
                    .fix(Safety::Unsafe, title, span, format!(".{near}"));
            }
            None => {
                let names: Vec<String> = known.map(|name| format!("`{name}`")).collect();
                finding.help(format!("it has {}", names.join(", ")));
            }
        }
        return;
    }
}
