//! The timing trace of a call, written while it goes on.

use std::path::PathBuf;

use ringwright_domain::Instant;
use ringwright_voice::activity::Reading;
use ringwright_voice::session::{Input, Output, Setup};
use ringwright_voice::trace;
use tokio::sync::oneshot;

use super::deck::{Deck, Piece};

/// Lines are handed to the disk in pieces of at least so many bytes.
const PIECE: usize = 16 * 1_024;

/// Where the trace of a call goes.
pub(super) struct TraceTo {
    pub(super) deck: Deck,
    pub(super) file: PathBuf,
}

/// Writes the trace of one call.
pub(super) struct Tracer {
    to: TraceTo,
    lines: trace::Recorder,
    /// Bytes that were handed over.
    offset: u64,
    waiting: Vec<u8>,
    /// Whether a piece was left out. A trace with a hole cannot be replayed: it ends there.
    torn: bool,
}

impl TraceTo {
    /// Begins the trace of a call that is held from now on.
    pub(super) fn begin(self, now: Instant, setup: &Setup) -> Tracer {
        let (lines, header) = trace::Recorder::begin(now, setup);
        let mut tracer = Tracer { to: self, lines, offset: 0, waiting: Vec::new(), torn: false };
        tracer.add(&header);
        tracer
    }
}

impl Tracer {
    /// An input that was handled, and the reading after it.
    pub(super) fn input(&mut self, at: Instant, input: &Input, reading: Reading) {
        if !self.torn {
            let line = self.lines.input(at, input, reading);
            self.add(&line);
        }
    }

    /// What the session wants.
    pub(super) fn output(&mut self, at: Instant, output: &Output) {
        if !self.torn
            && let Some(line) = self.lines.output(at, output)
        {
            self.add(&line);
        }
    }

    fn add(&mut self, line: &str) {
        self.waiting.extend_from_slice(line.as_bytes());
        self.waiting.push(b'\n');
        if self.waiting.len() >= PIECE {
            self.hand_over(None);
        }
    }

    fn hand_over(&mut self, end: Option<oneshot::Sender<()>>) {
        let bytes = std::mem::take(&mut self.waiting);
        let (file, offset) = (self.to.file.clone(), self.offset);
        self.offset += bytes.len() as u64;
        if !self.to.deck.write(Piece { file, offset, bytes, end }) {
            self.torn = true;
            tracing::warn!(file = %self.to.file.display(), "the disk is too slow for a timing trace, which ends here");
        }
    }

    /// Writes the rest. The call is over, so that this may wait.
    pub(super) async fn finish(mut self) {
        if self.torn {
            return;
        }
        let (end, ended) = oneshot::channel();
        self.hand_over(Some(end));
        // If the piece was lost, its sender is dropped and there is nothing to wait for.
        let _ = ended.await;
    }
}
