//! What goes into the transcript: of the caller what was said, of the agent what was heard.

use crate::session::mouth::HeardWords;
use crate::session::{Entry, EntryKind, Output, Session, Speaker, TurnId};
use ringwright_domain::Instant;

impl Session {
    /// Writes down the lines that were heard to their end.
    pub(super) fn note_heard(&mut self) {
        let heard = self.mouth.heard(self.now);
        self.write_heard(heard);
    }

    pub(super) fn write_heard(&mut self, heard: Vec<HeardWords>) {
        for words in heard {
            let kind = match (words.whole, words.is_phrase) {
                (false, _) => EntryKind::Cut,
                (true, true) => EntryKind::Phrase,
                (true, false) => EntryKind::Whole,
            };
            self.write(Speaker::Agent, words.turn, words.text, kind, words.began);
        }
    }

    /// Writes down what the caller said.
    pub(super) fn write_caller(&mut self, turn: Option<TurnId>, text: String, kind: EntryKind, at: Instant) {
        if !text.is_empty() {
            self.write(Speaker::Caller, turn, text, kind, at);
        }
    }

    fn write(&mut self, speaker: Speaker, turn: Option<TurnId>, text: String, kind: EntryKind, at: Instant) {
        let number = self.mind.entries;
        self.mind.entries += 1;
        self.put(Output::Entry(Entry { number, speaker, turn, text, kind, at }));
    }
}
