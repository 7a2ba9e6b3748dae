//! Suppressions belong to nodes, not to lines: a comment covers the node that it precedes or whose
//! line it ends; in a definition, a `Comment` covers its machine or state.

use crate::asl::Machine;
use crate::cfn::Template;
use crate::config::{selects, unknown_selector};
use crate::diagnostic::Diagnostic;
use crate::project::{File, Project};
use crate::rule::{Report, RuleSet};
use crate::rules::find;
use crate::text::{Source, Span};
use crate::tree::Value;

/// What other secret scanners understand; nobody wants two comments.
const SECRET_PRAGMAS: [&str; 2] = ["pragma: allowlist secret", "gitleaks:allow"];

/// A suppression as it is written.
#[derive(Debug)]
struct Suppression {
    /// The bytes in which findings are suppressed.
    covers: Span,
    /// Each code with its place.
    codes: Vec<(String, Span)>,
    used: Vec<bool>,
    /// Written for other tools: never reported as unused.
    foreign: bool,
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
    if !source.text().contains("steplint")
        && !SECRET_PRAGMAS.iter().any(|pragma| source.text().contains(pragma))
    {
        return (found, 0);
    }
    let mut report = Report::default();
    let mut suppressions = collect(project, file, source, rules, &mut report);
    let before = found.len();
    let mut kept: Vec<Diagnostic> =
        found.into_iter().filter(|finding| !is_suppressed(finding, &mut suppressions)).collect();
    let suppressed = before - kept.len();
    report_unused(&suppressions, file, rules, &mut report);
    kept.extend(report.into_diagnostics());
    (kept, suppressed)
}

fn is_suppressed(finding: &Diagnostic, suppressions: &mut [Suppression]) -> bool {
    let Some(rule) = find(finding.code) else { return false };
    let mut suppressed = false;
    for suppression in suppressions.iter_mut().filter(|suppression| suppression.covers.contains(finding.span))
    {
        for (index, (code, _)) in suppression.codes.iter().enumerate() {
            if selects(code, rule) {
                suppression.used[index] = true;
                suppressed = true;
            }
        }
    }
    suppressed
}

fn report_unused(suppressions: &[Suppression], file: &File, rules: &RuleSet, report: &mut Report) {
    let Some(active) = rules.engine("steplint/unused-suppression") else { return };
    for suppression in suppressions.iter().filter(|suppression| !suppression.foreign) {
        for ((code, span), _) in suppression.codes.iter().zip(&suppression.used).filter(|(_, used)| !**used) {
            if rules.holds(|rule| selects(code, rule)) {
                report.run(active, |report| {
                    report
                        .at_path(
                            *span,
                            file.tree.root().path(),
                            format!("the suppression of `{code}` suppresses nothing"),
                        )
                        .help("remove it: the finding is gone, or the comment stands at another node");
                });
            }
        }
    }
}

fn collect(
    project: &Project,
    file: &File,
    source: &Source,
    rules: &RuleSet,
    report: &mut Report,
) -> Vec<Suppression> {
    let mut suppressions = Vec::new();
    for (span, comment) in file.tree.comments() {
        let covers = || covered(file, source, span);
        if SECRET_PRAGMAS.iter().any(|pragma| comment.contains(pragma)) {
            let codes = vec![("secret/".to_owned(), span)];
            suppressions.extend(covers().map(|covers| Suppression {
                covers,
                codes,
                used: vec![false],
                foreign: true,
            }));
        }
        if let Some(directive) = Directive::find(comment) {
            let place = |range: std::ops::Range<usize>| Span {
                start: span.start + range.start as u32,
                end: span.start + range.end as u32,
                ..span
            };
            let whole = directive.whole_file.then(|| source.span(0, source.text().len()));
            let covers = whole.or_else(covers);
            suppressions.extend(directive.check(place, covers, file.tree.root(), rules, report));
        }
    }
    if let Some(template) = file.template() {
        suppressions.extend(in_template(&template, rules, report));
    }
    for machine in project.machines(file) {
        suppressions.extend(in_definition(&machine, rules, report));
    }
    suppressions
}

/// `Metadata: {steplint: {ignore: {code: reason}}}` of a resource covers the resource.
fn in_template(template: &Template, rules: &RuleSet, report: &mut Report) -> Vec<Suppression> {
    let mut suppressions = Vec::new();
    for resource in template.resources() {
        let Some(ignore) = resource.metadata().and_then(|metadata| metadata.at(&["steplint", "ignore"]))
        else {
            continue;
        };
        for entry in ignore.entries() {
            let Some(code) = entry.key() else { continue };
            let name = code.scalar_text().unwrap_or_default().into_owned();
            let is_explained = entry.text().is_some_and(|reason| !reason.trim().is_empty());
            let fault = (!is_explained).then_some("gives no reason: write it as the value");
            let written = Directive { whole_file: false, codes: vec![(name, 0..0)], at: 0..0, fault };
            suppressions.extend(written.check(
                |_| code.span(),
                Some(resource.value.entry_span()),
                code,
                rules,
                report,
            ));
        }
    }
    suppressions
}

