//! `steplint check`, the default.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::sink::Sink;
use super::terminal::Color;
use super::{FAILED, Stop, repair, say};
use crate::config::{Config, Selection};
use crate::diagnostic::{Safety, Severity};
use crate::output::{self, Findings, Format, RuleInfo, Summary};
use crate::project::{Input, collect, read_limited};
use crate::rules::RULES;
use crate::text::{Source, SourceId};

#[derive(Debug, Args)]
pub(super) struct Options {
    /// Files and folders; a folder stands for everything below it that git would track
    #[arg(default_value = ".")]
    paths: Vec<PathBuf>,
    /// How to show findings
    #[arg(long, value_enum, default_value = "pretty")]
    format: Format,
    /// Write the findings to this file instead of the standard output
    #[arg(long, value_name = "FILE")]
    pub(super) output_file: Option<PathBuf>,
    /// Only these rules or groups: codes, `asl`, `security`, …
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    select: Vec<String>,
    /// All but these rules or groups
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    ignore: Vec<String>,
    /// The pedantic rules too
    #[arg(long)]
    pedantic: bool,
    /// The severity from which on findings fail the run [default: warning]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    fail_on: Option<FailOn>,
    /// Exit with 0 whatever is found
    #[arg(long)]
    exit_zero: bool,
    /// Make the repairs that keep the meaning
    #[arg(long)]
    fix: bool,
    /// Make the other repairs too; read them afterwards
    #[arg(long)]
    unsafe_fixes: bool,
    /// Show the repairs as a diff instead of making them
    #[arg(long)]
    diff: bool,
    /// Read one file from the standard input, under this name; its folder is where `steplint.yaml` is
    /// looked for
    #[arg(long, value_name = "NAME", conflicts_with_all = ["paths", "fix", "unsafe_fixes"])]
    stdin_filename: Option<String>,
    /// Count findings by rule
    #[arg(long)]
    statistics: bool,
    /// This configuration instead of the `steplint.yaml` that is nearest above all paths
    /// [env: STEPLINT_CONFIG]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// No configuration file
    #[arg(long, conflicts_with = "config")]
    no_config: bool,
    /// When to colour
    #[arg(long, value_enum, default_value = "auto")]
    pub(super) color: Color,
    /// Say nothing on the standard error
    #[arg(long, short)]
    quiet: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FailOn {
    Error,
    Warning,
    Info,
}

impl From<FailOn> for Severity {
    fn from(level: FailOn) -> Severity {
        match level {
            FailOn::Error => Severity::Error,
            FailOn::Warning => Severity::Warning,
            FailOn::Info => Severity::Info,
        }
    }
}

pub(super) fn run(options: &Options) -> Result<ExitCode, Stop> {
    let config = config(options)?;
    let input = input(options, &config)?;
    let mut failed = report_unread(&input, options);
    let mut excluded = input.excluded.clone();
    let mut outcome = crate::check(input, &config);
    let limit = if options.unsafe_fixes { Safety::Unsafe } else { Safety::Safe };
    let mut out = Sink::of(options);
    if options.diff {
        out.write(|out, _| repair::show(&outcome, &config, limit, out))?;
    } else if options.fix || options.unsafe_fixes {
        let made = repair::make(&outcome, &config, limit, options.quiet);
        failed |= made.failed;
        if made.any {
            let input = self::input(options, &config)?;
            excluded.clone_from(&input.excluded);
            outcome = crate::check(input, &config);
        }
    }
    let findings = Findings {
        sources: &outcome.project.sources,
        diagnostics: &outcome.diagnostics,
        files: outcome.project.files.iter().filter(|file| file.reported).count(),
        suppressed: outcome.suppressed,
        docs_url: config.docs_url.as_deref(),
    };
    if options.statistics {
        out.write(|out, _| statistics(&findings, out))?;
    } else if !options.diff {
        let rules = if options.format.describes_rules() { rules() } else { Vec::new() };
        out.write(|out, terminal| output::write(options.format, &findings, &rules, terminal, out))?;
        summarize(&findings, &excluded, options);
    }
    out.finish()?;
    let threshold = options.fail_on.map(Severity::from).or(config.fail_on).unwrap_or(Severity::Warning);
    let fails = outcome.diagnostics.iter().any(|finding| finding.severity >= threshold);
    // The process ends here: taking all files and findings apart would only cost time.
    std::mem::forget(outcome);
    Ok(match () {
        () if failed => ExitCode::from(FAILED),
        () if fails && !options.exit_zero => ExitCode::FAILURE,
        () => ExitCode::SUCCESS,
    })
}

fn config(options: &Options) -> Result<Config, Stop> {
    let selection = Selection {
        select: options.select.clone(),
        ignore: options.ignore.clone(),
        pedantic: options.pedantic,
    };
    let named = || std::env::var_os("STEPLINT_CONFIG").filter(|name| !name.is_empty()).map(PathBuf::from);
    let file = match &options.config {
        Some(file) => Some(file.clone()),
        None if options.no_config => None,
        None => named().or_else(|| match &options.stdin_filename {
            Some(name) => Config::find(&[PathBuf::from(name)]),
            None => Config::find(&options.paths),
        }),
    };
    let config = file.map_or_else(|| Ok(Config::default()), |file| read_config(&file))?;
    config.with(selection).map_err(Stop::Failed)
}

fn read_config(path: &Path) -> Result<Config, Stop> {
    let fail = |reason: String| Stop::Failed(format!("{}: {reason}", path.display()));
    let file = std::fs::File::open(path).map_err(|error| fail(error.to_string()))?;
    let bytes = read_limited(file, 0).map_err(fail)?;
    Config::read(Source::new(SourceId(0), path.to_string_lossy(), bytes)).map_err(|error| {
        let at = error.source.position(error.span.start);
        let help = error.help.as_deref().map_or(String::new(), |help| format!("; {help}"));
        Stop::Failed(format!("{}:{}:{}: {}{help}", error.source.path, at.line, at.column, error.message))
    })
}

fn input(options: &Options, config: &Config) -> Result<Input, Stop> {
    let Some(name) = &options.stdin_filename else {
        return collect(&options.paths, &|path| config.excludes(path))
            .map_err(|error| Stop::Failed(error.to_string()));
    };
    let mut input = Input::default();
    match read_limited(std::io::stdin().lock(), 0) {
        Ok(_) if config.excludes(name) => input.excluded.push(name.clone()),
        Ok(bytes) => input.add(name, bytes),
        Err(reason) => input.unread.push((name.clone(), reason)),
    }
    Ok(input)
}

/// Says what could not be read; whether there is any.
fn report_unread(input: &Input, options: &Options) -> bool {
    for (path, reason) in input.unread.iter().filter(|_| !options.quiet) {
        say(&format!("{path} was not read: {reason}"));
    }
    !input.unread.is_empty()
}

fn rules() -> Vec<RuleInfo<'static>> {
    let described = RULES.iter().map(|rule| RuleInfo {
        code: rule.code,
        title: rule.title(),
        severity: rule.severity,
        page: rule.page,
    });
    described.collect()
}

