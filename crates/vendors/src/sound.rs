//! Sound between what vendors take and give and what the telephone has: mu-law, WAVE, and other rates.

use std::f64::consts::PI;
use std::sync::{Arc, Mutex, PoisonError};

use crate::VendorError;

/// What mu-law adds to a magnitude before it looks for the segment.
const BIAS: i32 = 0x84;
/// The largest magnitude that mu-law knows.
const CLIP: i32 = 0x7fff - BIAS;

/// The sample that a mu-law byte stands for.
#[expect(clippy::cast_possible_truncation, reason = "no magnitude of G.711 exceeds 32,256")]
pub(crate) fn of_mulaw(byte: u8) -> i16 {
    let code = i32::from(!byte);
    let magnitude = ((((code & 0x0f) << 3) + BIAS) << ((code & 0x70) >> 4)) - BIAS;
    (if code & 0x80 == 0 { magnitude } else { -magnitude }) as i16
}

/// The mu-law byte nearest to a sample.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "seven bits and a sign")]
pub(crate) fn to_mulaw(sample: i16) -> u8 {
    let sign = if sample < 0 { 0x80 } else { 0 };
    let magnitude = i32::from(sample).abs().min(CLIP) + BIAS;
    // The bias makes bit 7 the lowest that can lead: 24 leading zeros of 32 are segment 0.
    let segment = 24 - magnitude.leading_zeros() as i32;
    let mantissa = (magnitude >> (segment + 3)) & 0x0f;
    !((sign | (segment << 4) | mantissa) as u8)
}

/// A WAVE file of 16 bits, one channel, from mu-law sound.
pub(crate) fn wave(mulaw: impl ExactSizeIterator<Item = u8>, hertz: u32) -> Vec<u8> {
    let length = u32::try_from(mulaw.len() * 2).unwrap_or(u32::MAX - 36);
    let mut file = Vec::with_capacity(mulaw.len() * 2 + 44);
    file.extend(b"RIFF");
    file.extend((length + 36).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16_u32.to_le_bytes());
    // PCM, one channel.
    file.extend([1, 0, 1, 0]);
    file.extend(hertz.to_le_bytes());
    file.extend((hertz * 2).to_le_bytes());
    file.extend([2, 0, 16, 0]);
    file.extend(b"data");
    file.extend(length.to_le_bytes());
    file.extend(mulaw.flat_map(|byte| of_mulaw(byte).to_le_bytes()));
    file
}

/// How many samples of the slower side the filter spans.
const SPAN: usize = 24;
/// How much of the slower side's band passes.
const PASS: f64 = 0.9;

/// A polyphase filter between two rates.
#[derive(Debug)]
struct Filter {
    /// Samples put in between, per sample in.
    up: usize,
    /// Samples taken away, per sample out.
    down: usize,
    /// One short filter per position between two samples in.
    phases: Vec<Vec<f32>>,
}

/// Filters that are kept; there are few rates.
const MOST_FILTERS: usize = 16;
/// A filter by its rates.
type Made = ((u32, u32), Arc<Filter>);
/// Filters that were made.
static MADE: Mutex<Vec<Made>> = Mutex::new(Vec::new());

impl Filter {
    /// The filter from one rate to another.
    fn of(from: u32, to: u32) -> Arc<Self> {
        let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, known)) = made.iter().find(|(rates, _)| *rates == (from, to)) {
            return Arc::clone(known);
        }
        let filter = Self::new(from, to);
        if made.len() < MOST_FILTERS {
            made.push(((from, to), Arc::clone(&filter)));
        }
        filter
    }

    fn new(from: u32, to: u32) -> Arc<Self> {
        let common = divisor(from, to);
        let parts = |rate: u32| usize::try_from(rate / common).unwrap_or(1).max(1);
        let (up, down) = (parts(to), parts(from));
        let length = SPAN * up.max(down);
        let taps = length.div_ceil(up);
        let weights = |phase| (0..taps).map(|tap| weight(phase + tap * up, length, up, down)).collect();
        Arc::new(Self { up, down, phases: (0..up).map(weights).collect() })
    }
}

const fn divisor(a: u32, b: u32) -> u32 {
    let (mut a, mut b) = (a, b);
    while b > 0 {
        (a, b) = (b, a % b);
    }
    if a == 0 { 1 } else { a }
}

