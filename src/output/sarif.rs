//! SARIF 2.1.0 (OASIS standard): the rules with their pages, and a result for each finding.

use std::collections::HashMap;
use std::io::{self, Write};

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::{Findings, Place, RuleInfo, plain};
use crate::diagnostic::{Diagnostic, Fix, Label, Severity};
use crate::text::{SourceId, Span};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// Name and version of [`Diagnostic::fingerprint`], by which a service knows a result again.
const FINGERPRINT: &str = "steplint/v1";

/// Writes the findings; each result is made when its turn comes.
pub fn write(findings: &Findings, rules: &[RuleInfo], out: &mut impl Write) -> io::Result<()> {
    let places = rules.iter().enumerate().map(|(index, rule)| (rule.code, index)).collect();
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: tool(findings, rules),
            column_kind: "unicodeCodePoints",
            results: Results { findings, rules: places },
        }],
    };
    plain::write_json(&log, out)
}

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Value,
    column_kind: &'static str,
    results: Results<'a>,
}

struct Results<'a> {
    findings: &'a Findings<'a>,
    /// Index of each rule in the list of the tool.
    rules: HashMap<&'a str, usize>,
}

impl Serialize for Results<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.findings.diagnostics.iter().map(|found| self.result(found)))
    }
}

fn tool(findings: &Findings, rules: &[RuleInfo]) -> Value {
    let version = env!("CARGO_PKG_VERSION");
    let rules: Vec<Value> = rules.iter().map(|rule| describe(findings, rule)).collect();
    json!({"driver": {"name": "steplint", "version": version, "semanticVersion": version, "rules": rules}})
}

fn describe(findings: &Findings, rule: &RuleInfo) -> Value {
    let mut described = json!({
        "id": rule.code,
        "shortDescription": message(rule.title),
        "defaultConfiguration": {"level": level(rule.severity)},
        // Readers show a page as it is, without looking for arguments: its braces stay single.
        "help": {"text": format!("Run `steplint explain {}` for the page of this rule.", rule.code), "markdown": rule.page},
    });
    if let Some(url) = findings.url(rule.code) {
        described["helpUri"] = url.into();
    }
    described
}

impl Results<'_> {
    fn result(&self, found: &Diagnostic) -> Value {
        let mut result = json!({"ruleId": found.code});
        if let Some(index) = self.rules.get(found.code) {
            result["ruleIndex"] = (*index).into();
        }
        result["level"] = level(found.severity).into();
        result["message"] = match &found.help {
            Some(help) => message(&format!("{}\n{help}", found.message)),
            None => message(&found.message),
        };
        let mut location = json!({"physicalLocation": physical(&self.findings.place(found.span))});
        if !found.subject.is_empty() {
            location["logicalLocations"] = json!([{"fullyQualifiedName": found.subject}]);
        }
        result["locations"] = json!([location]);
        if !found.related.is_empty() {
            let related = found.related.iter().enumerate().map(|(index, label)| self.related(index, label));
            result["relatedLocations"] = related.collect();
        }
        result["partialFingerprints"] = json!({FINGERPRINT: found.fingerprint()});
        if let Some(fix) = found.fix.as_ref().filter(|fix| !fix.edits.is_empty()) {
            result["fixes"] = json!([self.fix(fix)]);
        }
        result["properties"] = properties(found);
        result
    }

    fn related(&self, index: usize, label: &Label) -> Value {
        let physical = physical(&self.findings.place(label.span));
        json!({"id": index + 1, "physicalLocation": physical, "message": message(&label.message)})
    }

    /// One change a file, in the order of their first edits.
    fn fix(&self, fix: &Fix) -> Value {
        let mut changes: Vec<(SourceId, Value)> = Vec::new();
        for edit in &fix.edits {
            let source = edit.span.source;
            let at = changes.iter().position(|(known, _)| *known == source).unwrap_or_else(|| {
                changes.push((source, self.change(edit.span)));
                changes.len() - 1
            });
            let deleted = region(&self.findings.place(edit.span));
            if let Some(replacements) = changes[at].1["replacements"].as_array_mut() {
                replacements.push(json!({"deletedRegion": deleted, "insertedContent": {"text": edit.text}}));
            }
        }
        let changes: Vec<Value> = changes.into_iter().map(|(_, change)| change).collect();
        json!({"description": message(&fix.title), "artifactChanges": changes})
    }

    fn change(&self, span: Span) -> Value {
        json!({"artifactLocation": {"uri": uri(self.findings.place(span).path)}, "replacements": []})
    }
}

fn properties(found: &Diagnostic) -> Value {
    let mut properties = json!({"confidence": found.confidence});
    if let Some(code) = found.service_code {
        properties["serviceCode"] = code.into();
    }
    if let Some(location) = &found.service_location {
        properties["serviceLocation"] = location.as_str().into();
    }
    if let Some(fix) = &found.fix {
        properties["fixSafety"] = fix.safety.as_str().into();
    }
    properties
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// In a message, braces stand around the number of an argument; literal ones are doubled (§ 3.11.5).
fn message(text: &str) -> Value {
    json!({"text": text.replace('{', "{{").replace('}', "}}")})
}

fn physical(place: &Place) -> Value {
    json!({"artifactLocation": {"uri": uri(place.path)}, "region": region(place)})
}

fn region(place: &Place) -> Value {
    json!({
        "startLine": place.start.line,
        "startColumn": place.start.column,
        "endLine": place.end.line,
        "endColumn": place.end.column,
    })
}

/// A path as a relative reference (RFC 3986), an absolute one as a URI of the scheme `file` (RFC 8089):
/// everything but unreserved characters and `/` is percent-encoded, so that a colon does not make a scheme
/// of the first segment.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len() + "file:///".len());
    if std::path::Path::new(path).is_absolute() {
        uri.push_str(if path.starts_with('/') { "file://" } else { "file:///" });
    }
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(byte.into())
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
