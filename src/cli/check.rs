//! `steplint check`, the default.

use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::terminal::{self, Color};
use super::{FAILED, Stop, repair};
use crate::config::{Config, Selection};
use crate::diagnostic::{Safety, Severity};
use crate::output::{self, Findings, Format, RuleInfo, Summary, Terminal};
use crate::project::{Input, collect};
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
    output_file: Option<PathBuf>,
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
    /// Read one file from the standard input, under this name
    #[arg(long, value_name = "NAME", conflicts_with_all = ["fix", "unsafe_fixes"])]
    stdin_filename: Option<String>,
    /// Count findings by rule
    #[arg(long)]
    statistics: bool,
    /// This configuration instead of the nearest `steplint.yaml`
    #[arg(long, value_name = "FILE", env = "STEPLINT_CONFIG")]
    config: Option<PathBuf>,
    /// No configuration file
    #[arg(long, conflicts_with = "config")]
    no_config: bool,
    /// When to colour
    #[arg(long, value_enum, default_value = "auto")]
    color: Color,
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
    let unread = report_unread(&input, options);
    let mut outcome = crate::check(input, &config);
    let limit = if options.unsafe_fixes { Safety::Unsafe } else { Safety::Safe };
    if options.diff {
        repair::show(&outcome, &config, limit)?;
    } else if (options.fix || options.unsafe_fixes) && repair::make(&outcome, &config, limit, options.quiet)?
    {
        outcome = crate::check(self::input(options, &config)?, &config);
    }
    let findings = Findings {
        sources: &outcome.project.sources,
        diagnostics: &outcome.diagnostics,
        files: outcome.project.files.iter().filter(|file| file.reported).count(),
        suppressed: outcome.suppressed,
        docs_url: config.docs_url.as_deref(),
    };
    if options.statistics {
        statistics(&findings)?;
    } else if !options.diff {
        show(&findings, options)?;
    }
    let threshold = options.fail_on.map(Severity::from).or(config.fail_on).unwrap_or(Severity::Warning);
    let fails = outcome.diagnostics.iter().any(|finding| finding.severity >= threshold);
    Ok(match () {
        () if unread => ExitCode::from(FAILED),
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
    let first = options.paths.first().map_or(Path::new("."), PathBuf::as_path);
    let folder = if first.is_dir() { first } else { first.parent().unwrap_or(Path::new(".")) };
    let found = match &options.config {
        Some(file) => Some(file.clone()),
        None if options.no_config => None,
        None => Config::find(folder),
    };
    let Some(path) = found else { return Config::new(selection).map_err(Stop::Failed) };
    let bytes = std::fs::read(&path).map_err(|error| Stop::Failed(format!("{}: {error}", path.display())))?;
    let source = Source::new(SourceId(0), path.to_string_lossy(), bytes);
    Config::read(source, selection).map_err(|error| {
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
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes)?;
    let mut input = Input::default();
    input.add(name, bytes);
    Ok(input)
}

/// Says which files were too large; whether there are any.
fn report_unread(input: &Input, options: &Options) -> bool {
    for (path, size) in input.too_large.iter().filter(|_| !options.quiet) {
        let limit = crate::text::MAX_FILE_BYTES;
        eprintln!("steplint: {path} was not read: it has {size} bytes, the limit is {limit}");
    }
    !input.too_large.is_empty()
}

fn show(findings: &Findings, options: &Options) -> Result<(), Stop> {
    let rules: Vec<RuleInfo> = RULES
        .iter()
        .map(|rule| RuleInfo {
            code: rule.code,
            title: rule.title(),
            severity: rule.severity,
            page: rule.page,
        })
        .collect();
    match &options.output_file {
        Some(path) => {
            let mut text = Vec::new();
            output::write(options.format, findings, &rules, &terminal::plain(), &mut text)?;
            std::fs::write(path, text)
                .map_err(|error| Stop::Failed(format!("{}: {error}", path.display())))?;
        }
        None => {
            let terminal: Terminal = terminal::standard_output(options.color);
            let mut out = BufWriter::new(std::io::stdout().lock());
            output::write(options.format, findings, &rules, &terminal, &mut out)?;
            out.flush()?;
        }
    }
    let shown_elsewhere = options.output_file.is_some() || options.format != Format::Pretty;
    if !options.quiet && findings.files == 0 {
        eprintln!("steplint: nothing to check: no pipeline, template, definition or policy here");
    } else if !options.quiet && shown_elsewhere {
        eprintln!("{}", Summary::of(findings));
    }
    Ok(())
}

fn statistics(findings: &Findings) -> Result<(), Stop> {
    let mut out = BufWriter::new(std::io::stdout().lock());
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
    writeln!(out, "{}", Summary::of(findings))?;
    Ok(out.flush()?)
}
