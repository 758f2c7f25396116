//! The programs that must be on the machine, checked before anything is built.

use std::ffi::OsString;
use std::process::{Command, Stdio};

use crate::Outcome;

/// A version as far as the checks care: major and minor.
type Version = (u32, u32);

/// One program that a command relies on.
struct Tool {
    name: &'static str,
    command: OsString,
    arguments: &'static [&'static str],
    /// What is needed, in words.
    needed: &'static str,
    suits: fn(Version) -> bool,
    /// Where to get it.
    remedy: &'static str,
}

/// Checks what building and serving need.
pub fn check_for_run() -> Outcome<()> {
    check(&building_tools())
}

/// Checks what the test run needs on top: the formatter and the linter.
pub fn check_for_test() -> Outcome<()> {
    let mut tools = building_tools();
    for (name, subcommand) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        tools.push(Tool {
            name,
            command: variable_or("CARGO", "cargo"),
            arguments: if subcommand == "fmt" { &["fmt", "--version"] } else { &["clippy", "--version"] },
            needed: "any version",
            suits: |_| true,
            remedy: "`rustup component add rustfmt clippy`",
        });
    }
    check(&tools)
}

fn building_tools() -> Vec<Tool> {
    vec![
        Tool {
            name: "rustc",
            command: variable_or("RUSTC", "rustc"),
            arguments: &["--version"],
            needed: "1.90 or newer",
            suits: |version| version >= (1, 90),
            remedy: "https://rustup.rs, then `rustup update stable`",
        },
        Tool {
            name: "node",
            command: "node".into(),
            arguments: &["--version"],
            needed: "20.19 or newer (22.12 or newer in the 22 line)",
            suits: node_suits,
            remedy: "https://nodejs.org/en/download",
        },
        Tool {
            name: "npm",
            command: "npm".into(),
            arguments: &["--version"],
            needed: "10 or newer",
            suits: |version| version >= (10, 0),
            remedy: "comes with Node, or `npm install --global npm@latest`",
        },
        Tool {
            name: "C compiler (cc)",
            command: variable_or("CC", "cc"),
            arguments: &["--version"],
            needed: "any version, since SQLite is compiled",
            suits: |_| true,
            remedy: "`apt-get install build-essential`, `dnf install gcc`, or `xcode-select --install`",
        },
    ]
}

/// The versions that the bundler of the page accepts: 21 and the early 22 lack what it needs.
fn node_suits((major, minor): Version) -> bool {
    match major {
        20 => minor >= 19,
        22 => minor >= 12,
        _ => major > 22,
    }
}

fn variable_or(name: &str, otherwise: &str) -> OsString {
    std::env::var_os(name).filter(|value| !value.is_empty()).unwrap_or_else(|| otherwise.into())
}

/// One line for each tool that is missing or too old, all in one answer.
fn check(tools: &[Tool]) -> Outcome<()> {
    let complaints: Vec<String> =
        tools.iter().filter_map(|tool| complaint(tool, ask_version(tool).as_deref())).collect();
    if complaints.is_empty() { Ok(()) } else { Err(complaints.join("\n")) }
}

/// What the tool says about itself, or nothing if it can't be run.
fn ask_version(tool: &Tool) -> Option<String> {
    let output = Command::new(&tool.command)
        .args(tool.arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The sentence about a tool that does not suit.
fn complaint(tool: &Tool, said: Option<&str>) -> Option<String> {
    let Tool { name, needed, remedy, .. } = tool;
    let Some(said) = said else {
        return Some(format!("{name} is missing. Needed: {needed}. Get it: {remedy}"));
    };
    match version_in(said) {
        Some(version) if !(tool.suits)(version) => {
            Some(format!("{name} {}.{} is too old. Needed: {needed}. Get it: {remedy}", version.0, version.1))
        }
        // A program that runs but numbers itself in an unknown way gets the benefit of the doubt.
        _ => None,
    }
}

/// The first thing in a text that looks like a version: `rustc 1.95.0 (…)`, `v20.20.2`, `11.19.1`.
fn version_in(text: &str) -> Option<Version> {
    text.split_whitespace().find_map(|word| {
        let mut parts = word.trim_start_matches('v').split(['.', '-']);
        Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_as_the_tools_print_them() {
        assert_eq!(version_in("rustc 1.95.0 (59807616e 2026-04-14)\n"), Some((1, 95)));
        assert_eq!(version_in("rustc 1.98.0-nightly (abc 2026-05-01)"), Some((1, 98)));
        assert_eq!(version_in("v20.20.2\n"), Some((20, 20)));
        assert_eq!(version_in("11.19.1\n"), Some((11, 19)));
        assert_eq!(version_in("no number here"), None);
    }

    #[test]
    fn node_lines_that_the_bundler_refuses_are_refused() {
        assert!(!node_suits((18, 20)));
        assert!(!node_suits((20, 18)));
        assert!(node_suits((20, 19)));
        assert!(!node_suits((21, 7)));
        assert!(!node_suits((22, 11)));
        assert!(node_suits((22, 12)));
        assert!(node_suits((24, 0)));
    }

    #[test]
    fn a_complaint_names_the_needed_and_the_found_version() {
        let tools = building_tools();
        let old = complaint(&tools[0], Some("rustc 1.84.1 (abc 2025-01-01)")).unwrap();
        assert_eq!(
            old,
            "rustc 1.84 is too old. Needed: 1.90 or newer. Get it: https://rustup.rs, then `rustup update stable`"
        );
        let missing = complaint(&tools[1], None).unwrap();
        assert!(missing.starts_with("node is missing. Needed: 20.19"), "{missing}");
        assert_eq!(complaint(&tools[2], Some("10.0.0")), None);
    }

    #[test]
    fn every_missing_tool_has_its_own_line() {
        let mut tools = building_tools();
        for tool in &mut tools {
            tool.command = "/does/not/exist".into();
        }
        assert_eq!(check(&tools).unwrap_err().lines().count(), 4);
    }
}
