//! The layer check: no crate depends on a floor it must not know, and every crate keeps the shared lints.
//!
//! `domain ← {store, vendors, voice, render} ← engine ← http ← app`, and `sandbox` knows `domain` at most, so
//! that it imitates the vendors from their documents and not from our reading of them. Cargo alone would
//! accept any edge that closes no circle.

use std::fs;

use serde_json::Value;

use crate::workspace::Workspace;
use crate::{Outcome, process};

/// Each crate and the crates of the workspace that it may use, also in its tests.
const FLOORS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("store", &["domain"]),
    ("vendors", &["domain"]),
    ("voice", &["domain"]),
    ("render", &["domain"]),
    ("engine", &["domain", "store", "vendors", "voice", "render"]),
    ("http", &["domain", "store", "vendors", "voice", "engine"]),
    ("simulation", &["domain", "store", "vendors", "engine"]),
    ("sandbox", &["domain"]),
    ("app", &["domain", "store", "vendors", "voice", "render", "engine", "http", "simulation", "sandbox"]),
];

/// A library that only some floors may use. A name stands for its family too: `sqlx` covers `sqlx-core`.
struct Wall {
    library: &'static str,
    /// Who may use it.
    allowed: &'static [&'static str],
    /// Who may use it in tests only.
    in_tests: &'static [&'static str],
    /// Where the work belongs instead.
    remedy: &'static str,
}

const WALLS: &[Wall] = &[
    Wall {
        library: "sqlx",
        allowed: &["store"],
        in_tests: &[],
        remedy: "put the statement into store, so that it runs on both databases",
    },
    Wall {
        library: "reqwest",
        allowed: &["vendors", "sandbox", "app"],
        in_tests: &[],
        remedy: "talk to other companies through a port of vendors, which sets time-outs and limits",
    },
    Wall {
        library: "axum",
        allowed: &["http", "sandbox", "app"],
        in_tests: &["vendors"],
        remedy: "keep the web framework in http, and hand plain values inwards",
    },
];

/// What would make the rules impure: input and output, databases, chance.
const NEVER_IN_DOMAIN: &[&str] = &["tokio", "sqlx", "reqwest", "axum", "getrandom", "rand"];

/// Reads the workspace's metadata and manifests and judges them.
pub fn run(workspace: &Workspace) -> Outcome<()> {
    let mut command = workspace.cargo();
    command.args(["metadata", "--no-deps", "--format-version", "1"]);
    let text = process::answer(&mut command)?;
    let metadata: Value = serde_json::from_str(&text)
        .map_err(|error| format!("`cargo metadata` did not answer in JSON: {error}."))?;
    let mut complaints = edges(&metadata);
    for package in packages(&metadata) {
        let path = package["manifest_path"].as_str().unwrap_or_default();
        let manifest = fs::read_to_string(path).map_err(|error| format!("{path} can't be read: {error}."))?;
        complaints.extend(lints(name_of(package), &manifest));
    }
    if complaints.is_empty() {
        println!("layers: {} crates, every dependency runs downwards", packages(&metadata).len());
        return Ok(());
    }
    Err(complaints.join("\n"))
}

/// Every dependency that the floors or walls forbid, one sentence each.
fn edges(metadata: &Value) -> Vec<String> {
    let mut complaints = Vec::new();
    for package in packages(metadata) {
        let name = name_of(package);
        let floor = name.strip_prefix("ringwright-").unwrap_or(name);
        let Some((_, below)) = FLOORS.iter().find(|(known, _)| *known == floor) else {
            // xtask builds the others and must compile without them.
            if name == "xtask" {
                complaints.extend(dependencies(package).filter_map(|edge| inner_edge(name, &[], edge)));
            } else {
                complaints.push(format!(
                    "{name} has no floor. Give it one in FLOORS in xtask/src/layers.rs and in ARCHITECTURE.md."
                ));
            }
            continue;
        };
        for edge in dependencies(package) {
            complaints.extend(inner_edge(name, below, edge));
            complaints.extend(outer_edge(floor, name, edge));
        }
    }
    complaints
}

