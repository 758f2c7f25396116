//! How loud the room is.

use super::Reading;

/// Hundredths of a dB, so that learning is exact on every machine.
type CentiBel = i32;

/// The level of the room: falls quickly to anything quieter, and rises slowly to what does not sound like voice.
#[derive(Debug, Clone, Copy)]
pub struct NoiseFloor(CentiBel);

/// Sound begins so far above the floor.
const MARGIN: CentiBel = 700;
/// A frame up to so far above the floor needs no model.
const GATE: CentiBel = 400;
/// No room counts as quieter than this: codecs and comfort noise live below.
const LOWEST: CentiBel = -6_800;
/// No room counts as louder than this: it would swallow speech.
const HIGHEST: CentiBel = -2_800;
/// The rise per frame while it sounds like voice: 1 dB a second.
const RISE_IN_VOICE: CentiBel = 2;
/// The rise per frame while it does not: 10 dB a second.
const RISE: CentiBel = 20;
/// Below this a frame does not sound like voice at all.
const NO_VOICE: u8 = 110;

impl Default for NoiseFloor {
    fn default() -> Self {
        Self(-6_000)
    }
}

impl NoiseFloor {
    /// Takes in a frame's reading.
    pub fn learn(&mut self, reading: Reading, speaking: bool) {
        let level = CentiBel::from(reading.level) * 100;
        let moved = if level < self.0 {
            self.0 + (level - self.0) * 3 / 10
        } else {
            let rise = if speaking || reading.voice >= NO_VOICE { RISE_IN_VOICE } else { RISE };
            self.0 + rise.min(level - self.0)
        };
        self.0 = moved.clamp(LOWEST, HIGHEST);
    }

    /// Whether a level stands out of the room.
    pub fn exceeded_by(self, level: i8) -> bool {
        CentiBel::from(level) * 100 >= self.0 + MARGIN
    }

    /// The level up to which a frame is surely the room.
    pub fn gate(self) -> i8 {
        i8::try_from((self.0 + GATE).div_euclid(100)).unwrap_or(i8::MIN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(level: i8, voice: u8, frames: u32) -> NoiseFloor {
        let mut floor = NoiseFloor::default();
        (0..frames).for_each(|_| floor.learn(Reading { voice, level }, false));
        floor
    }

    #[test]
    fn a_fan_becomes_the_room_in_seconds_and_a_voice_does_not() {
        assert!(!after(-40, 10, 100).exceeded_by(-40));
        assert!(after(-30, 250, 500).exceeded_by(-30));
    }

    #[test]
    fn silence_is_learnt_at_once_but_not_deeper_than_a_codec() {
        assert_eq!(after(-100, 0, 10).gate(), -64);
        assert!(after(-100, 0, 10).exceeded_by(-60));
    }

    #[test]
    fn the_loudest_room_leaves_a_voice_above_it() {
        assert!(after(-5, 0, 5_000).exceeded_by(-20));
    }
}
