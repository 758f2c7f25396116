//! What a carrier does with the sound it is sent: it plays it, one 20 ms after the other.

use std::collections::VecDeque;

use super::caller::FRAME;
use crate::sound::codec::audible;

/// Sound that waits is bounded: ten minutes. What comes beyond is lost.
const LONGEST: usize = 8_000 * 600;

/// The sound that is on its way to a caller's ear, with marks between.
#[derive(Default)]
pub struct Line {
    queue: VecDeque<u8>,
    marks: VecDeque<(u64, String)>,
    pushed: u64,
    played: u64,
    /// The frame that was played last could be heard.
    loud: bool,
}

/// What was played in 20 ms.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Played {
    /// Whether it could be heard.
    pub audible: bool,
    /// Whether there was nothing more to play, in the middle of sound.
    pub ran_dry: bool,
    /// Marks that were reached.
    pub marks: Vec<String>,
}

impl Line {
    /// Takes sound in.
    pub fn push(&mut self, codes: &[u8]) {
        let room = LONGEST.saturating_sub(self.queue.len());
        let taken = &codes[..codes.len().min(room)];
        self.queue.extend(taken);
        self.pushed += u64::try_from(taken.len()).unwrap_or_default();
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    /// Sets a mark behind everything that waits.
    pub fn mark(&mut self, name: String) {
        self.marks.push_back((self.pushed, name));
    }

    /// Throws away what waits; all marks count as reached.
    pub fn clear(&mut self) -> Vec<String> {
        self.queue.clear();
        self.played = self.pushed;
        self.loud = false;
        self.marks.drain(..).map(|(_, name)| name).collect()
    }

    /// Plays a frame.
    pub fn play(&mut self) -> Played {
        let count = self.queue.len().min(FRAME);
        let before = self.loud;
        let codes: Vec<u8> = self.queue.drain(..count).collect();
        self.played += u64::try_from(count).unwrap_or_default();
        let heard = count > 0 && audible(&codes);
        self.loud = heard;
        let reached = self.marks.iter().take_while(|(at, _)| *at <= self.played).count();
        let marks = self.marks.drain(..reached).map(|(_, name)| name).collect();
        Played { audible: heard, ran_dry: before && count < FRAME, marks }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_come_when_what_was_before_them_is_played_or_cleared() {
        let mut line = Line::default();
        line.push(&[0x10; 400]);
        line.mark("one".into());
        line.push(&[0x10; 100]);
        line.mark("two".into());
        assert_eq!(line.play(), Played { audible: true, ran_dry: false, marks: vec![] });
        line.play();
        assert_eq!(line.play().marks, ["one"]);
        assert_eq!(line.clear(), ["two"]);
        assert!(line.is_empty() && line.clear().is_empty());
        line.mark("at once".into());
        assert_eq!(line.play(), Played { audible: false, ran_dry: false, marks: vec!["at once".into()] });
    }

    #[test]
    fn a_flood_is_bounded() {
        let mut line = Line::default();
        for _ in 0..12 {
            line.push(&[0x10; 8_000 * 60]);
        }
        assert_eq!(line.queue.len(), LONGEST);
    }
}
