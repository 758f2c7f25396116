//! The side that speaks: what is to be said, what is under way, what was heard.

use std::collections::VecDeque;
use std::time::Duration;

use ringwright_domain::Instant;

use super::ids::{ChunkId, TurnId};
use super::input::Sound;
use super::line::{Line, Voice};
use crate::frame::{Frame, Pace, Rate};

/// What the mouth hands out.
#[derive(Debug)]
pub(super) enum Said {
    /// A frame, the reply that it begins (if it does), and when it sounds.
    Frame { frame: Box<Frame>, begins: Option<TurnId>, sounds_at: Instant },
    /// A chunk was sent to its end.
    Mark(ChunkId),
}

/// Words that were heard.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct HeardWords {
    pub(super) turn: Option<TurnId>,
    pub(super) text: String,
    pub(super) is_phrase: bool,
    pub(super) whole: bool,
    pub(super) began: Instant,
}

/// What was cut.
#[derive(Default)]
pub(super) struct Cut {
    pub(super) heard: Vec<HeardWords>,
    /// Chunks that the synthesiser still works on.
    pub(super) unwanted: Vec<ChunkId>,
    /// Whether the carrier has sound that must not be heard.
    pub(super) under_way: bool,
}

/// The side that speaks.
pub(super) struct Mouth {
    rate: Rate,
    lines: VecDeque<Line>,
    pace: Pace,
    /// How much later than by our clock the carrier plays, as its marks tell.
    delay: Duration,
    paused: bool,
    away: bool,
    /// Lines heard to their end whose mark has not come, and when they ended by our clock.
    unmarked: VecDeque<(ChunkId, Instant)>,
    /// When something was last heard.
    last_sound: Option<Instant>,
}

/// Overflow rule: a reply of more lines is cut off.
const MOST_LINES: usize = 48;
/// Overflow rule: more sound than this is left out; 16 s at 8 kHz.
const MOST_BYTES: usize = 128 * 1_024;
/// Lines that the synthesiser works on at once.
const MOST_IN_WORK: usize = 2;
/// No carrier plays later than this; a mark beyond it says something else.
const LONGEST_DELAY: Duration = Duration::from_millis(800);
/// Marks waited for at once.
const MOST_UNMARKED: usize = 16;

impl Mouth {
    pub(super) fn new(rate: Rate) -> Self {
        Self {
            rate,
            lines: VecDeque::new(),
            pace: Pace::default(),
            delay: Duration::ZERO,
            paused: false,
            away: false,
            unmarked: VecDeque::new(),
            last_sound: None,
        }
    }

    /// Adds a line at the end; `false` if there are too many.
    pub(super) fn push(&mut self, line: Line) -> bool {
        let fits = self.lines.len() < MOST_LINES;
        if fits {
            self.lines.push_back(line);
        }
        fits
    }

    /// Adds a line before everything that has not begun.
    pub(super) fn push_first(&mut self, line: Line) {
        let place = self.lines.iter().position(|line| line.sent == 0).unwrap_or(self.lines.len());
        self.lines.insert(place, line);
    }

    /// The next line that the synthesiser is to speak, if it is time.
    pub(super) fn ask_next(&mut self, now: Instant, ahead: Duration) -> Option<&Line> {
        let in_work = self.lines.iter().filter(|line| line.is_in_work()).count();
        let unsent: usize = self.lines.iter().map(|line| line.bytes().len().saturating_sub(line.sent)).sum();
        if in_work >= MOST_IN_WORK || self.rate.duration_of(unsent) >= ahead {
            return None;
        }
        let line = self.lines.iter_mut().find(|line| matches!(line.voice, Voice::Unasked))?;
        line.voice = Voice::Asked { since: now, bytes: Vec::new(), ended: false };
        Some(line)
    }

