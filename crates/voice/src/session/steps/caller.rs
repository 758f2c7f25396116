//! The caller's turn: when it begins, when the model is asked, when it is over.

use crate::activity::ActivityChange;
use crate::session::mind::{Overlapping, State, Taking};
use crate::session::watch::Timer;
use crate::session::{Heard, Incident, Output, Part, Phrase, Session};
use crate::turn::{Completeness, Millis, Patience, completeness, end_rule, same_words};
use ringwright_domain::Instant;
use std::time::Duration;

/// After so many replies in vain the model is asked only when the turn is over.
const MOST_DISCARDED: u8 = 5;

/// Of a sound that is shorter than this nothing need be told.
const WORTH_A_LOOK: Duration = Duration::from_millis(200);

/// Recognisers that may fail in a row.
const MOST_EARS: u8 = 3;

impl Session {
    /// A frame was heard, and the caller's speech changed or did not.
    pub(super) fn sound_came(&mut self, change: Option<ActivityChange>) {
        match change {
            Some(ActivityChange::Started(at)) => self.speech_started(at),
            Some(ActivityChange::Stopped(at)) => self.speech_stopped(at),
            None if self.ear.is_speaking() && self.mind.overlap.is_some() => self.judge_overlap(),
            None => {}
        }
    }

    fn speech_started(&mut self, at: Instant) {
        self.watch.clear_all(&[
            Timer::Finalize,
            Timer::Speculate,
            Timer::Commit,
            Timer::Quiet,
            Timer::Resume,
            Timer::LetGo,
        ]);
        if !self.watch.is_set(Timer::Deaf) && self.ear.hearing.is_empty() {
            self.watch.set(Timer::Deaf, at.plus(self.timings().recogniser_deaf.get()));
        }
        if let State::Taking(taking) = &mut self.mind.state {
            taking.ripe = None;
            self.watch.clear(Timer::GiveUp);
            self.stop_filler();
            return;
        }
        self.begin_listening(at);
    }

    /// The caller is heard: beside the agent, or alone.
    fn begin_listening(&mut self, at: Instant) {
        if self.mind.is_ending() {
            return;
        }
        if self.mind.is_replying() || self.mouth.has_floor() {
            self.mind.overlap.get_or_insert(Overlapping::new(at));
            self.judge_overlap();
        } else {
            self.give_floor(at);
        }
    }

    /// The floor is the caller's.
    pub(super) fn give_floor(&mut self, since: Instant) {
        self.mind.overlap = None;
        self.mind.noisy = false;
        self.mind.unheeded = false;
        self.mind.leaving = false;
        self.mouth.resume();
        self.watch.clear(Timer::Quiet);
        self.mind.state = State::Taking(Taking::new(since));
        self.mind.unanswered.get_or_insert(self.now);
        self.watch_patience();
        self.judge_turn();
    }

    fn speech_stopped(&mut self, at: Instant) {
        let wait = self.timings().finalize.get();
        self.watch.set(Timer::Finalize, at.plus(wait));
        self.watch_let_go();
        if !self.is_worth_a_look(at) || self.has_caught_up() {
            self.watch.clear(Timer::Deaf);
        } else if self.mind.ears_failed == 0 {
            let stalls = self.recogniser_stalls();
            self.watch.set(Timer::Deaf, at.plus(stalls));
        }
        if self.mind.overlap.is_some() {
            let resume = at.plus(self.timings().resume_after.get());
            self.watch.set(Timer::Resume, resume);
            self.judge_overlap();
        } else {
            self.judge_turn();
        }
    }

    /// Whether a sound that ended at a time was long enough to have words.
    fn is_worth_a_look(&self, end: Instant) -> bool {
        self.ear.started().is_some_and(|started| end.since(started) >= WORTH_A_LOOK)
    }

    /// When the caller's last sound was, if the recogniser has not told of it though it had time enough: it fails, or it
    /// understands whole utterances only and takes long over this one.
    pub(super) fn words_missing_since(&self) -> Option<Instant> {
        let silent = self.ear.silent_since()?;
        let slow = self.ear.whole || self.mind.ears_failed > 0;
        (slow && self.is_worth_a_look(silent) && !self.has_caught_up()).then_some(silent)
    }

