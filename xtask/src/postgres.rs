//! A real PostgreSQL for the tests, in a temporary folder, gone afterwards whatever happens.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::os::unix::fs::{DirBuilderExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use crate::{Outcome, system};

/// Between finding a free port and taking it, somebody else may take it.
const TRIES: u32 = 3;

/// A running server. It lives as long as this value, or this process if that ends first.
pub struct Postgres {
    url: String,
    keeper: Child,
    /// Open while the server is wanted; see `postgres.sh`.
    lifeline: Option<ChildStdin>,
}

impl Postgres {
    /// Starts a fresh server on a free port of this machine.
    pub fn start() -> Outcome<Self> {
        let programs = system::postgres_programs()?;
        let mut tried = Self::start_once(&programs);
        for _ in 1..TRIES {
            if tried.is_ok() {
                break;
            }
            tried = Self::start_once(&programs);
        }
        tried
    }

    /// The address with its password; the user is the superuser of this throw-away server.
    pub fn url(&self) -> &str {
        &self.url
    }

    fn start_once(programs: &Path) -> Outcome<Self> {
        let chance = chance()?;
        let password = &chance[8..];
        let folder = system::temporary_folder().join(format!("ringwright-pg-{}", &chance[..8]));
        let port = free_port()?;
        let mut command = keeper(programs, &folder, port);
        make_home(&folder, &mut command)?;

        let failed = |error: std::io::Error| format!("PostgreSQL could not be started: {error}.");
        let mut keeper = command.spawn().map_err(|error| {
            let _ = fs::remove_dir_all(&folder);
            failed(error)
        })?;
        let lifeline = keeper.stdin.take();
        let answers = keeper.stdout.take();
        let url = format!("postgres://postgres:{password}@127.0.0.1:{port}/postgres?sslmode=disable");
        // From here on the drop guard stops the keeper, and the keeper stops the server.
        let mut server = Self { url, keeper, lifeline };
        if let Some(lifeline) = &mut server.lifeline {
            writeln!(lifeline, "{password}").map_err(failed)?;
        }
        let mut first = String::new();
        if let Some(answers) = answers {
            BufReader::new(answers).read_line(&mut first).map_err(failed)?;
        }
        if first.trim() == "ready" { Ok(server) } else { Err("PostgreSQL could not be started.".into()) }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.lifeline.take());
        let _ = self.keeper.wait();
    }
}

/// `cargo xtask pg`: a server for a developer's own hands, until Ctrl-C or the end of standard input.
pub fn hold() -> Outcome<()> {
    let server = Postgres::start()?;
    println!("{}", server.url());
    let mut ignored = Vec::new();
    std::io::stdin()
        .read_to_end(&mut ignored)
        .map_err(|error| format!("Standard input can't be read: {error}."))?;
    Ok(())
}

/// The shell that keeps the server, in a process group of its own: Ctrl-C must reach us, and not it.
fn keeper(programs: &Path, folder: &Path, port: u16) -> Command {
    let mut command = Command::new("/bin/sh");
    command
        .args(["-c", include_str!("postgres.sh"), "postgres.sh"])
        .args([programs, folder])
        .arg(port.to_string())
        .current_dir(folder)
        .env("HOME", folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .process_group(0);
    command
}

/// Makes the private folder; when we are root, both folder and command go to a user without rights,
/// since PostgreSQL refuses to run as root.
fn make_home(folder: &PathBuf, command: &mut Command) -> Outcome<()> {
    let failed = |error: std::io::Error| format!("{} can't be prepared: {error}.", folder.display());
    fs::DirBuilder::new().mode(0o700).create(folder).map_err(failed)?;
    if system::is_root() {
        let user = system::unprivileged_user()?;
        chown(folder, Some(user.uid), Some(user.gid)).map_err(failed)?;
        command.uid(user.uid).gid(user.gid);
    }
    Ok(())
}

fn free_port() -> Outcome<u16> {
    let found = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
    found.map(|address| address.port()).map_err(|error| format!("No free port was found: {error}."))
}

/// Sixteen random bytes as hexadecimal digits: half a folder's name, half a password.
fn chance() -> Outcome<String> {
    let mut bytes = [0; 16];
    File::open("/dev/urandom")
        .and_then(|mut source| source.read_exact(&mut bytes))
        .map_err(|error| format!("/dev/urandom can't be read: {error}."))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
