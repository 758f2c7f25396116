//! One piece of the agent's speech, on its way to the caller.

use ringwright_domain::Instant;

use super::ids::{ChunkId, TurnId};
use super::input::Sound;

/// One piece of the agent's speech.
#[derive(Clone)]
pub(super) struct Line {
    pub(super) chunk: ChunkId,
    pub(super) turn: Option<TurnId>,
    pub(super) text: String,
    /// Whether the agent says it by itself, without a model.
    pub(super) is_phrase: bool,
    /// Whether it may be heard.
    pub(super) released: bool,
    pub(super) voice: Voice,
    /// Samples given to the carrier; fewer again after a pause.
    pub(super) sent: usize,
    /// Whether the mark after it was sent.
    pub(super) marked: bool,
    /// Whether it was told that its end is near.
    pub(super) nearly_said: bool,
    /// When its first sample began to sound.
    pub(super) began: Option<Instant>,
    /// When its last sample will have sounded, by our clock.
    pub(super) ends: Option<Instant>,
}

/// Where the sound of a line comes from.
#[derive(Debug, Clone)]
pub(super) enum Voice {
    /// Nobody was asked for it yet.
    Unasked,
    /// The synthesiser was asked.
    Asked {
        since: Instant,
        /// What has come.
        bytes: Vec<u8>,
        /// Whether all has come.
        ended: bool,
    },
    /// It was there before.
    Prepared(Sound),
}

impl Line {
    pub(super) fn bytes(&self) -> &[u8] {
        match &self.voice {
            Voice::Unasked => &[],
            Voice::Asked { bytes, .. } => bytes,
            Voice::Prepared(sound) => sound.bytes(),
        }
    }

    /// Whether all its sound is there.
    pub(super) const fn is_complete(&self) -> bool {
        match &self.voice {
            Voice::Unasked => false,
            Voice::Asked { ended, .. } => *ended,
            Voice::Prepared(_) => true,
        }
    }

    pub(super) fn is_all_sent(&self) -> bool {
        self.is_complete() && self.sent >= self.bytes().len()
    }

    /// Since when its first sound is waited for.
    pub(super) fn awaited_since(&self) -> Option<Instant> {
        match &self.voice {
            Voice::Asked { since, bytes, ended: false } if bytes.is_empty() => Some(*since),
            _ => None,
        }
    }

    /// Whether the synthesiser works on it.
    pub(super) const fn is_in_work(&self) -> bool {
        matches!(self.voice, Voice::Asked { ended: false, .. })
    }

    /// How long it sounds in all, as far as one can tell: what has come, or what so many letters take.
    fn whole(&self, hertz: u32) -> usize {
        /// Letters in a second of speech; fewer than people say, so that too little counts as heard, not too much.
        const LETTERS_PER_SECOND: usize = 13;
        if self.is_complete() {
            return self.bytes().len();
        }
        let second = usize::try_from(hertz).unwrap_or(usize::MAX);
        self.bytes().len().max(self.text.chars().count() * second / LETTERS_PER_SECOND)
    }

    /// The words of it that sounded in its first `samples`, whole words only.
    pub(super) fn words_in(&self, samples: usize, hertz: u32) -> &str {
        let whole = self.whole(hertz);
        if samples >= whole {
            return if self.is_complete() { &self.text } else { "" };
        }
        let letters = self.text.chars().count() * samples / whole;
        let upto = self.text.char_indices().nth(letters).map_or(self.text.len(), |(at, _)| at);
        let heard = &self.text[..upto];
        if self.text[upto..].starts_with(char::is_whitespace) {
            return heard;
        }
        heard.rfind(char::is_whitespace).map_or("", |end| heard[..end].trim_end())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, samples: usize, ended: bool) -> Line {
        let voice = Voice::Asked { since: Instant::from_millis(0), bytes: vec![0xff; samples], ended };
        Line {
            chunk: ChunkId(1),
            turn: None,
            text: text.into(),
            is_phrase: false,
            released: true,
            voice,
            sent: 0,
            marked: false,
            nearly_said: false,
            began: None,
            ends: None,
        }
    }

    #[test]
    fn only_whole_words_that_sounded_were_heard() {
        let line = line("We are open on Monday", 21_000, true);
        assert_eq!(line.words_in(0, 8_000), "");
        assert_eq!(line.words_in(5_000, 8_000), "We");
        assert_eq!(line.words_in(6_500, 8_000), "We are");
        assert_eq!(line.words_in(20_999, 8_000), "We are open on");
        assert_eq!(line.words_in(21_000, 8_000), "We are open on Monday");
    }

    #[test]
    fn of_a_line_that_is_still_spoken_the_length_is_estimated() {
        let line = line("We are open on Monday", 1_600, false);
        assert_eq!(line.words_in(1_000, 8_000), "");
        assert_eq!(line.words_in(6_000, 8_000), "We are");
    }
}
