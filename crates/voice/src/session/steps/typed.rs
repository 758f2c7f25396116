//! Words that the caller writes in place of saying them.

use crate::session::Session;

impl Session {
    /// The caller wrote something. It is meant, and it is all: it interrupts at once, and nothing is waited for.
    pub(super) fn words_typed(&mut self, text: &str) {
        let text = text.trim();
        if self.mind.is_ending() || text.is_empty() {
            return;
        }
        self.ear.hearing.write(text);
        self.ear.acted_at = Some(self.now);
        self.stop_filler();
        if self.mind.is_replying() || self.mouth.has_floor() {
            self.interrupt();
        } else if self.mind.is_taking() {
            // What was thought of before these words is no reply to them.
            self.judge_turn();
        } else {
            self.give_floor(self.now);
        }
        self.commit();
    }
}
