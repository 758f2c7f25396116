//! Sound: how it is written, how it is spoken, and how what was spoken is recognised again.

pub mod codec;
pub mod ear;
pub mod phrases;
pub mod settings;
pub mod voice;
pub mod wav;

/// Samples a second on a telephone line, at which everything is kept here.
pub const RATE: u32 = 8_000;

/// Seconds in so many samples of a telephone line.
pub fn seconds(samples: u64) -> f64 {
    std::time::Duration::from_micros(samples.saturating_mul(1_000_000 / u64::from(RATE))).as_secs_f64()
}