/// A dependency on another crate of the workspace.
fn inner_edge(name: &str, below: &[&str], edge: Edge<'_>) -> Option<String> {
    let floor = edge.to.strip_prefix("ringwright-")?;
    // A crate may name itself in its tests, to switch a feature on.
    if below.contains(&floor) || edge.to == name {
        return None;
    }
    let may = if below.is_empty() { "no crate of the workspace".to_owned() } else { below.join(", ") };
    Some(format!(
        "{name} must not depend on {}{}: it may use {may}. Move the shared part down, or hand it in from above \
         through a trait.",
        edge.to,
        edge.in_tests()
    ))
}

/// A dependency on a library of the world.
fn outer_edge(floor: &str, name: &str, edge: Edge<'_>) -> Option<String> {
    if floor == "domain" && NEVER_IN_DOMAIN.iter().any(|library| of_family(edge.to, library)) {
        return Some(format!(
            "{name} must not depend on {}{}: its rules are pure. Take time, chance and answers as arguments, and \
             let engine or store do the work.",
            edge.to,
            edge.in_tests()
        ));
    }
    let wall = WALLS.iter().find(|wall| of_family(edge.to, wall.library))?;
    if wall.allowed.contains(&floor) || (edge.dev && wall.in_tests.contains(&floor)) {
        return None;
    }
    Some(format!(
        "{name} must not depend on {}{}: only {} may. Instead, {}.",
        edge.to,
        edge.in_tests(),
        wall.allowed.join(", "),
        wall.remedy
    ))
}

/// Whether a library is the named one or a part of its family.
fn of_family(library: &str, named: &str) -> bool {
    library.strip_prefix(named).is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_']))
}

/// The sentence about a manifest that does not take the workspace's lints.
fn lints(name: &str, manifest: &str) -> Option<String> {
    let mut table = String::new();
    for line in manifest.lines() {
        let line: String = line.split('#').next().unwrap_or_default().split_whitespace().collect();
        if line.starts_with('[') {
            table = line;
        } else if (table == "[lints]" && line == "workspace=true")
            || (table.is_empty() && line == "lints.workspace=true")
        {
            return None;
        }
    }
    Some(format!(
        "{name} does not take the shared lints. Add `[lints]` with `workspace = true` to its Cargo.toml."
    ))
}

/// One line of a crate's dependency tables.
#[derive(Clone, Copy)]
struct Edge<'a> {
    /// The real name of the package, whatever it is renamed to.
    to: &'a str,
    /// Whether it is for tests only.
    dev: bool,
}

impl Edge<'_> {
    fn in_tests(&self) -> &'static str {
        if self.dev { " (not in tests either)" } else { "" }
    }
}

fn packages(metadata: &Value) -> &[Value] {
    metadata["packages"].as_array().map_or(&[], Vec::as_slice)
}

fn name_of(package: &Value) -> &str {
    package["name"].as_str().unwrap_or_default()
}

