//! The phrases that people on the phone can say, found again by their sound.
//!
//! A recogniser of the sandbox has no model of language. It knows the recordings of everything that somebody
//! on its telephone network says, and finds them in what it hears: every 20 ms of a recording have a fingerprint, and
//! a fingerprint that is met says which recording it is and where. So words come with their true times, from the
//! sound alone, also when the beginning was lost.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use super::codec::{audible, settled};

/// Samples of a fingerprint.
pub const WINDOW: usize = 64;
/// Samples between two fingerprints of a recording.
const HOP: usize = 160;
/// Phrases that are known at the same time; then the older half is forgotten.
const KEPT: usize = 600;
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
/// What a sample weighs when it leaves the window: the factor to the power of its length.
const LEAVING: u64 = power(WINDOW);

const fn power(mut times: usize) -> u64 {
    let mut product = 1_u64;
    while times > 0 {
        product = product.wrapping_mul(FACTOR);
        times -= 1;
    }
    product
}

/// A word in a recording, in samples from its beginning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// As it is written, with punctuation.
    pub text: String,
    /// Where it begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

/// A phrase with its recording.
#[derive(Debug, PartialEq, Eq)]
pub struct Phrase {
    /// The recording in µ-law.
    pub sound: Vec<u8>,
    /// Its words; none for a sound that is no speech.
    pub words: Vec<Word>,
}

impl Phrase {
    /// A phrase whose words lie in its recording as their letters suggest.
    pub fn new(text: &str, sound: &[u8]) -> Self {
        let length = |word: &str| word.chars().filter(|letter| letter.is_alphanumeric()).count() + 1;
        let whole: usize = text.split_whitespace().map(length).sum::<usize>().max(1);
        let at = |letters: usize| sound.len() * letters / whole;
        let mut before = 0;
        let words = text
            .split_whitespace()
            .map(|word| {
                let start = at(before);
                before += length(word);
                Word { text: word.to_owned(), start, end: at(before) }
            })
            .collect();
        Self { sound: sound.iter().map(|code| settled(*code)).collect(), words }
    }
}

/// A fingerprint that moves along with the sound.
#[derive(Clone, Copy, Default)]
pub struct Fingerprint(u64);

impl Fingerprint {
    /// Moves on by a sample.
    pub const fn push(&mut self, entering: u8, leaving: u8) {
        let sum = self.0.wrapping_mul(FACTOR).wrapping_add(entering as u64 + 1);
        self.0 = sum.wrapping_sub((leaving as u64 + 1).wrapping_mul(LEAVING));
    }

    /// Of a window whose samples are all silent.
    pub fn of_silence() -> Self {
        let mut print = Self::default();
        for _ in 0..WINDOW {
            print.0 = print.0.wrapping_mul(FACTOR).wrapping_add(u64::from(super::codec::SILENCE) + 1);
        }
        print
    }
}

/// A place in a recording.
#[derive(Clone)]
pub struct Place {
    /// The phrase.
    pub phrase: Arc<Phrase>,
    /// The sample that comes next.
    pub next: usize,
}

/// All phrases.
#[derive(Clone, Default)]
pub struct Phrases {
    all: Vec<Arc<Phrase>>,
    places: HashMap<u64, Vec<Place>>,
}

impl Phrases {
    /// Where a fingerprint was met.
    pub fn find(&self, print: Fingerprint) -> &[Place] {
        self.places.get(&print.0).map_or(&[], Vec::as_slice)
    }

    /// Where the word of a phrase begins.
    #[cfg(test)]
    pub fn find_word(&self, text: &str, number: usize) -> usize {
        let is = |phrase: &&Arc<Phrase>| {
            phrase.words.iter().map(|word| word.text.as_str()).eq(text.split_whitespace())
        };
        self.all.iter().find(is).unwrap().words[number].start
    }

    fn learn(&mut self, phrase: Arc<Phrase>) {
        if self.all.contains(&phrase) {
            return;
        }
        if self.all.len() >= KEPT {
            let newer = self.all.split_off(KEPT / 2);
            *self = Self::default();
            newer.into_iter().for_each(|phrase| self.learn(phrase));
        }
        let mut print = Fingerprint::of_silence();
        for (at, code) in phrase.sound.iter().enumerate() {
            let leaving = at.checked_sub(WINDOW).map_or(super::codec::SILENCE, |at| phrase.sound[at]);
            print.push(*code, leaving);
            let Some(begin) = (at + 1).checked_sub(WINDOW) else { continue };
            if begin % HOP == 0 && audible(&phrase.sound[begin..=at]) {
                let place = Place { phrase: Arc::clone(&phrase), next: at + 1 };
                self.places.entry(print.0).or_default().push(place);
            }
        }
        self.all.push(phrase);
    }
}

/// The phrases that everybody shares.
#[derive(Default)]
pub struct Phrasebook(RwLock<Arc<Phrases>>);

impl Phrasebook {
    /// The phrases as they are now.
    pub fn open(&self) -> Arc<Phrases> {
        Arc::clone(&self.0.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// Adds a phrase, once.
    pub fn learn(&self, phrase: Phrase) {
        let mut known = self.0.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        if !known.all.iter().any(|other| **other == phrase) {
            Arc::make_mut(&mut known).learn(Arc::new(phrase));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sound::codec::to_mulaw;

    #[test]
    fn a_fingerprint_depends_on_its_window_alone() {
        let sound: Vec<u8> = (0..400_u32).map(|at| u8::try_from(at * 7 % 251).unwrap()).collect();
        let print = |from: usize| {
            let mut print = Fingerprint::of_silence();
            let mut window = [super::super::codec::SILENCE; WINDOW].to_vec();
            for code in &sound[from..from + 2 * WINDOW] {
                print.push(*code, window.remove(0));
                window.push(*code);
            }
            print.0
        };
        let (first, later) = (print(0), print(251));
        assert_eq!(first, later, "the sound repeats itself after 251 samples, except for wrapping");
        assert_ne!(first, print(1));
    }

    #[test]
    fn words_share_the_sound_by_their_letters() {
        let phrase = Phrase::new("Yes, tomorrow.", &[0; 1_300]);
        let words: Vec<_> =
            phrase.words.iter().map(|word| (word.text.as_str(), word.start, word.end)).collect();
        assert_eq!(words, [("Yes,", 0, 400), ("tomorrow.", 400, 1_300)]);
        assert!(Phrase::new(" ", &[0; 10]).words.is_empty());
    }

    #[test]
    fn the_book_does_not_grow_without_end() {
        let book = Phrasebook::default();
        for number in 0..KEPT * 2 {
            let pitch = u32::try_from(number).unwrap();
            let sound: Vec<u8> = (0..200_u32)
                .map(|at| to_mulaw(i16::try_from(at * (pitch + 3) % 9_000 + 500).unwrap()))
                .collect();
            book.learn(Phrase::new("word", &sound));
            book.learn(Phrase::new("word", &sound));
        }
        let known = book.open();
        assert!(known.all.len() <= KEPT && known.all.len() >= KEPT / 2, "{}", known.all.len());
        assert!(known.places.len() <= 2 * KEPT);
    }
}
