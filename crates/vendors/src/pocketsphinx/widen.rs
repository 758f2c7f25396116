//! The sound of a telephone, as a model of wider sound wants it.

use std::f64::consts::PI;
use std::sync::LazyLock;

use crate::sound::of_mulaw;

/// The rate of the model.
const RATE: u32 = 16_000;
/// Where the telephone's band ends.
const EDGE: f64 = 3_800.0 / 16_000.0;
/// So loud is the copy of the band above that.
const COPY: f64 = 0.5;
/// The length of the filter: 4 ms.
const TAPS: u8 = 63;

/// 16-bit samples at 16 kHz of mu-law sound.
///
/// Of 8 kHz sound the band is also put, mirrored and softer, where there is none: hissing sounds are there in what the
/// model has learnt, and without anything above 4 kHz it hears next to nothing right. Into all goes a little noise: a
/// line that is silent to the last bit between words is nothing that it has learnt, and it would miss the first ones.
pub(super) fn widen(mulaw: &[u8], hertz: u32) -> Vec<u8> {
    static FILTER: LazyLock<Vec<f32>> = LazyLock::new(filter);
    let samples: Vec<f32> = mulaw.iter().map(|byte| f32::from(of_mulaw(*byte))).collect();
    let doubled = hertz != RATE;
    let half = FILTER.len() / 2;
    let at = |at: usize| {
        if !doubled {
            return samples[at];
        }
        // Of the doubled sound every other sample is nothing, and not looked at.
        let first = (at + half + 1).saturating_sub(FILTER.len()).div_ceil(2);
        let last = ((at + half) / 2).min(samples.len() - 1);
        (first..=last).map(|from| samples[from] * FILTER[at + half - 2 * from]).sum()
    };
    let length = if doubled { samples.len() * 2 } else { samples.len() };
    let mut noise = Noise(1);
    (0..length).flat_map(|place| to_sample(at(place) + noise.next()).to_le_bytes()).collect()
}

/// Noise that is the same every time: the same sound is understood in the same way.
struct Noise(u32);

impl Noise {
    /// How loud it is: some 55 dB below the loudest.
    const LOUD: f32 = 64.0;

    #[expect(clippy::cast_precision_loss, reason = "noise needs no precision")]
    fn next(&mut self) -> f32 {
        // A linear congruential generator (Numerical Recipes); its upper bits are the better ones.
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        ((self.0 >> 8) as f32 / (1 << 23) as f32 - 1.0) * Self::LOUD
    }
}

/// A low pass for the band itself, and a high pass for its mirror image.
#[expect(clippy::cast_possible_truncation, reason = "single precision is ample for 16-bit samples")]
fn filter() -> Vec<f32> {
    let middle = (f64::from(TAPS) - 1.0) / 2.0;
    let weight = |tap: u8| {
        let x = f64::from(tap) - middle;
        let whole = if x == 0.0 { 1.0 } else { 0.0 };
        let low = if x == 0.0 { 2.0 * EDGE } else { (2.0 * PI * EDGE * x).sin() / (PI * x) };
        let turn = 2.0 * PI * (f64::from(tap) + 0.5) / f64::from(TAPS);
        let window = 0.42 - 0.5 * turn.cos() + 0.08 * (2.0 * turn).cos();
        // Twice, since half of the samples are nothing.
        (2.0 * window * (low + COPY * (whole - low))) as f32
    };
    (0..TAPS).map(weight).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "clamped to the range of a sample")]
fn to_sample(value: f32) -> i16 {
    value.round().clamp(f32::from(i16::MIN), f32::from(i16::MAX)) as i16
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sound::to_mulaw;

    /// How strong a frequency is in samples at 16 kHz.
    fn strength(bytes: &[u8], hertz: f64) -> f64 {
        let samples = bytes.chunks_exact(2).map(|two| f64::from(i16::from_le_bytes([two[0], two[1]])));
        let (mut re, mut im, mut count) = (0.0, 0.0, 0.0);
        for (n, sample) in samples.enumerate() {
            let turn = 2.0 * PI * hertz * n as f64 / 16_000.0;
            (re, im, count) = (re + sample * turn.cos(), im + sample * turn.sin(), count + 1.0);
        }
        2.0 * (re * re + im * im).sqrt() / count
    }

    #[test]
    fn the_band_stays_and_has_a_softer_image_above_it() {
        #[expect(clippy::cast_possible_truncation, reason = "a tone of known height")]
        let tone = |n: u32| to_mulaw((8_000.0 * (2.0 * PI * 1_000.0 * f64::from(n) / 8_000.0).sin()) as i16);
        let sound: Vec<u8> = (0..8_000).map(tone).collect();
        let wide = widen(&sound, 8_000);
        assert_eq!(wide.len(), 32_000);
        for (hertz, expected) in [(1_000.0, 8_000.0), (7_000.0, 4_000.0), (3_000.0, 0.0), (5_000.0, 0.0)] {
            let is = strength(&wide, hertz);
            assert!((is - expected).abs() < 300.0, "{hertz}: {is}");
        }
    }

    #[test]
    fn silence_is_never_total_and_always_the_same() {
        for (hertz, bytes) in [(8_000, 4), (16_000, 2)] {
            let quiet = widen(&[0xff; 800], hertz);
            assert_eq!(quiet.len(), 800 * bytes);
            let samples: Vec<i16> =
                quiet.chunks_exact(2).map(|two| i16::from_le_bytes([two[0], two[1]])).collect();
            assert!(samples.iter().all(|sample| sample.abs() <= 64));
            assert!(samples.iter().filter(|sample| sample.abs() > 16).count() > samples.len() / 2);
            assert_eq!(widen(&[0xff; 800], hertz), quiet);
            assert!(widen(&[], hertz).is_empty());
        }
        let loud = widen(&[0x80], 16_000);
        assert!(i16::from_le_bytes([loud[0], loud[1]]) > 32_000);
    }
}
