//! Running other programs: aloud, aloud with a listener, or silently for their answer.

use std::io::{BufRead, BufReader};
use std::process::{Command, ExitStatus, Stdio};

use crate::Outcome;

/// Runs a program with the terminal as its own.
pub fn run(command: &mut Command) -> Outcome<()> {
    let status = command.status().map_err(|error| not_started(command, &error))?;
    judge(command, status)
}

/// Runs a program, prints each line of its standard output at once and shows the line to `listener` too.
pub fn run_listening(command: &mut Command, mut listener: impl FnMut(&str)) -> Outcome<()> {
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|error| not_started(command, &error))?;
    if let Some(output) = child.stdout.take() {
        let mut reader = BufReader::new(output);
        let mut bytes = Vec::new();
        // Bytes, not `lines()`: one broken character in a test's output must not stop the count.
        while reader.read_until(b'\n', &mut bytes).is_ok_and(|length| length > 0) {
            let line = String::from_utf8_lossy(&bytes);
            print!("{line}");
            listener(line.trim_end());
            bytes.clear();
        }
    }
    let status = child.wait().map_err(|error| not_started(command, &error))?;
    judge(command, status)
}

/// Runs a program silently and gives its standard output; what it says on standard error stays visible.
pub fn answer(command: &mut Command) -> Outcome<String> {
    let output = command.stderr(Stdio::inherit()).output().map_err(|error| not_started(command, &error))?;
    judge(command, output.status)?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// A program as a person would type it, for headers and error sentences.
pub fn spell(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let name = program.file_name().unwrap_or(command.get_program());
    std::iter::once(name)
        .chain(command.get_args())
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

fn not_started(command: &Command, error: &std::io::Error) -> String {
    format!("`{}` could not be run: {error}.", spell(command))
}

fn judge(command: &Command, status: ExitStatus) -> Outcome<()> {
    if status.success() { Ok(()) } else { Err(format!("`{}` failed with {status}.", spell(command))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_listener_hears_every_line_even_broken_ones() {
        let mut heard = Vec::new();
        let mut command = Command::new("printf");
        command.arg(r"one\n\377two\nlast");
        run_listening(&mut command, |line| heard.push(line.to_owned())).unwrap();
        assert_eq!(heard, ["one", "\u{fffd}two", "last"]);
    }

    #[test]
    fn a_failure_names_the_command() {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", "exit 3"]);
        assert_eq!(run(&mut command).unwrap_err(), "`sh -c exit 3` failed with exit status: 3.");
    }
}