    /// Takes in sound of a chunk. Answers with its turn if it is the chunk's first, and whether it fitted.
    pub(super) fn speech(&mut self, chunk: ChunkId, sound: &Sound) -> (Option<Option<TurnId>>, bool) {
        let held: usize = self.lines.iter().map(|line| line.bytes().len()).sum();
        let Some(line) = self.lines.iter_mut().find(|line| line.chunk == chunk) else { return (None, true) };
        let turn = line.turn;
        let Voice::Asked { bytes, ended: false, .. } = &mut line.voice else { return (None, true) };
        let first = bytes.is_empty() && !sound.bytes().is_empty();
        let room = MOST_BYTES.saturating_sub(held).min(sound.bytes().len());
        bytes.extend_from_slice(&sound.bytes()[..room]);
        (first.then_some(turn), room == sound.bytes().len())
    }

    /// All sound of a chunk is there; `false` if nobody asked for it.
    pub(super) fn speech_done(&mut self, chunk: ChunkId) -> bool {
        let Some(line) = self.lines.iter_mut().find(|line| line.chunk == chunk) else { return false };
        if let Voice::Asked { ended, .. } = &mut line.voice {
            *ended = true;
        }
        true
    }

    /// What is to be sent now, if anything.
    pub(super) fn next(&mut self, now: Instant, lead: Duration) -> Option<Said> {
        if self.paused || self.away {
            return None;
        }
        let place = self.lines.iter().position(|line| !line.is_all_sent() || !line.marked)?;
        let line = &mut self.lines[place];
        if !line.released {
            return None;
        }
        if line.is_all_sent() {
            line.marked = true;
            line.ends = self.pace.head();
            return Some(Said::Mark(line.chunk));
        }
        let size = self.rate.frame_samples();
        let unsent = line.bytes().len() - line.sent;
        if (unsent < size && !line.is_complete()) || !self.pace.has_room(now, lead) {
            return None;
        }
        let frame = Frame::from_ulaw(self.rate, &line.bytes()[line.sent..line.sent + unsent.min(size)]);
        let begins = line.turn.filter(|_| line.sent == 0);
        line.sent += unsent.min(size);
        let sounds_at = self.pace.sent(now).plus(self.delay);
        line.began.get_or_insert(sounds_at);
        Some(Said::Frame { frame: Box::new(frame), begins, sounds_at })
    }

    /// The words of the line that is being sent, once no more than `left` of it is to be sent; told once, and not of
    /// phrases.
    pub(super) fn nearly_said(&mut self, left: Duration) -> Option<&str> {
        let rate = self.rate;
        let line = self.lines.iter_mut().find(|line| !line.marked)?;
        let unsent = line.bytes().len().saturating_sub(line.sent);
        let near = line.is_complete() && line.sent > 0 && rate.duration_of(unsent) <= left;
        if line.nearly_said || !near {
            return None;
        }
        line.nearly_said = true;
        (!line.is_phrase).then_some(&line.text)
    }

    /// Takes away the lines that were heard to their end.
    pub(super) fn heard(&mut self, now: Instant) -> Vec<HeardWords> {
        let mut heard = Vec::new();
        while self.has_heard(now) {
            let Some(line) = self.lines.pop_front() else { break };
            let ended = line.ends.unwrap_or(now);
            if self.unmarked.len() == MOST_UNMARKED {
                self.unmarked.pop_front();
            }
            self.unmarked.push_back((line.chunk, ended));
            self.last_sound = Some(ended.plus(self.delay));
            if let Some(began) = line.began.filter(|_| !line.text.is_empty()) {
                heard.push(HeardWords {
                    turn: line.turn,
                    text: line.text,
                    is_phrase: line.is_phrase,
                    whole: true,
                    began,
                });
            }
        }
        heard
    }

    /// The carrier has played a chunk to its end: learn how late it plays.
    pub(super) fn played(&mut self, now: Instant, chunk: ChunkId) {
        let known =
            self.lines.iter().find(|line| line.chunk == chunk && line.marked).and_then(|line| line.ends);
        let ended =
            known.or_else(|| self.unmarked.iter().find(|(id, _)| *id == chunk).map(|(_, ended)| *ended));
        self.unmarked.retain(|(id, _)| *id != chunk);
        if let Some(ended) = ended {
            let late = now.since(ended).min(LONGEST_DELAY);
            self.delay = if self.delay.is_zero() { late } else { (self.delay * 3 + late) / 4 };
            if let Some(line) = self.lines.iter_mut().find(|line| line.chunk == chunk) {
                // It is over now, whatever our clock said.
                line.ends = Some(now.minus(self.delay));
            }
        }
    }

