//! `cargo xtask fuzz`: the targets of `fuzz/`, each for some seconds.
//!
//! libFuzzer with the coverage of the stable compiler: no other toolchain is needed, only a C++ compiler for libFuzzer.

use std::ffi::OsString;
use std::fs;
use std::process::Command;

use crate::workspace::Workspace;
use crate::{Outcome, process};

/// How long each target runs unless told otherwise, in seconds.
const SECONDS: u32 = 60;
/// The longest input that is tried, in bytes.
const LONGEST_INPUT: u32 = 64 * 1_024;
/// What lets libFuzzer see which branches an input takes.
const COVERAGE: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
     -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
     -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1";

/// How long each target runs: the one argument, a number of seconds.
pub fn seconds(arguments: &[OsString]) -> Outcome<u32> {
    match arguments {
        [] => Ok(SECONDS),
        [one] => one
            .to_str()
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| format!("`{}` is not a number of seconds.", one.to_string_lossy())),
        _ => Err("fuzz takes one argument, a number of seconds.".to_owned()),
    }
}

/// Builds the targets and runs one after the other. What breaks one is kept beside its inputs, and named.
pub fn run(workspace: &Workspace, seconds: u32) -> Outcome<()> {
    let folder = workspace.root.join("fuzz");
    let built = workspace.note("fuzz")?;
    let host = process::answer(Command::new("rustc").args(["--print", "host-tuple"]))?.trim().to_owned();
    let mut build = workspace.cargo();
    build.current_dir(&folder).env("RUSTFLAGS", COVERAGE).env("CARGO_TARGET_DIR", &built);
    // Told the target, Cargo keeps the flags away from build scripts, which have no fuzzer to report to.
    build.args(["build", "--release", "--locked", "--target", &host]);
    process::run(&mut build)?;
    for target in targets(workspace)? {
        println!("\n== {target}, {seconds} s");
        let corpus = built.join("corpus").join(&target);
        fs::create_dir_all(&corpus)
            .map_err(|error| format!("{} can't be made: {error}.", corpus.display()))?;
        let program = built.join(&host).join("release").join(&target);
        let mut fuzz = Command::new(program);
        fuzz.arg(format!("-max_total_time={seconds}"))
            .arg(format!("-max_len={LONGEST_INPUT}"))
            .arg(format!("-artifact_prefix={}/broken-by-", corpus.display()))
            .args(["-rss_limit_mb=1024", "-timeout=5", "-print_final_stats=1", "-verbosity=0"])
            .arg(&corpus)
            .arg(folder.join("seeds").join(&target));
        process::run(&mut fuzz)?;
    }
    Ok(())
}

/// The targets, by the names of their files.
fn targets(workspace: &Workspace) -> Outcome<Vec<String>> {
    let folder = workspace.root.join("fuzz/targets");
    let files =
        fs::read_dir(&folder).map_err(|error| format!("{} can't be read: {error}.", folder.display()))?;
    let mut names: Vec<String> =
        files.filter_map(|file| file.ok()?.path().file_stem()?.to_str().map(ToOwned::to_owned)).collect();
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_is_a_number_of_seconds() {
        assert_eq!(seconds(&[]).unwrap(), SECONDS);
        assert_eq!(seconds(&["5".into()]).unwrap(), 5);
        assert!(seconds(&["long".into()]).is_err());
        assert!(seconds(&["5".into(), "6".into()]).is_err());
    }

    #[test]
    fn every_target_has_seeds_to_begin_with() {
        let workspace = Workspace::find().unwrap();
        let targets = targets(&workspace).unwrap();
        assert!(!targets.is_empty());
        for target in targets {
            let seeds = workspace.root.join("fuzz/seeds").join(&target);
            assert!(fs::read_dir(&seeds).is_ok_and(|mut files| files.next().is_some()), "{target}");
        }
    }
}
