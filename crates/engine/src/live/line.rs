//! The line to a caller: what a carrier's socket is to the driver.

use std::task::{Context, Poll};
use std::time::Duration;

use ringwright_domain::Instant;
use ringwright_voice::frame::{Frame, Rate};
use ringwright_voice::session::{Entry, TurnMeasure};

/// What happens on a line. It has no `Debug` form: what a caller writes is personal.
#[derive(Clone, PartialEq, Eq)]
pub enum LineEvent {
    /// Sound of the caller was put into the buffer.
    Sound,
    /// What was sent before this mark was played.
    Played(u32),
    /// The caller pressed a key.
    Key(char),
    /// The caller wrote something in place of saying it.
    Typed(String),
    /// The caller hung up.
    HungUp,
    /// The connection is gone; the caller may still be there.
    Lost,
}

/// What a line may show beside the sound.
#[derive(Debug, Clone, Copy)]
pub enum LineNews<'a> {
    /// A line of the transcript.
    Said(&'a Entry),
    /// How long a reply took.
    Replied(&'a TurnMeasure),
}

/// The line to a caller. Nothing here waits: what is sent is written while the line is polled.
///
/// Overflow rule: sound that does not fit into the line's bounded buffer is left out; a line that does not take a
/// command is lost.
pub trait CarrierLine: Send {
    /// The rate of its sound.
    fn rate(&self) -> Rate;

    /// Plays mu-law sound.
    fn play(&mut self, sound: &[u8]);

    /// Throws away what is not yet played.
    fn clear(&mut self);

    /// Asks for [`LineEvent::Played`] when all sound before is played.
    fn mark(&mut self, chunk: u32);

    /// Tells what was said and how long replies took, to a line that shows it.
    fn tell(&mut self, _: LineNews<'_>) {}

    /// Ends the call, once what was sent is written.
    fn close(&mut self);

    /// The next event. The caller's mu-law sound is appended to `sound`.
    fn poll_event(&mut self, context: &mut Context<'_>, sound: &mut Vec<u8>) -> Poll<LineEvent>;
}

/// The caller's sound in frames, as fast as sound can come and no faster.
pub(super) struct Framer {
    rate: Rate,
    /// Sound that came and is no frame yet.
    pub(super) sound: Vec<u8>,
    taken: usize,
    /// Frames that may come now.
    allowed: u32,
    refilled: Instant,
    /// Frames left out.
    pub(super) dropped: u64,
}

/// Overflow rule: a line that was held up may bring so many frames at once; more are left out.
const BURST: u32 = 150;
/// A frame comes every 20 ms; clocks differ by less than this.
const REFILL: Duration = Duration::from_millis(19);

impl Framer {
    pub(super) fn new(rate: Rate, now: Instant) -> Self {
        Self { rate, sound: Vec::new(), taken: 0, allowed: BURST, refilled: now, dropped: 0 }
    }

    /// The next whole frame.
    pub(super) fn next(&mut self, now: Instant) -> Option<Frame> {
        let size = self.rate.frame_samples();
        loop {
            let Some(bytes) = self.sound.get(self.taken..self.taken + size) else {
                self.sound.drain(..self.taken);
                self.taken = 0;
                return None;
            };
            let frame = Frame::from_ulaw(self.rate, bytes);
            self.taken += size;
            if self.is_allowed(now) {
                return Some(frame);
            }
            self.dropped += 1;
        }
    }

    fn is_allowed(&mut self, now: Instant) -> bool {
        let due = now.since(self.refilled).as_micros() / REFILL.as_micros();
        if let Ok(due) = u32::try_from(due.min(u128::from(BURST)))
            && due > 0
        {
            self.allowed = (self.allowed + due).min(BURST);
            self.refilled = if due == BURST { now } else { self.refilled.plus(REFILL * due) };
        }
        let allowed = self.allowed > 0;
        self.allowed = self.allowed.saturating_sub(1);
        allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_cut_from_whatever_comes() {
        let now = Instant::from_millis(0);
        let mut framer = Framer::new(Rate::Narrow, now);
        framer.sound.extend([0xff; 159]);
        assert!(framer.next(now).is_none());
        framer.sound.extend([0xff; 162]);
        assert!(framer.next(now).is_some() && framer.next(now).is_some() && framer.next(now).is_none());
        assert_eq!(framer.sound.len(), 1);
    }

    #[test]
    fn a_caller_who_floods_is_heard_no_faster_than_sound() {
        let mut framer = Framer::new(Rate::Narrow, Instant::from_millis(0));
        let mut heard = 0;
        for second in 0..10 {
            for _ in 0..50 {
                framer.sound.extend([0xff; 1_600]);
                let now = Instant::from_millis(second * 1_000);
                heard += std::iter::from_fn(|| framer.next(now)).count();
            }
        }
        assert!(heard <= 150 + 9 * 53, "{heard}");
        assert_eq!(framer.dropped, 5_000 - heard as u64);
        assert!(framer.sound.is_empty());
    }

    #[test]
    fn a_caller_at_the_right_speed_loses_nothing() {
        let mut framer = Framer::new(Rate::Narrow, Instant::from_millis(0));
        for n in 0..3_000 {
            framer.sound.extend([0xff; 160]);
            assert!(framer.next(Instant::from_millis(n * 20)).is_some(), "{n}");
        }
    }
}
