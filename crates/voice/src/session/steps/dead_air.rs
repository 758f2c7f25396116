//! Silence on a line into which we owe speech.

use crate::session::mind::{Fillers, State, Writing};
use crate::session::watch::Timer;
use crate::session::{Incident, Output, Session};
use crate::turn::Millis;
use ringwright_domain::Instant;

impl Session {
    /// Watches for silence that we owe speech into: a reply that does not come, does not sound or does not go on, or words
    /// of the caller that no recogniser tells.
    pub(super) fn watch_dead_air(&mut self) {
        let wait = self.timings().dead_air.get();
        match self.owing() {
            Some((since, not_before)) => {
                let due = since.plus(wait);
                self.watch.set(Timer::DeadAir, not_before.map_or(due, |at| at.max(due)));
            }
            None => self.watch.clear(Timer::DeadAir),
        }
    }

    /// Since when the line has been silent though we owe speech, and before when no filler is said.
    fn owing(&self) -> Option<(Instant, Option<Instant>)> {
        if self.ear.is_speaking()
            || self.mouth.is_away()
            || self.mouth.is_paused()
            || self.mouth.is_sounding()
        {
            return None;
        }
        let (silent, Fillers { not_before, .. }) = match &self.mind.state {
            State::Taking(taking) => match &taking.guess {
                Some(guess) if taking.ripe.is_some() => (guess.times.silent_since, guess.fillers),
                _ => (self.words_missing_since()?, taking.fillers),
            },
            // A tool that is slow is spoken over by itself.
            State::Replying(reply) => {
                let waits = reply.writing != Writing::Done || self.mouth.has_floor();
                (reply.tools.is_empty() && waits).then_some((reply.times.silent_since, reply.fillers))?
            }
            _ => return None,
        };
        Some((self.mouth.last_sound().map_or(silent, |heard| heard.max(silent)), not_before))
    }

    /// The line has been silent though we owe speech.
    pub(super) fn dead_air(&mut self) {
        let Some((since, _)) = self.owing() else { return };
        let again = self.now.plus(self.timings().dead_air_again.get());
        match &self.mind.state {
            State::Taking(taking) if taking.ripe.is_some() => self.confirm(),
            // What was thought of is no reply to words that are still missing.
            _ => self.discard(),
        }
        let fillers = match &mut self.mind.state {
            State::Taking(taking) => &mut taking.fillers,
            State::Replying(reply) => {
                reply.times.after_filler |= !reply.times.reported;
                &mut reply.fillers
            }
            _ => return,
        };
        let phrase = fillers.next();
        fillers.not_before = Some(again);
        self.put(Output::Incident(Incident::DeadAir { silence: Millis::from(self.now.since(since)) }));
        let mut line = self.phrase(phrase);
        // It is for whoever waits, be their turn over or not.
        line.released = true;
        self.mouth.push_first(line);
    }

    /// A caller who is told to wait for the end of their own turn has more to say after all.
    pub(super) fn stop_filler(&mut self) {
        if !self.mind.is_taking() || !self.mouth.has_floor() {
            return;
        }
        self.discard();
        let cut = self.mouth.cut(self.now);
        if cut.under_way {
            self.put(Output::ClearPlayback);
        }
        self.after_cut(cut);
    }
}
