use crate::diagnostic::Severity;
use crate::project::Document;
use crate::rule::{Report, rule};

rule! {
    code: "drone/syntax",
    group: Correctness,
    severity: Error,
    check: Document(check),
}

/// What YAML 1.2 forbids and Drone's parser, a port of libyaml, reads: leading blank lines longer than
/// the indentation (8.1.1.1), a comment directly after a token (6.6), a quoted scalar that goes on to
/// the left (7.3).
const ACCEPTED_BY_DRONE: [&str; 3] = [
    "wrongly indented line in block scalar",
    "comments must be separated from other tokens by whitespace",
    "invalid indentation in multiline quoted scalar",
];

fn check(document: &Document, report: &mut Report) {
    for (span, error) in document.tree.errors() {
        let is_accepted = ACCEPTED_BY_DRONE.contains(&error.message.as_str());
        let finding = report.at_path(span, document.tree.root().path(), &error.message);
        match is_accepted {
            true => finding
                .severity(Severity::Info)
                .help("Drone reads it and other YAML parsers do not: the rest of this document is not checked"),
            false => finding.help("Drone refuses the whole file: correct this line or the one before it"),
        };
    }
}
