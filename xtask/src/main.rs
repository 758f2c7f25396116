//! The habits of the house as a program: `cargo xtask run`, `test`, `layers`, `api`, `pg`.
//!
//! It compiles in seconds, since it stands between a fresh clone and everything else, and it needs
//! nothing but the standard library and a JSON reader.
#![expect(clippy::print_stdout, reason = "a terminal program: what it prints is its product")]
#![expect(clippy::print_stderr, reason = "a terminal program: what it prints is its product")]

mod api;
mod counts;
mod freshness;
mod fuzz;
mod layers;
mod page;
mod postgres;
mod process;
mod serve;
mod suite;
mod system;
mod tools;
mod workspace;

use std::ffi::OsString;
use std::process::ExitCode;

use workspace::Workspace;

/// What a command answers: a value, or one or more plain sentences for the person at the terminal.
type Outcome<T> = Result<T, String>;

const HELP: &str = "\
cargo xtask <command>

  run [--debug] [-- ARGS]  build what changed, then start the server (ARGS go to `ringwright serve`)
  test [--only GROUP]      every check and every test; GROUP: lint, rust, pg, web, e2e
  ci                       the same as test
  layers                   check that no crate depends on a floor it must not know
  api                      write docs/openapi.json and the typed client of the page
  fuzz [SECONDS]           feed random words to whatever reads a stranger's, SECONDS each (60)
  pg                       a temporary PostgreSQL until Ctrl-C; prints its URL
  help                     this text
";

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentences) => {
            eprintln!("{sentences}");
            ExitCode::FAILURE
        }
    }
}

/// Hands the arguments to the command they name.
fn dispatch(arguments: &[OsString]) -> Outcome<()> {
    let (command, rest) = match arguments.split_first() {
        Some((command, rest)) => (command.to_string_lossy(), rest),
        None => ("help".into(), [].as_slice()),
    };
    if matches!(command.as_ref(), "help" | "--help" | "-h") {
        print!("{HELP}");
        return Ok(());
    }
    let workspace = Workspace::find()?;
    match command.as_ref() {
        "run" => serve::run(&workspace, &serve::Options::parse(rest)?),
        "test" | "ci" => suite::run(workspace, suite::selection(rest)?),
        "layers" => no_more(rest).and_then(|()| layers::run(&workspace)),
        "api" => no_more(rest).and_then(|()| api::run(&workspace)),
        "fuzz" => fuzz::run(&workspace, fuzz::seconds(rest)?),
        "pg" => no_more(rest).and_then(|()| postgres::hold()),
        other => Err(format!("`{other}` is not a command of xtask.\n\n{HELP}")),
    }
}

/// Refuses arguments of a command that takes none, instead of ignoring a typing mistake.
fn no_more(rest: &[OsString]) -> Outcome<()> {
    match rest.first() {
        None => Ok(()),
        Some(extra) => {
            Err(format!("`{}` was not expected here; see `cargo xtask help`.", extra.to_string_lossy()))
        }
    }
}
