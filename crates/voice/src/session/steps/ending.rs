//! Silence, lost connections, and the ends of a call.

use super::reply::REPLY_TIMERS;
use crate::session::mind::State;
use crate::session::watch::Timer;
use crate::session::{EndReason, EntryKind, Incident, Output, Phrase, Session};
use std::time::Duration;

/// How often a silent caller is asked whether they are there.
const MOST_PROMPTS: u8 = 2;

impl Session {
    /// Watches for nobody speaking.
    pub(super) fn watch_quiet(&mut self) {
        let quiet = matches!(self.mind.state, State::Idle { .. })
            && !self.mouth.has_floor()
            && !self.mouth.is_away()
            && !self.ear.is_speaking();
        if !quiet {
            self.watch.clear(Timer::Quiet);
        } else if !self.watch.is_set(Timer::Quiet) {
            let timings = self.timings();
            let wait = if self.mind.expectation.now().is_dictated() {
                timings.quiet_dictated
            } else {
                timings.quiet
            };
            self.after(Timer::Quiet, wait.get());
        }
    }

    /// Nobody has spoken for a while.
    pub(super) fn nobody_speaks(&mut self) {
        let State::Idle { prompts } = &mut self.mind.state else { return };
        if *prompts >= MOST_PROMPTS {
            self.say_goodbye(EndReason::CallerSilent, Phrase::Goodbye);
        } else {
            *prompts += 1;
            self.say_phrase(Phrase::StillThere);
        }
    }

    /// The longest duration is near.
    pub(super) fn time_is_nearly_up(&mut self) {
        if self.mind.is_taking() {
            // Not into the caller's words, and not before the reply to them.
            self.after(Timer::Warn, Duration::from_secs(1));
        } else if !self.mind.is_ending() {
            let line = self.phrase(Phrase::TimeNearlyUp);
            self.mouth.push(line);
        }
    }

    /// The longest duration is as good as reached.
    pub(super) fn time_is_up(&mut self) {
        self.say_goodbye(EndReason::LongestReached, Phrase::Goodbye);
    }

    /// No vendor of a kind works.
    pub(super) fn vendors_are_down(&mut self) {
        if self.mind.is_ending() {
            // The goodbye can't be spoken either.
            self.end_now(EndReason::VendorsDown);
        } else {
            self.say_goodbye(EndReason::VendorsDown, Phrase::GiveUp);
        }
    }

    /// Stops everything, says goodbye, and then ends the call.
    pub(super) fn say_goodbye(&mut self, reason: EndReason, phrase: Phrase) {
        if self.mind.is_ending() {
            return;
        }
        self.stop_everything();
        self.mind.state = State::Closing(reason);
        self.say_phrase(phrase);
        let longest = self.timings().goodbye_longest.get();
        self.after(Timer::Grace, longest);
    }

    /// Ends the call now.
    pub(super) fn end_now(&mut self, reason: EndReason) {
        self.stop_everything();
        self.put(Output::HangUp(reason));
        self.over(reason);
    }

    /// The caller has hung up.
    pub(super) fn hung_up(&mut self) {
        self.stop_everything();
        self.over(EndReason::CallerHungUp);
    }

    fn over(&mut self, reason: EndReason) {
        self.mind.state = State::Over(reason);
        self.watch.stop();
    }

    /// Cuts speech, forgets the reply, and writes down what was heard and said.
    fn stop_everything(&mut self) {
        let cut = self.mouth.cut(self.now);
        if cut.under_way {
            self.put(Output::ClearPlayback);
        }
        self.after_cut(cut);
        self.discard();
        let since = match &self.mind.state {
            State::Taking(taking) => taking.since,
            _ => self.ear.hearing.from().unwrap_or(self.now),
        };
        self.drop_reply();
        let text = self.ear.hearing.take(Some(self.now));
        self.write_caller(None, text, EntryKind::Whole, since);
        let keys = std::mem::take(&mut self.ear.keys);
        self.write_caller(None, keys, EntryKind::Keys, since);
        let kept = [Timer::Longest, Timer::Goodbye].map(|timer| (timer, self.watch.at(timer)));
        self.watch.stop();
        for (timer, at) in kept {
            if let Some(at) = at {
                self.watch.set(timer, at);
            }
        }
        self.mind.overlap = None;
    }

    /// Forgets a reply that was confirmed.
    pub(super) fn drop_reply(&mut self) {
        if let Some(reply) = self.mind.take_reply() {
            self.watch.clear_all(REPLY_TIMERS);
            self.stop_making(&reply);
        }
    }

    /// The carrier's connection is gone.
    pub(super) fn socket_lost(&mut self) {
        if self.mouth.is_away() {
            return;
        }
        self.put(Output::Incident(Incident::SocketLost));
        self.mouth.leave(self.now);
        let change = self.ear.cut_off();
        self.sound_came(change);
        let grace = self.timings().socket_grace.get();
        self.after(Timer::Grace, grace);
    }

    /// The carrier's connection is back.
    pub(super) fn socket_resumed(&mut self) {
        if self.mouth.is_away() {
            self.mouth.come_back();
            self.watch.clear(Timer::Grace);
            if matches!(self.mind.state, State::Closing(_)) {
                let longest = self.timings().goodbye_longest.get();
                self.after(Timer::Grace, longest);
            }
        }
    }

    /// The connection did not come back, or the goodbye did not end.
    pub(super) fn grace_is_over(&mut self) {
        let reason = match &self.mind.state {
            State::Closing(reason) => *reason,
            _ => EndReason::SocketLost,
        };
        self.end_now(reason);
    }
}
