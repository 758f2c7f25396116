//! What a player draws.

use serde::{Deserialize, Serialize};

/// How many values there are for a second.
pub const PEAKS_PER_SECOND: usize = 10;

/// How loud each side was at its loudest, ten times a second, from 0 to 255.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Peaks {
    /// The caller.
    pub caller: Vec<u8>,
    /// The agent.
    pub agent: Vec<u8>,
}

/// Gathers peaks from sound as it passes.
#[derive(Debug)]
pub(super) struct Gauge {
    peaks: Peaks,
    per_value: usize,
    seen: usize,
    loudest: [u16; 2],
}

impl Gauge {
    pub(super) fn new(hertz: u32) -> Self {
        let per_value = usize::try_from(hertz).unwrap_or(8_000) / PEAKS_PER_SECOND;
        Self { peaks: Peaks::default(), per_value: per_value.max(1), seen: 0, loudest: [0; 2] }
    }

    pub(super) fn see(&mut self, pair: [i16; 2]) {
        for (loudest, sample) in self.loudest.iter_mut().zip(pair) {
            *loudest = (*loudest).max(sample.unsigned_abs());
        }
        self.seen += 1;
        if self.seen == self.per_value {
            self.note();
        }
    }

    fn note(&mut self) {
        let [caller, agent] = self.loudest.map(|loudest| u8::try_from(loudest >> 7).unwrap_or(u8::MAX));
        self.peaks.caller.push(caller);
        self.peaks.agent.push(agent);
        (self.seen, self.loudest) = (0, [0; 2]);
    }

    pub(super) fn finish(mut self) -> Peaks {
        if self.seen > 0 {
            self.note();
        }
        self.peaks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tenth_of_a_second_has_its_loudest_sample() {
        let mut gauge = Gauge::new(8_000);
        for n in 0..2_000_i16 {
            gauge.see([if n < 800 { -12_800 } else { 0 }, if n == 1_900 { i16::MIN } else { 0 }]);
        }
        let peaks = gauge.finish();
        assert_eq!((peaks.caller, peaks.agent), (vec![100, 0, 0], vec![0, 0, 255]));
    }
}
