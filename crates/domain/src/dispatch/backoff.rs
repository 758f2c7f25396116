//! How long to wait before trying again.

use std::time::Duration;

use crate::Chance;

/// Exponential backoff with "equal jitter": after `tries` failed tries before this one, a wait between
/// half and the whole of `first · 2^tries`, at most `longest`. The jitter keeps a crowd that failed
/// together from coming back together.
pub fn backoff(first: Duration, longest: Duration, tries: u32, chance: &dyn Chance) -> Duration {
    let whole = first.saturating_mul(1_u32.checked_shl(tries.min(31)).unwrap_or(u32::MAX)).min(longest);
    whole / 2 + (whole / 2).mul_f64(chance.fraction())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::SeededChance;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn stays_between_half_and_whole(seed in any::<u64>(), tries in 0_u32..200) {
            let (first, longest) = (Duration::from_millis(500), Duration::from_secs(600));
            let wait = backoff(first, longest, tries, &SeededChance::new(seed));
            let whole = first.saturating_mul(2_u32.saturating_pow(tries)).min(longest);
            prop_assert!(wait >= whole / 2 && wait <= whole);
        }
    }
}
