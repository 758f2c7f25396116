//! `cargo xtask test`: every check and every test, in an order that fails early, with one line at the end.

use std::ffi::OsString;
use std::fs;
use std::num::NonZero;
use std::path::PathBuf;
use std::process::Command;
use std::thread;
use std::time::Instant;

use serde_json::Value;

use crate::counts::{Count, Totals, duration};
use crate::postgres::Postgres;
use crate::workspace::Workspace;
use crate::{Outcome, layers, page, process, system, tools};

/// Names the database that the storage tests use; without it they use SQLite.
const DATABASE: &str = "RINGWRIGHT_TEST_DATABASE";

/// The test targets that use a database, and where their sources are. The other tests would be the same on PostgreSQL.
const STORING: &[(&str, &str)] = &[
    ("stories", "crates/app/tests/it/"),
    ("contract", "crates/store/tests/contract/"),
    ("plans", "crates/store/tests/plans.rs"),
];

/// Tests at once on every core: stories wait for news from outside about half of their time.
const TESTS_PER_CORE: usize = 3;

/// What is tested besides what everybody has. The same for every step, or all would be compiled twice.
const FEATURES: [&str; 2] = ["--features", "ringwright-app/pocketsphinx"];

/// A part of the run that `--only` can name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Group {
    Lint,
    Rust,
    Pg,
    Web,
    E2e,
}

use Group::{E2e, Lint, Pg, Rust, Web};

/// One step: its name, the groups it belongs to, and what it does.
struct Step {
    name: &'static str,
    groups: &'static [Group],
    action: fn(&mut Run) -> Outcome<()>,
}

/// The whole run. Cheap checks come first, and every test that needs the page comes after its build.
const STEPS: &[Step] = &[
    Step { name: "tools", groups: &[Lint, Rust, Pg, Web, E2e], action: Run::tools },
    Step { name: "format", groups: &[Lint], action: Run::format },
    Step { name: "page packages", groups: &[Lint, Rust, Pg, Web, E2e], action: Run::packages },
    Step { name: "page build", groups: &[Lint, Rust, Pg, E2e], action: Run::page },
    Step { name: "layers", groups: &[Lint], action: Run::layers },
    Step { name: "clippy", groups: &[Lint], action: Run::clippy },
    Step { name: "tests on SQLite", groups: &[Rust], action: Run::sqlite },
    Step { name: "tests on PostgreSQL", groups: &[Pg], action: Run::postgres },
    Step { name: "page types", groups: &[Lint, Web], action: Run::types },
    Step { name: "page lint", groups: &[Lint, Web], action: Run::lint },
    Step { name: "page tests", groups: &[Web], action: Run::page_tests },
    Step { name: "browser tests", groups: &[E2e], action: Run::browser },
];

/// Reads `[--only GROUP]`; nothing means everything.
pub fn selection(arguments: &[OsString]) -> Outcome<Option<Group>> {
    let words: Vec<_> = arguments.iter().map(|argument| argument.to_string_lossy()).collect();
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    match words[..] {
        [] => Ok(None),
        ["--only", "lint"] => Ok(Some(Lint)),
        ["--only", "rust"] => Ok(Some(Rust)),
        ["--only", "pg"] => Ok(Some(Pg)),
        ["--only", "web"] => Ok(Some(Web)),
        ["--only", "e2e"] => Ok(Some(E2e)),
        _ => Err(format!("`{}`: test takes `--only` with one of lint, rust, pg, web, e2e.", words.join(" "))),
    }
}

