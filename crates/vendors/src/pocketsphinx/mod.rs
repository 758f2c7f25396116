//! pocketsphinx: a recogniser on this machine, without a network and without a key.
//!
//! It knows few words at a time: every utterance is held against a grammar of what the caller was asked for
//! ([`grammar`]), and against mere sounds of speech, by which is seen whether it is an answer at all. A process of its
//! own understands each, so that a fault in old C code takes no call down, and the workspace stays without unsafe code.
//! Its model is of American English and wants more of the sound than a telephone has ([`widen`]).

mod grammar;
mod lexicon;
mod process;
mod widen;

use std::collections::{HashMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ringwright_domain::dialogue::Expect;
use tokio::sync::Semaphore;

use crate::VendorError;
use crate::recognizer::{ListenOrder, Listening, Recognizer};
use crate::whole::{Answer, WholeUtterances};
use lexicon::Lexicon;
use process::{Found, Rules};

/// The program, as Debian's version 0.8 has it; tried with no other.
const PROGRAM: &str = "pocketsphinx_batch";
/// Where models are.
const MODELS: [&str; 2] = ["/usr/share/pocketsphinx/model", "/usr/local/share/pocketsphinx/model"];
/// Overflow rule: so many utterances are listened to at once, the others wait for their turn.
const AT_ONCE: usize = 4;
/// Overflow rule: of an utterance that is longer than this the beginning is not understood.
const LONGEST: Duration = Duration::from_secs(20);
/// Overflow rule: of more sets of rules than this all are forgotten, and written anew when they are needed.
const MOST_RULES: usize = 64;
/// What stands for words that nothing of the grammar comes near to: whoever thinks can ask again.
const NOT_UNDERSTOOD: &str = "(not understood)";
/// What is not understood and shorter than this was a cough. With what lies before and after it.
const SHORTEST: Duration = Duration::from_millis(1_200);

/// What is missing on this machine.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PocketSphinxMissing {
    /// The program.
    #[error("pocketsphinx_batch is not on the search path (apt-get install pocketsphinx)")]
    Program,
    /// The model.
    #[error(
        "the model and dictionary of American English are not in /usr/share/pocketsphinx/model \
         (apt-get install pocketsphinx-en-us)"
    )]
    Model,
}

/// pocketsphinx as a recogniser; cheap to clone.
#[derive(Clone)]
pub struct PocketSphinx {
    inner: Arc<Inner>,
}

struct Inner {
    program: PathBuf,
    /// The folder of the acoustic model.
    model: PathBuf,
    lexicon: Lexicon,
    /// Rules that were written.
    rules: Mutex<HashMap<Key, Arc<Rules>>>,
    turns: Semaphore,
}

/// What an utterance is held against.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    /// Answers to what was asked for, and terms.
    Answers(Expect, Arc<[String]>),
    /// Any sounds of speech.
    Sounds,
}

impl PocketSphinx {
    /// The recogniser, if the program and its model are installed.
    ///
    /// # Errors
    /// When one of them is missing.
    pub fn find() -> Result<Self, PocketSphinxMissing> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let program = std::env::split_paths(&path).map(|folder| folder.join(PROGRAM));
        let program = program.into_iter().find(|program| program.is_file());
        let model = MODELS.iter().map(|folder| Path::new(folder).join("en-us"));
        Self::of(program.ok_or(PocketSphinxMissing::Program)?, model.into_iter())
    }

    /// The recogniser by a program and the first whole one of some folders of models.
    fn of(program: PathBuf, models: impl Iterator<Item = PathBuf>) -> Result<Self, PocketSphinxMissing> {
        let whole = |folder: PathBuf| {
            let lexicon = std::fs::read_to_string(folder.join("cmudict-en-us.dict")).ok()?;
            let model = folder.join("en-us");
            model.join("mdef").is_file().then(|| (model, Lexicon::new(lexicon)))
        };
        let (model, lexicon) = models.into_iter().find_map(whole).ok_or(PocketSphinxMissing::Model)?;
        let (rules, turns) = (Mutex::default(), Semaphore::new(AT_ONCE));
        Ok(Self { inner: Arc::new(Inner { program, model, lexicon, rules, turns }) })
    }
}

impl Recognizer for PocketSphinx {
    fn name(&self) -> &'static str {
        "pocketsphinx"
    }

    fn is_whole(&self) -> bool {
        true
    }

    fn listen(&self, order: &ListenOrder) -> Box<dyn Listening> {
        let (inner, hertz) = (Arc::clone(&self.inner), order.hertz);
        let english = order.language.get(..2).is_some_and(|language| language.eq_ignore_ascii_case("en"));
        let terms = Arc::clone(&order.terms);
        let ask = move |sound: &VecDeque<u8>, expected| -> Answer {
            if !english {
                // It would hear English words in whatever is said.
                let error = VendorError::unreadable("pocketsphinx understands English only");
                return Box::pin(std::future::ready(Err(error)));
            }
            let most = LONGEST.as_secs() * u64::from(hertz);
            let skipped = sound.len().saturating_sub(usize::try_from(most).unwrap_or(usize::MAX));
            let sound = sound.iter().skip(skipped).copied().collect();
            let terms = if grammar::has_terms(expected) { Arc::clone(&terms) } else { [].into() };
            Box::pin(Arc::clone(&inner).understand(sound, hertz, expected, terms))
        };
        Box::new(WholeUtterances::new(Box::new(ask), hertz))
    }
}