    /// The recogniser has words.
    pub(super) fn words_came(&mut self, heard: &Heard) {
        let changed = self.ear.hearing.hear(heard, self.ear.started());
        let silent = self.ear.silent_since().is_some();
        if if silent { self.has_caught_up() } else { !self.ear.hearing.is_empty() } {
            self.watch.clear(Timer::Deaf);
        }
        if !self.ear.hearing.is_empty() {
            self.mind.ears_failed = 0;
        }
        if changed {
            self.watch_let_go();
        }
        if self.ear.hearing.is_finished()
            && let Some(reply) = self.mind.reply_mut()
        {
            reply.times.words_final.get_or_insert(self.now);
        }
        if self.mind.is_taking() {
            // Even the same words may say that the recogniser has caught up.
            self.learn_rhythm(changed);
            self.judge_turn();
        } else if changed && !self.ear.hearing.is_empty() {
            self.begin_listening(heard.from);
        }
    }

    /// A caller who goes on with other words after a pause teaches us how they pause.
    fn learn_rhythm(&mut self, changed: bool) {
        let State::Taking(taking) = &mut self.mind.state else { return };
        let (Some(guess), Some(since), true) = (&taking.guess, self.ear.started(), changed) else { return };
        let pause = since.since(guess.times.silent_since);
        if !same_words(&guess.said, &self.ear.hearing.text()) && !pause.is_zero() {
            self.mind.rhythm.went_on(pause, taking.looked, &self.setup.timings);
        }
    }

    /// Looks at the caller's words and silence, and sets the times at which something follows from them.
    pub(super) fn judge_turn(&mut self) {
        let State::Taking(taking) = &mut self.mind.state else { return };
        let text = self.ear.hearing.text();
        let stale = taking
            .guess
            .as_ref()
            .is_some_and(|guess| guess.keys != self.ear.keys || !same_words(&guess.said, &text));
        let discarded = taking.discarded;
        let guessed = taking.guess.is_some() && !stale;
        if guessed && taking.ripe.is_some() && self.ear.acted_at.is_some() && !self.ear.is_speaking() {
            // Who pressed keys or wrote has decided that this is all; the same words again take nothing of it back.
            return;
        }
        taking.ripe = None;
        if stale {
            self.discard();
        }
        self.watch.clear_all(&[Timer::Speculate, Timer::Commit]);
        let Some(silent) = self.ear.silent_since() else { return };
        let timings = &self.setup.timings;
        let words = completeness(&text, self.ear.hearing.is_finished(), self.mind.expectation.now());
        if let State::Taking(taking) = &mut self.mind.state {
            taking.looked = words;
        }
        if words == Completeness::Empty && !self.ear.keys.is_empty() {
            // The keys have their own clock.
            return;
        }
        let catch_up = (!self.has_caught_up()).then(|| self.catch_up());
        let rule = end_rule(words, catch_up, timings);
        let commit = self.mind.rhythm.stretch(rule.commit.get(), words, timings);
        let commit = match self.patience() {
            Patience::Full => commit,
            Patience::ShortPause | Patience::Over => {
                commit.min(timings.turn_short_pause.max(catch_up.unwrap_or(Millis(0))).get())
            }
        };
        self.watch.set(Timer::Commit, silent.plus(commit));
        if let (Some(after), false, true) = (rule.speculate, guessed, discarded < MOST_DISCARDED) {
            self.watch.set(Timer::Speculate, silent.plus(after.get()));
        }
    }

    /// How long is waited for the recogniser's words of the caller's last sound.
    const fn catch_up(&self) -> Millis {
        let timings = self.timings();
        if self.ear.whole { timings.catch_up_whole } else { timings.catch_up }
    }

    /// After so much silence a recogniser that has not told of the caller's last sound stalls.
    const fn recogniser_stalls(&self) -> Duration {
        let timings = self.timings();
        if self.ear.whole { timings.recogniser_stalls_whole.get() } else { timings.recogniser_stalls.get() }
    }

    /// Whether the recogniser has told of the caller's last sound.
    fn has_caught_up(&self) -> bool {
        let missing = self.timings().caught_up.get();
        let upto = self.ear.hearing.upto();
        self.ear.silent_since().is_none_or(|silent| upto.is_some_and(|upto| upto.plus(missing) >= silent))
    }

    /// When the caller's last sound or key was.
    pub(super) fn caller_silent_since(&self) -> Instant {
        self.ear.silent_since().max(self.ear.acted_at).unwrap_or(self.now)
    }

