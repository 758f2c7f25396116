//! Is a sound during the agent's speech an interruption?

use std::time::Duration;

use super::expect::Expect;
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
}

/// What the sound means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The agent goes on: a cough, a "mm-hm", or nothing yet.
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
        let long = overlap.speech >= timings.barge_in_without_words.get();
        return if long && !overlap.noisy { Verdict::Pause } else { Verdict::GoOn };
    }
    if is_backchannel(&words, overlap.expect == Expect::YesNo)
        || overlap.speech < timings.barge_in_with_words.get()
    {
        return Verdict::GoOn;
    }
    // A single word may be the recogniser's guess at a cough, unless it is one that is said to stop somebody.
    if words.count() >= 2 || words.iter().any(is_stop) { Verdict::Yield } else { Verdict::Pause }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(millis: u64, words: &str, expect: Expect) -> Verdict {
        let overlap = Overlap { speech: Duration::from_millis(millis), words, expect, noisy: false };
        interruption(overlap, &Timings::default())
    }

    #[test]
    fn listening_noises_do_not_interrupt_however_long() {
        for words in ["mm-hm", "Yeah, okay.", "ja", "uh-huh"] {
            assert_eq!(verdict(900, words, Expect::Anything), Verdict::GoOn, "{words}");
        }
        assert_eq!(verdict(300, "", Expect::Anything), Verdict::GoOn);
    }

    #[test]
    fn words_interrupt_at_once() {
        assert_eq!(verdict(200, "wait", Expect::Anything), Verdict::Yield);
        assert_eq!(verdict(200, "can I", Expect::Anything), Verdict::Yield);
        assert_eq!(verdict(200, "Tuesday", Expect::Anything), Verdict::Pause);
        assert_eq!(verdict(100, "wait", Expect::Anything), Verdict::GoOn);
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
        let overlap =
            Overlap { speech: Duration::from_secs(2), words: "", expect: Expect::Anything, noisy: true };
        assert_eq!(interruption(overlap, &Timings::default()), Verdict::GoOn);
    }
}
