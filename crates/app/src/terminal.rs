//! What commands say on the terminal. The only place that prints.

use std::io::{IsTerminal as _, Write as _};

/// Says a line on standard output.
pub fn say(line: impl std::fmt::Display) {
    // Whoever reads may have gone (`ringwright serve | head`); that is no reason to stop serving.
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

/// Says a line on standard error.
pub fn complain(line: impl std::fmt::Display) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// A text in bold, where the terminal can show it.
pub fn bold(text: &str) -> String {
    if std::io::stdout().is_terminal() { format!("\x1b[1m{text}\x1b[0m") } else { text.to_owned() }
}
