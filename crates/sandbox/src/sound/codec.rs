//! Encodings of sound: µ-law and A-law (ITU-T G.711) and linear samples.

/// Silence in µ-law.
pub const SILENCE: u8 = 0xff;
/// Below this, on a scale to 32 767, a stretch of sound counts as silent.
const QUIET: u32 = 260;
const BIAS: u16 = 0x84;
const CLIP: u16 = 32_635;

/// How samples are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// µ-law, one byte each.
    Mulaw,
    /// A-law, one byte each.
    Alaw,
    /// Signed 16 bits, the low byte first.
    Linear16,
}

impl Encoding {
    /// The encoding with the name that Deepgram gives it.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "mulaw" => Some(Self::Mulaw),
            "alaw" => Some(Self::Alaw),
            "linear16" => Some(Self::Linear16),
            _ => None,
        }
    }

    /// Bytes of a sample.
    pub const fn width(self) -> usize {
        match self {
            Self::Mulaw | Self::Alaw => 1,
            Self::Linear16 => 2,
        }
    }

    /// Writes samples.
    pub fn write(self, samples: &[i16]) -> Vec<u8> {
        match self {
            Self::Mulaw => samples.iter().map(|sample| to_mulaw(*sample)).collect(),
            Self::Alaw => samples.iter().map(|sample| to_alaw(*sample)).collect(),
            Self::Linear16 => samples.iter().flat_map(|sample| sample.to_le_bytes()).collect(),
        }
    }

    /// Reads samples; half a sample at the end is left out.
    pub fn read(self, bytes: &[u8]) -> Vec<i16> {
        match self {
            Self::Mulaw => bytes.iter().map(|code| from_mulaw(*code)).collect(),
            Self::Alaw => bytes.iter().map(|code| from_alaw(*code)).collect(),
            Self::Linear16 => {
                bytes.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect()
            }
        }
    }
}

/// One sample in µ-law.
pub fn to_mulaw(sample: i16) -> u8 {
    let sign = if sample < 0 { 0x80 } else { 0 };
    let level = sample.unsigned_abs().min(CLIP) + BIAS;
    // The level has its highest bit at 7 to 14, so that the segment is 0 to 7.
    let segment = level.ilog2().saturating_sub(7);
    let step = (level >> (segment + 3)) & 0x0f;
    let code = u8::try_from((segment << 4) | u32::from(step)).unwrap_or(0x7f);
    !(sign | code)
}

/// The sample of a µ-law code.
pub const fn from_mulaw(code: u8) -> i16 {
    MULAW[code as usize]
}

static MULAW: [i16; 256] = mulaw_table();

const fn mulaw_table() -> [i16; 256] {
    let mut table = [0; 256];
    let mut code = 0;
    while code < 256 {
        let bits = !code & 0xff;
        let level = ((((bits & 0x0f) << 3) + 0x84) << ((bits >> 4) & 7)) - 0x84;
        // At most 32 124.
        #[expect(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "it fits")]
        let level = level as i16;
        table[code] = if bits & 0x80 == 0 { level } else { -level };
        code += 1;
    }
    table
}

/// One sample in A-law.
pub fn to_alaw(sample: i16) -> u8 {
    let sign = if sample < 0 { 0 } else { 0x80 };
    let level = if sample < 0 { !sample } else { sample }.unsigned_abs() >> 3;
    let code = if level < 32 {
        level >> 1
    } else {
        let segment = level.ilog2() - 4;
        let segment = u16::try_from(segment).unwrap_or(7);
        (segment << 4) | ((level >> segment) & 0x0f)
    };
    (sign | u8::try_from(code.min(0x7f)).unwrap_or(0x7f)) ^ 0x55
}

/// The sample of an A-law code.
pub fn from_alaw(code: u8) -> i16 {
    let bits = code ^ 0x55;
    let (segment, step) = ((bits >> 4) & 7, i16::from(bits & 0x0f) << 4);
    let level = if segment == 0 { step + 8 } else { (step + 0x108) << (segment - 1) };
    if bits & 0x80 == 0 { -level } else { level }
}

/// The same µ-law code for both zeroes, so that equal sound has equal bytes however it travelled.
pub const fn settled(code: u8) -> u8 {
    if code == 0x7f { SILENCE } else { code }
}

