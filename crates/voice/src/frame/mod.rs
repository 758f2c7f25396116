//! Sound in pieces of 20 ms: frames, the codecs of the telephone, rates, levels, stores and pacing.

mod g711;
mod level;
mod pace;
mod resample;
mod store;

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use g711::{alaw_decode, alaw_encode, ulaw_decode, ulaw_encode};
pub use level::{SILENCE_DBFS, level_dbfs};
pub use pace::Pace;
pub use resample::{Resampler, SampleRate};
pub use store::SoundRing;

/// How long a frame sounds.
pub const FRAME: Duration = Duration::from_millis(20);

/// The samples of the longest frame: 20 ms at 16 kHz.
const MOST_SAMPLES: usize = 320;

/// The rate at which a call is held. Carriers speak 8 kHz, browsers 16 kHz.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rate {
    /// 8,000 samples a second: the telephone.
    #[default]
    Narrow,
    /// 16,000 samples a second: a call from the browser.
    Wide,
}

impl Rate {
    /// Samples in a second.
    pub const fn hertz(self) -> u32 {
        match self {
            Self::Narrow => 8_000,
            Self::Wide => 16_000,
        }
    }

    /// Samples in a frame.
    pub const fn frame_samples(self) -> usize {
        match self {
            Self::Narrow => MOST_SAMPLES / 2,
            Self::Wide => MOST_SAMPLES,
        }
    }

    /// How long so many samples sound.
    pub fn duration_of(self, samples: usize) -> Duration {
        let samples = u64::try_from(samples).unwrap_or(u64::MAX);
        Duration::from_micros(samples.saturating_mul(1_000) / u64::from(self.hertz() / 1_000))
    }

    /// The samples that sound so long, rounded down.
    pub fn samples_in(self, duration: Duration) -> usize {
        let samples = duration.as_micros() * u128::from(self.hertz()) / 1_000_000;
        usize::try_from(samples).unwrap_or(usize::MAX)
    }
}

/// 20 ms of sound: 16-bit samples, one channel.
#[derive(Clone, PartialEq, Eq)]
pub struct Frame {
    rate: Rate,
    samples: [i16; MOST_SAMPLES],
}

/// Samples that do not fill a frame exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a frame has {expected} samples, and these are {found}")]
pub struct WrongLength {
    /// How many there must be.
    pub expected: usize,
    /// How many there were.
    pub found: usize,
}

impl Frame {
    /// A frame without sound.
    pub const fn silence(rate: Rate) -> Self {
        Self { rate, samples: [0; MOST_SAMPLES] }
    }

    /// A frame of these samples.
    ///
    /// # Errors
    /// If they are not exactly 20 ms.
    pub fn new(rate: Rate, samples: &[i16]) -> Result<Self, WrongLength> {
        let expected = rate.frame_samples();
        if samples.len() != expected {
            return Err(WrongLength { expected, found: samples.len() });
        }
        let mut frame = Self::silence(rate);
        frame.samples[..expected].copy_from_slice(samples);
        Ok(frame)
    }

    /// A frame of mu-law bytes, silent where they end early; what is over 20 ms is left out.
    pub fn from_ulaw(rate: Rate, bytes: &[u8]) -> Self {
        let mut frame = Self::silence(rate);
        for (sample, byte) in frame.samples[..rate.frame_samples()].iter_mut().zip(bytes) {
            *sample = ulaw_decode(*byte);
        }
        frame
    }

    /// The rate it is at.
    pub const fn rate(&self) -> Rate {
        self.rate
    }

    /// Its samples.
    pub fn samples(&self) -> &[i16] {
        &self.samples[..self.rate.frame_samples()]
    }

    /// How loud it is, in dB below full scale.
    pub fn level(&self) -> i8 {
        level_dbfs(self.samples())
    }
}

/// Sound is personal: only rate and level are shown.
impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Frame({} Hz, {} dBFS)", self.rate.hertz(), self.level())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_exactly_20_ms() {
        assert_eq!(Frame::new(Rate::Narrow, &[0; 159]), Err(WrongLength { expected: 160, found: 159 }));
        assert_eq!(Frame::new(Rate::Wide, &[7; 320]).unwrap().samples(), [7; 320]);
        for rate in [Rate::Narrow, Rate::Wide] {
            assert_eq!(rate.duration_of(rate.frame_samples()), FRAME);
            assert_eq!(rate.samples_in(FRAME), rate.frame_samples());
        }
    }

    #[test]
    fn mu_law_bytes_short_of_a_frame_end_in_silence() {
        let frame = Frame::from_ulaw(Rate::Narrow, &[0x80; 10]);
        assert_eq!(frame.samples()[9], 32_124);
        assert_eq!(frame.samples()[10], 0);
    }
}
