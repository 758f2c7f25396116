//! Chance as an argument.

use std::sync::atomic::{AtomicU64, Ordering};

/// Where random bits come from: the operating system in production, a seed in tests and simulations.
pub trait Chance: Send + Sync {
    /// 64 random bits.
    fn bits(&self) -> u64;

    /// A number evenly spread over `0.0..1.0`.
    fn fraction(&self) -> f64 {
        // 53 bits are what an f64 holds exactly.
        #[expect(clippy::cast_precision_loss, reason = "53 bits fit an f64 exactly")]
        let fraction = (self.bits() >> 11) as f64 / (1_u64 << 53) as f64;
        fraction
    }
}

/// A reproducible sequence (SplitMix64, Steele et al. 2014). Not for secrets.
#[derive(Debug)]
pub struct SeededChance(AtomicU64);

impl SeededChance {
    /// The sequence that belongs to `seed`.
    pub const fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }
}

impl Chance for SeededChance {
    fn bits(&self) -> u64 {
        const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
        let mut z = self.0.fetch_add(STEP, Ordering::SeqCst).wrapping_add(STEP);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_seed_same_sequence_inside_the_unit_interval() {
        let (a, b) = (SeededChance::new(7), SeededChance::new(7));
        for _ in 0..1_000 {
            let x = a.fraction();
            assert!((0.0..1.0).contains(&x));
            assert!((x - b.fraction()).abs() < f64::EPSILON);
        }
    }
}
