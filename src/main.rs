//! The program `steplint`.

fn main() -> std::process::ExitCode {
    steplint::cli::run()
}
