//! Maintenance of steplint. Run as `cargo xtask SUBCOMMAND`.

mod analyzer;
mod bench;
mod corpus;
mod jsonata;
mod mutate;
mod permissions;
mod refresh_aws_data;
mod rows;
mod truncate;

use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask SUBCOMMAND

  refresh-aws-data DIR   rewrite src/aws/data from the reference tables in DIR
  corpus DIR             measure on folders of real files with their manifests
      --gate FILE        fail when a number is worse than recorded in FILE
      --record FILE      record the numbers
  mutate DIR             put single faults into the valid definitions of a corpus and count those told
      --places N         mutants of one kind in one file (4)
      --kind WORD        only kinds with this row or with this in their name
      --misses N         misses shown of one kind (3)
  analyzer DIR           compare with what IAM Access Analyzer recorded for policies of a corpus
  bench DIR              time the release binary on files of a corpus against the budgets
  permissions DIR        derive the policy of every definition below DIR and lint it
  rows TABLES.md         compare the rows of the reference tables with those of testdata/rows
  jsonata FILE           judge the expressions of FILE and print those that are judged wrongly
  truncate DIR [STEP]    check every file cut off at every STEPth byte: nothing may panic
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["refresh-aws-data", dir] => refresh_aws_data::run(Path::new(dir)),
        ["corpus", ..] => corpus::run(&arguments[1..]).map_err(Into::into),
        ["mutate", ..] => mutate::run(&arguments[1..]).map_err(Into::into),
        ["analyzer", dir] => analyzer::run(Path::new(dir)).map_err(Into::into),
        ["bench", dir] => bench::run(Path::new(dir)).map_err(Into::into),
        ["permissions", dir] => permissions::run(Path::new(dir)).map_err(Into::into),
        ["rows", tables] => rows::run(Path::new(tables)).map_err(Into::into),
        ["jsonata", file] => jsonata::run(Path::new(file)).map_err(Into::into),
        ["truncate", dir] => truncate::run(Path::new(dir), 97).map_err(Into::into),
        ["truncate", dir, step] => {
            truncate::run(Path::new(dir), step.parse().unwrap_or(97)).map_err(Into::into)
        }
        _ => Err(USAGE.into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}
