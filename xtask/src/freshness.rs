//! Whether something has to be built again, told from paths, sizes and modification times.
//!
//! A stamp remembers the state of a build's inputs and of what it made. While both are as remembered,
//! not even the build tool is asked, so that a second start takes milliseconds.

use std::collections::hash_map::DefaultHasher;
use std::fs::{self, Metadata};
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use crate::Outcome;

/// Folders that builds and tests write and no build reads.
const SKIPPED_FOLDERS: &[&str] =
    &["node_modules", "dist", "target", "coverage", "test-results", "playwright-report", ".git", ".vite"];

/// The memory of one build.
pub struct Stamp {
    /// The file that remembers.
    file: PathBuf,
    /// Files and folders that the build reads.
    inputs: Vec<PathBuf>,
    /// What it makes; all of it must be there.
    outputs: Vec<PathBuf>,
}

impl Stamp {
    /// A stamp in `file` over inputs and outputs.
    pub fn new(file: PathBuf, inputs: Vec<PathBuf>, outputs: Vec<PathBuf>) -> Self {
        Self { file, inputs, outputs }
    }

    /// Whether inputs and outputs are as they were after the last build.
    pub fn is_fresh(&self) -> bool {
        let remembered = fs::read_to_string(&self.file).unwrap_or_default();
        self.outputs.iter().all(|path| path.exists()) && remembered == self.text(fingerprint(&self.inputs))
    }

    /// Builds unless fresh. The inputs are read before the build, so that an edit made meanwhile counts as new.
    pub fn refresh(&self, build: impl FnOnce() -> Outcome<()>) -> Outcome<()> {
        if self.is_fresh() {
            return Ok(());
        }
        let inputs = fingerprint(&self.inputs);
        // A build that is interrupted must not leave a stamp that vouches for half of its outputs.
        let _ = fs::remove_file(&self.file);
        build()?;
        if let Some(missing) = self.outputs.iter().find(|path| !path.exists()) {
            return Err(format!("The build ended well but {} is not there.", missing.display()));
        }
        fs::write(&self.file, self.text(inputs))
            .map_err(|error| format!("{} can't be written: {error}.", self.file.display()))
    }

    fn text(&self, inputs: u64) -> String {
        format!("{inputs:016x} {:016x}\n", fingerprint(&self.outputs))
    }
}

/// One number for the paths, sizes and modification times of files and folders.
fn fingerprint(paths: &[PathBuf]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for path in paths {
        path.hash(&mut hasher);
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => add_folder(path, &mut hasher),
            Ok(found) => add_file(path, &found, &mut hasher),
            Err(_) => 0_u8.hash(&mut hasher),
        }
    }
    hasher.finish()
}

/// Adds a folder in the order of names: the order of the file system is nobody's promise.
fn add_folder(folder: &Path, hasher: &mut DefaultHasher) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut children: Vec<_> = entries.flatten().collect();
    children.sort_by_key(std::fs::DirEntry::file_name);
    for child in children {
        let path = child.path();
        let name = child.file_name();
        let Ok(found) = child.metadata() else { continue };
        if found.is_dir() {
            if !SKIPPED_FOLDERS.iter().any(|skipped| name == *skipped) {
                add_folder(&path, hasher);
            }
        } else if path.extension().is_none_or(|extension| extension != "tsbuildinfo") {
            // `tsbuildinfo` is the type checker's cache, which it writes next to the sources.
            add_file(&path, &found, hasher);
        }
    }
}

fn add_file(path: &Path, found: &Metadata, hasher: &mut DefaultHasher) {
    let modified = found.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    (path, found.len(), modified).hash(hasher);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder that goes away with the test.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("ringwright-fresh-{name}-{}", std::process::id()));
            let _ = fs::remove_dir_all(&path);
            fs::create_dir_all(path.join("in/node_modules")).unwrap();
            fs::write(path.join("in/source.ts"), "one").unwrap();
            Self(path)
        }

        fn stamp(&self) -> Stamp {
            Stamp::new(self.0.join("stamp"), vec![self.0.join("in")], vec![self.0.join("out")])
        }

        /// Refreshes with a build that writes the output, and tells whether it was called.
        fn builds(&self) -> bool {
            let mut called = false;
            self.stamp()
                .refresh(|| {
                    called = true;
                    fs::write(self.0.join("out"), "made").map_err(|error| error.to_string())
                })
                .unwrap();
            called
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn the_second_time_nothing_is_built() {
        let folder = Folder::new("second");
        assert!(folder.builds());
        assert!(!folder.builds());
        fs::write(folder.0.join("in/node_modules/cache"), "written by a tool").unwrap();
        fs::write(folder.0.join("in/tsconfig.tsbuildinfo"), "written by a tool").unwrap();
        assert!(!folder.builds());
    }

    #[test]
    fn changed_added_or_lost_files_build_again() {
        let folder = Folder::new("changed");
        assert!(folder.builds());
        fs::write(folder.0.join("in/source.ts"), "three").unwrap();
        assert!(folder.builds());
        fs::write(folder.0.join("in/another.ts"), "").unwrap();
        assert!(folder.builds());
        fs::remove_file(folder.0.join("in/another.ts")).unwrap();
        assert!(folder.builds());
        fs::remove_file(folder.0.join("out")).unwrap();
        assert!(folder.builds());
        fs::write(folder.0.join("out"), "made by somebody else").unwrap();
        assert!(folder.builds());
    }

    #[test]
    fn a_failed_build_is_not_remembered() {
        let folder = Folder::new("failed");
        assert!(folder.builds());
        fs::write(folder.0.join("in/source.ts"), "broken").unwrap();
        assert_eq!(folder.stamp().refresh(|| Err("broken".into())), Err("broken".into()));
        assert!(folder.builds());
    }

    #[test]
    fn a_build_that_makes_nothing_is_a_failure() {
        let folder = Folder::new("nothing");
        assert!(folder.stamp().refresh(|| Ok(())).unwrap_err().contains("is not there"));
    }
}