impl Inner {
    /// The words of mu-law sound.
    async fn understand(
        self: Arc<Self>,
        sound: Vec<u8>,
        hertz: u32,
        expected: Expect,
        terms: Arc<[String]>,
    ) -> Result<String, VendorError> {
        let gone = |_| VendorError::Unreachable { detail: "pocketsphinx is not listened with".to_owned() };
        let _turn = self.turns.acquire().await.map_err(gone)?;
        let length = Duration::from_secs(sound.len() as u64) / hertz.max(1);
        let widened = tokio::task::spawn_blocking(move || widen::widen(&sound, hertz).into());
        let widened: Arc<[u8]> = widened.await.map_err(|error| broken(&error))?;
        let answers = self.hold_against(Key::Answers(grammar::alike(expected), terms), Arc::clone(&widened));
        let (answer, sounds) = futures::join!(answers, self.hold_against(Key::Sounds, widened));
        Ok(told(expected, answer?, &sounds?, length))
    }

    /// What comes nearest to sound at 16 kHz.
    async fn hold_against(self: &Arc<Self>, key: Key, sound: Arc<[u8]>) -> Result<Found, VendorError> {
        let (this, of) = (Arc::clone(self), key.clone());
        let prepared =
            tokio::task::spawn_blocking(move || Ok((this.rules(of)?, process::unnamed_file(&sound)?)));
        let prepared: std::io::Result<_> = prepared.await.map_err(|error| broken(&error))?;
        let (rules, sound) = prepared.map_err(|error| broken(&error))?;
        let found = process::run(&self.program, &self.model, &rules, sound).await;
        if found.is_err() {
            // Its files may have been cleaned away.
            self.rules.lock().unwrap_or_else(PoisonError::into_inner).remove(&key);
        }
        found
    }

    /// Rules, written down.
    fn rules(&self, key: Key) -> std::io::Result<Arc<Rules>> {
        let known = || self.rules.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(rules) = known().get(&key) {
            return Ok(Arc::clone(rules));
        }
        let rules = Arc::new(match &key {
            Key::Answers(expected, terms) => {
                let terms = self.lexicon.pronounceable(grammar::speakable(terms));
                let grammar = grammar::grammar(*expected, &terms);
                let words = self.lexicon.lines(&grammar::words(&grammar));
                Rules::write(&grammar, &words, grammar::penalty(*expected))?
            }
            Key::Sounds => {
                let (grammar, words) = grammar::sounds();
                Rules::write(&grammar, &words, "0.65")?
            }
        });
        let mut known = known();
        if known.len() >= MOST_RULES {
            known.clear();
        }
        known.insert(key, Arc::clone(&rules));
        Ok(rules)
    }
}

/// What is told of an utterance: the answer, unless mere sounds are much likelier.
fn told(expected: Expect, answer: Found, sounds: &Found, length: Duration) -> String {
    let missing =
        Duration::from_millis(u64::try_from(sounds.score.saturating_sub(answer.score)).unwrap_or(0));
    match missing > length.mul_f64(grammar::tolerance(expected)) {
        false => grammar::written(expected, &answer.words),
        true if length < SHORTEST => String::new(),
        true => NOT_UNDERSTOOD.to_owned(),
    }
}

fn broken(error: &dyn std::fmt::Display) -> VendorError {
    VendorError::Unreachable { detail: format!("pocketsphinx: {error}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_is_unlikely_for_its_sound_is_none() {
        let found = |words: &str, score| Found { words: words.to_owned(), score };
        let told = |score, millis| {
            told(Expect::YesNo, found("yes", score), &found("soundiy", -5_000), Duration::from_millis(millis))
        };
        assert_eq!([told(-7_000, 2_000), told(-4_000, 2_000)], ["yes", "yes"]);
        assert_eq!(told(-8_000, 2_000), NOT_UNDERSTOOD);
        assert_eq!(told(-8_000, 1_000), "", "a cough");
    }

    #[test]
    fn what_is_missing_is_told_with_the_package_that_has_it() {
        let nowhere = PocketSphinx::of("pocketsphinx_batch".into(), ["/nowhere".into()].into_iter());
        let missing = nowhere.err().unwrap();
        assert_eq!(missing, PocketSphinxMissing::Model);
        assert!(missing.to_string().contains("apt-get install pocketsphinx-en-us"));
    }
}
