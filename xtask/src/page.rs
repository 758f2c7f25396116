//! The web page: its packages and its build.

use std::fs;

use serde_json::Value;

use crate::Outcome;
use crate::freshness::Stamp;
use crate::process;
use crate::workspace::Workspace;

/// Whether packages and page are as the sources want them.
pub fn is_fresh(workspace: &Workspace) -> Outcome<bool> {
    Ok(packages(workspace)?.is_fresh() && page(workspace)?.is_fresh())
}

/// Installs the packages of the page if the lock file changed.
pub fn install(workspace: &Workspace) -> Outcome<()> {
    manifest(workspace)?;
    packages(workspace)?.refresh(|| process::run(workspace.npm().args(["ci", "--no-audit", "--no-fund"])))
}

/// Builds the page into `web/dist` if its sources changed; the packages must be installed.
pub fn build(workspace: &Workspace) -> Outcome<()> {
    page(workspace)?.refresh(|| process::run(workspace.npm().args(["run", "build"])))
}

/// Whether the page's `package.json` has a script of this name.
pub fn has_script(workspace: &Workspace, name: &str) -> Outcome<bool> {
    Ok(manifest(workspace)?["scripts"][name].is_string())
}

fn manifest(workspace: &Workspace) -> Outcome<Value> {
    let path = workspace.web().join("package.json");
    let text = fs::read(&path).map_err(|error| format!("{} can't be read: {error}.", path.display()))?;
    serde_json::from_slice(&text).map_err(|error| format!("{} is not JSON: {error}.", path.display()))
}

fn packages(workspace: &Workspace) -> Outcome<Stamp> {
    let web = workspace.web();
    let inputs = vec![web.join("package.json"), web.join("package-lock.json")];
    // npm writes this file last, so that it stands for a complete installation.
    Ok(Stamp::new(
        workspace.note("packages.stamp")?,
        inputs,
        vec![web.join("node_modules/.package-lock.json")],
    ))
}

fn page(workspace: &Workspace) -> Outcome<Stamp> {
    let outputs = vec![workspace.dist(), workspace.dist().join("index.html")];
    Ok(Stamp::new(workspace.note("page.stamp")?, vec![workspace.web()], outputs))
}
