//! `bench CORPUS`: the budgets of the project as whole processes: the release binary on files of a
//! corpus and on made ones, over several runs.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use steplint::config::{Config, Selection};
use steplint::project::{Input, Project, collect};
use steplint::rule::Report;

const RUNS: usize = 15;

struct Case {
    name: &'static str,
    budget: Duration,
    folder: PathBuf,
    arguments: &'static [&'static str],
}

/// Runs the command.
pub fn run(corpus: &Path) -> Result<(), String> {
    let binary = std::env::current_exe().map_err(|error| error.to_string())?.with_file_name("steplint");
    if !binary.exists() {
        return Err(format!("{} is missing: run `cargo build --release` first", binary.display()));
    }
    let scratch = std::env::temp_dir().join(format!("steplint-bench-{}", std::process::id()));
    let result = cases(corpus, &scratch).and_then(|cases| {
        println!("{:34} {:>9} {:>9} {:>9} {:>10}", "whole process", "min", "median", "budget", "peak");
        cases.iter().try_for_each(|case| measure(&binary, case))?;
        parts(&scratch.join("asl"))
    });
    let _ = std::fs::remove_dir_all(&scratch);
    result
}

/// Of the definitions: how long it takes to parse them (text, states, paths, expressions) and to apply the rules,
/// in one thread, without reading, sorting and drawing.
fn parts(folder: &Path) -> Result<(), String> {
    let config = Config::new(Selection::default())?;
    let (mut parsing, mut applying) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let input = collect(&[folder.to_path_buf()], &|_| false).map_err(|error| error.to_string())?;
        let pool =
            rayon::ThreadPoolBuilder::new().num_threads(1).build().map_err(|error| error.to_string())?;
        let (parsed, applied) = pool.install(|| timed_parts(input, &config));
        parsing.push(parsed);
        applying.push(applied);
    }
    println!("{:34} {:>9} {:>9}", "of 200 ASL files, in one thread", "min", "median");
    for (part, times) in [("parsing", &mut parsing), ("rules", &mut applying)] {
        times.sort();
        println!("{part:34} {:>9} {:>9}", format!("{:.1?}", times[0]), format!("{:.1?}", times[RUNS / 2]));
    }
    Ok(())
}

fn timed_parts(input: Input, config: &Config) -> (Duration, Duration) {
    let started = Instant::now();
    let project = Project::load(input);
    let machines: Vec<_> = project.files.iter().map(|file| project.machines(file)).collect();
    let parsed = started.elapsed();
    let started = Instant::now();
    let mut reports = Vec::new();
    for (file, machines) in project.files.iter().zip(&machines) {
        let path = project.source(file.source).map_or("", |source| &source.path);
        let (rules, mut report) = (config.rules_for(path), Report::default());
        for document in file.documents() {
            rules.document(&document, &mut report);
            rules.secrets(&document, &mut report);
        }
        machines.iter().for_each(|machine| rules.machine(machine, &mut report));
        reports.push(report.into_diagnostics());
    }
    let applied = started.elapsed();
    std::hint::black_box(reports);
    (parsed, applied)
}

fn cases(corpus: &Path, scratch: &Path) -> Result<Vec<Case>, String> {
    let of = |name: &'static str, ms: u64, folder: PathBuf, arguments: &'static [&'static str]| Case {
        name,
        budget: Duration::from_millis(ms),
        folder,
        arguments,
    };
    let copy = |name: &str, from: &str, filter: &dyn Fn(&Path) -> bool, count: usize| {
        gather(&corpus.join(from), &scratch.join(name), filter, count)
    };
    let json = |path: &Path| path.extension().is_some_and(|end| end == "json");
    let any =
        |path: &Path| path.extension().is_some_and(|end| end == "json" || end == "yaml" || end == "yml");
    let template = |path: &Path| {
        any(path)
            && std::fs::read_to_string(path)
                .is_ok_and(|text| text.contains("AWS::") && text.contains("Resources"))
    };
    Ok(vec![
        of("one small file", 5, copy("one", "asl/aws-samples/valid", &json, 1)?, &[]),
        of("200 ASL files", 15, copy("asl", "asl", &any, 200)?, &[]),
        of("100 templates", 60, copy("cfn", "cfn", &template, 100)?, &[]),
        of("1,000 Drone files", 60, copy("drone", "drone", &any, 1000)?, &[]),
        of("1,200 IAM policies", 120, copy("iam", "iam", &any, 1200)?, &[]),
        of("10,000 findings in 5 MB, pretty", 500, many_findings(&scratch.join("many"))?, &[]),
        of("10,000 findings in 5 MB, json", 500, scratch.join("many"), &["--format", "json"]),
    ])
}