    /// Samples of each line that are not yet heard, from the last line to the first.
    fn unheard(&self, now: Instant) -> Vec<usize> {
        let outstanding = self.pace.head().map_or(Duration::ZERO, |head| head.plus(self.delay).since(now));
        let mut left = self.rate.samples_in(outstanding);
        let mut unheard = vec![0; self.lines.len()];
        for (line, unheard) in self.lines.iter().zip(&mut unheard).rev() {
            *unheard = left.min(line.sent);
            left -= *unheard;
        }
        unheard
    }

    /// Falls silent, to go on later where the caller stopped hearing. Answers whether the carrier has sound that
    /// must not be heard.
    pub(super) fn pause(&mut self, now: Instant) -> bool {
        let unheard = self.unheard(now);
        let size = self.rate.frame_samples();
        for (line, unheard) in self.lines.iter_mut().zip(&unheard) {
            if *unheard > 0 {
                // Whole frames: what was heard of a frame is heard again.
                line.sent = (line.sent - unheard) / size * size;
                line.marked = false;
                line.ends = None;
            }
        }
        let under_way = unheard.iter().any(|unheard| *unheard > 0);
        if under_way {
            self.last_sound = Some(now);
        }
        self.pace.clear();
        self.paused = true;
        under_way
    }

    /// Goes on after a pause.
    pub(super) const fn resume(&mut self) {
        self.paused = false;
    }

    /// The carrier is away: nothing can be heard. What was under way is said again.
    pub(super) fn leave(&mut self, now: Instant) {
        let paused = self.paused;
        self.pause(now);
        self.paused = paused;
        self.away = true;
        self.unmarked.clear();
    }

    /// The carrier is back.
    pub(super) const fn come_back(&mut self) {
        self.away = false;
    }

    /// Stops for good: everything that is said or to be said goes, and what was heard of it is told.
    pub(super) fn cut(&mut self, now: Instant) -> Cut {
        let unheard = self.unheard(now);
        let mut cut = Cut { under_way: unheard.iter().any(|unheard| *unheard > 0), ..Cut::default() };
        for (line, unheard) in self.lines.drain(..).zip(unheard) {
            if line.is_in_work() {
                cut.unwanted.push(line.chunk);
            }
            let samples = line.sent - unheard;
            let whole = line.is_all_sent() && unheard == 0;
            let text = if whole { &line.text } else { line.words_in(samples, self.rate.hertz()) };
            if let Some(began) = line.began.filter(|_| !text.is_empty()) {
                cut.heard.push(HeardWords {
                    turn: line.turn,
                    text: text.to_owned(),
                    is_phrase: line.is_phrase,
                    whole,
                    began,
                });
            }
        }
        if cut.under_way {
            self.last_sound = Some(now);
        }
        self.pace.clear();
        self.paused = false;
        self.unmarked.clear();
        cut
    }

    /// Forgets a reply that nobody has heard. Answers with the chunks that the synthesiser still works on.
    pub(super) fn forget(&mut self, turn: TurnId) -> Vec<ChunkId> {
        let of_turn = |line: &Line| line.turn == Some(turn);
        let unwanted = self
            .lines
            .iter()
            .filter(|line| of_turn(line) && line.is_in_work())
            .map(|line| line.chunk)
            .collect();
        self.lines.retain(|line| !of_turn(line));
        unwanted
    }

    /// Everything may be heard now.
    pub(super) fn release(&mut self) {
        self.lines.iter_mut().for_each(|line| line.released = true);
    }

