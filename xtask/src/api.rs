//! `cargo xtask api`: the OpenAPI document and the typed client that the page makes from it.

use std::fs;

use serde_json::Value;

use crate::workspace::Workspace;
use crate::{Outcome, page, process, tools};

/// Writes `docs/openapi.json` and lets the page generate its client.
pub fn run(workspace: &Workspace) -> Outcome<()> {
    tools::check_for_run()?;
    let mut command = workspace.cargo();
    command.args(["run", "--quiet", "--package", "ringwright-app", "--", "openapi"]);
    let document = process::answer(&mut command)?;
    // A half-printed document must not replace a good one.
    serde_json::from_str::<Value>(&document)
        .map_err(|error| format!("`ringwright openapi` did not print a JSON document: {error}."))?;
    let path = workspace.root.join("docs/openapi.json");
    fs::write(&path, format!("{}\n", document.trim_end()))
        .map_err(|error| format!("{} can't be written: {error}.", path.display()))?;
    println!("{} written", path.display());
    if page::has_script(workspace, "api")? {
        page::install(workspace)?;
        process::run(workspace.npm().args(["run", "api"]))?;
    }
    Ok(())
}