/// Says on the standard error what the output does not.
fn summarize(findings: &Findings, excluded: &[String], options: &Options) {
    let shown_elsewhere = options.output_file.is_some() || options.format != Format::Pretty;
    match excluded {
        _ if options.quiet => {}
        [] if findings.files == 0 => {
            say("nothing to check: no pipeline, template, definition or policy here");
        }
        [only] if findings.files == 0 => {
            say(&format!("nothing to check: {only} is left out by `exclude` of the configuration"));
        }
        [first, rest @ ..] if findings.files == 0 => say(&format!(
            "nothing to check: {first} and {} more are left out by `exclude` of the configuration",
            rest.len()
        )),
        _ if shown_elsewhere => {
            let _ = writeln!(std::io::stderr().lock(), "{}", Summary::of(findings));
        }
        _ => {}
    }
}

fn statistics(findings: &Findings, out: &mut dyn Write) -> std::io::Result<()> {
    let mut counts: Vec<(usize, &str)> = RULES
        .iter()
        .map(|rule| {
            (findings.diagnostics.iter().filter(|finding| finding.code == rule.code).count(), rule.code)
        })
        .filter(|(count, _)| *count > 0)
        .collect();
    counts.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    for (count, code) in counts {
        writeln!(out, "{count:6}  {code}")?;
    }
    writeln!(out, "{}", Summary::of(findings))
}