    /// Has another synthesiser speak what is not complete. Answers with the chunks that are no longer wanted.
    pub(super) fn speak_again(&mut self, mut fresh: impl FnMut() -> ChunkId) -> Vec<ChunkId> {
        let hertz = self.rate.hertz();
        let mut unwanted = Vec::new();
        let mut again = VecDeque::with_capacity(self.lines.len());
        for mut line in self.lines.drain(..) {
            if !line.is_in_work() {
                again.push_back(line);
                continue;
            }
            unwanted.push(line.chunk);
            let said = line.words_in(line.sent, hertz).len();
            let mut rest = line.clone();
            rest.chunk = fresh();
            rest.text = line.text[said..].trim_start().to_owned();
            (rest.sent, rest.marked, rest.began, rest.voice) = (0, false, None, Voice::Unasked);
            rest.nearly_said = false;
            if line.sent > 0 {
                // What was said of it ends where the sound ends.
                line.text.truncate(said);
                if let Voice::Asked { bytes, ended, .. } = &mut line.voice {
                    *ended = true;
                    bytes.truncate(line.sent);
                }
                again.push_back(line);
            }
            if rest.text.chars().any(char::is_alphanumeric) {
                again.push_back(rest);
            }
        }
        self.lines = again;
        unwanted
    }

    /// Whether anything is said, or may be said as soon as its sound is there.
    pub(super) fn has_floor(&self) -> bool {
        self.lines.iter().any(|line| line.released)
    }

    /// Whether the caller hears us, or would if we had not paused.
    pub(super) fn is_sounding(&self) -> bool {
        self.lines.iter().any(|line| line.released && (line.sent > 0 || !line.bytes().is_empty()))
    }

    pub(super) fn has_lines_of(&self, turn: TurnId) -> bool {
        self.lines.iter().any(|line| line.turn == Some(turn))
    }

    /// Whether a reply could be heard at once: a frame of it is there.
    pub(super) fn can_say(&self, turn: TurnId) -> bool {
        let size = self.rate.frame_samples();
        self.lines.iter().find(|line| line.turn == Some(turn)).is_some_and(|line| {
            line.bytes().len() >= size || (line.is_complete() && !line.bytes().is_empty())
        })
    }

    /// Whether the sound of a chunk is still to come.
    pub(super) fn awaits(&self, chunk: ChunkId) -> bool {
        self.lines.iter().any(|line| line.chunk == chunk && line.is_in_work())
    }

    /// Whether nothing of the sound of a chunk has come that is to come.
    pub(super) fn is_mute(&self, chunk: ChunkId) -> bool {
        self.lines.iter().any(|line| line.chunk == chunk && line.awaited_since().is_some())
    }

    pub(super) const fn is_away(&self) -> bool {
        self.away
    }

    pub(super) const fn is_paused(&self) -> bool {
        self.paused
    }

    /// Since when sound is waited for: the first of a line, or more of one whose sound was all played.
    pub(super) fn awaited_since(&self) -> Option<Instant> {
        let first = self.lines.iter().filter_map(Line::awaited_since).min();
        first.or_else(|| self.starved_since())
    }

    /// When the caller has heard, or will have, what there is of a line that is not all there.
    fn starved_since(&self) -> Option<Instant> {
        let size = self.rate.frame_samples();
        let next = self.lines.iter().find(|line| !line.is_all_sent())?;
        let starves =
            next.released && next.is_in_work() && next.sent > 0 && next.bytes().len() - next.sent < size;
        self.pace.head().filter(|_| starves && !self.paused && !self.away)
    }

    /// When the caller last heard us.
    pub(super) const fn last_sound(&self) -> Option<Instant> {
        self.last_sound
    }

    /// Whether a line was heard to its end that is not yet taken away.
    pub(super) fn has_heard(&self, now: Instant) -> bool {
        let front = self.lines.front().filter(|line| line.marked && line.is_all_sent());
        front.is_some_and(|line| line.ends.is_none_or(|end| end.plus(self.delay) <= now))
    }

