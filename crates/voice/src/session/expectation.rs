//! What the caller is expected to say, by what the agent has asked.

use ringwright_domain::dialogue::Expect;

use super::ids::TurnId;
use crate::turn::{question, unfinished};

/// What the caller is expected to say.
///
/// A question counts once the caller has heard so much of it that they may answer, and until our next reply sounds. A
/// reply that is silenced before it asked anything leaves the question before it open: the caller was not done.
#[derive(Debug, Clone, Default)]
pub(super) struct Expectation {
    now: Expect,
    before: Expect,
    /// The reply that sounded last.
    reply: Option<TurnId>,
    /// The beginning of a sentence that goes on: a question may come in pieces.
    said: String,
}

/// Overflow rule: of a longer sentence the beginning is forgotten.
const LONGEST: usize = 512;

impl Expectation {
    /// What is expected now.
    pub(super) const fn now(&self) -> Expect {
        self.now
    }

    /// A line of a reply begins to sound.
    pub(super) fn sounds(&mut self, reply: TurnId) {
        if self.reply != Some(reply) {
            self.reply = Some(reply);
            self.before = std::mem::take(&mut self.now);
            self.said.clear();
        }
    }

    /// A line of ours is nearly said to its end.
    pub(super) fn said(&mut self, text: &str) {
        self.said.push(' ');
        self.said.push_str(text);
        if let Some(asked) = question(&self.said) {
            (self.now, self.before) = (asked, asked);
        }
        // What is not ended goes on with the next line.
        let ended = self.said.len() - unfinished(&self.said).len();
        self.said.drain(..ended);
        if self.said.len() > LONGEST {
            self.said.clear();
        }
    }

    /// What we said was silenced.
    pub(super) const fn silenced(&mut self) {
        if matches!(self.now, Expect::Anything) {
            self.now = self.before;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_stands_until_the_next_reply_sounds() {
        let mut expectation = Expectation::default();
        expectation.said("What is your phone number?");
        expectation.said("You can say it slowly.");
        assert_eq!(expectation.now(), Expect::PhoneNumber);
        expectation.sounds(TurnId(1));
        assert_eq!(expectation.now(), Expect::Anything);
        expectation.said("Shall I book it?");
        expectation.sounds(TurnId(1));
        assert_eq!(expectation.now(), Expect::YesNo);
    }

    #[test]
    fn a_question_may_come_in_pieces() {
        let mut expectation = Expectation::default();
        expectation.sounds(TurnId(1));
        for (piece, expected) in [
            ("Thank you,", Expect::Anything),
            ("and what is your phone number,", Expect::Anything),
            ("Ann?", Expect::PhoneNumber),
        ] {
            expectation.said(piece);
            assert_eq!(expectation.now(), expected, "{piece}");
        }
        for _ in 0..100 {
            expectation.said("Überlegen Sie in Ruhe");
        }
        assert!(expectation.said.len() <= LONGEST && expectation.now() == Expect::PhoneNumber);
    }

    #[test]
    fn a_reply_that_is_silenced_before_it_asks_leaves_the_question_open() {
        let mut expectation = Expectation::default();
        expectation.said("What is your phone number?");
        expectation.sounds(TurnId(1));
        expectation.silenced();
        assert_eq!(expectation.now(), Expect::PhoneNumber);
        expectation.sounds(TurnId(2));
        expectation.said("And when would you like to come?");
        expectation.silenced();
        assert_eq!(expectation.now(), Expect::Date);
    }
}