/// Whether a stretch of µ-law can be heard.
pub fn audible(codes: &[u8]) -> bool {
    let sum: u32 = codes.iter().map(|code| u32::from(from_mulaw(*code).unsigned_abs())).sum();
    let count = u32::try_from(codes.len()).unwrap_or(u32::MAX);
    sum > QUIET.saturating_mul(count)
}

/// The same sound at another rate: averaged on the way down, so that what the lower rate can't carry does not
/// fold back, and on straight lines between samples on the way up.
pub fn at_rate(samples: &[i16], from: u32, to: u32) -> Vec<i16> {
    if from == to || samples.is_empty() {
        return samples.to_vec();
    }
    let sample = |at: usize| f64::from(samples[at.min(samples.len() - 1)]);
    let ratio = f64::from(from) / f64::from(to);
    let count = u64::try_from(samples.len()).unwrap_or(0) * u64::from(to) / u64::from(from);
    (0..u32::try_from(count).unwrap_or(u32::MAX))
        .map(|number| {
            let begin = f64::from(number) * ratio;
            let value = if ratio <= 1.0 {
                let rest = begin.fract();
                sample(whole(begin)) * (1.0 - rest) + sample(whole(begin) + 1) * rest
            } else {
                let (first, last) = (whole(begin), whole(begin + ratio).max(whole(begin) + 1));
                let sum: f64 = (first..last).map(sample).sum();
                sum / f64::from(u32::try_from(last - first).unwrap_or(1))
            };
            rounded(value)
        })
        .collect()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates, as it should")]
fn whole(value: f64) -> usize {
    value as usize
}

/// A level as a sample.
#[expect(clippy::cast_possible_truncation, reason = "saturates, as it should")]
pub fn rounded(value: f64) -> i16 {
    value.round() as i16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g711_gives_back_what_it_was_given_but_for_its_own_coarseness() {
        for sample in (i16::MIN..=i16::MAX).step_by(7) {
            let there_and_back =
                [(from_mulaw(to_mulaw(sample)), "mulaw"), (from_alaw(to_alaw(sample)), "alaw")];
            for (back, name) in there_and_back {
                let off = (i32::from(back) - i32::from(sample)).abs();
                assert!(off <= 16 + i32::from(sample.unsigned_abs() / 16), "{name} {sample}: {back}");
            }
        }
        // ITU-T G.711: the ends of the scale and both zeroes.
        assert_eq!([from_mulaw(0x00), from_mulaw(0x80)], [-32_124, 32_124]);
        assert_eq!([from_mulaw(0xff), from_mulaw(0x7f)], [0, 0]);
        assert_eq!([from_alaw(0xd5), from_alaw(0x55)], [8, -8]);
        assert_eq!([from_alaw(0xaa), from_alaw(0x2a)], [32_256, -32_256]);
    }

    #[test]
    fn every_code_survives_the_way_through_linear_samples() {
        for code in 0..=u8::MAX {
            assert_eq!(to_mulaw(from_mulaw(code)), settled(code));
            assert_eq!(to_alaw(from_alaw(code)), code);
        }
    }

    #[test]
    fn a_change_of_rate_keeps_length_and_level() {
        let tone: Vec<i16> = (0..2_205_u32)
            .map(|at| rounded((f64::from(at) / 22_050.0 * 440.0 * std::f64::consts::TAU).sin() * 9_000.0))
            .collect();
        let energy = |samples: &[i16]| {
            let sum: f64 = samples.iter().map(|sample| f64::from(*sample).powi(2)).sum();
            (sum / f64::from(u32::try_from(samples.len()).unwrap())).sqrt()
        };
        for to in [8_000, 16_000, 24_000, 48_000] {
            let other = at_rate(&tone, 22_050, to);
            assert_eq!(u32::try_from(other.len()).unwrap(), to / 10);
            assert!((energy(&other) / energy(&tone) - 1.0).abs() < 0.05, "{to}: {}", energy(&other));
        }
    }

    #[test]
    fn silence_is_not_audible_and_speech_is() {
        assert!(!audible(&[SILENCE; 160]));
        assert!(audible(&[to_mulaw(3_000); 160]));
    }
}
