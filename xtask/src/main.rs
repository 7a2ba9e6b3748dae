//! Maintenance of steplint. Run as `cargo xtask SUBCOMMAND`.

mod refresh_aws_data;

use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask SUBCOMMAND

  refresh-aws-data DIR   rewrite src/aws/data from the reference tables in DIR
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        ["refresh-aws-data", dir] => refresh_aws_data::run(Path::new(dir)),
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
