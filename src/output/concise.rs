//! `path:line:col: LEVEL[CODE] message`: one line a finding and nothing else, for programs and for `grep`.

use std::io::{self, Write};

use super::{Findings, plain};

/// Writes the findings.
pub fn write(findings: &Findings, out: &mut impl Write) -> io::Result<()> {
    for found in findings.diagnostics {
        let place = findings.place(found.span);
        writeln!(
            out,
            "{}:{}:{}: {}[{}] {}",
            plain::escaped(place.path),
            place.start.line,
            place.start.column,
            found.severity.as_str(),
            found.code,
            plain::escaped(&found.message)
        )?;
    }
    Ok(())
}
