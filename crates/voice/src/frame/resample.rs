//! From one rate to another: a small polyphase filter.

use std::f64::consts::PI;

/// A rate that sound comes in or is wanted at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SampleRate {
    /// 8 kHz: the telephone.
    Hz8000,
    /// 16 kHz: recognisers and browsers.
    Hz16000,
    /// 24 kHz: synthesisers.
    Hz24000,
}

impl SampleRate {
    const fn eighths(self) -> usize {
        match self {
            Self::Hz8000 => 1,
            Self::Hz16000 => 2,
            Self::Hz24000 => 3,
        }
    }
}

/// How many samples of the slower side the filter spans: 1.5 ms of delay at 8 kHz.
const SPAN: usize = 24;

/// How much of the slower side's band passes: up to 3.6 of 4 kHz.
const PASS: f64 = 0.9;

/// Changes the rate of a stream of samples, piece by piece.
#[derive(Debug, Clone)]
pub struct Resampler {
    /// Samples put in between, per sample in.
    up: usize,
    /// Samples taken away, per sample out.
    down: usize,
    /// One short filter per position between two samples in.
    phases: Vec<Vec<f32>>,
    /// What came in and is still under the filter.
    history: Vec<f32>,
    /// Where the next sample out lies after the first of `history`, in steps of `1 / up` of a sample in.
    position: usize,
}

impl Resampler {
    /// A filter between two rates. Equal rates pass unchanged.
    pub fn new(from: SampleRate, to: SampleRate) -> Self {
        let common = if from == to { from.eighths() } else { 1 };
        let (up, down) = (to.eighths() / common, from.eighths() / common);
        // 16 and 24 kHz share no factor with each other, nor does 8 kHz: these ratios are in lowest terms.
        let length = SPAN * up.max(down);
        let taps = length.div_ceil(up);
        let phases = (0..up)
            .map(|phase| (0..taps).map(|tap| coefficient(phase + tap * up, length, up, down)).collect())
            .collect();
        Self { up, down, phases, history: vec![0.0; taps - 1], position: 0 }
    }

    /// Takes samples in and appends the samples that come of them.
    pub fn push(&mut self, samples: &[i16], out: &mut Vec<i16>) {
        if self.up == self.down {
            out.extend_from_slice(samples);
            return;
        }
        self.history.extend(samples.iter().map(|sample| f32::from(*sample)));
        let taps = self.phases[0].len();
        loop {
            let (start, phase) = (self.position / self.up, self.position % self.up);
            let Some(window) = self.history.get(start..start + taps) else { break };
            let filter = &self.phases[phase];
            // The newest sample meets the filter's first coefficient.
            let sum: f32 = window.iter().rev().zip(filter).map(|(sample, weight)| sample * weight).sum();
            out.push(to_sample(sum));
            self.position += self.down;
        }
        let spent = (self.position / self.up).min(self.history.len());
        self.history.drain(..spent);
        self.position -= spent * self.up;
    }
}

/// A windowed sinc (Blackman) of unit gain, at one of its `length` points.
fn coefficient(index: usize, length: usize, up: usize, down: usize) -> f32 {
    if index >= length {
        return 0.0;
    }
    #[expect(clippy::cast_precision_loss, reason = "below a hundred")]
    let (index, length, up, down) = (index as f64, length as f64, up as f64, down as f64);
    let cutoff = PASS / up.max(down);
    let x = index - (length - 1.0) / 2.0;
    let sinc = if x.abs() < 1e-9 { cutoff } else { (PI * cutoff * x).sin() / (PI * x) };
    let turn = 2.0 * PI * (index + 0.5) / length;
    let window = 0.42 - 0.5 * turn.cos() + 0.08 * (2.0 * turn).cos();
    #[expect(clippy::cast_possible_truncation, reason = "single precision is ample for 16-bit samples")]
    let weight = (sinc * window * up) as f32;
    weight
}

#[expect(clippy::cast_possible_truncation, reason = "clamped to the range of a sample")]
fn to_sample(value: f32) -> i16 {
    value.round().clamp(f32::from(i16::MIN), f32::from(i16::MAX)) as i16
}

#[cfg(test)]
mod tests {
    use super::*;
    use SampleRate::{Hz8000, Hz16000, Hz24000};

    #[expect(clippy::cast_possible_truncation, reason = "ten thousand at the most")]
    fn tone(hertz: f64, rate: f64, samples: u32) -> Vec<i16> {
        (0..samples)
            .map(|n| to_sample(((2.0 * PI * hertz * f64::from(n) / rate).sin() * 10_000.0) as f32))
            .collect()
    }

    fn power(samples: &[i16]) -> f64 {
        let settled = &samples[samples.len() / 4..samples.len() * 3 / 4];
        settled.iter().map(|s| f64::from(*s).powi(2)).sum::<f64>() / settled.len() as f64
    }

    fn through(from: SampleRate, to: SampleRate, samples: &[i16], piece: usize) -> Vec<i16> {
        let mut resampler = Resampler::new(from, to);
        let mut out = Vec::new();
        samples.chunks(piece).for_each(|piece| resampler.push(piece, &mut out));
        out
    }

    #[test]
    fn a_tone_of_the_voice_keeps_its_strength_between_all_rates() {
        let rates = [(Hz8000, 8_000.0), (Hz16000, 16_000.0), (Hz24000, 24_000.0)];
        for (from, in_hertz) in rates {
            for (to, out_hertz) in rates {
                for hertz in [300.0, 1_000.0, 3_000.0] {
                    let samples = tone(hertz, in_hertz, 4_800);
                    let out = through(from, to, &samples, 480);
                    let expected = 4_800.0 * out_hertz / in_hertz;
                    assert!((out.len() as f64 - expected).abs() <= 1.0, "{} for {expected}", out.len());
                    let gain = 10.0 * (power(&out) / power(&samples)).log10();
                    assert!(gain.abs() < 0.5, "{hertz} Hz, {from:?} to {to:?}: {gain} dB");
                }
            }
        }
    }

    #[test]
    fn what_the_slower_rate_cannot_carry_is_left_out() {
        for (from, rate) in [(Hz16000, 16_000.0), (Hz24000, 24_000.0)] {
            let samples = tone(6_000.0, rate, 9_600);
            let rest = 10.0 * (power(&through(from, Hz8000, &samples, 320)) / power(&samples)).log10();
            assert!(rest < -50.0, "{from:?}: {rest} dB");
        }
    }

    #[test]
    fn the_size_of_the_pieces_changes_nothing() {
        let samples = tone(700.0, 24_000.0, 2_400);
        for to in [Hz8000, Hz16000] {
            assert_eq!(through(Hz24000, to, &samples, 2_400), through(Hz24000, to, &samples, 7));
        }
    }

    #[test]
    fn the_delay_is_two_milliseconds_at_most() {
        let mut samples = vec![0; 800];
        samples[400] = 20_000;
        let out = through(Hz8000, Hz16000, &samples, 160);
        let peak = (0..out.len()).max_by_key(|n| out[*n].unsigned_abs()).unwrap();
        assert!((800..=832).contains(&peak), "{peak}");
    }
}
