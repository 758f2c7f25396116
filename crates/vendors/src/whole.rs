//! Utterances that are understood one by one, each when it is over. A long one is also asked about while it goes on, so
//! that its first words are known.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use ringwright_domain::dialogue::Expect;

use crate::VendorError;
use crate::recognizer::{Certainty, Listening, Words};
use crate::sound::of_mulaw;

/// Overflow rule: of an utterance that is longer than this the beginning goes.
const LONGEST: Duration = Duration::from_secs(60);
/// So much sound before the first loud one goes along.
const BEFORE: Duration = Duration::from_millis(400);
/// An utterance that goes on is asked about after so much of it, and after so much more.
const INTERIM: Duration = Duration::from_millis(1_600);
/// Sound that is louder on average may be speech; silence on a line lies far below.
const LOUD: u32 = 120;
/// Overflow rule: of more questions than this at once the oldest is given up.
const MOST_OPEN: usize = 6;

/// The words of an utterance, once they are known.
pub(crate) type Answer = Pin<Box<dyn Future<Output = Result<String, VendorError>> + Send>>;

/// Asks for the words of mu-law sound, of which the caller was asked for something.
pub(crate) type Ask = Box<dyn Fn(&VecDeque<u8>, Expect) -> Answer + Send>;

/// A question for the words of a piece of sound.
struct Open {
    certainty: Certainty,
    from: Duration,
    upto: Duration,
    /// None for sound without anything loud, which has no words.
    answer: Option<Answer>,
}

/// A caller who is listened to utterance by utterance.
pub(crate) struct WholeUtterances {
    ask: Ask,
    hertz: u32,
    expected: Expect,
    /// The sound of the utterance that goes on, and a little before.
    sound: VecDeque<u8>,
    /// Samples heard in all.
    heard: usize,
    /// Whether anything in `sound` was loud.
    loud: bool,
    /// Samples since the utterance was asked about last.
    since_asked: usize,
    open: VecDeque<Open>,
}

impl WholeUtterances {
    /// Listens to mu-law sound of a rate.
    pub(crate) const fn new(ask: Ask, hertz: u32) -> Self {
        Self {
            ask,
            hertz,
            expected: Expect::Anything,
            sound: VecDeque::new(),
            heard: 0,
            loud: false,
            since_asked: 0,
            open: VecDeque::new(),
        }
    }

    fn samples(&self, duration: Duration) -> usize {
        let samples = duration.as_micros() * u128::from(self.hertz) / 1_000_000;
        usize::try_from(samples).unwrap_or(usize::MAX)
    }

    fn time(&self, samples: usize) -> Duration {
        Duration::from_micros(samples as u64 * 1_000_000 / u64::from(self.hertz.max(1)))
    }

    fn ask(&mut self, certainty: Certainty) {
        // What was asked of the same utterance before it was over is of no more use.
        self.open.retain(|open| open.certainty != Certainty::Interim);
        while self.open.len() >= MOST_OPEN {
            self.open.pop_front();
        }
        let from = self.time(self.heard - self.sound.len());
        let answer = self.loud.then(|| (self.ask)(&self.sound, self.expected));
        self.open.push_back(Open { certainty, from, upto: self.time(self.heard), answer });
        self.since_asked = 0;
    }
}

impl Listening for WholeUtterances {
    fn hear(&mut self, sound: &[u8]) {
        self.sound.extend(sound);
        self.heard += sound.len();
        self.since_asked += sound.len();
        self.loud |= is_loud(sound);
        let most = self.samples(if self.loud { LONGEST } else { BEFORE });
        let excess = self.sound.len().saturating_sub(most);
        self.sound.drain(..excess);
        let waits = self.open.iter().any(|open| open.certainty == Certainty::Interim);
        let due = self.sound.len().min(self.since_asked) >= self.samples(INTERIM);
        if self.loud && due && !waits {
            self.ask(Certainty::Interim);
        }
    }

    fn finalize(&mut self) {
        self.ask(Certainty::Final);
        self.sound.clear();
        self.loud = false;
    }

    fn expect(&mut self, expected: Expect) {
        self.expected = expected;
    }

    fn keep_alive(&mut self) {
        // There is no connection to keep.
    }

    fn poll_words(&mut self, context: &mut Context<'_>) -> Poll<Result<Words, VendorError>> {
        // All are under way at once; what was said first is told first.
        let mut done = None;
        for (place, open) in self.open.iter_mut().enumerate() {
            let polled = match &mut open.answer {
                Some(answer) => answer.as_mut().poll(context),
                None => Poll::Ready(Ok(String::new())),
            };
            if place == 0
                && let Poll::Ready(text) = polled
            {
                done = Some(text);
                break;
            }
            if let Poll::Ready(text) = polled {
                open.answer = Some(Box::pin(std::future::ready(text)));
            }
        }
        let (Some(text), Some(open)) = (done, self.open.front()) else { return Poll::Pending };
        let Open { certainty, from, upto, .. } = *open;
        self.open.pop_front();
        Poll::Ready(text.map(|text| Words { text, certainty, from, upto }))
    }
}

/// Whether sound may be more than the silence of a line.
fn is_loud(sound: &[u8]) -> bool {
    let sum: u64 = sound.iter().map(|byte| u64::from(of_mulaw(*byte).unsigned_abs())).sum();
    sum > u64::from(LOUD) * sound.len() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_not_loud_and_a_voice_is() {
        assert!(!is_loud(&[0xff; 160]) && !is_loud(&[0x7b; 160]) && is_loud(&[0x2a; 160]));
        assert!(!is_loud(&[]));
    }

    #[test]
    fn whoever_is_asked_knows_what_the_caller_was_asked_for() {
        let told = |_: &VecDeque<u8>, expected| -> Answer {
            Box::pin(std::future::ready(Ok(format!("{expected:?}"))))
        };
        let mut caller = WholeUtterances::new(Box::new(told), 8_000);
        let mut words = || {
            caller.hear(&[0x2a; 160]);
            caller.finalize();
            caller.expect(Expect::YesNo);
            match caller.poll_words(&mut Context::from_waker(std::task::Waker::noop())) {
                Poll::Ready(Ok(words)) => words.text,
                _ => String::new(),
            }
        };
        assert_eq!([words(), words()], ["Anything", "YesNo"]);
    }
}
