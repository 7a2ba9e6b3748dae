//! `mutate DIR [--places N] [--kind WORD] [--misses N] [--least PERCENT]`: puts single faults into the valid definitions
//! of a corpus, one at a time, and counts those that are told: at all, at the place, and by name.

mod kind;
mod kinds;
mod mutant;
mod sites;

use std::collections::HashSet;
use std::path::PathBuf;

use rayon::prelude::*;
use steplint::config::Config;
use steplint::diagnostic::{Diagnostic, Severity};
use steplint::project::{Dialect, File, Input, Project, collect};
use steplint::text::Source;
use steplint::{Outcome, check};

use crate::corpus::manifest::{self, Expected, Manifest};
use kind::Kind;
use mutant::Mutant;
use sites::Sites;

/// How much to do and to show.
struct Options {
    folder: PathBuf,
    /// Mutants of one kind in one file.
    places: usize,
    /// Only kinds whose row or name has this in it.
    kind: String,
    /// Misses shown of one kind.
    misses: usize,
    /// Per cent of all faults that have to be told.
    least: usize,
}

impl Options {
    fn of(arguments: &[String]) -> Result<Options, String> {
        let mut options =
            Options { folder: PathBuf::new(), places: 4, kind: String::new(), misses: 3, least: 0 };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            let mut value = || rest.next().ok_or_else(|| format!("{argument} needs a value"));
            match argument.as_str() {
                "--places" => options.places = number(value()?)?,
                "--misses" => options.misses = number(value()?)?,
                "--kind" => options.kind = value()?.clone(),
                "--least" => options.least = number(value()?)?,
                _ => options.folder = PathBuf::from(argument),
            }
        }
        Ok(options)
    }
}

fn number(text: &str) -> Result<usize, String> {
    text.parse().map_err(|_| format!("{text} is no number"))
}

/// Runs the command.
pub fn run(arguments: &[String]) -> Result<(), String> {
    let options = Options::of(arguments)?;
    let kinds: Vec<&Kind> =
        kinds::all().filter(|kind| kind.name.contains(&options.kind) || kind.row == options.kind).collect();
    let mut totals: Vec<Tally> = kinds.iter().map(|_| Tally::default()).collect();
    let mut files = 0;
    for folder in manifest::folders(&options.folder) {
        let bench = Bench { project: sound(&folder)?, config: Config::default() };
        let tallies: Vec<Vec<Tally>> =
            bench.project.files.par_iter().map(|file| bench.file(file, &kinds, &options)).collect();
        files += tallies.len();
        for tally in tallies {
            totals.iter_mut().zip(tally).for_each(|(total, one)| total.add(one));
        }
    }
    println!("{} kinds of fault in {files} definitions without an error", kinds.len());
    let total = show(&kinds, &totals, options.misses);
    match total.told * 100 >= options.least * total.mutants {
        true => Ok(()),
        false => {
            Err(format!("{} of {} faults told, less than {} %", total.told, total.mutants, options.least))
        }
    }
}

/// The definitions of a folder that are valid by its manifest and without an error for us.
fn sound(folder: &std::path::Path) -> Result<Project, String> {
    let manifest = Manifest::read(folder)?;
    let valid = manifest.rows.iter().filter(|row| row.expected == Expected::Valid);
    let paths: Vec<PathBuf> = valid.map(|row| folder.join(&row.path)).filter(|path| path.is_file()).collect();
    let input = collect(&paths, &|_| false).map_err(|failure| failure.to_string())?;
    let Outcome { mut project, diagnostics, .. } = check(input, &Config::default());
    let refused: HashSet<_> = diagnostics
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| finding.span.source)
        .collect();
    project
        .files
        .retain(|file| file.reported && file.dialect == Dialect::Asl && !refused.contains(&file.source));
    Ok(project)
}

/// What became of the mutants of a kind.
#[derive(Default)]
struct Tally {
    mutants: usize,
    /// Something new is said, as bad as the fault is.
    caught: usize,
    /// It is said at the place.
    placed: usize,
    /// It names the fault.
    named: usize,
    /// It is said at the place and names the fault.
    told: usize,
    misses: Vec<String>,
}

impl Tally {
    fn add(&mut self, other: Tally) {
        self.mutants += other.mutants;
        self.caught += other.caught;
        self.placed += other.placed;
        self.named += other.named;
        self.told += other.told;
        self.misses.extend(other.misses);
    }
}

struct Bench {
    project: Project,
    config: Config,
}

impl Bench {
    /// The tally of each kind in one file.
    fn file(&self, file: &File, kinds: &[&Kind], options: &Options) -> Vec<Tally> {
        let mut tallies: Vec<Tally> = kinds.iter().map(|_| Tally::default()).collect();
        let machines = self.project.machines(file);
        let (Some(source), Some(machine)) = (self.project.source(file.source), machines.first()) else {
            return tallies;
        };
        let text: &str = source.text();
        let path = definition_path(&source.path);
        let before = self.findings(&path, text);
        for (kind, tally) in kinds.iter().zip(&mut tallies) {
            let mutants = (kind.apply)(&Sites { machine, text, language: kind.mode.language() });
            for mutant in evenly(mutants, options.places) {
                let Some(mutated) = mutant.apply(text) else { continue };
                let after = self.findings(&path, &mutated);
                tally.judge(kind, &mutant, &before, &after);
            }
        }
        tallies
    }

