//! `truncate DIR [STEP]`: every file of a folder, cut off at every STEPth byte, is checked. A panic
//! ends the run.

use std::path::Path;

use rayon::prelude::*;
use steplint::config::{Config, Selection};
use steplint::project::{Input, collect};

/// Runs the command.
pub fn run(folder: &Path, step: usize) -> Result<(), String> {
    let input = collect(&[folder.to_path_buf()], &|_| false).map_err(|failure| failure.to_string())?;
    let config = Config::new(Selection::default())?;
    let texts: usize = input
        .sources
        .par_iter()
        .map(|source| {
            let bytes = source.text().as_bytes();
            let cuts = (0..bytes.len()).step_by(step.max(1));
            cuts.map(|cut| {
                let mut part = Input::default();
                part.add(&source.path, bytes[..cut].to_vec());
                steplint::check(part, &config);
            })
            .count()
        })
        .sum();
    println!("{texts} texts from {} files, no panic", input.sources.len());
    Ok(())
}