/// `Comment` fields of the machine and its states.
fn in_definition(machine: &Machine, rules: &RuleSet, report: &mut Report) -> Vec<Suppression> {
    let holders = std::iter::once(machine.value()).chain(machine.states().map(|state| state.value()));
    let mut suppressions = Vec::new();
    for holder in holders {
        let Some(comment) = holder.get("Comment") else { continue };
        let text = comment.text().unwrap_or_default();
        if let Some(directive) = Directive::find(&text) {
            let covers = Some(holder.entry_span());
            suppressions.extend(directive.check(
                |range| comment.text_span(range),
                covers,
                comment,
                rules,
                report,
            ));
        }
    }
    suppressions
}

/// The node that a comment speaks of: the outermost entry or item that begins on its line, or, for a
/// comment on a line of its own, on the next line that is more than a comment.
fn covered(file: &File, source: &Source, comment: Span) -> Option<Span> {
    let mut line = source.line_index(comment.start);
    let own = source.line_range(line)?;
    if source.text().get(own.start..comment.start as usize)?.trim().is_empty() {
        loop {
            line += 1;
            let text = source.text().get(source.line_range(line)?)?.trim();
            if !text.is_empty() && !text.starts_with('#') {
                break;
            }
        }
    }
    let places = file.tree.collections().flat_map(|value| value.entries().chain(value.items()));
    places
        .map(Value::entry_span)
        .filter(|span| source.line_index(span.start) == line)
        .min_by_key(|span| (span.start, u32::MAX - span.end))
}

/// `steplint: ignore[code, code] reason` or `steplint: ignore-file[code] reason`.
struct Directive {
    whole_file: bool,
    /// Ranges of the text in which it stands.
    codes: Vec<(String, std::ops::Range<usize>)>,
    at: std::ops::Range<usize>,
    fault: Option<&'static str>,
}

impl Directive {
    fn find(text: &str) -> Option<Directive> {
        let start = text.find("steplint:")?;
        let rest = text[start + "steplint:".len()..].trim_start();
        let after = rest.strip_prefix("ignore")?;
        let (whole_file, after) = match after.strip_prefix("-file") {
            Some(after) => (true, after),
            None => (false, after),
        };
        let end = start + text[start..].trim_end().len();
        let mut directive = Directive { whole_file, codes: Vec::new(), at: start..end, fault: None };
        let Some((list, reason)) = after.strip_prefix('[').and_then(|list| list.split_once(']')) else {
            directive.fault = Some("names no rule: write `steplint: ignore[code] reason`");
            return Some(directive);
        };
        let mut at = text.len() - after.len() + 1;
        for code in list.split(',') {
            let from = at + (code.len() - code.trim_start().len());
            let code_text = code.trim();
            if !code_text.is_empty() {
                directive.codes.push((code_text.to_owned(), from..from + code_text.len()));
            }
            at += code.len() + 1;
        }
        if directive.codes.is_empty() {
            directive.fault = Some("names no rule: write `steplint: ignore[code] reason`");
        } else if reason.trim().is_empty() {
            directive.fault = Some("gives no reason: say after the bracket why the finding may stay");
        }
        Some(directive)
    }

    /// Reports what is wrong with it and makes it a suppression of the codes that exist.
    fn check(
        self,
        place: impl Fn(std::ops::Range<usize>) -> Span,
        covers: Option<Span>,
        subject: Value,
        rules: &RuleSet,
        report: &mut Report,
    ) -> Option<Suppression> {
        let mut faults: Vec<(Span, String)> = Vec::new();
        if let Some(fault) = self.fault {
            faults.push((place(self.at), format!("the suppression {fault}")));
        }
        let mut codes = Vec::new();
        for (code, range) in self.codes {
            match unknown_selector(&code) {
                Some(fault) => faults.push((place(range), fault)),
                None => codes.push((code, place(range))),
            }
        }
        if let Some(active) = rules.engine("steplint/invalid-suppression") {
            report.run(active, |report| {
                for (span, message) in faults {
                    report.at_path(span, subject.path(), message).help("`steplint rules` lists the codes");
                }
            });
        }
        let used = vec![false; codes.len()];
        covers.filter(|_| !codes.is_empty()).map(|covers| Suppression { covers, codes, used, foreign: false })
    }
}