/// A windowed sinc (Blackman) of unit gain, at one of its `length` points.
#[expect(clippy::cast_possible_truncation, reason = "single precision is ample for 16-bit samples")]
fn weight(index: usize, length: usize, up: usize, down: usize) -> f32 {
    if index >= length {
        return 0.0;
    }
    let (index, length, up, down) = (index as f64, length as f64, up as f64, down as f64);
    let cutoff = PASS / up.max(down);
    let x = index - (length - 1.0) / 2.0;
    let sinc = if x.abs() < 1e-9 { cutoff } else { (PI * cutoff * x).sin() / (PI * x) };
    let turn = 2.0 * PI * (index + 0.5) / length;
    let window = 0.42 - 0.5 * turn.cos() + 0.08 * (2.0 * turn).cos();
    (sinc * window * up) as f32
}

/// Makes mu-law of the telephone's rate from 16-bit samples of another, as they come.
pub(crate) struct ToLine {
    filter: Arc<Filter>,
    /// The first half of a sample whose other half has not come.
    half: Option<u8>,
    /// What came in and is still under the filter.
    history: Vec<f32>,
    /// Where the next sample out lies after the first of `history`, in steps of `1 / up` of a sample in.
    position: usize,
}

impl ToLine {
    /// From one rate to another.
    pub(crate) fn new(from: u32, to: u32) -> Self {
        let filter = &Filter::of(from, to);
        let before = filter.phases.first().map_or(0, |taps| taps.len() - 1);
        Self { filter: Arc::clone(filter), half: None, history: vec![0.0; before], position: 0 }
    }

    /// The mu-law sound of more bytes of samples.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut bytes = bytes.iter().copied();
        while let Some(low) = self.half.take().or_else(|| bytes.next()) {
            match bytes.next() {
                Some(high) => self.history.push(f32::from(i16::from_le_bytes([low, high]))),
                None => {
                    self.half = Some(low);
                    break;
                }
            }
        }
        self.drain()
    }

    fn drain(&mut self) -> Vec<u8> {
        let Filter { up, down, phases } = &*self.filter;
        let mut out = Vec::with_capacity(self.history.len() * up / down + 1);
        loop {
            let (start, phase) = (self.position / up, self.position % up);
            let Some(window) = self.history.get(start..start + phases[phase].len()) else { break };
            // The newest sample meets the filter's first weight.
            let sum: f32 =
                window.iter().rev().zip(&phases[phase]).map(|(sample, weight)| sample * weight).sum();
            out.push(to_mulaw(to_sample(sum)));
            self.position += down;
        }
        let spent = (self.position / up).min(self.history.len());
        self.history.drain(..spent);
        self.position -= spent * up;
        out
    }
}

/// The longest head of a WAVE file.
const LONGEST_HEAD: usize = 4_096;

/// Makes mu-law of the telephone's rate from a WAVE file that is still being written.
pub(crate) struct WaveToLine {
    to: u32,
    /// What came before the samples.
    head: Vec<u8>,
    line: Option<ToLine>,
}

impl WaveToLine {
    /// To a rate of the telephone.
    pub(crate) const fn new(to: u32) -> Self {
        Self { to, head: Vec::new(), line: None }
    }

    /// The mu-law sound of more of the file.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Result<Vec<u8>, VendorError> {
        if let Some(line) = &mut self.line {
            return Ok(line.push(bytes));
        }
        self.head.extend_from_slice(bytes);
        let Some((rate, begin)) = head_of(&self.head)? else {
            let fits = self.head.len() <= LONGEST_HEAD;
            return if fits { Ok(Vec::new()) } else { Err(no_wave()) };
        };
        let head = std::mem::take(&mut self.head);
        Ok(self.line.insert(ToLine::new(rate, self.to)).push(&head[begin..]))
    }
}

fn no_wave() -> VendorError {
    VendorError::unreadable("the sound is no WAVE file of 16 bits and one channel")
}

/// The rate of a WAVE file and where its samples begin, once that is known.
fn head_of(bytes: &[u8]) -> Result<Option<(u32, usize)>, VendorError> {
    let begins = |at: usize, wanted: &[u8]| {
        bytes.get(at..).is_none_or(|rest| rest.iter().zip(wanted).all(|(byte, wanted)| byte == wanted))
    };
    if !begins(0, b"RIFF") || !begins(8, b"WAVE") {
        return Err(no_wave());
    }
    let number = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let (mut at, mut rate) = (12, None);
    while let (Some(name), Some(length)) = (bytes.get(at..at + 4), number(at + 4)) {
        let body = at + 8;
        if name == b"data" {
            return rate.map(|rate| Some((rate, body))).ok_or_else(no_wave);
        }
        let length = usize::try_from(length).unwrap_or(LONGEST_HEAD).min(LONGEST_HEAD);
        if name == b"fmt " {
            let Some(format) = bytes.get(body..body + 16) else { return Ok(None) };
            let hertz = number(body + 4).filter(|hertz| (4_000..=96_000).contains(hertz));
            if format[..4] != [1, 0, 1, 0] || format[14..] != [16, 0] || hertz.is_none() {
                return Err(no_wave());
            }
            rate = hertz;
        }
        at = body + length + length % 2;
    }
    Ok(None)
}