/// Runs the steps up to the first failure and prints the line of totals in either case.
pub fn run(workspace: Workspace, only: Option<Group>) -> Outcome<()> {
    let mut run = Run { workspace, only, totals: Totals::default() };
    let started = Instant::now();
    let steps: Vec<&Step> =
        STEPS.iter().filter(|step| only.is_none_or(|group| step.groups.contains(&group))).collect();
    let mut failure = None;
    for (index, step) in steps.iter().enumerate() {
        let elapsed = duration(started.elapsed().as_secs());
        println!("\n=== {}/{} {} (after {elapsed})", index + 1, steps.len(), step.name);
        let step_started = Instant::now();
        if let Err(sentences) = (step.action)(&mut run) {
            println!("{sentences}");
            failure = Some(step.name);
            break;
        }
        println!("--- {}: ok, {:.1} s", step.name, step_started.elapsed().as_secs_f64());
    }
    println!();
    let line = run.totals.line(started.elapsed().as_secs(), failure);
    // The line comes last wherever the output goes, so a failure must not add one behind it.
    println!("{line}");
    if failure.is_some() {
        std::process::exit(1)
    }
    Ok(())
}

/// What the steps share.
struct Run {
    workspace: Workspace,
    only: Option<Group>,
    totals: Totals,
}

impl Run {
    /// Everything the run will need, before the first minute is spent on compiling.
    fn tools(&mut self) -> Outcome<()> {
        tools::check_for_test()?;
        if self.wants(Pg) {
            println!("PostgreSQL: {}", system::postgres_programs()?.display());
        }
        if self.wants(Rust) || self.wants(Pg) {
            println!("espeak-ng: {}", system::espeak()?.display());
            println!("pocketsphinx: {}", system::pocketsphinx()?.display());
            println!("ffmpeg: {}", system::ffmpeg()?.display());
        }
        if self.wants(E2e) {
            println!("Chromium: {}", system::chromium()?.display());
        }
        Ok(())
    }

    fn wants(&self, group: Group) -> bool {
        self.only.is_none_or(|only| only == group)
    }

    fn format(&mut self) -> Outcome<()> {
        process::run(self.workspace.cargo().args(["fmt", "--all", "--check"]))
    }

    fn packages(&mut self) -> Outcome<()> {
        page::install(&self.workspace)
    }

    fn page(&mut self) -> Outcome<()> {
        page::build(&self.workspace)
    }

    fn layers(&mut self) -> Outcome<()> {
        layers::run(&self.workspace)
    }

    fn clippy(&mut self) -> Outcome<()> {
        let mut command = self.workspace.cargo();
        command
            .args(["clippy", "--workspace", "--all-targets"])
            .args(FEATURES)
            .args(["--", "-D", "warnings"]);
        process::run(&mut command)
    }

    fn sqlite(&mut self) -> Outcome<()> {
        let mut command = self.cargo_test();
        command.env_remove(DATABASE);
        self.counted("SQLite", &mut command)
    }

    fn postgres(&mut self) -> Outcome<()> {
        let server = Postgres::start()?;
        let mut command = self.cargo_test();
        command.env(DATABASE, server.url());
        for (target, _) in STORING {
            command.args(["--test", target]);
        }
        self.counted("PostgreSQL", &mut command)
    }

    /// All tests of the workspace. Without `--no-fail-fast` the count would stop at the first bad crate.
    fn cargo_test(&self) -> Command {
        let mut command = self.workspace.cargo();
        command.args(["test", "--workspace", "--no-fail-fast"]).args(FEATURES);
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        command.env("RUST_TEST_THREADS", (cores * TESTS_PER_CORE).to_string());
        // Thousands of small files are made and thrown away.
        command.env("TMPDIR", system::temporary_folder());
        command
    }

    fn counted(&mut self, kind: &'static str, command: &mut Command) -> Outcome<()> {
        let mut sum = Count::default();
        let outcome = process::run_listening(command, |line| {
            if let Some(count) = Count::from_libtest(line) {
                sum += count;
            }
        });
        self.totals.add(kind, sum);
        outcome.and_then(|()| some_passed(sum))
    }

    fn types(&mut self) -> Outcome<()> {
        process::run(self.workspace.npm().args(["run", "typecheck"]))
    }

    fn lint(&mut self) -> Outcome<()> {
        process::run(self.workspace.npm().args(["run", "lint"]))
    }

