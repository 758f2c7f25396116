//! How long may the caller keep the floor?
//!
//! A television or a noisy room never falls silent long enough to be the end of a turn, and would keep the agent quiet for
//! ever. So patience runs out, in two steps: first the next short pause is the end, as it is for somebody who wants to get a
//! word in, and a little later none is needed. The time counts from when the caller got the floor until an answer is
//! *heard*, over as many turns as that takes: whoever silences every answer before its first sound has got none.

use std::time::Duration;

use super::timings::Timings;

/// How patiently the end of the caller's turn is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// The words decide which pause is the end.
    Full,
    /// The next short pause is the end, whatever the words.
    ShortPause,
    /// The turn is over, whatever goes on.
    Over,
}

/// The patience with a caller who has kept the floor for so long, and for how much longer it lasts.
pub fn patience(held: Duration, timings: &Timings) -> (Patience, Option<Duration>) {
    let longest = timings.turn_longest.get();
    let over = longest + timings.turn_grace.get();
    if held >= over {
        (Patience::Over, None)
    } else if held >= longest {
        (Patience::ShortPause, Some(over - held))
    } else {
        (Patience::Full, Some(longest - held))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patience_runs_out_in_two_steps() {
        let timings = Timings::default();
        let ms = Duration::from_millis;
        assert_eq!(patience(ms(0), &timings), (Patience::Full, Some(ms(50_000))));
        assert_eq!(patience(ms(49_999), &timings), (Patience::Full, Some(ms(1))));
        assert_eq!(patience(ms(50_000), &timings), (Patience::ShortPause, Some(ms(5_000))));
        assert_eq!(patience(ms(55_000), &timings), (Patience::Over, None));
    }
}