    /// When something is to be done without anything happening.
    pub(super) fn wake_at(&self, now: Instant, lead: Duration) -> Option<Instant> {
        if self.paused || self.away {
            return None;
        }
        let heard = self.lines.front().filter(|line| line.marked).and_then(|line| line.ends);
        let size = self.rate.frame_samples();
        let sendable = self.lines.iter().find(|line| !line.is_all_sent()).is_some_and(|line| {
            line.released && (line.bytes().len() - line.sent >= size || line.is_complete())
        });
        let room = sendable.then(|| self.pace.room_at(now, lead));
        [heard.map(|end| end.plus(self.delay)), room].into_iter().flatten().min()
    }

    /// Bytes of memory in use, roughly.
    pub(super) fn weight(&self) -> usize {
        let line = |line: &Line| {
            let own = if let Voice::Asked { bytes, .. } = &line.voice { bytes.capacity() } else { 0 };
            own + line.text.capacity() + size_of::<Line>()
        };
        self.lines.iter().map(line).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAD: Duration = Duration::from_millis(80);

    fn at(millis: i64) -> Instant {
        Instant::from_millis(millis)
    }

    /// A mouth with one line of so much sound, and what it says until a time.
    fn spoken(frames: usize, until: i64) -> Mouth {
        let mut mouth = Mouth::new(Rate::Narrow);
        mouth.push(Line {
            chunk: ChunkId(1),
            turn: Some(TurnId(1)),
            text: "one two three four".into(),
            is_phrase: false,
            released: true,
            voice: Voice::Prepared(Sound::silence(frames * 160)),
            sent: 0,
            marked: false,
            nearly_said: false,
            began: None,
            ends: None,
        });
        for millis in (0..=until).step_by(20) {
            while mouth.next(at(millis), LEAD).is_some() {}
        }
        mouth
    }

    #[test]
    fn little_is_under_way_and_only_what_was_played_was_heard() {
        let mut mouth = spoken(100, 1_000);
        let cut = mouth.cut(at(1_000));
        assert!(cut.under_way);
        // One of two seconds was heard: half of the letters, and of those the whole words.
        assert_eq!(cut.heard[0].text, "one two");
        assert!(!cut.heard[0].whole);
    }

    #[test]
    fn a_carrier_that_plays_late_was_heard_later() {
        let mut mouth = spoken(10, 200);
        assert!(mouth.heard(at(199)).is_empty());
        // By our clock it ends at 200 ms; the carrier says 600.
        mouth.played(at(600), ChunkId(1));
        assert_eq!(mouth.heard(at(600)).len(), 1);
        assert_eq!(mouth.delay, Duration::from_millis(400));
        let Some(Said::Frame { sounds_at, .. }) = ({
            mouth.push(Line { sent: 0, ..spoken(10, -1).lines[0].clone() });
            mouth.next(at(1_000), LEAD)
        }) else {
            panic!("the next line is said")
        };
        assert_eq!(sounds_at, at(1_400));
    }

    #[test]
    fn a_pause_goes_on_at_the_frame_where_it_stopped() {
        let mut mouth = spoken(100, 1_000);
        assert!(mouth.pause(at(1_010)));
        assert!(mouth.next(at(1_500), LEAD).is_none());
        // 1,010 ms were heard: 50 whole frames.
        assert_eq!(mouth.lines[0].sent, 50 * 160);
        mouth.resume();
        assert!(matches!(mouth.next(at(2_000), LEAD), Some(Said::Frame { .. })));
    }

    #[test]
    fn sound_beyond_the_limit_is_left_out() {
        let mut mouth = Mouth::new(Rate::Narrow);
        let voice = Voice::Asked { since: at(0), bytes: Vec::new(), ended: false };
        mouth.push(Line { voice, ..spoken(1, -1).lines[0].clone() });
        let ten_seconds = Sound::silence(80_000);
        assert_eq!(mouth.speech(ChunkId(1), &ten_seconds), (Some(Some(TurnId(1))), true));
        assert_eq!(mouth.speech(ChunkId(1), &ten_seconds), (None, false));
        assert_eq!(mouth.lines[0].bytes().len(), MOST_BYTES);
    }
}