    fn page_tests(&mut self) -> Outcome<()> {
        let report = self.empty_report("vitest.json")?;
        let mut command = self.workspace.npm();
        command.args(["run", "test", "--", "--run", "--reporter=default", "--reporter=json"]);
        command.arg(format!("--outputFile.json={}", report.display()));
        self.reported("page", &mut command, &report, Count::from_vitest)
    }

    fn browser(&mut self) -> Outcome<()> {
        // The whole run has built the program for the stories; a package by itself would be compiled with
        // other features of what it depends on.
        let arguments: &[&str] = match self.only {
            None => &["test", "--workspace", "--no-run", "--quiet"],
            Some(_) => &["build", "--package", "ringwright-app"],
        };
        process::run(self.workspace.cargo().args(arguments).args(FEATURES))?;
        let report = self.empty_report("playwright.json")?;
        let mut command = self.workspace.npm();
        command
            .args(["run", "e2e", "--", "--reporter=list,json"])
            .env("PLAYWRIGHT_JSON_OUTPUT_FILE", &report)
            .env("CHROMIUM", system::chromium()?)
            .env("RINGWRIGHT_BIN", self.workspace.server("debug"));
        self.reported("browser", &mut command, &report, Count::from_playwright)
    }

    /// The path of a report, with the last run's report out of the way: old numbers must not count again.
    fn empty_report(&self, name: &str) -> Outcome<PathBuf> {
        let path = self.workspace.note(name)?;
        match fs::remove_file(&path) {
            Err(error) if path.exists() => Err(format!("{} can't be removed: {error}.", path.display())),
            _ => Ok(path),
        }
    }

    fn reported(
        &mut self,
        kind: &'static str,
        command: &mut Command,
        report: &PathBuf,
        read: fn(&Value) -> Option<Count>,
    ) -> Outcome<()> {
        let outcome = process::run(command);
        let value: Option<Value> =
            fs::read(report).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let count = value.as_ref().and_then(read);
        if let Some(count) = count {
            self.totals.add(kind, count);
        }
        outcome?;
        some_passed(count.ok_or_else(|| format!("{} has no counts of tests in it.", report.display()))?)
    }
}

/// A run of no tests is a mistake in the set-up, not a success.
fn some_passed(count: Count) -> Outcome<()> {
    if count.passed == 0 { Err("No test ran at all.".into()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn select(words: &[&str]) -> Outcome<Option<Group>> {
        selection(&words.iter().map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn only_takes_one_known_group() {
        assert_eq!(select(&[]), Ok(None));
        assert_eq!(select(&["--only", "pg"]), Ok(Some(Pg)));
        assert!(select(&["--only"]).is_err());
        assert!(select(&["--only", "rusty"]).unwrap_err().contains("rusty"));
    }

    #[test]
    fn every_test_with_a_database_also_runs_on_postgresql() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let (mut folders, mut with_database) = (vec![root.join("crates")], 0);
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let name = path.strip_prefix(root).unwrap().to_str().unwrap();
                if name == "crates/store/src/testing.rs" || !name.ends_with(".rs") {
                    continue;
                }
                let text = fs::read_to_string(&path).unwrap();
                if ["fresh_store(", "empty_database(", "current_database("]
                    .iter()
                    .any(|word| text.contains(word))
                {
                    assert!(
                        STORING.iter().any(|(_, place)| name.starts_with(place)),
                        "{name} only runs on SQLite"
                    );
                    with_database += 1;
                }
            }
        }
        assert!(with_database >= STORING.len());
    }

    #[test]
    fn every_group_starts_with_the_tools_and_has_work_of_its_own() {
        for group in [Lint, Rust, Pg, Web, E2e] {
            let names: Vec<_> =
                STEPS.iter().filter(|step| step.groups.contains(&group)).map(|s| s.name).collect();
            assert_eq!(names[0], "tools");
            assert!(STEPS.iter().any(|step| step.groups.last() == Some(&group)), "{group:?}");
        }
    }
}
