//! Hearing: where there is voice, and which words.

use std::sync::Arc;

use super::codec::{SILENCE, audible, settled};
use super::phrases::{Fingerprint, Phrase, Phrases, Place, WINDOW};

/// Samples of a block for which it is decided whether there is voice: 10 ms.
pub const BLOCK: usize = 80;
/// Voice of so many samples in which no phrase was found is a stranger's.
const STRANGE: u64 = 1_600;

/// A word that was heard, in samples of the stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// As it is written, with punctuation.
    pub text: String,
    /// Where it began.
    pub start: u64,
    /// Where it ended.
    pub end: u64,
}

/// A stretch of voice in samples of the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Where it began.
    pub start: u64,
    /// Where it ended, as far as is known.
    pub end: u64,
}

/// One stream of sound, at 8 kHz in µ-law.
pub struct Ear {
    phrases: Arc<Phrases>,
    at: u64,
    window: [u8; WINDOW],
    print: Fingerprint,
    loud: bool,
    block: Vec<u8>,
    /// Recordings that the sound agrees with so far; the first one is believed.
    found: Vec<Place>,
    said: Option<(Arc<Phrase>, usize)>,
    words: Vec<Heard>,
    strange: u64,
    stranger: Option<Stretch>,
    /// The last stretch of voice.
    pub voice: Option<Stretch>,
}

impl Ear {
    /// An ear that knows these phrases.
    pub fn new(phrases: Arc<Phrases>) -> Self {
        Self {
            phrases,
            at: 0,
            window: [SILENCE; WINDOW],
            print: Fingerprint::of_silence(),
            loud: false,
            block: Vec::with_capacity(BLOCK),
            found: Vec::new(),
            said: None,
            words: Vec::new(),
            strange: 0,
            stranger: None,
            voice: None,
        }
    }

    /// Learns what has become known since.
    pub fn learn(&mut self, phrases: Arc<Phrases>) {
        self.phrases = phrases;
    }

    /// Samples heard so far.
    pub const fn at(&self) -> u64 {
        self.at
    }

    /// Samples of silence at the end of what was heard; nothing if there never was voice.
    pub fn silence(&self) -> Option<u64> {
        self.voice.map(|voice| self.at.saturating_sub(voice.end))
    }

    /// The words that were heard to their end since they were last taken.
    pub fn words(&self) -> &[Heard] {
        &self.words
    }

    /// Takes the words, so that the next ones begin anew.
    pub fn take_words(&mut self) -> Vec<Heard> {
        std::mem::take(&mut self.words)
    }

    /// Takes the stretch of a voice that nobody registered, if there was one.
    pub fn take_stranger(&mut self) -> Option<Stretch> {
        self.stranger.take()
    }

    /// Whether a voice that nobody registered is heard.
    pub const fn hears_stranger(&self) -> bool {
        self.stranger.is_some()
    }

    /// Hears on.
    pub fn hear(&mut self, codes: &[u8]) {
        for code in codes {
            self.sample(settled(*code));
            self.block.push(*code);
            if self.block.len() == BLOCK {
                self.judge();
            }
        }
    }

    fn sample(&mut self, code: u8) {
        let place = usize::try_from(self.at).unwrap_or_default() % WINDOW;
        let leaving = std::mem::replace(&mut self.window[place], code);
        self.print.push(code, leaving);
        self.at += 1;
        if self.found.is_empty() {
            if self.loud || code != SILENCE {
                self.found.extend_from_slice(self.phrases.find(self.print));
                self.note();
            }
            return;
        }
        self.found.retain_mut(|place| {
            place.next += 1;
            place.phrase.sound.get(place.next - 1) == Some(&code)
        });
        self.note();
    }

