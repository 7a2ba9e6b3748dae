//! Where a run writes what it was asked for.

use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::PathBuf;

use super::Stop;
use super::check::Options;
use super::terminal::{plain, standard_output};
use crate::output::Terminal;

/// The standard output, or a file that is written at the end.
pub(super) struct Sink {
    terminal: Terminal,
    file: Option<(PathBuf, Vec<u8>)>,
}

impl Sink {
    pub(super) fn of(options: &Options) -> Sink {
        match &options.output_file {
            Some(path) => Sink { terminal: plain(), file: Some((path.clone(), Vec::new())) },
            None => Sink { terminal: standard_output(options.color), file: None },
        }
    }

    /// A reader that goes away, as in `steplint | head`, has seen enough: the verdict stays.
    pub(super) fn write(
        &mut self,
        writes: impl FnOnce(&mut dyn Write, &Terminal) -> io::Result<()>,
    ) -> Result<(), Stop> {
        let written = match &mut self.file {
            Some((_, text)) => writes(text, &self.terminal),
            None => {
                let mut out = BufWriter::new(io::stdout().lock());
                writes(&mut out, &self.terminal).and_then(|()| out.flush())
            }
        };
        match written {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            written => Ok(written?),
        }
    }

    pub(super) fn finish(self) -> Result<(), Stop> {
        let Some((path, text)) = self.file else { return Ok(()) };
        std::fs::write(&path, text).map_err(|error| Stop::Failed(format!("{}: {error}", path.display())))
    }
}
