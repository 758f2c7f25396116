//! Somebody who calls and speaks, 20 ms after 20 ms: no clock, no socket.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::sound::codec::SILENCE;

/// Samples in a frame of 20 ms.
pub const FRAME: usize = 160;
/// Milliseconds of a frame.
pub const FRAME_MS: u32 = 20;
/// Frames of silence after which a polite person takes the word: 700 ms.
const POLITE: u32 = 35;
/// Frames of silence within somebody's speech: 300 ms.
const BREATH: u32 = 15;
/// Frames for which somebody waits who hears nothing at all: 5 s.
const PATIENCE: u32 = 250;

/// Something a caller does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Waits until the other side is silent and speaks, in parts with pauses of so many frames between them.
    Say {
        /// The recordings, in µ-law.
        parts: Vec<Arc<[u8]>>,
        /// Frames of silence between two parts.
        pause: u32,
    },
    /// Speaks while the other side does, after so many frames of it: an interruption, or a mumble.
    Cut {
        /// The recording, in µ-law.
        sound: Arc<[u8]>,
        /// Frames of the other side's speech.
        after: u32,
    },
    /// Presses a key.
    Press(char),
    /// Says nothing for so many frames.
    Rest(u32),
    /// Hangs up.
    HangUp,
}

/// What happens at a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// A part of an act begins to sound with this frame.
    Begins {
        /// Number of the act.
        act: usize,
        /// Number of the part.
        part: usize,
    },
    /// The last sound of a part is in this frame.
    Ends {
        /// Number of the act.
        act: usize,
        /// Number of the part.
        part: usize,
    },
    /// There was nothing to interrupt.
    Missed {
        /// Number of the act.
        act: usize,
    },
    /// A key is pressed.
    Presses(char),
    /// The call is over.
    HangsUp,
}

/// A caller.
pub struct Caller {
    acts: VecDeque<Act>,
    number: usize,
    speech: Option<Speech>,
    waited: u32,
    /// Frames since the other side began to speak; 0 when it is silent.
    talk: u32,
    quiet: u32,
    /// Whether the other side has spoken since this one did.
    answered: bool,
    over: bool,
}

struct Speech {
    parts: VecDeque<Arc<[u8]>>,
    part: usize,
    at: usize,
    pause: u32,
    rest: u32,
}

impl Caller {
    /// A caller who does this and then hangs up.
    pub fn new(acts: Vec<Act>) -> Self {
        Self {
            acts: acts.into(),
            number: 0,
            speech: None,
            waited: 0,
            talk: 0,
            quiet: 0,
            answered: false,
            over: false,
        }
    }

    /// The next frame to send, when in the last 20 ms the other side was heard or not. Deeds are added to `deeds`.
    pub fn tick(&mut self, heard: bool, deeds: &mut Vec<Deed>) -> [u8; FRAME] {
        let mut frame = [SILENCE; FRAME];
        self.listen(heard);
        if self.speech.is_none() && !self.over {
            self.choose(deeds);
        }
        if let Some(speech) = &mut self.speech {
            let done = speech.fill(&mut frame, self.number, deeds);
            if done {
                self.speech = None;
                self.answered = false;
                self.next_act();
            }
        }
        frame
    }

    fn listen(&mut self, heard: bool) {
        if heard {
            self.quiet = 0;
            self.answered = true;
            self.talk += 1;
        } else {
            self.quiet += 1;
            self.talk = match self.talk {
                0 => 0,
                _ if self.quiet > BREATH => 0,
                talk => talk + 1,
            };
        }
    }

    fn next_act(&mut self) {
        self.number += 1;
        self.waited = 0;
    }

