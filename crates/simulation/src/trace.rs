//! What happened, as lines of text, and their digest.

use std::collections::VecDeque;
use std::fmt::Write as _;

use ringwright_domain::Instant;
use sha2::{Digest, Sha256};

/// Lines that are remembered for a report.
const REMEMBERED: usize = 400;

/// Everything that happened in one run: two runs are the same when their digests are.
pub(crate) struct Trace {
    hash: Sha256,
    last: VecDeque<String>,
    whole: Option<String>,
}

impl Trace {
    /// An empty trace; a `whole` one keeps every line.
    pub(crate) fn new(whole: bool) -> Self {
        Self { hash: Sha256::new(), last: VecDeque::new(), whole: whole.then(String::new) }
    }

    /// Notes a line.
    pub(crate) fn line(&mut self, at: Instant, text: std::fmt::Arguments<'_>) {
        let mut line = String::with_capacity(96);
        // Writing to a text never fails.
        let _ = writeln!(line, "{} {text}", at.micros());
        self.hash.update(line.as_bytes());
        if let Some(whole) = &mut self.whole {
            whole.push_str(&line);
        }
        if self.last.len() == REMEMBERED {
            self.last.pop_front();
        }
        self.last.push_back(line);
    }

    /// The digest, the last lines, and all of them if they were kept.
    pub(crate) fn close(self) -> (String, Vec<String>, Option<String>) {
        (hex::encode(self.hash.finalize()), self.last.into(), self.whole)
    }
}
