//! The command line.

mod check;
mod explain;
mod permissions;
mod repair;
mod rules;
mod sink;
mod terminal;

use std::io::Write;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::output::{escaped, escaped_lines};

/// The run itself failed. Never 78: to Drone that means "skip the rest of the pipeline".
const FAILED: u8 = 2;

#[derive(Debug, Parser)]
#[command(
    name = "steplint",
    version,
    about = "Lints everything that takes an AWS Step Functions workflow to production: Drone pipelines, CloudFormation/SAM templates, state machine definitions, IAM policies",
    args_conflicts_with_subcommands = true,
    after_help = "Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 the run itself failed."
)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    check: check::Options,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Checks files and folders (the default)
    Check(check::Options),
    /// Shows the page of a rule: what it finds, why it matters, how to mend it
    Explain(explain::Options),
    /// Writes the policy that the role of a machine needs
    Permissions(permissions::Options),
    /// Lists the rules
    Rules(rules::Options),
}

/// Runs the program with the arguments of the process.
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error),
    };
    let result = match arguments.command {
        None => check::run(&arguments.check),
        Some(Command::Check(options)) => check::run(&options),
        Some(Command::Explain(options)) => explain::run(&options),
        Some(Command::Permissions(options)) => permissions::run(&options),
        Some(Command::Rules(options)) => rules::run(&options),
    };
    match result {
        Ok(code) => code,
        Err(Stop::Failed(message)) => {
            say(&message);
            ExitCode::from(FAILED)
        }
        Err(Stop::Closed) => ExitCode::SUCCESS,
    }
}

/// Help, the version, or a fault of the arguments; these may be the names of files.
fn usage(error: &clap::Error) -> ExitCode {
    let text = error.render().to_string();
    let shown = escaped_lines(&text);
    if error.use_stderr() && shown.trim_end() != text.trim_end() {
        let _ = writeln!(std::io::stderr().lock(), "{shown}");
    } else {
        let _ = error.print();
    }
    if error.use_stderr() { ExitCode::from(FAILED) } else { ExitCode::SUCCESS }
}

/// Tells a person one line, on the standard error. Names of files and what files hold come from
/// outside: nothing in them reaches the terminal as it is. Where nobody listens nothing is lost.
fn say(message: &str) {
    let _ = writeln!(std::io::stderr().lock(), "steplint: {}", escaped(message));
}

/// Why a run ends early.
#[derive(Debug)]
enum Stop {
    /// It cannot go on.
    Failed(String),
    /// Nobody reads its output any more, as in `steplint | head`.
    Closed,
}

impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Stop {
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => Stop::Closed,
            _ => Stop::Failed(error.to_string()),
        }
    }
}
