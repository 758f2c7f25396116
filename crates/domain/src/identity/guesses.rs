//! How long whoever guesses has to wait.

use std::time::Duration;

/// What is being guarded against guesses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    /// One mail address, whoever guesses.
    Address,
    /// The same mail address, by clients that have guessed nothing wrong lately. A budget of its own: whoever guesses from
    /// one place all day does not keep the person out who comes from another.
    Newcomers,
    /// One client, whatever it guesses.
    Client,
    /// A device on which the person has signed in before. Its budget is its own: others' guesses elsewhere
    /// don't lock it out.
    Device,
}

/// The longest wait. Short, because it also meets the person whose account is being guessed at: it is the
/// number of guesses in a day that keeps a password safe, and that is 1,440 at most for each budget.
const LONGEST: Duration = Duration::from_secs(60);

/// After so long without a wrong guess, all is forgotten.
pub const FORGOTTEN: Duration = Duration::from_secs(15 * 60);

impl Guard {
    /// Guesses without a wait: people mistype.
    const fn free(self) -> u32 {
        match self {
            Self::Address => 6,
            Self::Newcomers => 60,
            // Many people may share an address on the internet.
            Self::Client => 20,
            Self::Device => 10,
        }
    }

    /// The wait after so many guesses that were wrong, or are not known to be right yet.
    pub fn wait_after(self, guesses: u32) -> Duration {
        let Some(beyond) = guesses.checked_sub(self.free()) else { return Duration::ZERO };
        Duration::from_secs(1 << beyond.min(10)).min(LONGEST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_minute() {
        let wait = |n| Guard::Address.wait_after(n).as_secs();
        assert_eq!(
            [wait(0), wait(5), wait(6), wait(7), wait(8), wait(11), wait(12)],
            [0, 0, 1, 2, 4, 32, 60]
        );
        assert_eq!(wait(u32::MAX), 60);
        assert!(Guard::Client.wait_after(19).is_zero() && !Guard::Client.wait_after(20).is_zero());
    }
}
