//! A turn of the caller that does not end: a television, a noisy room, somebody who never pauses.

use crate::session::mind::Overlapping;
use crate::session::watch::Timer;
use crate::session::{EndReason, Incident, Output, Phrase, Session};
use crate::turn::{Patience, patience};
use std::time::Duration;

/// After so many turns in a row that did not end and had no word, nobody is there.
const MOST_WORDLESS: u8 = 3;

/// A turn cannot end while the carrier is away; it is looked at again after this.
const AWAY: Duration = Duration::from_secs(1);

impl Session {
    /// How patiently the end of the caller's turn is waited for.
    pub(super) fn patience(&self) -> Patience {
        self.mind.unanswered.map_or(Patience::Full, |since| patience(self.now.since(since), self.timings()).0)
    }

    /// Sets the time at which patience runs out, or runs out further.
    pub(super) fn watch_patience(&mut self) {
        let Some(since) = self.mind.unanswered else { return };
        let (_, left) = patience(self.now.since(since), self.timings());
        self.after(Timer::Patience, left.unwrap_or_default());
    }

    /// Patience with the caller's turn runs out.
    pub(super) fn patience_runs_out(&mut self) {
        if !self.mind.is_taking() {
            return;
        }
        match self.patience() {
            _ if self.mouth.is_away() => self.after(Timer::Patience, AWAY),
            Patience::Over => self.end_turn_here(),
            Patience::Full | Patience::ShortPause => {
                self.watch_patience();
                self.judge_turn();
            }
        }
    }

    /// The silence is long enough to be the end; of a turn that is too long it is the end without another look.
    pub(super) fn commit_or_end(&mut self) {
        let heard = !self.ear.hearing.is_empty() || !self.ear.keys.is_empty();
        if self.patience() != Patience::Full && heard && !self.mouth.is_away() {
            self.end_turn_here();
        } else {
            self.commit();
        }
    }

    /// The turn is over here, whatever goes on: what was heard so far is answered, and the rest is the next turn.
    fn end_turn_here(&mut self) {
        self.put(Output::Incident(Incident::TurnTooLong));
        if self.ear.hearing.is_empty() && self.ear.keys.is_empty() {
            self.end_wordless_turn();
        } else {
            self.commit();
            self.confirm();
        }
        if self.mind.is_ending() {
            return;
        }
        // The very sound that kept the floor must not silence the answer to it.
        self.mind.unheeded = true;
        if self.ear.is_speaking() {
            self.mind.overlap = Some(Overlapping::new(self.now));
        }
        self.watch_let_go();
    }

    /// Nothing but sound: we ask for words, and give up when there never are any.
    fn end_wordless_turn(&mut self) {
        self.mind.wordless += 1;
        if self.mind.wordless >= MOST_WORDLESS {
            self.say_goodbye(EndReason::CallerSilent, Phrase::Goodbye);
            return;
        }
        // A recogniser that is deaf is looked for anew.
        self.mind.ears_failed = 0;
        self.watch.clear_all(&[Timer::Commit, Timer::Deaf]);
        self.nobody_owes();
        self.say_phrase(Phrase::Apology);
    }

    /// Sets the time at which the sound that kept the floor too long has stopped, unless it goes on.
    pub(super) fn watch_let_go(&mut self) {
        if self.mind.unheeded && !self.ear.is_speaking() {
            let let_go = self.timings().turn_let_go.get();
            let silent = self.ear.silent_since().max(self.ear.hearing.upto()).unwrap_or(self.now);
            self.watch.set(Timer::LetGo, silent.plus(let_go));
        }
    }

    /// The sound that kept the floor too long has stopped: what comes now is meant.
    pub(super) fn heed_again(&mut self) {
        self.mind.unheeded = false;
        self.mind.unanswered = None;
        self.mind.overlap = None;
    }
}
