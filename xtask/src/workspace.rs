//! Where things are: the repository, the page and the folder of built things.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Outcome;

/// The folders that every command works in.
pub struct Workspace {
    /// The root of the repository.
    pub root: PathBuf,
    /// Cargo's folder of built things, wherever the machine's configuration puts it.
    target: PathBuf,
}

impl Workspace {
    /// Finds the repository around the current folder.
    pub fn find() -> Outcome<Self> {
        let here =
            env::current_dir().map_err(|error| format!("The current folder can't be read: {error}."))?;
        let root = here
            .ancestors()
            .find(|folder| folder.join("xtask/Cargo.toml").is_file())
            .ok_or("xtask works inside the repository; change into it and try again.")?
            .to_path_buf();
        // Cargo put this very program at <target>/<profile>/xtask, so the folder follows from where it runs.
        let target = env::current_exe()
            .ok()
            .and_then(|program| program.ancestors().nth(2).map(Path::to_path_buf))
            .unwrap_or_else(|| root.join("target"));
        Ok(Self { root, target })
    }

    /// The source folder of the page.
    pub fn web(&self) -> PathBuf {
        self.root.join("web")
    }

    /// The built page.
    pub fn dist(&self) -> PathBuf {
        self.web().join("dist")
    }

    /// A file of xtask's own memory: stamps and test reports.
    pub fn note(&self, name: &str) -> Outcome<PathBuf> {
        let folder = self.target.join("xtask");
        std::fs::create_dir_all(&folder)
            .map_err(|error| format!("{} can't be made: {error}.", folder.display()))?;
        Ok(folder.join(name))
    }

    /// The program `ringwright` of a profile (`debug` or `release`).
    pub fn server(&self, profile: &str) -> PathBuf {
        self.target.join(profile).join("ringwright")
    }

    /// The Cargo that started xtask, in the root of the repository.
    pub fn cargo(&self) -> Command {
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.current_dir(&self.root);
        // `cargo run` describes xtask's package to xtask. Passed on, that would look like a changed
        // environment to some build scripts, and half the tree would be compiled again.
        for (name, _) in env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
                command.env_remove(&name);
            }
        }
        command
    }

    /// npm in the folder of the page.
    pub fn npm(&self) -> Command {
        let mut command = Command::new("npm");
        command.current_dir(self.web());
        command
    }
}
