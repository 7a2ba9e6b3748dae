//! `steplint explain CODE`.

use std::io::Write;
use std::process::ExitCode;

use clap::Args;

use super::Stop;
use super::terminal::{Color, standard_output};
use crate::config::unknown_selector;
use crate::rules::find;

#[derive(Debug, Args)]
pub(super) struct Options {
    /// The code of a rule, as findings show it
    code: String,
    /// When to colour
    #[arg(long, value_enum, default_value = "auto")]
    color: Color,
}

pub(super) fn run(options: &Options) -> Result<ExitCode, Stop> {
    let Some(rule) = find(&options.code) else {
        let fault = unknown_selector(&options.code);
        return Err(Stop::Failed(
            fault.unwrap_or_else(|| format!("`{}` is a group: name one rule", options.code)),
        ));
    };
    let mut out = std::io::stdout().lock();
    let color = standard_output(options.color).color;
    let facts = format!(
        "{} · {} · {} confidence · group {}",
        rule.code,
        rule.severity.as_str(),
        rule.confidence.as_str(),
        rule.group.as_str()
    );
    let mut is_code = false;
    for (index, line) in rule.page.lines().enumerate() {
        is_code ^= line.starts_with("```");
        writeln!(out, "{}", if color { dressed(line, is_code) } else { line.to_owned() })?;
        if index == 0 {
            writeln!(out, "\n{facts}")?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Headings bold, examples dim.
fn dressed(line: &str, is_code: bool) -> String {
    let style = match line {
        _ if line.starts_with("```") || is_code => "2",
        _ if line.starts_with('#') => "1",
        _ => return line.to_owned(),
    };
    format!("\u{1b}[{style}m{line}\u{1b}[0m")
}
