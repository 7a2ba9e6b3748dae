//! `steplint permissions FILE`.

mod compare;
mod write;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::terminal::{Color, standard_output};
use super::{Stop, say};
use crate::aws::regions;
use crate::project::permissions::parameters::parameterize;
use crate::project::permissions::policy::{Statement, statements};
use crate::project::permissions::{Names, Needs, Place, Subject, is_account};
use crate::project::{File, Project, collect};

#[derive(Debug, Args)]
pub(super) struct Options {
    /// A state machine definition, or a template with machines
    file: PathBuf,
    /// Only the machine of this logical id
    #[arg(long, value_name = "NAME")]
    machine: Option<String>,
    /// How to write the policy
    #[arg(long, value_enum, default_value = "json")]
    format: Format,
    /// The Region of the machine, in the ARNs that leave it open
    #[arg(long, value_name = "NAME", value_parser = region)]
    region: Option<String>,
    /// The account of the machine, in the ARNs that leave it open
    #[arg(long, value_name = "NUMBER", value_parser = account)]
    account: Option<String>,
    /// Show a diff from what the role in the template allows to what the machine needs
    #[arg(long)]
    compare: bool,
    /// When to colour
    #[arg(long, value_enum, default_value = "auto")]
    color: Color,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A policy document; the names of the statements tell the states
    Json,
    /// A policy document with comments
    Yaml,
    /// A policy document for a template, with functions and comments, and with a parameter for each name that the
    /// definition leaves open
    Cloudformation,
}

fn region(text: &str) -> Result<String, String> {
    let is_one = regions::is_known(text) || regions::has_form(text);
    if is_one { Ok(text.to_owned()) } else { Err("not the code of a Region, such as `eu-west-1`".to_owned()) }
}

fn account(text: &str) -> Result<String, String> {
    if is_account(text) { Ok(text.to_owned()) } else { Err("not a number of 12 digits".to_owned()) }
}

impl Options {
    /// The statements of the policy, with what is told of the place put in.
    fn statements(&self, id: &str, needs: &Needs) -> Vec<Statement> {
        let mut statements = statements(needs);
        let alone = self.format != Format::Cloudformation && !self.compare;
        let place = Place { region: self.region.clone(), account: self.account.clone(), alone };
        let (mut is_wide, mut is_open) = (false, false);
        for statement in &mut statements {
            statement.remarks.iter().for_each(|remark| say(&format!("`{id}`: {remark}")));
            let values = statement.facts.iter_mut().map(|fact| &mut fact.value);
            for pattern in statement.resources.iter_mut().chain(values) {
                is_wide |= place.fill(pattern);
                is_open |= alone && pattern.has_symbol();
            }
        }
        if is_wide {
            say(&format!(
                "`{id}`: `*` stands for the partition, Region or account that is not known: name them by `--region` and `--account`"
            ));
        }
        let open = if alone { parameterize(&mut statements.clone()).len() } else { 0 };
        if open > 0 {
            let names = if open == 1 { "one name" } else { &format!("{open} names") };
            say(&format!(
                "`{id}`: the definition leaves {names} of resources open, and `*` stands there: `--format cloudformation` writes parameters"
            ));
        }
        if is_open {
            say(&format!(
                "`{id}`: only a template fills in `${{…}}`: `--format cloudformation` writes it so"
            ));
        }
        statements
    }
}

/// The policy of one machine, as it is written.
struct Written {
    /// Logical id, or the name of the file.
    id: String,
    text: String,
}

pub(super) fn run(options: &Options) -> Result<ExitCode, Stop> {
    let project = load(std::slice::from_ref(&options.file))?;
    let find = |project: &Project| project.files.iter().position(|file| file.reported);
    let beside = find(&project).and_then(|at| project.files.get(at)).map(beside).unwrap_or_default();
    // A template outside a repository: its definitions have to be named.
    let is_whole =
        beside.iter().all(|path| project.sources.iter().any(|source| Some(&*source.path) == path.to_str()));
    let project = match is_whole {
        true => project,
        false => load(&[vec![options.file.clone()], beside].concat())?,
    };
    let own = options.file.canonicalize().ok();
    let is_own = |file: &&File| {
        let source = project.source(file.source);
        source.is_some_and(|source| PathBuf::from(&source.path).canonicalize().ok() == own)
    };
    let Some(file) = project.files.iter().find(is_own) else {
        return Err(Stop::Failed(format!("{}: no definition and no template", options.file.display())));
    };
    let mut written = of_templates(&project, file, options);
    if written.is_empty() {
        written = of_definition(&project, file, options)?;
    }
    if let Some(wanted) = &options.machine {
        let known: Vec<String> = written.iter().map(|one| format!("`{}`", one.id)).collect();
        written.retain(|one| one.id == *wanted);
        if written.is_empty() {
            let known =
                if known.is_empty() { String::new() } else { format!("; there is {}", known.join(", ")) };
            return Err(Stop::Failed(format!("no machine `{wanted}`{known}")));
        }
    }
    if written.is_empty() {
        return Err(Stop::Failed(format!("{}: no machine here", options.file.display())));
    }
    print(&written, options)?;
    Ok(ExitCode::SUCCESS)
}

