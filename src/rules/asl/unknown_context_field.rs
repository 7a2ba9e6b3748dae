use crate::asl::path::{Path, Root};
use crate::asl::reference::Reference;
use crate::asl::{Machine, context};
use crate::diagnostic::Safety;
use crate::rule::{Report, rule};
use crate::rules::shared::{listed, nearest};

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
    let steps: Vec<_> = path.names(reference.text()).collect();
    let names: Vec<&str> = steps.iter().map(|(name, _)| name.as_ref()).collect();
    let Some((index, known)) = context::unknown_field(&names) else { return };
    let (Some((name, step)), Some(before)) = (steps.get(index), names.get(..index)) else { return };
    let way = before.iter().fold("$$".to_owned(), |way, name| format!("{way}.{name}"));
    let message =
        format!("{} reads `{name}`, which `{way}` of the Context Object does not have", reference.title());
    let span = reference.span(step.range.clone());
    let finding = report.at_span(span, reference.value(), message);
    match nearest(name, known.iter().copied()) {
        Some(near) => {
            let title = format!("replace `{name}` by `{near}`");
            finding.help(format!("did you mean `{way}.{near}`?")).fix(
                Safety::Unsafe,
                title,
                span,
                format!(".{near}"),
            );
        }
        None => {
            finding.help(format!("it has {}", listed(&known, "and")));
        }
    }
}
