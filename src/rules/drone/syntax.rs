use crate::diagnostic::Severity;
use crate::project::Document;
use crate::rule::{Report, rule};

rule! {
    code: "drone/syntax",
    group: Correctness,
    severity: Error,
    check: Document(check),
}

fn check(document: &Document, report: &mut Report) {
    for (span, error) in document.tree.errors() {
        let finding = report.at_path(span, document.tree.document_at(span.start).path(), &error.message);
        // Drone's parser is a port of libyaml.
        match error.tolerated {
            true => finding.severity(Severity::Info).help(
                "Drone reads it and other YAML parsers do not: the rest of this document is not checked",
            ),
            false => finding.help("Drone refuses the whole file: correct this line or the one before it"),
        };
    }
}
