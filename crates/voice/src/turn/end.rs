//! How much silence ends the caller's turn?

use super::complete::Completeness;
use super::timings::{Millis, Timings};

/// What silence means now. Both count from the caller's last sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndRule {
    /// The model is asked after this, ahead of the decision; `None` if it would be in vain.
    pub speculate: Option<Millis>,
    /// The turn is over after this.
    pub commit: Millis,
}

/// The rule for words that look so finished. `catch_up` is how long is waited for words that do not yet reach to the
/// caller's last sound: they may be the beginning of more, and the recogniser gets time. None if they do.
pub fn end_rule(words: Completeness, catch_up: Option<Millis>, timings: &Timings) -> EndRule {
    let (speculate, commit) = match words {
        Completeness::Empty => (None, timings.wordless),
        Completeness::Dictating => (None, timings.dictated_end),
        Completeness::Open => (Some(timings.speculate_open), timings.open_end),
        Completeness::Plausible => (Some(timings.speculate_plausible), timings.plausible_end),
        Completeness::Settled => (Some(timings.speculate_settled), timings.settled_end),
    };
    match catch_up {
        Some(wait) if words != Completeness::Empty => {
            EndRule { speculate: speculate.map(|after| after.max(wait)), commit: commit.max(wait) }
        }
        _ => EndRule { speculate, commit },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_more_finished_the_words_the_shorter_the_silence() {
        let timings = Timings::default();
        let ends =
            [Completeness::Settled, Completeness::Plausible, Completeness::Open, Completeness::Dictating]
                .map(|words| end_rule(words, None, &timings).commit);
        assert!(ends.is_sorted(), "{ends:?}");
    }

    #[test]
    fn we_think_before_we_decide() {
        let timings = Timings::default();
        for words in [Completeness::Settled, Completeness::Plausible, Completeness::Open] {
            let rule = end_rule(words, None, &timings);
            assert!(rule.speculate.unwrap() < rule.commit);
        }
        assert_eq!(end_rule(Completeness::Dictating, None, &timings).speculate, None);
    }

    #[test]
    fn a_recogniser_that_lags_gets_time() {
        let timings = Timings::default();
        let rule = end_rule(Completeness::Settled, Some(timings.catch_up), &timings);
        assert_eq!(rule, EndRule { speculate: Some(timings.catch_up), commit: timings.catch_up });
    }
}
