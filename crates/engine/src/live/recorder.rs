//! Recording a call while it goes on: the call hands pieces of its tape to a thread that writes them to files.
//!
//! The call never waits for the disk. What a slow disk cannot take is left out, and its place in the file stays silent.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt as _;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use ringwright_domain::Instant;
use ringwright_domain::ids::CallId;
use ringwright_voice::frame::Rate;
use ringwright_voice::recording::Tape;
use tokio::sync::oneshot;

use crate::recording::Folder;

/// Overflow rule: so many pieces of a second each wait for the disk; the next are left out.
const MOST_WAITING: usize = 1_024;

/// A piece of a tape, or the end of one.
struct Piece {
    call: CallId,
    offset: u64,
    bytes: Vec<u8>,
    /// Told when everything before is written.
    end: Option<oneshot::Sender<()>>,
}

/// The thread that writes tapes; cheap to clone.
#[derive(Clone)]
pub(super) struct Deck {
    pieces: SyncSender<Piece>,
}

impl Deck {
    /// A thread that writes into a folder. It ends with the last deck.
    ///
    /// # Errors
    /// When no thread can be started.
    pub(super) fn start(folder: Folder) -> io::Result<Self> {
        let (pieces, waiting) = sync_channel(MOST_WAITING);
        thread::Builder::new().name("tapes".to_owned()).spawn(move || write_all(&folder, &waiting))?;
        Ok(Self { pieces })
    }

    /// A recorder of a call that began at `start`.
    pub(super) const fn record(self, call: CallId, rate: Rate, start: Instant) -> Recorder {
        Recorder { deck: self, call, rate, tape: Tape::new(rate, start), lost: 0 }
    }
}

fn write_all(folder: &Folder, waiting: &Receiver<Piece>) {
    let mut failed = 0_u64;
    while let Ok(Piece { call, offset, bytes, end }) = waiting.recv() {
        if !bytes.is_empty()
            && let Err(error) = write(folder.tape(&call), offset, &bytes)
        {
            failed += 1;
            metrics::counter!("ringwright_recording_failures_total").increment(1);
            // A full disk would fill the log as well.
            if failed.is_power_of_two() {
                tracing::error!(%call, %error, failed, "a piece of a recording could not be written");
            }
        }
        if let Some(end) = end {
            // Whoever waited may have given up.
            let _ = end.send(());
        }
    }
}

fn write(path: PathBuf, offset: u64, bytes: &[u8]) -> io::Result<()> {
    let open = || OpenOptions::new().create(true).truncate(false).write(true).open(&path);
    let file: File = match open() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            open()?
        }
        other => other?,
    };
    file.write_all_at(bytes, offset)
}

/// Records one call.
pub(super) struct Recorder {
    deck: Deck,
    call: CallId,
    rate: Rate,
    tape: Tape,
    lost: u64,
}

impl Recorder {
    /// The caller's mu-law sound that ends now.
    pub(super) fn caller(&mut self, now: Instant, sound: &[u8]) {
        self.tape.caller(now, sound);
        if self.tape.settled(now) >= self.rate.samples_in(std::time::Duration::from_secs(1)) {
            let (offset, mut bytes) = (self.offset(), Vec::new());
            self.tape.take(now, &mut bytes);
            self.send(offset, bytes, None);
        }
    }

    /// The agent's mu-law sound that is sent now.
    pub(super) fn agent(&mut self, now: Instant, sound: &[u8]) {
        self.tape.agent(now, sound);
    }

    /// What was sent and not heard is thrown away.
    pub(super) fn clear(&mut self, now: Instant) {
        self.tape.clear(now);
    }

    fn offset(&self) -> u64 {
        2 * self.tape.handed_out() as u64
    }

    fn send(&mut self, offset: u64, bytes: Vec<u8>, end: Option<oneshot::Sender<()>>) {
        let piece = Piece { call: self.call.clone(), offset, bytes, end };
        if self.deck.pieces.try_send(piece).is_err() {
            self.lost += 1;
            metrics::counter!("ringwright_recording_pieces_lost_total").increment(1);
            tracing::warn!(call = %self.call, lost = self.lost, "the disk is too slow for a piece of a recording");
        }
    }

    /// Writes the rest. The call is over, so that this may wait.
    pub(super) async fn finish(mut self, now: Instant) {
        let (offset, mut bytes) = (self.offset(), Vec::new());
        self.tape.finish(now, &mut bytes);
        let (end, ended) = oneshot::channel();
        self.send(offset, bytes, Some(end));
        // If the piece was lost, its sender is dropped and there is nothing to wait for.
        let _ = ended.await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ringwright_domain::chance::SeededChance;

    #[tokio::test]
    async fn a_call_is_on_disk_as_it_goes_and_whole_at_its_end() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path().join("recordings"));
        let start = Instant::from_seconds(1_800_000_000);
        let call = CallId::new(start, &SeededChance::new(1));
        let deck = Deck::start(folder.clone()).unwrap();
        let mut recorder = deck.clone().record(call.clone(), Rate::Narrow, start);
        let at = |frame: u64| start.plus(std::time::Duration::from_millis(20 * frame));
        for frame in 1..=500 {
            recorder.caller(at(frame), &[0x11; 160]);
            recorder.agent(at(frame), &[0x22; 160]);
        }
        let (end, ended) = oneshot::channel();
        recorder.send(0, Vec::new(), Some(end));
        ended.await.unwrap();
        // 10 s less what may still change.
        let early = fs::read(folder.tape(&call)).unwrap();
        assert!((8 * 16_000..10 * 16_000).contains(&early.len()), "{}", early.len());
        recorder.finish(at(501)).await;
        let whole = fs::read(folder.tape(&call)).unwrap();
        assert_eq!(whole.len(), 501 * 320);
        assert!(whole.starts_with(&early));
        assert!(whole[..500 * 320].chunks(2).all(|pair| pair[0] == !0x11));
        assert!(whole[320..500 * 320].chunks(2).all(|pair| pair[1] == !0x22));
    }

    #[tokio::test]
    async fn a_disk_that_takes_nothing_stops_no_call() {
        let dir = tempfile::tempdir().unwrap();
        // Where the folder should be is a file.
        let blocked = dir.path().join("recordings");
        fs::write(&blocked, "x").unwrap();
        let start = Instant::from_seconds(1_800_000_000);
        let call = CallId::new(start, &SeededChance::new(1));
        let mut recorder = Deck::start(Folder::new(blocked)).unwrap().record(call, Rate::Narrow, start);
        for second in 1..=10 {
            recorder.caller(start.plus(std::time::Duration::from_secs(second)), &[0x11; 8_000]);
        }
        recorder.finish(start.plus(std::time::Duration::from_secs(11))).await;
    }
}
