//! `cargo xtask run`: from a fresh clone to a running server, and at once the second time.

use std::ffi::{OsStr, OsString};
use std::os::unix::process::CommandExt;
use std::process::Command;

use crate::freshness::Stamp;
use crate::workspace::Workspace;
use crate::{Outcome, page, process, tools};

/// What the person asked for.
#[derive(Debug, PartialEq)]
pub struct Options {
    /// Build quickly and run slowly.
    debug: bool,
    /// Handed on to `ringwright serve`.
    server: Vec<OsString>,
}

impl Options {
    /// Reads `[--debug] [-- ARGS]`.
    pub fn parse(arguments: &[OsString]) -> Outcome<Self> {
        let mut options = Self { debug: false, server: Vec::new() };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            match argument.to_str() {
                Some("--debug") => options.debug = true,
                Some("--") => options.server = rest.by_ref().cloned().collect(),
                _ => {
                    let shown = argument.to_string_lossy();
                    return Err(format!(
                        "`{shown}` is not an option of run; what the server shall get goes after `--`."
                    ));
                }
            }
        }
        Ok(options)
    }

    fn profile(&self) -> &'static str {
        if self.debug { "debug" } else { "release" }
    }

    /// The arguments of the program: data beside the repository's sources, unless the person says where.
    fn program_arguments(&self) -> Vec<OsString> {
        let says_where = |argument: &OsString| argument == "--data" || starts_with(argument, "--data=");
        let mut arguments: Vec<OsString> = vec!["serve".into()];
        if !self.server.iter().any(says_where) {
            arguments.extend(["--data".into(), "./data".into()]);
        }
        arguments.extend(self.server.iter().cloned());
        arguments
    }
}

fn starts_with(argument: &OsStr, start: &str) -> bool {
    argument.as_encoded_bytes().starts_with(start.as_bytes())
}

/// Builds what changed and becomes the server.
pub fn run(workspace: &Workspace, options: &Options) -> Outcome<()> {
    let program = workspace.server(options.profile());
    let server = stamp(workspace, options)?;
    // Nothing to build needs no tools; asking npm alone for its version would cost a quarter of a second.
    if !(page::is_fresh(workspace)? && server.is_fresh()) {
        tools::check_for_run()?;
        page::install(workspace)?;
        page::build(workspace)?;
        server.refresh(|| process::run(&mut build_command(workspace, options)))?;
    }
    // The server takes the place of this process, so that signals reach it and nothing else stays behind.
    let error = Command::new(&program).args(options.program_arguments()).current_dir(&workspace.root).exec();
    Err(format!("{} could not be started: {error}.", program.display()))
}

fn build_command(workspace: &Workspace, options: &Options) -> Command {
    let mut command = workspace.cargo();
    command.args(["build", "--package", "ringwright-app"]);
    if !options.debug {
        command.arg("--release");
    }
    command
}

/// The stamp of the program: the crates, and the page that is embedded in it.
fn stamp(workspace: &Workspace, options: &Options) -> Outcome<Stamp> {
    let in_root = ["Cargo.toml", "Cargo.lock", ".cargo", "crates"].map(|name| workspace.root.join(name));
    let inputs = in_root.into_iter().chain([workspace.dist()]).collect();
    let file = workspace.note(&format!("server-{}.stamp", options.profile()))?;
    Ok(Stamp::new(file, inputs, vec![workspace.server(options.profile())]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> Outcome<Options> {
        Options::parse(&words.iter().map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn what_stands_after_the_dashes_goes_to_the_server() {
        let options = parse(&["--debug", "--", "--port", "9000"]).unwrap();
        assert!(options.debug);
        assert_eq!(options.program_arguments(), ["serve", "--data", "./data", "--port", "9000"]);
    }

    #[test]
    fn a_data_folder_of_the_persons_own_replaces_ours() {
        assert_eq!(parse(&["--", "--data", "x"]).unwrap().program_arguments(), ["serve", "--data", "x"]);
        assert_eq!(parse(&["--", "--data=x"]).unwrap().program_arguments(), ["serve", "--data=x"]);
    }

    #[test]
    fn a_typing_mistake_is_refused() {
        assert!(parse(&["--realease"]).unwrap_err().contains("--realease"));
    }
}
