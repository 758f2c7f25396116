//! Chance in streams: each part of the world draws from its own, so that switching one part off
//! leaves what the others draw as it was.

use std::time::Duration;

use ringwright_domain::Chance as _;
use ringwright_domain::chance::SeededChance;

/// A stream of chance that belongs to a seed and a name.
pub(crate) struct Dice(SeededChance);

impl Dice {
    /// The stream `name` of `seed`.
    pub(crate) fn of(seed: u64, name: &str) -> Self {
        Self(SeededChance::new(mixed(seed, name)))
    }

    /// The `index`th stream called `name` of `seed`.
    pub(crate) fn nth(seed: u64, name: &str, index: usize) -> Self {
        Self::of(seed, &format!("{name}/{index}"))
    }

    /// 64 random bits.
    pub(crate) fn bits(&self) -> u64 {
        self.0.bits()
    }

    /// A number in `0.0..1.0`.
    pub(crate) fn fraction(&self) -> f64 {
        self.0.fraction()
    }

    /// Yes, once in `1 / probability` times. Draws whatever the probability.
    pub(crate) fn chance(&self, probability: f64) -> bool {
        self.fraction() < probability
    }

    /// A number below `end`, which is above zero.
    pub(crate) fn below(&self, end: usize) -> usize {
        let wide = u128::from(self.bits()) * (end as u128);
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// One of several.
    pub(crate) fn pick<'a, T>(&self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    /// A time between two, in milliseconds.
    pub(crate) fn millis(&self, from: u64, to: u64) -> Duration {
        let span = usize::try_from(to.saturating_sub(from)).unwrap_or(0) + 1;
        Duration::from_millis(from + self.below(span) as u64)
    }

    /// A time between two, in seconds, to the millisecond.
    pub(crate) fn seconds(&self, from: u64, to: u64) -> Duration {
        self.millis(from * 1_000, to * 1_000)
    }

    /// A random text of hexadecimal digits.
    pub(crate) fn hex(&self) -> String {
        format!("{:016x}", self.bits())
    }
}

/// A seed for a stream (FNV-1a over the name, begun at the seed, then mixed once by drawing).
fn mixed(seed: u64, name: &str) -> u64 {
    let start = SeededChance::new(seed).bits() ^ 0xcbf2_9ce4_8422_2325;
    let hash =
        name.bytes().fold(start, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    SeededChance::new(hash).bits()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_reproducible_and_independent() {
        let draw = |seed, name| (0..8).map(|_| Dice::of(seed, name).bits()).collect::<Vec<_>>();
        assert_eq!(draw(1, "a"), draw(1, "a"));
        assert_ne!(draw(1, "a"), draw(1, "b"));
        assert_ne!(draw(1, "a"), draw(2, "a"));
    }

    #[test]
    fn numbers_stay_in_their_bounds() {
        let dice = Dice::of(7, "bounds");
        for _ in 0..1_000 {
            assert!(dice.below(3) < 3);
            let span = dice.seconds(2, 4);
            assert!(Duration::from_secs(2) <= span && span <= Duration::from_secs(4));
        }
    }
}
