//! Recording a call while it goes on. What a slow disk cannot take is left out, and its place in the file stays silent.

use std::path::PathBuf;

use ringwright_domain::Instant;
use ringwright_voice::frame::Rate;
use ringwright_voice::recording::Tape;
use tokio::sync::oneshot;

use super::deck::{Deck, Piece};

/// Records one call.
pub(super) struct Recorder {
    deck: Deck,
    file: PathBuf,
    rate: Rate,
    tape: Tape,
    lost: u64,
}

impl Recorder {
    /// Records a call that began at `start` to a file.
    pub(super) const fn new(deck: Deck, file: PathBuf, rate: Rate, start: Instant) -> Self {
        Self { deck, file, rate, tape: Tape::new(rate, start), lost: 0 }
    }

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
        if !self.deck.write(Piece { file: self.file.clone(), offset, bytes, end }) {
            self.lost += 1;
            let (file, lost) = (self.file.display(), self.lost);
            metrics::counter!("ringwright_recording_pieces_lost_total").increment(1);
            tracing::warn!(%file, lost, "the disk is too slow for a piece of a recording");
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
    use std::fs;

    use super::*;

    #[tokio::test]
    async fn a_call_is_on_disk_as_it_goes_and_whole_at_its_end() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("recordings").join("call.tape");
        let start = Instant::from_seconds(1_800_000_000);
        let mut recorder = Recorder::new(Deck::start().unwrap(), file.clone(), Rate::Narrow, start);
        let at = |frame: u64| start.plus(std::time::Duration::from_millis(20 * frame));
        for frame in 1..=500 {
            recorder.caller(at(frame), &[0x11; 160]);
            recorder.agent(at(frame), &[0x22; 160]);
        }
        let (end, ended) = oneshot::channel();
        recorder.send(0, Vec::new(), Some(end));
        ended.await.unwrap();
        // 10 s less what may still change.
        let early = fs::read(&file).unwrap();
        assert!((8 * 16_000..10 * 16_000).contains(&early.len()), "{}", early.len());
        recorder.finish(at(501)).await;
        let whole = fs::read(&file).unwrap();
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
        let deck = Deck::start().unwrap();
        let mut recorder = Recorder::new(deck, blocked.join("call.tape"), Rate::Narrow, start);
        for second in 1..=10 {
            recorder.caller(start.plus(std::time::Duration::from_secs(second)), &[0x11; 8_000]);
        }
        recorder.finish(start.plus(std::time::Duration::from_secs(11))).await;
    }
}