    fn findings(&self, path: &str, text: &str) -> Outcome {
        let mut input = Input::default();
        input.add(path, text.as_bytes().to_vec());
        check(input, &self.config)
    }
}

/// A name by which the file is a definition whatever is in it: a fault may take away what else tells it.
fn definition_path(path: &str) -> String {
    let is_yaml = path.ends_with(".yaml") || path.ends_with(".yml");
    format!("{path}.asl.{}", if is_yaml { "yaml" } else { "json" })
}

/// At most so many of them, spread over all.
fn evenly(mutants: Vec<Mutant>, count: usize) -> impl Iterator<Item = Mutant> {
    let all = mutants.len();
    let kept = move |at: &usize| all <= count || (at * count) / all != ((at + 1) * count) / all;
    mutants.into_iter().enumerate().filter(move |(at, _)| kept(at)).map(|(_, mutant)| mutant)
}

impl Tally {
    fn judge(&mut self, kind: &Kind, mutant: &Mutant, before: &Outcome, after: &Outcome) {
        let known: HashSet<_> = before
            .diagnostics
            .iter()
            .map(|old| (old.code, old.message.as_str(), mutant.moved(old.span.start as usize)))
            .collect();
        let is_new =
            |one: &&Diagnostic| !known.contains(&(one.code, one.message.as_str(), one.span.start as usize));
        let new: Vec<&Diagnostic> = after.diagnostics.iter().filter(is_new).collect();
        let Some(source) = after.project.sources.first() else { return };
        let lines: Vec<u32> = mutant.places().map(|place| source.line_index(place as u32)).collect();
        let bad: Vec<&&Diagnostic> = new.iter().filter(|one| one.severity >= kind.severity).collect();
        let is_placed = |one: &Diagnostic| lines.contains(&source.line_index(one.span.start));
        let is_named = |one: &Diagnostic| mutant.names.iter().any(|name| one.message.contains(name));
        let told = bad.iter().any(|one| is_placed(one) && is_named(one));
        self.mutants += 1;
        self.caught += usize::from(!bad.is_empty());
        self.placed += usize::from(bad.iter().any(|one| is_placed(one)));
        self.named += usize::from(bad.iter().any(|one| is_named(one)));
        self.told += usize::from(told);
        if !told {
            self.misses.push(miss(source, mutant, &lines, &new));
        }
    }
}

fn miss(source: &Source, mutant: &Mutant, lines: &[u32], new: &[&Diagnostic]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| (line + 1).to_string()).collect();
    let said: Vec<String> = new
        .iter()
        .take(3)
        .map(|one| {
            let line = source.position(one.span.start).line;
            format!("\n        {line}: {}[{}] {}", one.severity.as_str(), one.code, one.message)
        })
        .collect();
    let at = lines.first().and_then(|line| source.line_range(line.parse::<u32>().ok()? - 1));
    let written = at.and_then(|range| source.text().get(range)).unwrap_or("").trim();
    let shown: String = written.chars().take(90).collect();
    let said = if said.is_empty() { " nothing new is said".to_owned() } else { said.concat() };
    let path = source.path.rsplit_once(".asl.").map_or(source.path.as_str(), |(path, _)| path);
    format!("{path}:{} {:?} `{shown}`{said}", lines.join("|"), mutant.names)
}

fn show(kinds: &[&Kind], tallies: &[Tally], misses: usize) -> Tally {
    println!(
        "\n{:5} {:62} {:>7} {:>7} {:>7} {:>7} {:>7}",
        "row", "kind", "mutants", "caught", "placed", "named", "told"
    );
    let mut total = Tally::default();
    for (kind, tally) in kinds.iter().zip(tallies) {
        let severity = if kind.severity == Severity::Error { "" } else { " (warning)" };
        line(kind.row, &format!("{}{severity}", kind.name), tally);
        total.mutants += tally.mutants;
        total.caught += tally.caught;
        total.placed += tally.placed;
        total.named += tally.named;
        total.told += tally.told;
    }
    line("", "total", &total);
    println!();
    for (kind, tally) in kinds.iter().zip(tallies).filter(|(_, tally)| !tally.misses.is_empty()) {
        let Tally { told, mutants, .. } = tally;
        println!("{} {}: {} of {mutants} not told", kind.row, kind.name, mutants - told);
        tally.misses.iter().take(misses).for_each(|miss| println!("   {miss}"));
    }
    total
}

fn line(row: &str, name: &str, tally: &Tally) {
    let Tally { mutants, caught, placed, named, told, .. } = tally;
    let percent = match mutants {
        0 => "    -".to_owned(),
        _ => format!("{:5.1}", *told as f64 * 100.0 / *mutants as f64),
    };
    println!("{row:5} {name:62} {mutants:>7} {caught:>7} {placed:>7} {named:>7} {told:>7} {percent} %");
}
