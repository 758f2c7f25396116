//! Both sides of a call, put on one time line.

use std::collections::VecDeque;
use std::time::Duration;

use ringwright_domain::Instant;

use crate::frame::Rate;

/// Both sides of a call on one time line: what the caller said and what the caller heard of us, beside each other.
///
/// What it hands out is mu-law, one byte of the caller and one of the agent in turn, **with all bits turned over**: so
/// silence is zero, and a hole in a file (a piece that was lost on the way to the disk) is silent by itself.
#[derive(Debug)]
pub struct Tape {
    rate: Rate,
    start: Instant,
    /// Samples that were handed out.
    done: usize,
    /// What was not, one of the caller and one of the agent each.
    waiting: VecDeque<[u8; 2]>,
    /// Where each side's sound ends, in samples from the start.
    heads: [usize; 2],
}

/// The place of a side in a pair.
const CALLER: usize = 0;
const AGENT: usize = 1;
/// Sound that comes so much earlier or later than the one before it ends begins where it belongs, not where that ended.
const SLACK: Duration = Duration::from_millis(120);
/// What is older than this does not change any more.
const SETTLED: Duration = Duration::from_millis(400);
/// Overflow rule: sound further ahead than this is left out.
const FURTHEST: Duration = Duration::from_secs(2);
/// Overflow rule: what nobody fetched for so long is given up, the oldest first.
const MOST_WAITING: Duration = Duration::from_secs(20);

impl Tape {
    /// A tape of a call that was answered at `start`.
    pub const fn new(rate: Rate, start: Instant) -> Self {
        Self { rate, start, done: 0, waiting: VecDeque::new(), heads: [0; 2] }
    }

    fn place(&self, at: Instant) -> usize {
        self.rate.samples_in(at.since(self.start))
    }

    /// The caller's sound, in mu-law, that ends now.
    pub fn caller(&mut self, now: Instant, sound: &[u8]) {
        let begins = self.place(now).saturating_sub(sound.len());
        let head = self.heads[CALLER];
        let slack = self.rate.samples_in(SLACK);
        let place = if begins.abs_diff(head) > slack { begins } else { head };
        self.lay(CALLER, place, now, sound);
    }

    /// The agent's sound, in mu-law, that is sent now and heard after what was sent before.
    pub fn agent(&mut self, now: Instant, sound: &[u8]) {
        let place = self.heads[AGENT].max(self.place(now));
        self.lay(AGENT, place, now, sound);
    }

    /// What the agent has sent and is not heard by now is thrown away.
    pub fn clear(&mut self, now: Instant) {
        let from = self.place(now).max(self.done);
        for pair in self.waiting.iter_mut().skip(from - self.done) {
            pair[AGENT] = 0;
        }
        self.heads[AGENT] = self.heads[AGENT].min(from);
    }

    fn lay(&mut self, side: usize, place: usize, now: Instant, sound: &[u8]) {
        let furthest = self.place(now) + self.rate.samples_in(FURTHEST);
        let end = (place + sound.len()).min(furthest);
        // What would belong where the tape was handed out already is too late.
        let from = place.max(self.done);
        if end <= from {
            return;
        }
        let needed = end - self.done;
        if self.waiting.len() < needed {
            self.waiting.resize(needed, [0; 2]);
        }
        let bytes = sound.iter().skip(from - place);
        for (pair, byte) in self.waiting.range_mut(from - self.done..needed).zip(bytes) {
            pair[side] = !byte;
        }
        self.heads[side] = end;
        let most = self.rate.samples_in(MOST_WAITING);
        let excess = self.waiting.len().saturating_sub(most);
        self.waiting.drain(..excess);
        self.done += excess;
    }

    /// Samples of each side that were handed out so far.
    pub const fn handed_out(&self) -> usize {
        self.done
    }

    /// How much would be handed out now.
    pub fn settled(&self, now: Instant) -> usize {
        let settled = self.place(now).saturating_sub(self.rate.samples_in(SETTLED));
        settled.saturating_sub(self.done)
    }

    /// Hands out what does not change any more, into `out`.
    pub fn take(&mut self, now: Instant, out: &mut Vec<u8>) {
        let settled = self.settled(now);
        self.hand_out(settled, out);
    }