fn dependencies(package: &Value) -> impl Iterator<Item = Edge<'_>> {
    package["dependencies"].as_array().into_iter().flatten().map(|dependency| Edge {
        to: dependency["name"].as_str().unwrap_or_default(),
        dev: dependency["kind"] == "dev",
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// What `cargo metadata` says of one crate with these dependencies; a kind of "" is an ordinary one.
    fn complaints_of(name: &str, dependencies: &[(&str, &str)]) -> Vec<String> {
        let dependencies: Vec<Value> = dependencies
            .iter()
            .map(
                |(name, kind)| json!({"name": name, "kind": if kind.is_empty() { None } else { Some(kind) }}),
            )
            .collect();
        edges(&json!({"packages": [{"name": name, "dependencies": dependencies}]}))
    }

    #[test]
    fn edges_that_run_down_are_fine() {
        assert!(complaints_of("ringwright-domain", &[("serde", ""), ("proptest", "dev")]).is_empty());
        assert!(complaints_of("ringwright-store", &[("ringwright-domain", ""), ("sqlx", "")]).is_empty());
        let engine = [("ringwright-store", ""), ("ringwright-vendors", ""), ("tokio", "")];
        assert!(complaints_of("ringwright-engine", &engine).is_empty());
        let app = [("ringwright-http", ""), ("ringwright-sandbox", ""), ("axum", ""), ("reqwest", "")];
        assert!(complaints_of("ringwright-app", &app).is_empty());
    }

    #[test]
    fn an_edge_that_runs_up_is_named_with_its_remedy() {
        let complaints = complaints_of("ringwright-store", &[("ringwright-engine", "")]);
        assert_eq!(
            complaints,
            [
                "ringwright-store must not depend on ringwright-engine: it may use domain. Move the shared part down, \
              or hand it in from above through a trait."
            ]
        );
    }

    #[test]
    fn siblings_do_not_know_each_other() {
        assert_eq!(complaints_of("ringwright-vendors", &[("ringwright-store", "")]).len(), 1);
        assert_eq!(complaints_of("ringwright-sandbox", &[("ringwright-vendors", "")]).len(), 1);
        assert_eq!(complaints_of("ringwright-http", &[("ringwright-sandbox", "")]).len(), 1);
    }

    #[test]
    fn tests_and_build_scripts_obey_too() {
        let complaints = complaints_of("ringwright-engine", &[("ringwright-sandbox", "dev")]);
        assert!(complaints[0].contains("(not in tests either)"), "{complaints:?}");
        assert_eq!(complaints_of("ringwright-domain", &[("ringwright-store", "build")]).len(), 1);
    }

    #[test]
    fn libraries_stay_behind_their_walls() {
        let complaints = complaints_of("ringwright-engine", &[("sqlx", ""), ("reqwest", ""), ("axum", "")]);
        assert_eq!(complaints.len(), 3);
        assert!(complaints[0].starts_with("ringwright-engine must not depend on sqlx: only store may."));
        assert!(complaints_of("ringwright-vendors", &[("axum", "dev")]).is_empty());
        assert_eq!(complaints_of("ringwright-vendors", &[("axum", "")]).len(), 1);
        assert_eq!(complaints_of("ringwright-http", &[("sqlx-core", "")]).len(), 1);
    }

    #[test]
    fn the_domain_stays_pure() {
        for library in ["tokio", "tokio-stream", "sqlx", "reqwest", "axum", "getrandom", "rand", "rand_core"]
        {
            for kind in ["", "dev"] {
                let complaints = complaints_of("ringwright-domain", &[(library, kind)]);
                assert_eq!(complaints.len(), 1, "{library} {kind}");
                assert!(complaints[0].contains("its rules are pure"));
            }
        }
        assert!(complaints_of("ringwright-domain", &[("random-names", "")]).is_empty());
    }

    #[test]
    fn a_crate_without_a_floor_is_refused() {
        assert!(complaints_of("ringwright-attic", &[])[0].contains("ringwright-attic has no floor"));
        assert!(complaints_of("xtask", &[("serde_json", "")]).is_empty());
        assert_eq!(complaints_of("xtask", &[("ringwright-domain", "")]).len(), 1);
    }

    #[test]
    fn every_manifest_takes_the_shared_lints() {
        assert_eq!(lints("a", "[package]\nname = \"a\"\n\n[lints]\nworkspace = true\n"), None);
        assert_eq!(lints("a", "lints.workspace = true # all of them\n[package]\n"), None);
        assert!(
            lints("a", "[package]\nedition.workspace = true\n[lints]\n[dependencies]\nworkspace = true")
                .is_some()
        );
        assert!(lints("a", "[package]\n# [lints]\nname = \"a\"").is_some());
    }

    #[test]
    fn floors_only_name_floors_above_them_in_the_table_or_beside() {
        // The table itself must have no circle: a crate only uses crates that come before it.
        for (index, (name, below)) in FLOORS.iter().enumerate() {
            for other in *below {
                assert!(FLOORS[..index].iter().any(|(known, _)| known == other), "{name} uses {other}");
            }
        }
    }
}
