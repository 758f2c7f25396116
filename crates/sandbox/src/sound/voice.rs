//! Speaking: espeak-ng where it is installed, else tones of the right length.

use std::collections::{HashMap, VecDeque};
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;
use tokio::sync::{OnceCell, Semaphore};

use super::RATE;
use super::codec::{at_rate, audible, rounded, to_mulaw};
use super::settings::Speaker;
use super::wav::{self, Clip};
use crate::world::lock;

/// espeak-ng takes milliseconds; one that takes this long hangs.
const PATIENCE: Duration = Duration::from_secs(10);
/// Sentences that are kept. The agents of a sandbox say few different ones.
const KEPT: usize = 400;
/// Programs that speak at the same time.
const AT_ONCE: usize = 4;
/// No text that is longer is spoken, as with the vendors.
pub const LONGEST_TEXT: usize = 4_000;
/// The rate at which tones are made.
const TONE_RATE: u32 = 24_000;

/// Who says it: people on the phone sound different from agents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Timbre {
    /// An agent.
    Agent,
    /// A person on the phone.
    Person,
}

/// Why nothing is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mute(pub String);

type Said = Arc<OnceCell<Arc<Clip>>>;
type Sentence = (Timbre, String);

#[derive(Default)]
struct Kept {
    said: HashMap<Sentence, Said>,
    order: VecDeque<Sentence>,
}

/// Everybody's voice.
pub struct Voice {
    kept: Mutex<Kept>,
    turns: Semaphore,
}

impl Default for Voice {
    fn default() -> Self {
        Self { kept: Mutex::default(), turns: Semaphore::new(AT_ONCE) }
    }
}

impl Voice {
    /// The sound of a text, without the silence around it.
    pub async fn say(&self, speaker: Speaker, timbre: Timbre, text: &str) -> Result<Arc<Clip>, Mute> {
        if text.len() > LONGEST_TEXT {
            return Err(Mute(format!("a text may have {LONGEST_TEXT} bytes at most")));
        }
        let cell = self.cell(timbre, text);
        let made = cell.get_or_try_init(|| async {
            let clip = match speaker {
                Speaker::Tones => tones(text),
                Speaker::Espeak => self.espeak(timbre, text).await?,
                Speaker::Auto if installed() => self.espeak(timbre, text).await?,
                Speaker::Auto => tones(text),
            };
            Ok(Arc::new(trimmed(clip)))
        });
        made.await.cloned()
    }

    /// Forgets what was said, after another voice was chosen.
    pub fn forget(&self) {
        *lock(&self.kept) = Kept::default();
    }

    fn cell(&self, timbre: Timbre, text: &str) -> Said {
        let kept = &mut *lock(&self.kept);
        let sentence = (timbre, text.to_owned());
        if let Some(cell) = kept.said.get(&sentence) {
            return Arc::clone(cell);
        }
        if kept.order.len() >= KEPT
            && let Some(oldest) = kept.order.pop_front()
        {
            kept.said.remove(&oldest);
        }
        kept.order.push_back(sentence.clone());
        Arc::clone(kept.said.entry(sentence).or_default())
    }

    async fn espeak(&self, timbre: Timbre, text: &str) -> Result<Clip, Mute> {
        let mute = |why: &str| Mute(format!("espeak-ng did not speak: {why}"));
        let _turn = self.turns.acquire().await.map_err(|_| mute("the sandbox stops"))?;
        let voice = match timbre {
            Timbre::Agent => "en-gb",
            Timbre::Person => "en-us",
        };
        let mut child = Command::new("espeak-ng")
            .args(["--stdout", "--stdin", "-v", voice, "-s", "165"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| mute(&format!("{error}; install it, or set speech.voice to \"tones\"")))?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(text.as_bytes()).await.map_err(|error| mute(&error.to_string()))?;
        }
        let output = tokio::time::timeout(PATIENCE, child.wait_with_output()).await;
        let output = output.map_err(|_| mute("it hangs"))?.map_err(|error| mute(&error.to_string()))?;
        wav::read(&output.stdout).filter(|_| output.status.success()).ok_or_else(|| mute("no sound came"))
    }
}

/// Whether espeak-ng is on the path.
pub fn installed() -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join("espeak-ng").is_file())
}

/// Tones in the rhythm of a text: a syllable's length for about three letters, its pitch from them, and short
/// silences between words. Equal texts sound equal, and different ones differently.
fn tones(text: &str) -> Clip {
    let mut samples = Vec::new();
    for word in text.split_whitespace() {
        let bytes = word.as_bytes();
        for syllable in bytes.chunks(3) {
            let pitch = syllable.iter().fold(7_u32, |sum, byte| (sum * 31 + u32::from(*byte)) % 97);
            let (low, high) = (f64::from(110 + pitch), f64::from(700 + 13 * pitch));
            let length = TONE_RATE / 1_000 * 160;
            samples.extend((0..length).map(|at| {
                let time = f64::from(at) / f64::from(TONE_RATE) * std::f64::consts::TAU;
                let swell = (f64::from(at) / f64::from(length) * std::f64::consts::PI).sin();
                rounded(
                    ((time * low).sin() * 6_000.0 + (time * high).sin() * 2_500.0) * (0.25 + 0.75 * swell),
                )
            }));
        }
        let rest = usize::try_from(TONE_RATE / 1_000 * 40).unwrap_or_default();
        samples.extend(std::iter::repeat_n(0, rest));
    }
    Clip { rate: TONE_RATE, samples }
}

/// Without the silence before and after, to the nearest 5 ms.
fn trimmed(clip: Clip) -> Clip {
    let piece = usize::try_from(clip.rate / 200).unwrap_or(1).max(1);
    let loud = |samples: &[i16]| {
        let codes: Vec<u8> = samples.iter().map(|sample| to_mulaw(*sample)).collect();
        audible(&codes)
    };
    let first = clip.samples.chunks(piece).position(loud);
    let last = clip.samples.chunks(piece).rposition(loud);
    let (Some(first), Some(last)) = (first, last) else { return Clip { samples: Vec::new(), ..clip } };
    let end = ((last + 1) * piece).min(clip.samples.len());
    Clip { rate: clip.rate, samples: clip.samples[first * piece..end].to_vec() }
}

/// A clip as it is on a telephone line.
pub fn on_the_line(clip: &Clip) -> Vec<u8> {
    at_rate(&clip.samples, clip.rate, RATE).into_iter().map(to_mulaw).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn equal_texts_sound_equal_and_longer_ones_last_longer() {
        let voice = Voice::default();
        let say = |text| voice.say(Speaker::Tones, Timbre::Person, text);
        let (short, again, long) = (
            say("Yes.").await.unwrap(),
            say("Yes.").await.unwrap(),
            say("Yes, please, I do.").await.unwrap(),
        );
        assert_eq!(short, again);
        assert!(long.samples.len() > 2 * short.samples.len());
        let line = on_the_line(&long);
        assert!(audible(&line[..40]) && audible(&line[line.len() - 40..]), "no silence around it");
    }

    #[tokio::test]
    async fn nothing_to_say_is_no_sound() {
        let voice = Voice::default();
        assert!(voice.say(Speaker::Tones, Timbre::Agent, " ").await.unwrap().samples.is_empty());
        let flood = "a".repeat(LONGEST_TEXT + 1);
        assert!(voice.say(Speaker::Tones, Timbre::Agent, &flood).await.is_err());
    }
}
