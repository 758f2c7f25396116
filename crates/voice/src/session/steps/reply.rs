//! The reply: thought of, confirmed or discarded, heard, over.

use crate::session::chunker::Chunker;
use crate::session::line::{Line, Voice};
use crate::session::measure::Stopwatch;
use crate::session::mind::{Overlapping, Reply, State, ToolState, Writing};
use crate::session::watch::Timer;
use crate::session::{Cause, EndReason, EntryKind, Incident, Output, Phrase, Session, TurnId};
use crate::turn::{Words, is_backchannel};
use ringwright_domain::Instant;
use ringwright_domain::dialogue::Expect;

/// Replies that may be given up in a row before the call is.
const MOST_FAILURES: u8 = 2;

/// What a reply that was waited for is waited for with.
pub(super) const REPLY_TIMERS: &[Timer] =
    &[Timer::NextToken, Timer::ToolSlow, Timer::ToolLongest, Timer::DeadAir, Timer::GiveUp, Timer::Stirring];

impl Session {
    /// Asks the model what to reply to what was said so far.
    pub(super) fn think(&mut self) {
        let (now, silent) = (self.now, self.caller_silent_since());
        let text = self.ear.hearing.text();
        let State::Taking(taking) = &mut self.mind.state else { return };
        let mut times = Stopwatch::start(silent, now, taking.discarded);
        times.decided = taking.ripe;
        times.after_filler = taking.fillers.said > 0;
        times.words_final = self.ear.hearing.is_finished().then_some(now);
        let (turn, ask) = (self.mind.ids.turn(), self.mind.ids.ask());
        let keys = self.ear.keys.clone();
        taking.guess = Some(Box::new(Reply {
            turn,
            ask,
            said: text.clone(),
            keys: keys.clone(),
            writing: Writing::Asked,
            chunker: Chunker::default(),
            tools: Vec::new(),
            times,
            retries: 0,
            fillers: taking.fillers,
            has_content: false,
            broken: false,
        }));
        let after = self.mind.entries;
        self.put(Output::Think { turn, ask, text, keys, cause: Cause::Caller, speculative: true, after });
        let wait = self.timings().first_token.get();
        self.after(Timer::NextToken, wait);
    }

    /// Forgets the reply that was thought of: the caller went on.
    pub(super) fn discard(&mut self) {
        let State::Taking(taking) = &mut self.mind.state else { return };
        let Some(guess) = taking.guess.take() else { return };
        taking.discarded = taking.discarded.saturating_add(1);
        self.watch.clear_all(REPLY_TIMERS);
        self.put(Output::Discard { turn: guess.turn });
        self.stop_making(&guess);
    }

    /// Stops model and synthesiser at a reply that nobody will hear.
    pub(super) fn stop_making(&mut self, reply: &Reply) {
        if reply.writing != Writing::Done {
            self.put(Output::CancelModel { ask: reply.ask });
        }
        for chunk in self.mouth.forget(reply.turn) {
            self.put(Output::CancelSpeech { chunk });
        }
    }

    /// Confirms the turn at the last moment that costs nothing: when the silence is long enough and there is
    /// something to say or to do.
    pub(super) fn confirm_if_ready(&mut self) {
        let now = self.now;
        let hold = self.timings().stirring.get();
        let State::Taking(taking) = &mut self.mind.state else { return };
        let (Some(_), Some(guess)) = (taking.ripe, &taking.guess) else { return };
        let ended = guess.writing == Writing::Done && !self.mouth.has_lines_of(guess.turn);
        let ready = self.mouth.can_say(guess.turn) || !guess.tools.is_empty() || ended;
        // Whoever is told to wait has the end of their turn told as well.
        let waits = self.mouth.has_floor();
        if !(ready || waits) || self.ear.is_speaking() || self.mouth.is_away() {
            return;
        }
        if self.ear.is_stirring() && !waits {
            let until = *taking.stirring.get_or_insert(now.plus(hold));
            if now < until {
                self.watch.set(Timer::Stirring, until);
                return;
            }
        }
        self.confirm();
    }

    /// The caller is done: from here on the reply may be heard, and its tools run.
    pub(super) fn confirm(&mut self) {
        let State::Taking(taking) = &mut self.mind.state else { return };
        let since = taking.since;
        let Some(reply) = taking.guess.take() else { return };
        self.watch.clear_all(&[
            Timer::Speculate,
            Timer::Commit,
            Timer::Patience,
            Timer::Finalize,
            Timer::Stirring,
            Timer::Keys,
        ]);
        let turn = reply.turn;
        let end = self.ear.end_turn(self.now);
        let text = self.ear.hearing.take(Some(end));
        let keys = std::mem::take(&mut self.ear.keys);
        self.ear.acted_at = None;
        self.write_caller(Some(turn), text, EntryKind::Whole, since);
        self.write_caller(Some(turn), keys, EntryKind::Keys, since);
        self.put(Output::Confirm { turn });
        self.mind.rhythm.ended();
        self.mind.wordless = 0;
        self.mind.state = State::Replying(reply);
        self.mouth.release();
        self.run_held_tools();
    }

    /// The first sound of a reply is on its way.
    pub(in crate::session) fn reply_sounds(&mut self, turn: TurnId, sounds_at: Instant) {
        self.mind.failures = 0;
        self.mind.unanswered = None;
        self.mind.expectation.sounds(turn);
        self.watch.clear_all(&[Timer::GiveUp, Timer::ToolSlow]);
        if let State::Replying(reply) = &mut self.mind.state
            && reply.turn == turn
        {
            reply.fillers.not_before = None;
            if !reply.times.reported {
                let measure = reply.times.report(turn, sounds_at);
                self.put(Output::Measure(measure));
            }
        }
    }