    /// Writes down the words of the recording that have ended.
    fn note(&mut self) {
        let Some(place) = self.found.first() else { return };
        let (phrase, next) = (&place.phrase, place.next);
        let from = match &self.said {
            Some((said, from)) if Arc::ptr_eq(said, phrase) => *from,
            // Somebody begins; words that were over when the sound was recognised are lost.
            _ => phrase.words.iter().take_while(|word| word.end + WINDOW <= next).count(),
        };
        let ended = phrase.words.iter().skip(from).take_while(|word| word.end <= next);
        let begun = self.at.saturating_sub(u64::try_from(next).unwrap_or_default());
        let at = |sample: usize| begun + u64::try_from(sample).unwrap_or_default();
        let heard: Vec<Heard> = ended
            .map(|word| Heard { text: word.text.clone(), start: at(word.start), end: at(word.end) })
            .collect();
        let over = next >= phrase.sound.len();
        if heard.is_empty() && self.said.is_some() && !over {
            return;
        }
        self.said = Some((Arc::clone(phrase), from + heard.len()));
        self.words.extend(heard);
        if over {
            // The same phrase may be said again.
            self.said = None;
            self.found.clear();
        }
    }

    fn judge(&mut self) {
        let block = u64::try_from(BLOCK).unwrap_or_default();
        self.loud = audible(&self.block);
        self.block.clear();
        if !self.loud {
            return;
        }
        let (start, end) = (self.at - block, self.at);
        self.voice = Some(match self.voice {
            // Voice goes on across the short silences within words.
            Some(voice) if start - voice.end <= 3 * block => Stretch { end, ..voice },
            _ => Stretch { start, end },
        });
        if self.found.is_empty() {
            self.strange += block;
        } else {
            self.strange = 0;
        }
        if let Some(stranger) = &mut self.stranger {
            stranger.end = end;
        } else if self.strange >= STRANGE {
            self.strange = 0;
            self.stranger = self.voice;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sound::phrases::Phrasebook;
    use crate::sound::settings::Speaker;
    use crate::sound::voice::{Timbre, Voice, on_the_line};

    async fn spoken(text: &str) -> Vec<u8> {
        let clip = Voice::default().say(Speaker::Tones, Timbre::Person, text).await.unwrap();
        on_the_line(&clip)
    }

    fn texts(words: &[Heard]) -> String {
        words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[tokio::test]
    async fn words_come_from_the_sound_with_their_times() {
        let book = Phrasebook::default();
        for text in ["I would like to book.", "I would like tea.", "Yes."] {
            book.learn(Phrase::new(text, &spoken(text).await));
        }
        let mut ear = Ear::new(book.open());
        ear.hear(&[SILENCE; 1_003]);
        let sound = spoken("I would like to book.").await;
        ear.hear(&sound);
        let end = ear.at();
        ear.hear(&[SILENCE; 800]);
        assert_eq!(texts(ear.words()), "I would like to book.");
        assert_eq!((ear.words()[0].start, ear.words()[4].end), (1_003, end));
        assert!(ear.silence().unwrap() > 720 && !ear.hears_stranger());
        // The same once more, and something else.
        ear.take_words();
        ear.hear(&spoken("I would like to book.").await);
        ear.hear(&[SILENCE; 333]);
        ear.hear(&spoken("Yes.").await);
        assert_eq!(texts(&ear.take_words()), "I would like to book. Yes.");
    }

    #[tokio::test]
    async fn a_phrase_that_lost_some_of_its_sound_keeps_its_other_words() {
        let book = Phrasebook::default();
        let text = "Tomorrow at ten would be good for me.";
        let sound = spoken(text).await;
        book.learn(Phrase::new(text, &sound));
        let mut ear = Ear::new(book.open());
        // Two frames are lost in the second word's sound.
        let middle = book.open().find_word(text, 1) + 100;
        ear.hear(&sound[..middle]);
        ear.hear(&sound[middle + 320..]);
        assert!(texts(ear.words()).ends_with("would be good for me."), "{}", texts(ear.words()));
        assert!(texts(ear.words()).starts_with("Tomorrow"), "{}", texts(ear.words()));
        // Only the end was heard.
        let mut ear = Ear::new(book.open());
        ear.hear(&sound[sound.len() / 2..]);
        assert!(texts(ear.words()).ends_with("good for me.") && !texts(ear.words()).contains("Tomorrow"));
    }

    #[tokio::test]
    async fn the_voice_of_a_stranger_is_heard_without_words() {
        let mut ear = Ear::new(Phrasebook::default().open());
        ear.hear(&[SILENCE; 800]);
        ear.hear(&spoken("Who is this?").await);
        assert!(ear.words().is_empty());
        let stranger = ear.take_stranger().unwrap();
        assert!(stranger.start >= 800 && stranger.end > 2_400, "{stranger:?}");
    }
}
