//! How the imitated speech vendors behave: how long they take, and with whose voice they speak.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The longest time that can be set.
const LONGEST_MS: u64 = 60_000;

/// What speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Speaker {
    /// espeak-ng where it is installed, else tones of the right length.
    #[default]
    Auto,
    /// espeak-ng; without it nothing is said and the vendor answers with an error that says why.
    Espeak,
    /// Tones of the right length.
    Tones,
}

/// The settings of all speech vendors.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Speech {
    /// What speaks, for the vendors and for the people on the phone.
    pub voice: Speaker,
    /// Deepgram.
    pub deepgram: Deepgram,
    /// OpenAI and whoever speaks its language.
    pub openai: OpenAi,
    /// ElevenLabs.
    pub elevenlabs: ElevenLabs,
    /// What is understood, one after the other, of voices whose words nobody registered.
    pub heard: Heard,
}

/// How long Deepgram takes, in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Deepgram {
    /// From the end of the last word to its final result, at least; endpointing may make it more.
    pub final_ms: u64,
    /// From the sound of a word until it shows in an interim result.
    pub interim_ms: u64,
    /// Between two interim results, in time of the sound.
    pub interim_every_ms: u64,
    /// From a flush to the first sound.
    pub first_audio_ms: u64,
    /// For the transcript of a whole file.
    pub transcript_ms: u64,
}

/// How long OpenAI takes, in milliseconds, and what it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct OpenAi {
    /// To the first token.
    pub first_token_ms: u64,
    /// Between two tokens.
    pub token_ms: u64,
    /// For the transcript of a file.
    pub transcript_ms: u64,
    /// To the first sound of speech.
    pub first_audio_ms: u64,
    /// The answer to everything, instead of one that fits.
    pub reply: Option<String>,
}

/// How long ElevenLabs takes, in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ElevenLabs {
    /// To the first sound.
    pub first_audio_ms: u64,
}

/// What is understood of unknown voices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard(pub Vec<String>);

impl Default for Deepgram {
    fn default() -> Self {
        Self {
            final_ms: 200,
            interim_ms: 150,
            interim_every_ms: 500,
            first_audio_ms: 150,
            transcript_ms: 400,
        }
    }
}

impl Default for OpenAi {
    fn default() -> Self {
        Self { first_token_ms: 250, token_ms: 10, transcript_ms: 500, first_audio_ms: 250, reply: None }
    }
}

impl Default for ElevenLabs {
    fn default() -> Self {
        Self { first_audio_ms: 150 }
    }
}

impl Default for Heard {
    fn default() -> Self {
        let lines = [
            "Hello, I would like to book an appointment, please.",
            "Tomorrow at ten would be good.",
            "Yes, that is right.",
            "What does it cost?",
            "Thank you, goodbye.",
        ];
        Self(lines.map(str::to_owned).to_vec())
    }
}

impl Heard {
    /// What the `number`th unknown utterance of a stream says.
    pub fn line(&self, number: usize) -> &str {
        number.checked_rem(self.0.len()).and_then(|at| self.0.get(at)).map_or("", String::as_str)
    }
}

impl Speech {
    /// Says what is wrong with these settings, if anything is.
    pub fn check(&self) -> Result<(), String> {
        let (deepgram, openai) = (&self.deepgram, &self.openai);
        let times = [
            ("deepgram.finalMs", deepgram.final_ms),
            ("deepgram.interimMs", deepgram.interim_ms),
            ("deepgram.interimEveryMs", deepgram.interim_every_ms),
            ("deepgram.firstAudioMs", deepgram.first_audio_ms),
            ("deepgram.transcriptMs", deepgram.transcript_ms),
            ("openai.firstTokenMs", openai.first_token_ms),
            ("openai.tokenMs", openai.token_ms),
            ("openai.transcriptMs", openai.transcript_ms),
            ("openai.firstAudioMs", openai.first_audio_ms),
            ("elevenlabs.firstAudioMs", self.elevenlabs.first_audio_ms),
        ];
        if let Some((name, _)) = times.iter().find(|(_, ms)| *ms > LONGEST_MS) {
            return Err(format!("speech.{name} must be at most {LONGEST_MS}"));
        }
        if deepgram.interim_every_ms < 20 {
            return Err("speech.deepgram.interimEveryMs must be at least 20".to_owned());
        }
        Ok(())
    }
}

/// So many milliseconds.
pub const fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}