    /// Passes the floor on when what was to be said was heard.
    pub(super) fn free_the_floor(&mut self) {
        if self.mouth.has_floor() || self.mouth.is_away() {
            return;
        }
        match &self.mind.state {
            State::Replying(reply) if reply.is_over() && reply.broken => self.go_on_with_next_model(),
            State::Replying(reply) if reply.is_over() => {
                if !reply.has_content {
                    self.put(Output::Incident(Incident::EmptyReply));
                }
                self.watch.clear_all(REPLY_TIMERS);
                self.next_turn();
            }
            State::Idle { .. } if self.mind.overlap.is_some() || self.mind.leaving => self.next_turn(),
            State::Closing(reason) => {
                let reason = *reason;
                self.end_now(reason);
            }
            _ => {}
        }
    }

    /// Nobody of us has anything to say: what did the caller say meanwhile?
    fn next_turn(&mut self) {
        self.watch.clear_all(&[Timer::Resume, Timer::Noise]);
        // Nothing is left that could go on.
        self.mouth.resume();
        self.mind.noisy = false;
        self.mind.unheeded = false;
        let overlap = self.mind.overlap.take();
        let spoke = overlap.map(|overlap: Overlapping| overlap.since).or_else(|| self.ear.hearing.from());
        let words = Words::of(&self.ear.hearing.text());
        let recent = self.mouth.last_sound().map(|end| end.minus(self.timings().early_answer.get()));
        let answers = self.mind.expectation.now() == Expect::YesNo && self.ear.hearing.upto() >= recent;
        let aside = is_backchannel(&words, answers);
        if self.ear.is_speaking() || !self.ear.keys.is_empty() || !(words.is_empty() || aside) {
            self.give_floor(spoke.unwrap_or(self.now));
            return;
        }
        self.put_aside(spoke.unwrap_or(self.now));
        if self.mind.leaving {
            self.end_now(EndReason::AgentDone);
        } else if self.mind.is_replying() {
            self.nobody_owes();
        }
    }

    /// Neither side owes the other anything.
    pub(super) fn nobody_owes(&mut self) {
        self.mind.state = State::Idle { prompts: 0 };
        self.mind.unanswered = None;
        self.watch.clear(Timer::Patience);
        self.mouth.release();
    }

    /// What the caller said was a listener's noise; it is written down and wants no answer.
    pub(super) fn put_aside(&mut self, since: Instant) {
        let text = self.ear.hearing.take(self.ear.silent_since());
        self.write_caller(None, text, EntryKind::Aside, since);
    }

    /// No reply came about: the caller is asked to say it again, or the call is given up.
    pub(super) fn give_up_reply(&mut self) {
        if self.mind.is_taking() {
            self.confirm();
        }
        let Some(reply) = self.mind.take_reply() else { return };
        self.put(Output::Incident(Incident::ReplyGivenUp));
        self.watch.clear_all(REPLY_TIMERS);
        self.stop_making(&reply);
        self.apologise();
    }

    /// Asks the caller to say it again; the second time in a row the call is given up.
    pub(super) fn apologise(&mut self) {
        self.mind.failures += 1;
        self.mind.unanswered = None;
        if self.mind.failures >= MOST_FAILURES {
            self.vendors_are_down();
        } else {
            self.say_phrase(Phrase::Apology);
        }
    }

    /// Has a phrase said before everything that has not begun.
    pub(super) fn say_phrase(&mut self, phrase: Phrase) {
        let line = self.phrase(phrase);
        self.mouth.push_first(line);
    }

    pub(super) fn phrase(&mut self, phrase: Phrase) -> Line {
        let sound = self.mind.prepared.get(&phrase).cloned();
        let text = self.setup.words_of(phrase);
        self.line(None, text, true, sound.map_or(Voice::Unasked, Voice::Prepared))
    }

    /// Has something said when the floor is free.
    pub(super) fn say(&mut self, text: String) {
        if self.mind.is_ending() || text.trim().is_empty() {
            return;
        }
        let line = self.line(None, text, false, Voice::Unasked);
        if !self.mouth.push(line) {
            self.overflow();
        }
        self.watch.clear(Timer::Quiet);
    }

    /// A line that may be heard unless the caller has the floor.
    pub(super) fn line(&mut self, turn: Option<TurnId>, text: String, is_phrase: bool, voice: Voice) -> Line {
        Line {
            chunk: self.mind.ids.chunk(),
            turn,
            text,
            is_phrase,
            released: !self.mind.is_taking(),
            voice,
            sent: 0,
            marked: false,
            nearly_said: false,
            began: None,
            ends: None,
        }
    }

    /// Something beyond the limits was left out; said once.
    pub(super) fn overflow(&mut self) {
        if !self.mind.overflowed {
            self.mind.overflowed = true;
            self.put(Output::Incident(Incident::Overflow));
        }
    }

    pub(super) fn run_held_tools(&mut self) {
        let State::Replying(reply) = &mut self.mind.state else { return };
        let turn = reply.turn;
        let mut running = Vec::new();
        for tool in &mut reply.tools {
            if tool.state == ToolState::Held {
                tool.state = ToolState::Running;
                running.push(tool.id);
            }
        }
        for tool in running {
            self.run_tool(turn, tool);
        }
    }
}
