//! Is a sound during the agent's speech an interruption?
//!
//! Nobody can tell at its first syllable, and a caller who interrupts expects silence at once. So the agent falls silent
//! first and asks afterwards: voice of some [`Timings::hush`] pauses it, and the words that follow tell whether the
//! floor is the caller's or the agent goes on at the very place where it was not heard any more. A caller or a room
//! that makes it fall silent for nothing is believed less readily from then on ([`Wariness`]).

use std::time::Duration;

use ringwright_domain::dialogue::Expect;

use super::lexicon::{is_backchannel, is_stop};
use super::timings::Timings;
use super::words::Words;

/// What is known of a sound that fell into the agent's speech.
#[derive(Debug, Clone, Copy)]
pub struct Overlap<'a> {
    /// How long the caller has spoken, without pauses.
    pub speech: Duration,
    /// What the recogniser has of it.
    pub words: &'a str,
    /// What the agent has asked for.
    pub expect: Expect,
    /// Whether noise without words has kept the agent waiting before.
    pub noisy: bool,
    /// How often the agent has fallen silent for nothing of late.
    pub wariness: Wariness,
}

/// What the sound means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing yet: the agent speaks if it does, and is silent if it is.
    Wait,
    /// The agent goes on: it was a "mm-hm".
    GoOn,
    /// The agent falls silent until it is known what this is.
    Pause,
    /// The caller takes the floor.
    Yield,
}

/// Judges a sound. Words decide where there are any; speech without words only pauses.
pub fn interruption(overlap: Overlap<'_>, timings: &Timings) -> Verdict {
    let words = Words::of(overlap.words);
    if words.is_empty() {
        let long = overlap.speech >= overlap.wariness.patience(timings);
        return if long && !overlap.noisy { Verdict::Pause } else { Verdict::Wait };
    }
    if is_backchannel(&words, overlap.expect == Expect::YesNo) {
        return Verdict::GoOn;
    }
    if overlap.speech < timings.barge_in_with_words.get() {
        return Verdict::Wait;
    }
    // A single word may be the recogniser's guess at a cough, unless it is one that is said to stop somebody.
    if words.count() >= 2 || words.iter().any(is_stop) { Verdict::Yield } else { Verdict::Pause }
}

/// How often the agent has fallen silent for nothing of late: every time makes it slower to do so, and every real
/// interruption quicker again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wariness(u8);

impl Wariness {
    /// More is not remembered.
    const MOST: u8 = 4;

    /// It fell silent, and nobody wanted to say anything.
    pub fn for_nothing(&mut self) {
        self.0 = (self.0 + 1).min(Self::MOST);
    }

    /// It fell silent, and rightly.
    pub const fn rightly(&mut self) {
        self.0 = self.0.saturating_sub(1);
    }

    /// How much speech without words makes it fall silent.
    fn patience(self, timings: &Timings) -> Duration {
        let hush = timings.hush.get() + timings.hush_again.get() * u32::from(self.0);
        hush.min(timings.barge_in_without_words.get())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn overlap(millis: u64, words: &str, expect: Expect) -> Overlap<'_> {
        let speech = Duration::from_millis(millis);
        Overlap { speech, words, expect, noisy: false, wariness: Wariness::default() }
    }

    fn verdict(millis: u64, words: &str, expect: Expect) -> Verdict {
        interruption(overlap(millis, words, expect), &Timings::default())
    }

    #[test]
    fn listening_noises_do_not_interrupt_however_long() {
        for words in ["mm-hm", "Yeah, okay.", "ja", "uh-huh"] {
            assert_eq!(verdict(900, words, Expect::Anything), Verdict::GoOn, "{words}");
        }
    }

    #[test]
    fn any_voice_makes_the_agent_fall_silent_at_once_and_a_click_does_not() {
        assert_eq!(verdict(40, "", Expect::Anything), Verdict::Wait);
        assert_eq!(verdict(60, "", Expect::Anything), Verdict::Pause);
    }

    #[test]
    fn who_fell_silent_for_nothing_is_slower_to_do_so_and_learns_to_trust_again() {
        let mut wariness = Wariness::default();
        let pauses_at = |wariness| {
            let pauses = |millis: &u64| {
                let overlap = Overlap { wariness, ..overlap(*millis, "", Expect::Anything) };
                interruption(overlap, &Timings::default()) == Verdict::Pause
            };
            (0..1_000).step_by(20).find(pauses).unwrap()
        };
        let mut needed = vec![pauses_at(wariness)];
        for _ in 0..6 {
            wariness.for_nothing();
            needed.push(pauses_at(wariness));
        }
        assert_eq!(needed, [60, 220, 360, 500, 500, 500, 500]);
        (0..4).for_each(|_| wariness.rightly());
        assert_eq!(pauses_at(wariness), 60);
    }

    #[test]
    fn words_interrupt_at_once() {
        assert_eq!(verdict(200, "wait", Expect::Anything), Verdict::Yield);
        assert_eq!(verdict(200, "can I", Expect::Anything), Verdict::Yield);
        assert_eq!(verdict(200, "Tuesday", Expect::Anything), Verdict::Pause);
        assert_eq!(verdict(100, "wait", Expect::Anything), Verdict::Wait);
    }

    #[test]
    fn an_early_yes_is_no_listening_noise_when_it_was_asked_for() {
        assert_eq!(verdict(300, "yes", Expect::YesNo), Verdict::Pause);
        assert_eq!(verdict(300, "yes please", Expect::YesNo), Verdict::Yield);
        assert_eq!(verdict(300, "no", Expect::YesNo), Verdict::Yield);
    }

    #[test]
    fn long_speech_pauses_until_words_come_but_a_noisy_room_only_once() {
        assert_eq!(verdict(500, "", Expect::Anything), Verdict::Pause);
        let overlap = Overlap { noisy: true, ..overlap(2_000, "", Expect::Anything) };
        assert_eq!(interruption(overlap, &Timings::default()), Verdict::Wait);
    }
}
