//! Files that grow while a call goes on: the call hands pieces of them to a thread that writes them.
//!
//! The call never waits for the disk. What a slow disk cannot take is left out, and whoever wrote it is told.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt as _;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use tokio::sync::oneshot;

/// Overflow rule: so many pieces of a second each wait for the disk; the next are left out.
const MOST_WAITING: usize = 1_024;

/// A piece of a file.
pub(super) struct Piece {
    pub(super) file: PathBuf,
    /// Where it stands, in bytes from the file's beginning.
    pub(super) offset: u64,
    pub(super) bytes: Vec<u8>,
    /// Told when everything before is written.
    pub(super) end: Option<oneshot::Sender<()>>,
}

/// The thread that writes; cheap to clone.
#[derive(Clone)]
pub(super) struct Deck {
    pieces: SyncSender<Piece>,
}

impl Deck {
    /// A thread that writes. It ends with the last deck.
    ///
    /// # Errors
    /// When no thread can be started.
    pub(super) fn start() -> io::Result<Self> {
        let (pieces, waiting) = sync_channel(MOST_WAITING);
        thread::Builder::new().name("tapes".to_owned()).spawn(move || write_all(&waiting))?;
        Ok(Self { pieces })
    }

    /// Has a piece written; `false` if it is left out.
    pub(super) fn write(&self, piece: Piece) -> bool {
        self.pieces.try_send(piece).is_ok()
    }
}

fn write_all(waiting: &Receiver<Piece>) {
    let mut failed = 0_u64;
    while let Ok(Piece { file, offset, bytes, end }) = waiting.recv() {
        if !bytes.is_empty()
            && let Err(error) = write(&file, offset, &bytes)
        {
            failed += 1;
            metrics::counter!("ringwright_recording_failures_total").increment(1);
            // A full disk would fill the log as well.
            if failed.is_power_of_two() {
                tracing::error!(file = %file.display(), %error, failed, "a piece of a call's file could not be written");
            }
        }
        if let Some(end) = end {
            // Whoever waited may have given up.
            let _ = end.send(());
        }
    }
}

fn write(path: &PathBuf, offset: u64, bytes: &[u8]) -> io::Result<()> {
    let open = || OpenOptions::new().create(true).truncate(false).write(true).open(path);
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
