//! A bounded store of what the caller said last.

use std::collections::VecDeque;
use std::time::Duration;

use super::{Frame, Rate, ulaw_decode, ulaw_encode};

/// The last seconds of sound, as mu-law: half the memory, and what the telephone carries anyway.
///
/// Overflow rule: the oldest frame makes room for the newest.
#[derive(Debug, Clone)]
pub struct SoundRing {
    rate: Rate,
    bytes: VecDeque<u8>,
    most: usize,
}

impl SoundRing {
    /// A ring that keeps so much; its memory grows with the sound, up to that.
    pub fn new(rate: Rate, most: Duration) -> Self {
        let frames = rate.samples_in(most) / rate.frame_samples();
        Self { rate, bytes: VecDeque::new(), most: frames * rate.frame_samples() }
    }

    /// Keeps a frame. A frame at another rate is not kept.
    pub fn push(&mut self, frame: &Frame) {
        if frame.rate() != self.rate {
            return;
        }
        let samples = frame.samples();
        let excess = (self.bytes.len() + samples.len()).saturating_sub(self.most);
        self.bytes.drain(..excess.min(self.bytes.len()));
        self.bytes.extend(samples.iter().map(|sample| ulaw_encode(*sample)));
    }

    /// How many frames it holds.
    pub fn frames(&self) -> usize {
        self.bytes.len() / self.rate.frame_samples()
    }

    /// The frame so many frames before the newest: 0 is the newest.
    pub fn back(&self, frames: usize) -> Option<Frame> {
        let size = self.rate.frame_samples();
        let start = self.bytes.len().checked_sub(size.checked_mul(frames.checked_add(1)?)?)?;
        let mut frame = Frame::silence(self.rate);
        let kept = self.bytes.range(start..start + size);
        for (sample, byte) in frame.samples[..size].iter_mut().zip(kept) {
            *sample = ulaw_decode(*byte);
        }
        Some(frame)
    }

    /// Bytes of memory in use.
    pub fn weight(&self) -> usize {
        self.bytes.capacity()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_frames_stay_and_the_oldest_go() {
        let mut ring = SoundRing::new(Rate::Narrow, Duration::from_millis(60));
        for value in [100, 200, 400, 800] {
            ring.push(&Frame::new(Rate::Narrow, &[value; 160]).unwrap());
        }
        assert_eq!(ring.frames(), 3);
        let newest = ring.back(0).unwrap().samples()[0];
        let oldest = ring.back(2).unwrap().samples()[0];
        assert!((newest - 800).abs() < 20 && (oldest - 200).abs() < 10, "{newest} {oldest}");
        assert_eq!(ring.back(3), None);
        assert!(ring.weight() <= 1_024);
    }
}
