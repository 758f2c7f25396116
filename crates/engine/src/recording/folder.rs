//! Where recordings are.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ringwright_domain::ids::CallId;

/// The folder of the recordings. Nodes that share a database share it as well.
#[derive(Debug, Clone)]
pub struct Folder(Arc<Path>);

impl Folder {
    /// This folder; it need not be there yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into().into())
    }

    /// The tape of a call: both sides as they were heard, written while the call goes on.
    pub fn tape(&self, call: &CallId) -> PathBuf {
        self.0.join(format!("{call}.tape"))
    }

    /// What is kept of a call.
    pub fn kept(&self, call: &CallId) -> PathBuf {
        self.0.join(format!("{call}.opus"))
    }

    /// What is being written to be kept.
    pub(super) fn part(&self, call: &CallId) -> PathBuf {
        self.0.join(format!("{call}.part"))
    }

    /// Deletes all files of a call; one that is not there is as good as deleted.
    ///
    /// # Errors
    /// When a file cannot be deleted.
    pub fn delete(&self, call: &CallId) -> io::Result<()> {
        for path in [self.tape(call), self.part(call), self.kept(call)] {
            match fs::remove_file(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }
}