/// Reads files, and the rest of their repository for the links between them.
fn load(paths: &[PathBuf]) -> Result<Project, Stop> {
    let input = collect(paths, &|_| false).map_err(|error| Stop::Failed(error.to_string()))?;
    match input.unread.first() {
        Some((path, reason)) => Err(Stop::Failed(format!("{path} was not read: {reason}"))),
        None => Ok(Project::load(input)),
    }
}

/// The definitions of a template that are there.
fn beside(file: &File) -> Vec<PathBuf> {
    file.definition_paths().map(PathBuf::from).filter(|path| path.is_file()).collect()
}

fn print(written: &[Written], options: &Options) -> Result<(), Stop> {
    let mut out = std::io::stdout().lock();
    let is_json = options.format == Format::Json && !options.compare;
    match written {
        [only] if is_json => writeln!(out, "{}", only.text)?,
        several if is_json => {
            let policies = several.iter().map(|one| {
                let policy: serde_json::Value = serde_json::from_str(&one.text).unwrap_or_default();
                (one.id.clone(), policy)
            });
            let all = serde_json::Value::Object(policies.collect());
            writeln!(out, "{}", serde_json::to_string_pretty(&all).unwrap_or_default())?;
        }
        several => {
            for (at, one) in several.iter().enumerate() {
                let separator = if at > 0 { "---\n" } else { "" };
                write!(out, "{separator}# {}\n{}", crate::output::escaped(&one.id), one.text)?;
            }
        }
    }
    Ok(())
}

/// The machines of the file, or the machines of templates that run the definition in it.
fn of_templates(project: &Project, file: &File, options: &Options) -> Vec<Written> {
    let mut written = Vec::new();
    project.with_deployments(file, &mut |deployment| {
        let names = deployment.names();
        for machine in &deployment.machines {
            let is_own = file.template().is_some() || project.runs(deployment, machine, file);
            if !is_own || options.machine.as_ref().is_some_and(|wanted| *wanted != machine.id) {
                continue;
            }
            if !machine.is_defined {
                say(&format!("the definition of `{}` is not here", machine.id));
                continue;
            }
            warn(&machine.id, &machine.needs);
            let needed = options.statements(&machine.id, &machine.needs);
            let text = match options.compare {
                true => {
                    let color = standard_output(options.color).color;
                    compare::diff(&needed, deployment.role(machine), &names, color)
                }
                false => text(&needed, &names, &machine.id, options.format),
            };
            written.push(Written { id: machine.id.to_string(), text });
        }
    });
    written
}

fn of_definition(project: &Project, file: &File, options: &Options) -> Result<Vec<Written>, Stop> {
    let machines = if file.template().is_some() { Vec::new() } else { project.machines(file) };
    if options.compare && !machines.is_empty() {
        return Err(Stop::Failed(
            "no template here runs the definition: there is no role to compare".to_owned(),
        ));
    }
    let name = options.file.file_name().unwrap_or_default().to_string_lossy();
    let id = name.split('.').next().unwrap_or_default().to_owned();
    let written = machines.iter().map(|machine| {
        let needs = Subject::alone(machine).needs();
        warn(&id, &needs);
        Written {
            id: id.clone(),
            text: text(&options.statements(&id, &needs), &Names::none(), "", options.format),
        }
    });
    Ok(written.collect())
}

/// What the policy may lack.
fn warn(id: &str, needs: &Needs) {
    if !needs.complete {
        say(&format!(
            "`{id}` has tasks of which it is not known what they call: the policy does not cover them"
        ));
    }
    for service in &needs.unknown_services {
        say(&format!("`{id}` calls an operation of `{service}` whose actions are not known: add them"));
    }
}

fn text(statements: &[Statement], names: &Names, own: &str, format: Format) -> String {
    match format {
        Format::Json => write::json(statements),
        Format::Yaml => write::yaml(statements, &write::plain),
        Format::Cloudformation => {
            let mut statements = statements.to_vec();
            let declarations = write::declarations(&parameterize(&mut statements));
            declarations + &write::yaml(&statements, &|pattern| write::function(pattern, names, own))
        }
    }
}
