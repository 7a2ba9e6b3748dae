//! What the place that output goes to can show.

use std::io::IsTerminal;

use clap::ValueEnum;

use crate::output::Terminal;

/// Columns where no terminal tells its own.
const DEFAULT_WIDTH: usize = 100;

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal that can, and on Drone, whose log shows colours.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The standard output as it is.
pub(super) fn standard_output(color: Color) -> Terminal {
    let is_terminal = std::io::stdout().is_terminal();
    let wanted = match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => supports_color::on(supports_color::Stream::Stdout).is_some() || is_drone(),
    };
    let width = terminal_size::terminal_size().map_or(DEFAULT_WIDTH, |(width, _)| usize::from(width.0));
    Terminal { color: wanted, width, wraps: is_terminal, links: is_terminal && wanted, unicode: is_unicode() }
}

/// A file or a pipe of our own making.
pub(super) fn plain() -> Terminal {
    Terminal { color: false, width: DEFAULT_WIDTH, wraps: false, links: false, unicode: true }
}

fn is_drone() -> bool {
    std::env::var_os("DRONE").is_some_and(|value| value == "true") && std::env::var_os("NO_COLOR").is_none()
}

/// The `C` locale is the one place where line-drawing characters come out as rubbish.
fn is_unicode() -> bool {
    let locale =
        ["LC_ALL", "LC_CTYPE", "LANG"].iter().filter_map(std::env::var_os).find(|value| !value.is_empty());
    locale.is_none_or(|locale| locale != "C" && locale != "POSIX")
}
