//! The caller is heard while the agent speaks: a cough, a "mm-hm", or an interruption.

use crate::session::mouth::Cut;
use crate::session::watch::Timer;
use crate::session::{Incident, Measure, Output, Session};
use crate::turn::{Millis, Overlap, Verdict, Words, interruption, is_backchannel};
use ringwright_domain::dialogue::Expect;
use std::time::Duration;

impl Session {
    /// Looks at what is heard during the agent's speech.
    pub(super) fn judge_overlap(&mut self) {
        let Some(mut overlap) = self.mind.overlap.filter(|_| !self.mind.unheeded) else { return };
        let words = self.ear.hearing.text();
        // A caller too quiet for us speaks as long as the recogniser hears them.
        let by_words = match (self.ear.hearing.from(), self.ear.hearing.upto()) {
            (Some(from), Some(upto)) if !self.ear.is_speaking() => upto.since(from),
            _ => Duration::ZERO,
        };
        overlap.longest = overlap.longest.max(self.ear.spoken_for()).max(by_words);
        self.mind.overlap = Some(overlap);
        let (expect, noisy, wariness) = (self.mind.expectation.now(), self.mind.noisy, self.mind.wariness);
        let seen = Overlap { speech: overlap.longest, words: &words, expect, noisy, wariness };
        let paused = self.mouth.is_paused();
        match interruption(seen, self.timings()) {
            Verdict::Yield => self.interrupt(),
            // A word that silenced us, and the caller is silent too: it was meant.
            Verdict::Pause if paused && !words.is_empty() && !self.ear.is_speaking() => self.interrupt(),
            Verdict::Pause if !paused => self.pause(),
            // It was only a listener's noise after all.
            Verdict::GoOn if paused => self.resume(),
            Verdict::Wait | Verdict::Pause | Verdict::GoOn => {}
        }
    }

    /// Falls silent until it is known what this is.
    fn pause(&mut self) {
        if self.mouth.pause(self.now) {
            self.put(Output::ClearPlayback);
            if let Some(overlap) = &mut self.mind.overlap {
                overlap.hushed.get_or_insert(self.now);
            }
        }
        let longest = self.timings().longest_pause.get();
        self.after(Timer::Noise, longest);
        if let Some(silent) = self.ear.silent_since() {
            let resume = silent.plus(self.timings().resume_after.get());
            self.watch.set(Timer::Resume, resume);
        }
    }

    /// Goes on where the caller stopped hearing us.
    fn resume(&mut self) {
        // The silence after it still tells that it was a listener's noise.
        self.watch.clear(Timer::Noise);
        self.mouth.resume();
        let hushed = self.mind.overlap.as_mut().and_then(|overlap| overlap.hushed.take());
        if let Some(hushed) = hushed {
            self.mind.wariness.for_nothing();
            let silent = Millis::from(self.now.since(hushed));
            self.put(Output::Measure(Measure::FalseAlarm { silent }));
        }
    }

    /// The caller fell silent beside the agent.
    pub(super) fn silence_after_pause(&mut self) {
        let Some(overlap) = self.mind.overlap else { return };
        let words = Words::of(&self.ear.hearing.text());
        let aside = is_backchannel(&words, self.mind.expectation.now() == Expect::YesNo);
        if self.mouth.is_paused() && !words.is_empty() && !aside {
            self.interrupt();
            return;
        }
        if self.mouth.is_paused() {
            self.resume();
        }
        if words.is_empty() {
            self.mind.overlap = None;
        } else if aside && self.mind.expectation.now() != Expect::YesNo {
            self.mind.overlap = None;
            self.put_aside(overlap.since);
        }
    }

    /// Noise without words keeps on: the agent no longer waits for it.
    pub(super) fn noise_too_long(&mut self) {
        if self.mouth.is_paused() {
            self.put(Output::Incident(Incident::NoiseTooLong));
            self.mind.noisy = true;
            self.resume();
        }
    }

    /// The caller takes the floor: what was said stops, and what was to be said is forgotten.
    pub(super) fn interrupt(&mut self) {
        if self.mind.unheeded {
            // Only keys and written words do that: they are meant, and have all the time there is.
            self.mind.unanswered = None;
        }
        let overlap = self.mind.overlap.take();
        let since = overlap.map_or(self.now, |overlap| overlap.since);
        let cut = self.mouth.cut(self.now);
        if cut.under_way {
            self.put(Output::ClearPlayback);
        }
        let hushed = overlap.and_then(|overlap| overlap.hushed);
        if let Some(silenced) = hushed.or_else(|| cut.under_way.then_some(self.now)) {
            if hushed.is_some() {
                self.mind.wariness.rightly();
            }
            let after = Millis::from(silenced.since(since));
            self.put(Output::Measure(Measure::BargeIn { after }));
        }
        self.mind.expectation.silenced();
        self.after_cut(cut);
        self.drop_reply();
        self.watch.clear_all(&[Timer::Resume, Timer::Noise]);
        self.give_floor(since);
    }

    /// Writes down what was heard of what was cut, and stops the synthesiser.
    pub(super) fn after_cut(&mut self, cut: Cut) {
        self.write_heard(cut.heard);
        for chunk in cut.unwanted {
            self.put(Output::CancelSpeech { chunk });
        }
    }
}