    /// The recogniser is asked to finish what it has.
    pub(super) fn finalize(&mut self) {
        if !self.ear.is_speaking() {
            self.put(Output::Finalize);
        }
    }

    /// The silence is long enough to think ahead.
    pub(super) fn speculate(&mut self) {
        if let State::Taking(taking) = &self.mind.state
            && taking.guess.is_none()
            && !self.ear.hearing.is_empty()
            // What is thought of beside a filler is confirmed at once, and so not thought of before it can be.
            && !self.mouth.has_floor()
        {
            self.think();
        }
    }

    /// The silence is long enough to be the end.
    pub(super) fn commit(&mut self) {
        if self.ear.hearing.is_empty() && self.ear.keys.is_empty() {
            self.nothing_was_said();
            return;
        }
        let now = self.now;
        let State::Taking(taking) = &mut self.mind.state else { return };
        taking.ripe = Some(now);
        if taking.guess.is_none() {
            self.think();
        }
        if let Some(reply) = self.mind.reply_mut() {
            reply.times.decided.get_or_insert(now);
        }
        let timings = self.timings();
        let (moment, longest) = (timings.first_audio.get() / 2, timings.reply_longest.get());
        if let Some(reply) = self.mind.reply_mut() {
            // A long wait for the end leaves at least a moment for the reply.
            reply.fillers.not_before = reply.fillers.not_before.max(Some(now.plus(moment)));
        }
        self.after(Timer::GiveUp, longest);
    }

    /// A sound had no words: a noise, or a recogniser that hears nothing.
    fn nothing_was_said(&mut self) {
        if self.watch.is_set(Timer::Deaf) {
            let wait = self.timings().first_token.get();
            self.after(Timer::Commit, wait);
            return;
        }
        if let State::Taking(taking) = &self.mind.state {
            let told_to_wait = taking.fillers.said > 0;
            self.nobody_owes();
            if self.mind.ears_failed > 0 || told_to_wait {
                self.mind.ears_failed = 0;
                self.say_phrase(Phrase::Apology);
            }
        }
    }

    /// The caller speaks, and the recogniser has no word.
    pub(super) fn recogniser_is_deaf(&mut self) {
        // Once: a room that is merely loud makes every recogniser look deaf. Twice if there are words, of which the end is
        // missing.
        let most = if self.ear.hearing.is_empty() { 1 } else { 2 };
        if !self.mind.is_ending() && self.mind.ears_failed < most {
            self.put(Output::Incident(Incident::RecogniserDeaf));
            self.change_recogniser();
            self.wait_for_recogniser();
        }
    }

    /// The caller has spoken, and what they said is told to another recogniser: the turn waits for its words.
    fn wait_for_recogniser(&mut self) {
        let (finalize, catch_up) = (self.timings().finalize.get(), self.catch_up().get());
        let stalls = self.recogniser_stalls();
        if !self.ear.is_speaking()
            && !self.has_caught_up()
            && let State::Taking(taking) = &mut self.mind.state
        {
            taking.ripe = None;
            self.after(Timer::Finalize, finalize);
            self.after(Timer::Commit, catch_up);
            if !self.ear.hearing.is_empty() {
                self.after(Timer::Deaf, stalls);
            }
        }
    }

    /// Another recogniser listens, and may take another time over the caller's words.
    pub(super) fn ears_changed(&mut self, whole: bool) {
        if self.ear.whole != whole {
            self.ear.whole = whole;
            self.wait_for_recogniser();
        }
    }

    /// The recogniser reports trouble.
    pub(super) fn recogniser_failed(&mut self) {
        self.put(Output::Incident(Incident::VendorTrouble { part: Part::Recogniser }));
        self.change_recogniser();
        self.wait_for_recogniser();
    }

    /// Another recogniser takes over, and hears again what was not understood for good.
    fn change_recogniser(&mut self) {
        self.mind.ears_failed = self.mind.ears_failed.saturating_add(1);
        if self.mind.ears_failed > MOST_EARS {
            self.vendors_are_down();
            return;
        }
        self.put(Output::Switch { part: Part::Recogniser });
        let understood = self.ear.hearing.start_over();
        let since = match &self.mind.state {
            State::Taking(taking) => taking.since,
            _ => self.ear.speaking_since().unwrap_or(self.now),
        };
        self.ear.tell_again(self.now, understood.map_or(since, |upto| upto.max(since)));
    }
}