/// Copies files into one folder, in the order of their paths and again from the first until there
/// are enough.
fn gather(from: &Path, to: &Path, filter: &dyn Fn(&Path) -> bool, count: usize) -> Result<PathBuf, String> {
    let mut files = Vec::new();
    list(from, &mut files);
    files.retain(|path| filter(path));
    files.sort();
    std::fs::create_dir_all(to).map_err(|error| error.to_string())?;
    for (number, path) in files.iter().cycle().take(if files.is_empty() { 0 } else { count }).enumerate() {
        let end = path.extension().map_or("json".into(), |end| end.to_string_lossy());
        std::fs::copy(path, to.join(format!("{number:04}.{end}"))).map_err(|error| error.to_string())?;
    }
    Ok(to.to_path_buf())
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { list(&path, files) } else { files.push(path) }
    }
}

/// A definition of 5 MB with 10,000 tasks that each lack a timeout and nothing else.
fn many_findings(folder: &Path) -> Result<PathBuf, String> {
    let filler = "x".repeat(280);
    let mut text = String::from("{\"StartAt\": \"Charge card 0\", \"States\": {\n");
    for index in 0..10_000 {
        let end = match index {
            9_999 => "\"End\": true}".to_owned(),
            _ => format!("\"Next\": \"Charge card {}\"}},", index + 1),
        };
        let task = "\"Type\": \"Task\", \"Resource\": \"arn:aws:states:::dynamodb:putItem\"";
        let retry = "\"Retry\": [{\"ErrorEquals\": [\"States.ALL\"]}]";
        writeln!(
            text,
            "  \"Charge card {index}\": {{{task},\n    \"Comment\": \"{filler}\",\n    {retry}, {end}"
        )
        .map_err(|error| error.to_string())?;
    }
    text.push_str("}}\n");
    std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    std::fs::write(folder.join("many.asl.json"), text).map_err(|error| error.to_string())?;
    Ok(folder.to_path_buf())
}

fn measure(binary: &Path, case: &Case) -> Result<(), String> {
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let started = Instant::now();
        let mut child = Command::new(binary)
            .args(["--exit-zero", "--no-config", "--quiet"])
            .args(case.arguments)
            .arg(&case.folder)
            .stdout(Stdio::null())
            .spawn()
            .map_err(|error| error.to_string())?;
        let status = child.wait().map_err(|error| error.to_string())?;
        times.push(started.elapsed());
        if !status.success() {
            return Err(format!("{}: {status}", case.name));
        }
    }
    let peak = peak_of(binary, case);
    times.sort();
    let (min, median) = (times[0], times[times.len() / 2]);
    println!("{:34} {min:>9.1?} {median:>9.1?} {:>9.1?} {peak:>7} kB", case.name, case.budget);
    Ok(())
}

/// Peak memory of one more run, in kB, as `/proc` tells it just before the end; 0 where it does not.
fn peak_of(binary: &Path, case: &Case) -> u64 {
    let child = Command::new(binary)
        .args(["--exit-zero", "--no-config", "--quiet"])
        .args(case.arguments)
        .arg(&case.folder)
        .stdout(Stdio::null())
        .spawn();
    let Ok(mut child) = child else { return 0 };
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while matches!(child.try_wait(), Ok(None)) {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let now = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        peak = peak.max(now.unwrap_or(0));
    }
    peak
}
