//! Suppressions belong to nodes, not to lines: a comment covers the node that it precedes or whose
//! line it ends; in a definition, a `Comment` covers its machine or state.

mod cover;
mod directive;
mod written;

use std::collections::BTreeSet;

use crate::config::selects;
use crate::diagnostic::Diagnostic;
use crate::project::{File, Project};
use crate::rule::{Report, RuleSet};
use crate::rules::find;
use crate::text::{Source, Span};
use written::Collector;

/// What other secret scanners understand; nobody wants two comments.
const SECRET_PRAGMAS: [&str; 2] = ["pragma: allowlist secret", "gitleaks:allow"];

/// A suppression as it is written.
#[derive(Debug)]
struct Suppression {
    /// The bytes in which findings are suppressed; none if it stands at no node.
    covers: Option<Span>,
    /// Each code with its place.
    codes: Vec<(String, Span)>,
    used: Vec<bool>,
    /// Path of the node in which it is written.
    subject: String,
}

/// Takes suppressed findings out and adds what is to be said of the suppressions themselves.
/// Returns the findings that stay and the number of those that do not.
pub fn apply(
    project: &Project,
    file: &File,
    rules: &RuleSet,
    found: Vec<Diagnostic>,
) -> (Vec<Diagnostic>, usize) {
    let Some(source) = project.source(file.source) else { return (found, 0) };
    if !source.text().contains("steplint") && !is_pragma(source.text()) {
        return (found, 0);
    }
    let mut report = Report::default();
    let mut collector =
        Collector { rules, report: &mut report, suppressions: Vec::new(), pragmas: Vec::new() };
    collector.collect(project, file, source);
    let Collector { mut suppressions, pragmas, .. } = collector;
    let allowed = Allowed { source, nodes: pragmas, lines: pragma_lines(source) };
    let before = found.len();
    let mut kept: Vec<Diagnostic> = found
        .into_iter()
        .filter(|finding| !is_suppressed(finding, &mut suppressions) && !allowed.holds(finding))
        .collect();
    let suppressed = before - kept.len();
    report_unused(&suppressions, rules, &mut report);
    kept.extend(report.into_diagnostics());
    (kept, suppressed)
}

fn is_suppressed(finding: &Diagnostic, suppressions: &mut [Suppression]) -> bool {
    let Some(rule) = find(finding.code) else { return false };
    let mut suppressed = false;
    let covering = suppressions
        .iter_mut()
        .filter(|suppression| suppression.covers.is_some_and(|covers| covers.contains(finding.span)));
    for suppression in covering {
        for (index, (code, _)) in suppression.codes.iter().enumerate() {
            if selects(code, rule) {
                suppression.used[index] = true;
                suppressed = true;
            }
        }
    }
    suppressed
}

/// Where secrets may stand, whichever rule finds them.
struct Allowed<'s> {
    source: &'s Source,
    /// Nodes with a comment.
    nodes: Vec<Span>,
    /// Lines that hold the words anywhere, as the other scanners read them: also within a script.
    lines: BTreeSet<u32>,
}

impl Allowed<'_> {
    fn holds(&self, finding: &Diagnostic) -> bool {
        let line = |offset| self.source.line_index(offset);
        let span = finding.span;
        finding.secret
            && (self.nodes.iter().any(|node| node.contains(span))
                || self.lines.range(line(span.start)..=line(span.end)).next().is_some())
    }
}

fn is_pragma(text: &str) -> bool {
    SECRET_PRAGMAS.iter().any(|pragma| text.contains(pragma))
}

fn pragma_lines(source: &Source) -> BTreeSet<u32> {
    let places = SECRET_PRAGMAS.iter().flat_map(|pragma| source.text().match_indices(pragma));
    places.map(|(at, _)| source.line_index(at as u32)).collect()
}

/// One that stands at no node is reported whether its rule is on or off: it can never do anything.
fn report_unused(suppressions: &[Suppression], rules: &RuleSet, report: &mut Report) {
    let Some(active) = rules.engine("steplint/unused-suppression") else { return };
    for suppression in suppressions {
        let help = match suppression.covers {
            Some(_) => "remove it: the finding is gone, or the comment stands at another node",
            None => {
                "write it above the node that it is meant for, or at the end of its first line: none begins here"
            }
        };
        for ((code, span), _) in suppression.codes.iter().zip(&suppression.used).filter(|(_, used)| !**used) {
            if suppression.covers.is_none() || rules.holds(|rule| selects(code, rule)) {
                report.run(active, |report| {
                    let message = format!("the suppression of `{code}` suppresses nothing");
                    report.at_path(*span, suppression.subject.clone(), message).help(help);
                });
            }
        }
    }
}
