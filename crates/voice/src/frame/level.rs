//! How loud sound is.

/// The level of no sound at all, in dB below full scale.
pub const SILENCE_DBFS: i8 = -100;

/// The root mean square of samples in whole dB below full scale; [`SILENCE_DBFS`] at the least.
pub fn level_dbfs(samples: &[i16]) -> i8 {
    let energy: u64 = samples.iter().map(|sample| u64::from(sample.unsigned_abs()).pow(2)).sum();
    if energy == 0 {
        return SILENCE_DBFS;
    }
    #[expect(clippy::cast_precision_loss, reason = "far more exact than a dB")]
    let mean = energy as f64 / samples.len() as f64;
    let decibels = 10.0 * (mean / (32_768.0 * 32_768.0)).log10();
    #[expect(clippy::cast_possible_truncation, reason = "clamped to -100..=0")]
    let whole = decibels.round().clamp(f64::from(SILENCE_DBFS), 0.0) as i8;
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_those_of_known_signals() {
        assert_eq!(level_dbfs(&[i16::MIN; 160]), 0);
        assert_eq!(level_dbfs(&[16_384; 160]), -6);
        assert_eq!(level_dbfs(&[328, -328]), -40);
        assert_eq!(level_dbfs(&[0; 160]), SILENCE_DBFS);
        assert_eq!(level_dbfs(&[]), SILENCE_DBFS);
    }
}
