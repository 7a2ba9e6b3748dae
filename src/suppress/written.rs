//! The places where suppressions are written: comments, `Metadata` of resources, `Comment` of states.

use std::ops::Range;

use super::Suppression;
use super::cover::Places;
use super::directive::Directive;
use crate::asl::Machine;
use crate::cfn::Template;
use crate::config::unknown_selector;
use crate::project::{File, Project};
use crate::rule::{Report, RuleSet};
use crate::rules::suggest;
use crate::text::{Source, Span};
use crate::tree::Value;

/// What was read, and where what is wrong with it is reported.
pub(super) struct Collector<'c, 'r> {
    pub rules: &'c RuleSet,
    pub report: &'c mut Report<'r>,
    pub suppressions: Vec<Suppression>,
    /// Where a comment for other scanners of secrets stands, with the node that it covers.
    pub pragmas: Vec<Span>,
}

impl Collector<'_, '_> {
    pub(super) fn collect(&mut self, project: &Project, file: &File, source: &Source) {
        if file.tree.comments().next().is_some() {
            self.comments(file, source);
        }
        if let Some(template) = file.template() {
            self.template(&template);
        }
        for machine in project.machines(file) {
            self.definition(&machine);
        }
    }

    fn comments(&mut self, file: &File, source: &Source) {
        let places = Places::of(&file.tree, source);
        for (span, comment) in file.tree.comments() {
            if super::is_pragma(comment) {
                self.pragmas.extend(places.covered(span));
            }
            let Some(directive) = Directive::in_comment(comment) else { continue };
            let place = |range: Range<usize>| Span {
                start: span.start + range.start as u32,
                end: span.start + range.end as u32,
                ..span
            };
            let covers = match directive.whole_file {
                true => Some(source.span(0, source.text().len())),
                false => places.covered(span),
            };
            self.add(directive, place, covers, file.tree.document_at(span.start));
        }
    }

    /// `Metadata: {steplint: {ignore: {code: reason}}}` of a resource covers the resource.
    fn template(&mut self, template: &Template) {
        for resource in template.resources() {
            let Some(settings) = resource.metadata().and_then(|metadata| metadata.get("steplint")) else {
                continue;
            };
            if !settings.is_mapping() {
                let remedy = "write `steplint: {ignore: {code: reason}}`";
                self.refuse(settings.span(), settings, format!("`steplint` holds no mapping: {remedy}"));
            }
            for entry in settings.entries() {
                match entry.key_text().as_deref() {
                    Some("ignore") => self.metadata(entry, resource.value.entry_span()),
                    name => self.unknown_key(entry, name.unwrap_or_default()),
                }
            }
        }
    }

    fn metadata(&mut self, ignore: Value, covers: Span) {
        if !ignore.is_mapping() {
            let what = if ignore.is_sequence() { "a list" } else { "no mapping" };
            let message = format!("the suppression is {what}: write `ignore: {{code: reason}}`");
            self.refuse(ignore.span(), ignore, message);
        }
        for entry in ignore.entries() {
            let Some(code) = entry.key() else { continue };
            let name = code.scalar_text().unwrap_or_default().into_owned();
            let is_explained = entry.text().is_some_and(|reason| !reason.trim().is_empty());
            let fault = (!is_explained).then(|| "gives no reason: write it as the value".to_owned());
            let directive = Directive { codes: vec![(name, 0..0)], fault, ..Directive::default() };
            self.add(directive, |_| code.span(), Some(covers), code);
        }
    }

    fn unknown_key(&mut self, entry: Value, name: &str) {
        let remedy = match suggest(name, ["ignore"]) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write `ignore: {code: reason}`".to_owned(),
        };
        let span = entry.name_span();
        self.refuse(span, entry, format!("`steplint` knows no key `{name}`: {remedy}"));
    }

    /// `Comment` fields of the machine and its states.
    fn definition(&mut self, machine: &Machine) {
        let states = machine.states().map(|state| state.value());
        for holder in std::iter::once(machine.value()).chain(states) {
            let Some(comment) = holder.get("Comment") else { continue };
            if let Some(directive) = Directive::in_text(&comment.text().unwrap_or_default()) {
                self.add(directive, |range| comment.text_span(range), Some(holder.entry_span()), comment);
            }
        }
    }

    /// Reports what is wrong with a directive and makes it a suppression of the codes that exist.
    fn add(
        &mut self,
        directive: Directive,
        place: impl Fn(Range<usize>) -> Span,
        covers: Option<Span>,
        subject: Value,
    ) {
        if let Some(fault) = directive.fault {
            self.refuse(place(directive.at), subject, format!("the suppression {fault}"));
        }
        let mut codes = Vec::new();
        for (code, range) in directive.codes {
            match unknown_selector(&code) {
                Some(fault) => self.refuse(place(range), subject, fault),
                None => codes.push((code, place(range))),
            }
        }
        if !codes.is_empty() {
            let used = vec![false; codes.len()];
            self.suppressions.push(Suppression { covers, codes, used, subject: subject.path() });
        }
    }

    fn refuse(&mut self, span: Span, subject: Value, message: String) {
        if let Some(active) = self.rules.engine("steplint/invalid-suppression") {
            self.report.run(active, |report| {
                report.at_span(span, subject, message).help("`steplint rules` lists the codes");
            });
        }
    }
}
