//! Findings of any rule, looked over before they leave: one for each secret, and none shows one.

use std::collections::HashSet;
use std::ops::Range;

use super::{redact, scan_text};
use crate::diagnostic::Diagnostic;
use crate::text::SourceId;

/// Rules that find the same values, the surest first. The form of an AWS key proves what it is, and its
/// id names the account, so these stay before the Drone rule, which goes by the name of the variable;
/// that name still says more than the general judgement by key and look.
const SUREST_FIRST: [&str; 4] =
    ["secret/aws-access-key", "secret/aws-secret-key", "drone/static-aws-keys", "secret/plaintext"];

/// Leaves one finding for each secret value: the one of the surest rule that is on.
pub fn keep_surest(findings: &mut Vec<Diagnostic>) {
    if findings.iter().filter(|finding| finding.secret).count() < 2 {
        return;
    }
    let (mut taken, mut dropped) = (Taken::default(), HashSet::new());
    for code in SUREST_FIRST {
        let mut kept = HashSet::new();
        for (index, finding) in findings.iter().enumerate() {
            if finding.secret && finding.code == code {
                let bytes = (finding.span.source, finding.span.start..finding.span.end);
                // One value may be reached by two ways, as an alias leads to it or two steps share it.
                if taken.overlaps(&bytes) || !kept.insert(bytes) {
                    dropped.insert(index);
                }
            }
        }
        taken.add(kept);
    }
    let mut index = 0..;
    findings.retain(|_| index.next().is_none_or(|index| !dropped.contains(&index)));
}

type Bytes = (SourceId, Range<u32>);

/// Bytes that have a finding: sorted and apart from each other.
#[derive(Default)]
struct Taken(Vec<Bytes>);

impl Taken {
    fn overlaps(&self, (source, bytes): &Bytes) -> bool {
        let next = self.0.partition_point(|(other, taken)| (*other, taken.end) <= (*source, bytes.start));
        self.0.get(next).is_some_and(|(other, taken)| other == source && taken.start < bytes.end)
    }

    fn add(&mut self, more: HashSet<Bytes>) {
        self.0.extend(more);
        self.0.sort_by_key(|(source, bytes)| (*source, bytes.start));
        self.0.dedup_by(|(source, next), (other, last)| {
            let joins = source == other && next.start <= last.end;
            if joins {
                last.end = last.end.max(next.end);
            }
            joins
        });
    }
}

/// Shortens the secrets that a finding quotes from the file: in a name, a key, a path. A repair that
/// would write one is not offered. Texts without the letters of a known form cost one search.
pub fn redact_texts(finding: &mut Diagnostic) {
    redact_text(&mut finding.message);
    redact_text(&mut finding.subject);
    if let Some(location) = &mut finding.service_location {
        redact_text(location);
    }
    finding.help.iter_mut().for_each(redact_text);
    finding.related.iter_mut().for_each(|label| redact_text(&mut label.message));
    if let Some(fix) = &mut finding.fix {
        redact_text(&mut fix.title);
        if fix.edits.iter().any(|edit| !scan_text(&edit.text).is_empty()) {
            finding.fix = None;
        }
    }
}

fn redact_text(text: &mut String) {
    for secret in scan_text(text).into_iter().rev() {
        let shown = text.get(secret.range.clone()).map(redact);
        text.replace_range(secret.range, &shown.unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Confidence, Edit, Fix, Label, Safety, Severity};
    use crate::text::Span;

    fn finding(code: &'static str, start: u32, end: u32) -> Diagnostic {
        Diagnostic {
            code,
            severity: Severity::Warning,
            confidence: Confidence::High,
            message: String::new(),
            help: None,
            span: Span { source: SourceId(0), start, end },
            subject: String::new(),
            related: Vec::new(),
            service_code: None,
            service_location: None,
            fix: None,
            secret: true,
        }
    }

    fn kept(findings: &[(&'static str, u32, u32)]) -> Vec<(&'static str, u32)> {
        let mut findings = findings.iter().map(|&(code, start, end)| finding(code, start, end)).collect();
        keep_surest(&mut findings);
        findings.iter().map(|finding| (finding.code, finding.span.start)).collect()
    }

    #[test]
    fn the_surest_finding_of_each_value_stays() {
        let [id, key, drone, plain] = SUREST_FIRST;
        assert_eq!(kept(&[(drone, 5, 25), (id, 5, 25), (drone, 30, 50)]), [(id, 5), (drone, 30)]);
        assert_eq!(kept(&[(plain, 5, 45), (drone, 5, 45)]), [(drone, 5)]);
        assert_eq!(kept(&[(plain, 0, 9), (drone, 0, 9), (key, 2, 8)]), [(key, 2)]);
        assert_eq!(kept(&[(id, 0, 20), (id, 21, 41), (plain, 0, 41)]), [(id, 0), (id, 21)]);
        assert_eq!(kept(&[(plain, 0, 20), (id, 20, 40)]), [(plain, 0), (id, 20)]);
        assert_eq!(kept(&[(drone, 0, 20), (drone, 0, 20)]), [(drone, 0)]);
    }

    #[test]
    fn a_finding_of_another_kind_is_none_of_these() {
        let mut findings = vec![finding(SUREST_FIRST[0], 0, 20), finding("drone/static-aws-keys", 0, 20)];
        findings[1].secret = false;
        keep_surest(&mut findings);
        assert_eq!(findings.len(), 2);
    }

    #[test]
    fn every_text_of_a_finding_is_redacted() {
        let key = ["AK", "IA", "BZPUZDIKM7X", "Q2WLT"].concat();
        let mut quoting = finding("asl/duplicate-key", 0, 1);
        quoting.message = format!("the key `{key}` and `{key}`");
        quoting.help = Some(format!("see {key}"));
        quoting.subject = format!("/States/{key}/Next");
        quoting.service_location = Some(quoting.subject.clone());
        quoting.related.push(Label { span: quoting.span, message: format!("`{key}` stands here") });
        let edit = |text: &str| vec![Edit { span: quoting.span, text: text.to_owned() }];
        let fix = |text: &str| Fix { title: format!("write {key}"), safety: Safety::Safe, edits: edit(text) };
        let mut writing = quoting.clone();
        (quoting.fix, writing.fix) = (Some(fix("Pay")), Some(fix(&key)));
        redact_texts(&mut quoting);
        redact_texts(&mut writing);
        assert!(!format!("{quoting:?}{writing:?}").contains(&key));
        assert_eq!(quoting.message, "the key `AKIA…LT` and `AKIA…LT`");
        assert!(quoting.fix.is_some() && writing.fix.is_none());
    }
}