    fn choose(&mut self, deeds: &mut Vec<Deed>) {
        self.waited += 1;
        let ready = match self.acts.front() {
            None | Some(Act::HangUp | Act::Press(_)) => true,
            Some(Act::Say { .. }) => {
                (self.answered && self.quiet >= POLITE) || (!self.answered && self.waited >= PATIENCE)
            }
            Some(Act::Cut { after, .. }) => self.talk > *after || self.waited >= 2 * PATIENCE,
            Some(Act::Rest(frames)) => self.waited >= *frames,
        };
        if !ready {
            return;
        }
        match self.acts.pop_front() {
            None | Some(Act::HangUp) => {
                self.over = true;
                deeds.push(Deed::HangsUp);
            }
            Some(Act::Press(key)) => {
                deeds.push(Deed::Presses(key));
                self.next_act();
            }
            Some(Act::Rest(_)) => self.next_act(),
            Some(Act::Cut { .. }) if self.talk == 0 => {
                deeds.push(Deed::Missed { act: self.number });
                self.next_act();
            }
            Some(Act::Cut { sound, .. }) => self.speech = Some(Speech::new(vec![sound], 0)),
            Some(Act::Say { parts, pause }) => self.speech = Some(Speech::new(parts, pause)),
        }
    }
}

impl Speech {
    fn new(parts: Vec<Arc<[u8]>>, pause: u32) -> Self {
        Self { parts: parts.into(), part: 0, at: 0, pause, rest: 0 }
    }

    /// Fills a frame; answers whether it was the last one.
    fn fill(&mut self, frame: &mut [u8; FRAME], act: usize, deeds: &mut Vec<Deed>) -> bool {
        if self.rest > 0 {
            self.rest -= 1;
            return false;
        }
        let Some(sound) = self.parts.front() else { return true };
        if self.at == 0 {
            deeds.push(Deed::Begins { act, part: self.part });
        }
        let end = sound.len().min(self.at + FRAME);
        frame[..end - self.at].copy_from_slice(&sound[self.at..end]);
        self.at = end;
        if end < sound.len() {
            return false;
        }
        deeds.push(Deed::Ends { act, part: self.part });
        self.parts.pop_front();
        self.part += 1;
        self.at = 0;
        self.rest = self.pause;
        self.parts.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sound(frames: usize) -> Arc<[u8]> {
        vec![0x10; frames * FRAME - 40].into()
    }

    /// Deeds with the number of their frame, when the other side speaks in the frames of `speaks`.
    fn played(acts: Vec<Act>, speaks: impl Fn(u32) -> bool, frames: u32) -> Vec<(u32, Deed)> {
        let mut caller = Caller::new(acts);
        let mut all = Vec::new();
        for number in 0..frames {
            let mut deeds = Vec::new();
            caller.tick(speaks(number), &mut deeds);
            all.extend(deeds.into_iter().map(|deed| (number, deed)));
        }
        all
    }

    #[test]
    fn a_polite_caller_waits_for_silence_and_pauses_in_the_middle() {
        let acts = vec![Act::Say { parts: vec![sound(10), sound(5)], pause: 20 }];
        let deeds = played(acts, |frame| frame < 50 || (100..120).contains(&frame), 200);
        assert_eq!(
            deeds,
            [
                (84, Deed::Begins { act: 0, part: 0 }),
                (93, Deed::Ends { act: 0, part: 0 }),
                (114, Deed::Begins { act: 0, part: 1 }),
                (118, Deed::Ends { act: 0, part: 1 }),
                (119, Deed::HangsUp),
            ]
        );
    }

    #[test]
    fn an_interruption_comes_while_the_other_side_speaks() {
        let cut = |after| Act::Cut { sound: sound(5), after };
        let deeds = played(vec![cut(40), Act::HangUp], |frame| (10..100).contains(&frame), 120);
        assert_eq!(deeds[0], (50, Deed::Begins { act: 0, part: 0 }));
        let missed = played(vec![cut(40), Act::Press('1')], |_| false, 600);
        assert_eq!(missed[0].1, Deed::Missed { act: 0 });
        assert_eq!((missed[1].1, missed[2].1), (Deed::Presses('1'), Deed::HangsUp));
    }

    #[test]
    fn who_hears_nothing_speaks_in_the_end_and_who_rests_says_nothing() {
        let say = Act::Say { parts: vec![sound(1)], pause: 0 };
        let deeds = played(vec![Act::Rest(100), say], |_| false, 600);
        assert_eq!(deeds[0], (349, Deed::Begins { act: 1, part: 0 }));
    }
}
