//! The side that listens: sound, words and keys of the caller.

use std::time::Duration;

use ringwright_domain::Instant;

use super::hearing::Hearing;
use crate::activity::{Activity, ActivityChange, Listener, Reading};
use crate::frame::{Frame, Rate, SoundRing};

/// So much sound is kept for a recogniser that takes over.
const KEPT: Duration = Duration::from_secs(8);

/// The side that listens.
pub(super) struct Ear {
    listener: Listener,
    activity: Activity,
    reading: Reading,
    ring: SoundRing,
    /// Frames that the recogniser has not got, counted back from the newest.
    owed: usize,
    /// When the caller's last sound was, while the caller is silent.
    silent_since: Option<Instant>,
    /// When the caller began to speak last.
    started: Option<Instant>,
    pub(super) hearing: Hearing,
    /// Whether the recogniser understands whole utterances only.
    pub(super) whole: bool,
    /// Keys that nobody has answered yet.
    pub(super) keys: String,
    /// When the caller pressed a key or wrote something that nobody has answered yet.
    pub(super) acted_at: Option<Instant>,
}

/// Overflow rule: no more keys are taken than this.
const MOST_KEYS: usize = 64;

impl Ear {
    pub(super) fn new(rate: Rate, listener: Listener) -> Self {
        Self {
            listener,
            activity: Activity::default(),
            reading: Reading { voice: 0, level: crate::frame::SILENCE_DBFS },
            ring: SoundRing::new(rate, KEPT),
            owed: 0,
            silent_since: None,
            started: None,
            hearing: Hearing::default(),
            whole: false,
            keys: String::new(),
            acted_at: None,
        }
    }

    /// Takes in a frame.
    pub(super) fn listen(&mut self, now: Instant, frame: &Frame) -> Option<ActivityChange> {
        self.ring.push(frame);
        // Overflow rule: what the driver does not fetch goes with the oldest sound.
        self.owed = (self.owed + 1).min(self.ring.frames());
        let reading = self.listener.read(frame, self.activity.gate());
        self.read(now, reading)
    }

    /// Takes in a reading in place of a frame.
    pub(super) fn read(&mut self, now: Instant, reading: Reading) -> Option<ActivityChange> {
        self.reading = reading;
        let change = self.activity.hear(now, reading);
        self.note(change)
    }

    /// The sound has ended for want of a connection.
    pub(super) fn cut_off(&mut self) -> Option<ActivityChange> {
        let change = self.activity.stop();
        self.note(change)
    }

    fn note(&mut self, change: Option<ActivityChange>) -> Option<ActivityChange> {
        match change {
            Some(ActivityChange::Started(at)) => (self.started, self.silent_since) = (Some(at), None),
            Some(ActivityChange::Stopped(at)) => self.silent_since = Some(at),
            None => {}
        }
        change
    }

    /// The next frame for the recogniser.
    pub(super) fn next_frame(&mut self) -> Option<Frame> {
        let back = self.owed.checked_sub(1)?;
        self.owed = back;
        self.ring.back(back)
    }

    /// A new recogniser gets the last sound again, from `since` on, as far as it is kept.
    pub(super) fn tell_again(&mut self, now: Instant, since: Instant) {
        let frames = now.since(since).as_millis() / crate::frame::FRAME.as_millis();
        self.owed = usize::try_from(frames).unwrap_or(usize::MAX).min(self.ring.frames()).max(self.owed);
    }

    pub(super) const fn reading(&self) -> Reading {
        self.reading
    }

    pub(super) fn is_speaking(&self) -> bool {
        self.activity.speaking_since().is_some()
    }

    pub(super) fn speaking_since(&self) -> Option<Instant> {
        self.activity.speaking_since()
    }

    /// When the caller began to speak last, be it over or not.
    pub(super) const fn started(&self) -> Option<Instant> {
        self.started
    }

    pub(super) fn spoken_for(&self) -> Duration {
        self.activity.spoken_for()
    }

    pub(super) const fn is_stirring(&self) -> bool {
        self.activity.is_stirring()
    }

    /// When the caller's last sound was; `None` while the caller speaks. A caller too quiet for us is as loud as
    /// the recogniser's words.
    pub(super) fn silent_since(&self) -> Option<Instant> {
        if self.is_speaking() {
            return None;
        }
        match (self.silent_since, self.hearing.from()) {
            (Some(stopped), Some(from)) if from > stopped => self.hearing.upto(),
            (None, Some(_)) => self.hearing.upto(),
            (stopped, _) => stopped,
        }
    }

    /// Up to when the sound belongs to a turn that ends now. Sound that goes on is another from there on, so that its
    /// words are new ones.
    pub(super) fn end_turn(&mut self, now: Instant) -> Instant {
        if !self.is_speaking() {
            return self.silent_since().max(self.acted_at).unwrap_or(now);
        }
        let told = self.hearing.upto().unwrap_or(now).min(now);
        self.started = self.started.max(Some(told));
        told
    }

    /// Takes in a key; `false` if there are too many.
    pub(super) fn key(&mut self, now: Instant, key: char) -> bool {
        let fits = self.keys.len() < MOST_KEYS;
        if fits {
            self.keys.push(key);
            self.acted_at = Some(now);
        }
        fits
    }

    /// Bytes of memory in use, roughly.
    pub(super) fn weight(&self) -> usize {
        self.ring.weight() + self.hearing.text().len() + 16 * 1_024
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::VoiceModel;

    /// A model that hears no voice.
    struct Deaf;

    impl VoiceModel for Deaf {
        fn voice(&mut self, _: &Frame) -> f32 {
            0.0
        }
    }

    fn heard(frames: i16) -> (Ear, Instant) {
        let mut ear = Ear::new(Rate::Narrow, Listener::new(Box::new(Deaf)));
        let mut now = Instant::from_millis(0);
        for n in 1..=frames {
            now = now.plus(crate::frame::FRAME);
            ear.listen(now, &Frame::new(Rate::Narrow, &[n * 8; 160]).unwrap());
            assert!(ear.next_frame().is_some());
        }
        assert_eq!(ear.next_frame(), None);
        (ear, now)
    }

    #[test]
    fn another_recogniser_hears_the_last_sound_again_in_order() {
        let (mut ear, now) = heard(50);
        ear.tell_again(now, now.minus(Duration::from_millis(400)));
        let again: Vec<i16> =
            std::iter::from_fn(|| ear.next_frame()).map(|frame| frame.samples()[0]).collect();
        assert_eq!(again.len(), 20);
        assert!(again.is_sorted() && (again[19] - 400).abs() <= 8, "{again:?}");
    }

    #[test]
    fn no_more_is_told_again_than_is_kept() {
        let (mut ear, now) = heard(1_000);
        ear.tell_again(now, Instant::from_millis(0));
        assert_eq!(std::iter::from_fn(|| ear.next_frame()).count(), 400);
    }
}
