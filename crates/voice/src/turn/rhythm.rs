//! Does this caller pause where others end?

use std::time::Duration;

use super::complete::Completeness;
use super::timings::Timings;

/// What is learnt of a caller's pauses during the call.
///
/// Only a pause counts at which the words looked finished and were not: a pause after "I would like to" teaches
/// nothing that the words did not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rhythm {
    /// The pause that would have fooled us.
    pause: Duration,
}

impl Rhythm {
    /// Notes that the caller went on after a pause, and what the words looked like at it.
    pub fn went_on(&mut self, pause: Duration, words: Completeness, timings: &Timings) {
        if words >= Completeness::Plausible && pause <= timings.rhythm_longest.get() {
            self.pause = self.pause.max(pause);
        }
    }

    /// Notes a turn that ended where we thought: what was learnt fades by a quarter.
    pub fn ended(&mut self) {
        self.pause = self.pause * 3 / 4;
    }

    /// The silence that ends this caller's turn, where the rule says `commit`.
    pub fn stretch(&self, commit: Duration, words: Completeness, timings: &Timings) -> Duration {
        if words < Completeness::Plausible || self.pause.is_zero() {
            return commit;
        }
        commit.max((self.pause + timings.rhythm_margin.get()).min(timings.rhythm_longest.get()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    #[test]
    fn a_caller_who_pauses_after_whole_sentences_gets_more_time_for_a_while() {
        let timings = Timings::default();
        let mut rhythm = Rhythm::default();
        rhythm.went_on(ms(500), Completeness::Open, &timings);
        assert_eq!(rhythm.stretch(ms(300), Completeness::Settled, &timings), ms(300));
        rhythm.went_on(ms(500), Completeness::Plausible, &timings);
        assert_eq!(rhythm.stretch(ms(300), Completeness::Settled, &timings), ms(580));
        assert_eq!(rhythm.stretch(ms(1_300), Completeness::Open, &timings), ms(1_300));
        for _ in 0..3 {
            rhythm.ended();
        }
        assert!(rhythm.stretch(ms(300), Completeness::Settled, &timings) <= ms(300));
    }

    #[test]
    fn nobody_gets_more_than_the_longest() {
        let timings = Timings::default();
        let mut rhythm = Rhythm::default();
        rhythm.went_on(ms(890), Completeness::Settled, &timings);
        rhythm.went_on(ms(5_000), Completeness::Settled, &timings);
        assert_eq!(rhythm.stretch(ms(300), Completeness::Settled, &timings), ms(900));
    }
}
