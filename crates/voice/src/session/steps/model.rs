//! The model's side of a reply.

use crate::session::chunker::Chunker;
use crate::session::line::Voice;
use crate::session::mind::Writing;
use crate::session::watch::Timer;
use crate::session::{AskId, Cause, Incident, Output, Part, Session, TurnId};

/// Models that may fail at one reply.
const MOST_RETRIES: u8 = 2;

impl Session {
    /// The model goes on.
    pub(super) fn token_came(&mut self, ask: AskId, text: &str) {
        let (now, wait) = (self.now, self.timings().next_token.get());
        let Some(reply) = self.mind.asked(ask).filter(|reply| reply.writing != Writing::Done) else { return };
        reply.writing = Writing::Begun;
        reply.times.first_token.get_or_insert(now);
        let mut pieces = Vec::new();
        let fits = reply.chunker.push(text, &mut pieces);
        let turn = reply.turn;
        self.after(Timer::NextToken, wait);
        if !fits || !self.add_pieces(turn, pieces) {
            self.overflow();
            self.put(Output::CancelModel { ask });
            self.model_done(ask);
        }
    }

    /// Adds pieces of a reply to what is to be said; `false` if there are too many.
    fn add_pieces(&mut self, turn: TurnId, pieces: Vec<String>) -> bool {
        if let Some(reply) = self.mind.reply_mut() {
            reply.has_content |= !pieces.is_empty();
        }
        pieces.into_iter().all(|piece| {
            let line = self.line(Some(turn), piece, false, Voice::Unasked);
            self.mouth.push(line)
        })
    }

    /// The model has nothing to add.
    pub(super) fn model_done(&mut self, ask: AskId) {
        let Some(reply) = self.mind.asked(ask).filter(|reply| reply.writing != Writing::Done) else { return };
        reply.writing = Writing::Done;
        let mut pieces = Vec::new();
        reply.chunker.finish(&mut pieces);
        let turn = reply.turn;
        self.watch.clear(Timer::NextToken);
        if !self.add_pieces(turn, pieces) {
            self.overflow();
        }
        self.go_on_after_tools();
    }

    /// The model has not begun, or not gone on.
    pub(super) fn model_is_late(&mut self) {
        let Some(reply) = self.mind.reply() else { return };
        let (ask, begun) = (reply.ask, reply.writing == Writing::Begun);
        self.put(Output::Incident(if begun { Incident::ReplyBroken } else { Incident::NoFirstToken }));
        self.replace_model(ask, begun);
    }

    /// A model reports trouble.
    pub(super) fn model_failed(&mut self, ask: AskId) {
        let Some(reply) = self.mind.asked(ask).filter(|reply| reply.writing != Writing::Done) else { return };
        let begun = reply.writing == Writing::Begun;
        self.put(Output::Incident(Incident::VendorTrouble { part: Part::Model }));
        self.replace_model(ask, begun);
    }

    /// Asks the next model. What the one before has said stands, and the next goes on from it.
    fn replace_model(&mut self, ask: AskId, begun: bool) {
        self.put(Output::CancelModel { ask });
        let Some(reply) = self.mind.reply_mut() else { return };
        if begun && !reply.tools.is_empty() {
            // The next model is asked with what comes of them.
            self.put(Output::Switch { part: Part::Model });
            self.model_done(ask);
        } else if begun && reply.has_content {
            // A sentence that is not whole is not said.
            reply.chunker = Chunker::default();
            reply.writing = Writing::Done;
            reply.broken = true;
            self.watch.clear(Timer::NextToken);
            self.put(Output::Switch { part: Part::Model });
        } else {
            self.ask_next_model();
        }
    }

    /// What a model said before it broke off was heard: the next one goes on from there.
    pub(super) fn go_on_with_next_model(&mut self) {
        let longest = self.timings().reply_longest.get();
        let Some(reply) = self.mind.reply_mut() else { return };
        reply.broken = false;
        if reply.retries >= MOST_RETRIES {
            return;
        }
        reply.retries += 1;
        self.after(Timer::GiveUp, longest);
        self.ask_again(Cause::Retry);
    }

    /// Nothing of the reply was made so far: the next model makes it.
    fn ask_next_model(&mut self) {
        let Some(reply) = self.mind.reply_mut() else { return };
        reply.chunker = Chunker::default();
        if reply.retries >= MOST_RETRIES {
            reply.writing = Writing::Done;
            self.give_up_reply();
            return;
        }
        reply.retries += 1;
        self.put(Output::Switch { part: Part::Model });
        self.ask_again(Cause::Retry);
    }

    /// A model that has begun has less time for the next words while the caller hears nothing of its reply.
    pub(super) fn watch_model(&mut self) {
        let Some(reply) = self.mind.reply() else { return };
        if reply.writing != Writing::Begun || !reply.tools.is_empty() || self.mouth.has_lines_of(reply.turn) {
            return;
        }
        let latest = self.now.plus(self.timings().first_token.get());
        if self.watch.at(Timer::NextToken).is_some_and(|at| at > latest) {
            self.watch.set(Timer::NextToken, latest);
        }
    }

    /// Asks a model anew for the reply in the making.
    pub(super) fn ask_again(&mut self, cause: Cause) {
        let confirmed = self.mind.is_replying();
        let ask = self.mind.ids.ask();
        let after = self.mind.entries;
        let Some(reply) = self.mind.reply_mut() else { return };
        reply.ask = ask;
        reply.writing = Writing::Asked;
        let turn = reply.turn;
        // What was confirmed is in the entries already.
        let (text, keys) =
            if confirmed { Default::default() } else { (reply.said.clone(), reply.keys.clone()) };
        self.put(Output::Think { turn, ask, text, keys, cause, speculative: !confirmed, after });
        let wait = self.timings().first_token.get();
        self.after(Timer::NextToken, wait);
    }
}
