//! Voices to choose from, and what they sound like.

use std::sync::Arc;
use std::time::Duration;

use ringwright_domain::ids::OrgId;
use ringwright_domain::{Day, FailureCode};
use ringwright_vendors::VoiceOffer;
use ringwright_vendors::synthesizer::SpeakOrder;
use ringwright_voice::frame::ulaw_decode;
use ringwright_voice::session::{ChunkId, Input};

use super::voice::Voice;
use super::{Live, OwnAgent};
use crate::error::FieldProblem;
use crate::{Engine, Error, Result};

/// The most letters of a preview.
pub const LONGEST_PREVIEW: usize = 300;
/// Letters that an organisation may have spoken on a day, beside its calls.
const A_DAY: i64 = 20_000;
/// What they are counted as.
const TALLY: &str = "preview_letters";
/// The rate of a preview.
const HERTZ: u32 = 16_000;
/// The next synthesiser is asked when no sound comes within this.
const PATIENCE: Duration = Duration::from_secs(5);
/// The chunk that is spoken.
const CHUNK: u32 = 1;

/// The voices of a synthesiser.
#[derive(Debug, Clone)]
pub struct VoicesOf {
    /// Its name.
    pub provider: &'static str,
    /// Its voices; none when it could not be asked.
    pub voices: Option<Vec<VoiceOffer>>,
}

/// Who understands, speaks and thinks, each in the order of choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VendorNames {
    /// Recognisers.
    pub recognizers: Vec<&'static str>,
    /// Synthesisers.
    pub synthesizers: Vec<&'static str>,
    /// Models.
    pub models: Vec<&'static str>,
}

/// What is to be heard.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The words.
    pub text: String,
    /// The voice; the usual one when missing.
    pub voice: Option<String>,
    /// The language.
    pub language: String,
}

impl Live {
    /// The voices that there are, by who has them.
    pub async fn voices(&self) -> Vec<VoicesOf> {
        let asked = self.inner.providers.synthesizers.iter().map(async |provider| {
            let voices = provider.voices().await;
            if let Err(error) = &voices {
                tracing::warn!(vendor = provider.name(), %error, "the voices could not be asked for");
            }
            VoicesOf { provider: provider.name(), voices: voices.ok() }
        });
        futures::future::join_all(asked).await
    }

    /// Who is configured.
    pub fn vendors(&self) -> VendorNames {
        let providers = &self.inner.providers;
        VendorNames {
            recognizers: providers.recognizers.iter().map(|provider| provider.name()).collect(),
            synthesizers: providers.synthesizers.iter().map(|provider| provider.name()).collect(),
            models: providers.models.iter().map(|provider| provider.name()).collect(),
        }
    }

    /// How words sound: a WAVE file of 16 kHz. What is spoken counts towards the day of the organisation.
    ///
    /// # Errors
    /// When the text is none or too long, the day's letters are used up, or nobody speaks.
    pub async fn preview(&self, org: &OrgId, preview: &Preview) -> Result<Vec<u8>> {
        let letters = preview.text.trim().chars().count();
        if letters == 0 || letters > LONGEST_PREVIEW {
            let message = format!("Write 1 to {LONGEST_PREVIEW} letters.");
            return Err(Error::fields(vec![FieldProblem::new("text", "length", message)]));
        }
        self.spoken(org, preview, false).await
    }

    /// How an agent greets, in its own voice: a WAVE file of 16 kHz.
    ///
    /// # Errors
    /// When the day's letters are used up, or nobody speaks.
    pub async fn greeting(&self, own: &OwnAgent) -> Result<Vec<u8>> {
        let text = own.profile.opening().ok_or(Error::refused(FailureCode::VoiceSilent))?;
        let (voice, language) = (own.profile.voice.clone(), own.profile.language.clone());
        self.spoken(&own.org, &Preview { text, voice, language }, true).await
    }

    async fn spoken(&self, org: &OrgId, preview: &Preview, is_own: bool) -> Result<Vec<u8>> {
        let Preview { text, voice, language } = preview;
        let order = SpeakOrder { hertz: HERTZ, language: language.clone(), voice: voice.clone() };
        // Only what an agent says by itself is kept.
        let worth: Arc<[String]> = is_own.then(|| text.clone()).into_iter().collect();
        let synthesizers = Arc::clone(&self.inner.providers.synthesizers);
        let tries = synthesizers.len();
        let mut voice = Voice::new(synthesizers, order, self.inner.prompts.clone(), worth);
        if is_own {
            self.inner.prompts.fetch(vec![voice.key(text)]).await;
        }
        if voice.known(text).is_none() {
            self.engine().take_preview_letters(org, text.chars().count()).await?;
        }
        for _ in 0..tries {
            if let Some(sound) = say(&mut voice, text).await {
                return Ok(wave(&sound));
            }
            tracing::warn!(vendor = voice.name(), "a preview was not spoken; the next one is asked");
            voice.switch();
        }
        Err(Error::refused(FailureCode::VoiceUnavailable))
    }
}

/// The sound of words, if all of it comes.
async fn say(voice: &mut Voice, text: &str) -> Option<Vec<u8>> {
    voice.speak(ChunkId(CHUNK), text);
    let mut all = Vec::new();
    loop {
        let next = std::future::poll_fn(|context| voice.poll(context));
        match tokio::time::timeout(PATIENCE, next).await.ok()? {
            Input::Speech { sound, .. } => all.extend_from_slice(sound.bytes()),
            Input::SpeechDone { .. } => return (!all.is_empty()).then_some(all),
            _ => return None,
        }
    }
}

/// A WAVE file of 16 bits from mu-law sound.
fn wave(sound: &[u8]) -> Vec<u8> {
    let length = u32::try_from(sound.len() * 2).unwrap_or(u32::MAX - 36);
    let mut file = Vec::with_capacity(sound.len() * 2 + 44);
    file.extend(b"RIFF");
    file.extend((length + 36).to_le_bytes());
    file.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    file.extend(HERTZ.to_le_bytes());
    file.extend((HERTZ * 2).to_le_bytes());
    file.extend(b"\x02\0\x10\0data");
    file.extend(length.to_le_bytes());
    file.extend(sound.iter().flat_map(|byte| ulaw_decode(*byte).to_le_bytes()));
    file
}

impl Engine {
    /// Counts letters towards the day of an organisation, or says that it has used up its day.
    async fn take_preview_letters(&self, org: &OrgId, letters: usize) -> Result<()> {
        let now = self.now();
        let letters = i64::try_from(letters).unwrap_or(i64::MAX);
        let mut tx = self.org(org).begin().await?;
        if !tx.count_within(Day::of(now, "UTC"), TALLY, letters, A_DAY).await? {
            return Err(Error::refused(FailureCode::PreviewsUsedUp));
        }
        Ok(tx.commit(now).await?)
    }
}