    /// Hands out everything up to now: the call is over.
    pub fn finish(&mut self, now: Instant, out: &mut Vec<u8>) {
        self.clear(now);
        let left = self.place(now).saturating_sub(self.done);
        self.hand_out(left, out);
    }

    fn hand_out(&mut self, count: usize, out: &mut Vec<u8>) {
        out.reserve(2 * count);
        let there = count.min(self.waiting.len());
        out.extend(self.waiting.drain(..there).flatten());
        out.resize(out.len() + 2 * (count - there), 0);
        self.done += count;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUIET: u8 = 0xff;

    fn at(millis: i64) -> Instant {
        Instant::from_millis(millis)
    }

    fn tape() -> Tape {
        Tape::new(Rate::Narrow, at(1_000))
    }

    /// The runs of a side: its byte and for how many milliseconds.
    fn runs(bytes: &[u8], side: usize) -> Vec<(u8, usize)> {
        let mut runs: Vec<(u8, usize)> = Vec::new();
        for byte in bytes.iter().skip(side).step_by(2).map(|byte| !byte) {
            match runs.last_mut().filter(|(last, _)| *last == byte) {
                Some((_, count)) => *count += 1,
                None => runs.push((byte, 1)),
            }
        }
        runs.into_iter().map(|(byte, samples)| (byte, samples / 8)).collect()
    }

    #[test]
    fn both_sides_stand_where_they_were_heard() {
        let (mut tape, mut out) = (tape(), Vec::new());
        for n in 1..=50 {
            // The caller's frames come with jitter.
            tape.caller(at(1_000 + n * 20 + n % 3 * 15), &[0x11; 160]);
        }
        // The agent speaks 200 ms from 500 ms on, sent at once.
        tape.agent(at(1_500), &[0x22; 1_600]);
        tape.finish(at(2_030), &mut out);
        assert_eq!(runs(&out, 1), [(QUIET, 500), (0x22, 200), (QUIET, 330)]);
        assert_eq!(runs(&out, 0), [(0x11, 1_000), (QUIET, 30)]);
    }

    #[test]
    fn what_was_cleared_was_never_heard() {
        let (mut tape, mut out) = (tape(), Vec::new());
        tape.agent(at(1_000), &[0x22; 4_000]);
        tape.clear(at(1_200));
        tape.agent(at(1_300), &[0x33; 800]);
        tape.finish(at(1_500), &mut out);
        assert_eq!(runs(&out, 1), [(0x22, 200), (QUIET, 100), (0x33, 100), (QUIET, 100)]);
    }

    #[test]
    fn a_caller_who_was_away_is_heard_when_they_were_there() {
        let (mut tape, mut out) = (tape(), Vec::new());
        tape.caller(at(1_020), &[0x11; 160]);
        tape.caller(at(3_020), &[0x11; 160]);
        tape.finish(at(3_020), &mut out);
        assert_eq!(runs(&out, 0), [(0x11, 20), (QUIET, 1_980), (0x11, 20)]);
    }

    #[test]
    fn it_is_handed_out_in_pieces_without_a_seam_and_holds_little() {
        let (mut tape, mut whole, mut most) = (tape(), Vec::new(), 0);
        for n in 1..=500 {
            let now = at(1_000 + n * 20);
            tape.caller(now, &[u8::try_from(n % 200).unwrap(); 160]);
            if n % 50 == 0 {
                tape.take(now, &mut whole);
            }
            most = most.max(tape.waiting.len());
        }
        tape.finish(at(11_000), &mut whole);
        assert_eq!((whole.len(), tape.handed_out()), (160_000, 80_000));
        assert!(whole.chunks(320).zip(1_u32..).all(|(frame, n)| u32::from(!frame[0]) == n % 200));
        assert!(most <= 8_000 * 2, "{most}");
    }

    #[test]
    fn a_flood_and_a_tape_that_nobody_fetches_are_bounded() {
        let mut tape = tape();
        for _ in 0..1_000 {
            tape.agent(at(1_000), &[0x22; 1_600]);
        }
        assert_eq!(tape.waiting.len(), 16_000);
        for n in 0..3_000 {
            tape.caller(at(1_000 + n * 20), &[0x11; 160]);
        }
        assert!(tape.waiting.len() <= 8_000 * 22, "{}", tape.waiting.len());
    }
}
