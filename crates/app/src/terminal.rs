//! What commands say on the terminal. The only place that prints.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "commands talk to a terminal")]

use std::io::IsTerminal as _;

/// Says a line on standard output.
pub fn say(line: impl std::fmt::Display) {
    println!("{line}");
}

/// Says a line on standard error.
pub fn complain(line: impl std::fmt::Display) {
    eprintln!("{line}");
}

/// A text in bold, where the terminal can show it.
pub fn bold(text: &str) -> String {
    if std::io::stdout().is_terminal() { format!("\x1b[1m{text}\x1b[0m") } else { text.to_owned() }
}
