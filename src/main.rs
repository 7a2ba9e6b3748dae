//! The program `steplint`.

/// A run makes many short-lived values in all of its threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    steplint::cli::run()
}
