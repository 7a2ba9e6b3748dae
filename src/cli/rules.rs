//! `steplint rules`.

use std::io::Write;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde_json::json;

use super::Stop;
use crate::rule::{OptionDefault, Rule};
use crate::rules::RULES;

#[derive(Debug, Args)]
pub(super) struct Options {
    /// How to list them
    #[arg(long, value_enum, default_value = "pretty")]
    format: ListFormat,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ListFormat {
    Pretty,
    Json,
}

pub(super) fn run(options: &Options) -> Result<ExitCode, Stop> {
    let mut out = std::io::stdout().lock();
    match options.format {
        ListFormat::Pretty => {
            let width = RULES.iter().map(|rule| rule.code.len()).max().unwrap_or(0);
            for rule in RULES {
                let severity = rule.severity.as_str();
                let group = rule.group.as_str();
                writeln!(out, "{:width$}  {severity:7}  {group:12}  {}", rule.code, rule.title())?;
            }
        }
        ListFormat::Json => {
            let rules: Vec<_> = RULES.iter().map(|rule| describe(rule)).collect();
            serde_json::to_writer_pretty(&mut out, &rules).map_err(std::io::Error::from)?;
            writeln!(out)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn describe(rule: &Rule) -> serde_json::Value {
    let options: Vec<_> = rule
        .options
        .iter()
        .map(|option| match option.default {
            OptionDefault::Bool(default) => {
                json!({"name": option.name, "type": "boolean", "default": default})
            }
            OptionDefault::Words => json!({"name": option.name, "type": "list", "default": []}),
        })
        .collect();
    json!({
        "code": rule.code,
        "title": rule.title(),
        "group": rule.group,
        "severity": rule.severity,
        "confidence": rule.confidence,
        "status": rule.status,
        "fixes": rule.fixes,
        "options": options,
    })
}