#[expect(clippy::cast_possible_truncation, reason = "clamped to the range of a sample")]
fn to_sample(value: f32) -> i16 {
    value.round().clamp(f32::from(i16::MIN), f32::from(i16::MAX)) as i16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mulaw_gives_back_what_it_was_given_but_for_its_own_coarseness() {
        for byte in 0..=255_u8 {
            let again = to_mulaw(of_mulaw(byte));
            // There are two zeros.
            assert!(again == byte || (byte == 0x7f && again == 0xff), "{byte}");
        }
        // Values of ITU-T G.711, table 2a, in 16 bits.
        assert_eq!([0x80, 0x00, 0xff].map(of_mulaw), [32_124, -32_124, 0]);
        for sample in (i16::MIN..=i16::MAX).step_by(7) {
            let (was, is) = (i32::from(sample), i32::from(of_mulaw(to_mulaw(sample))));
            assert!((was - is).abs() <= 8.max(was.abs() / 16 + 8) || was.abs() > CLIP, "{was} became {is}");
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "ten thousand at the most")]
    fn tone(hertz: f64, rate: u32) -> Vec<u8> {
        let sample = |n: u32| {
            let angle = 2.0 * PI * hertz * f64::from(n) / f64::from(rate);
            to_sample((angle.sin() * 10_000.0) as f32)
        };
        (0..rate).flat_map(|n| sample(n).to_le_bytes()).collect()
    }

    fn power(line: &[u8]) -> f64 {
        let middle = &line[line.len() / 4..line.len() * 3 / 4];
        let sum: f64 = middle.iter().map(|byte| f64::from(of_mulaw(*byte)).powi(2)).sum();
        sum / middle.len() as f64
    }

    #[test]
    fn what_the_telephone_carries_passes_and_what_it_cannot_does_not_fold_back() {
        for (from, to) in
            [(24_000, 8_000), (22_050, 8_000), (24_000, 16_000), (22_050, 16_000), (16_000, 16_000)]
        {
            let line = |hertz| ToLine::new(from, to).push(&tone(hertz, from));
            let heard = line(1_000.0);
            assert!(heard.len().abs_diff(to as usize) <= 48, "{from} to {to}: {}", heard.len());
            assert!((power(&heard) / 5.0e7 - 1.0).abs() < 0.1, "{from} to {to}: {}", power(&heard));
            if to == 8_000 {
                assert!(power(&line(6_000.0)) < 5.0e7 / 1_000.0, "{from} to {to}");
            }
        }
    }

    #[test]
    fn where_pieces_are_cut_makes_no_difference() {
        let bytes = tone(440.0, 22_050);
        let whole = ToLine::new(22_050, 8_000).push(&bytes);
        let mut file = wave([].into_iter(), 22_050);
        file.extend(&bytes);
        for size in [1, 7, 333, 5_000] {
            let mut line = WaveToLine::new(8_000);
            let cut: Vec<u8> = file.chunks(size).flat_map(|piece| line.push(piece).unwrap()).collect();
            assert_eq!(cut, whole, "{size}");
        }
    }

    #[test]
    fn what_is_no_file_of_sound_is_refused() {
        let mut stereo = wave([0xff; 10].into_iter(), 8_000);
        stereo[22] = 2;
        let other = [&b"RIFF\x08\0\0\0WAVE"[..], &[0x20; 5_000]].concat();
        for bytes in [&b"<html>"[..], b"{\"error\"", &stereo, &other] {
            let mut line = WaveToLine::new(8_000);
            assert!(bytes.chunks(100).any(|piece| line.push(piece).is_err()));
        }
    }

    proptest::proptest! {
        #[test]
        fn no_file_breaks_the_reader(bytes: Vec<u8>, at in 0_usize..44, head: bool) {
            let mut file = wave([].into_iter(), 8_000);
            if head {
                file.splice(at.., bytes);
            } else {
                file = bytes;
            }
            let mut line = WaveToLine::new(8_000);
            let _ = file.chunks(13).try_for_each(|piece| line.push(piece).map(drop));
        }
    }

    #[test]
    fn a_file_says_how_long_it_is() {
        let file = wave([0xff, 0x80].into_iter(), 8_000);
        assert_eq!((file.len(), &file[..4], &file[8..16]), (48, &b"RIFF"[..], &b"WAVEfmt "[..]));
        assert_eq!(u32::from_le_bytes(file[40..44].try_into().unwrap()), 4);
        assert_eq!(file[44..], [0, 0, 0x7c, 0x7d]);
    }
}
