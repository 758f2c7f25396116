//! Keys of the telephone.

use crate::session::Session;
use crate::session::watch::Timer;
use ringwright_domain::dialogue::Expect;

impl Session {
    /// A key was pressed. Keys are meant: they interrupt at once.
    pub(super) fn key_pressed(&mut self, key: char) {
        if self.mind.is_ending() || !matches!(key, '0'..='9' | '*' | '#') {
            return;
        }
        if !self.ear.key(self.now, key) {
            self.overflow();
            return;
        }
        self.stop_filler();
        if self.mind.is_replying() || self.mouth.has_floor() {
            self.interrupt();
        } else if self.mind.is_taking() {
            self.judge_turn();
        } else {
            self.give_floor(self.now);
        }
        let enough = match self.mind.expectation.now() {
            Expect::Digits { count } => self.ear.keys.len() >= usize::from(count),
            _ => key == '#',
        };
        let wait = if enough { std::time::Duration::ZERO } else { self.timings().keys.get() };
        self.after(Timer::Keys, wait);
    }

    /// No more keys come: that was the entry.
    pub(super) fn keys_are_over(&mut self) {
        if self.mind.is_taking() && !self.ear.keys.is_empty() {
            self.commit();
        }
    }
}
